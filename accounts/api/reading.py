"""What every endpoint does with what was sent: read it by its serializer, refuse what that does not name."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from accounts.api.limits import beyond
from accounts.input.errors import Invalid, NotUnderstood
from accounts.input.json_reading import child_path

Faults = dict[str, str]


def valid(serializer: type[serializers.Serializer[Any]], request: Request, partial: bool = False) -> dict[str, Any]:
    """The checked body. Raises NotUnderstood for what the serializer does not name, ValidationError, which says
    where."""
    return valid_part(serializer, request.data, partial=partial)


def valid_part(
    serializer: type[serializers.Serializer[Any]], data: Any, path: str = "", partial: bool = False
) -> dict[str, Any]:
    """The same of a part of a body, which stands at `path`."""
    read = serializer(data=data, partial=partial)
    refuse(dict(strangers(read, data, path)))
    refuse_beyond(dict(too_far(read, data, path)))
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def refuse(unknown: Faults) -> None:
    """Raises NotUnderstood naming each field that is not known, if there is one."""
    if unknown:
        raise NotUnderstood(
            _("Some fields are not known here; nothing was saved. The documentation of the API names those that are."),
            "input.unknown_field",
            unknown,
        )


def refuse_beyond(wrong: Faults) -> None:
    """Raises Invalid naming each field whose value no register holds or that is of another kind, if there is one."""
    if wrong:
        raise Invalid(_("Some fields need another look; nothing was saved."), "input.invalid", wrong)


def strangers(shape: Any, data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, words) of every name in `data` that `shape` does not have or that only Hearth sets, at any depth."""
    for where, field, value, name in _places(shape, data, path):
        if field is None:
            yield where, _("This is not known here. Leave it out, or look its name up.")
        elif field.read_only:
            yield where, _("Hearth sets this. Leave it out, or send it as you read it.")
        elif _repeated(data, name, field):
            yield where, _("This was sent twice. Send it once.")
        elif value is not None:
            yield from strangers(field, value, where)


def too_far(shape: Any, data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, words) of every day and number that no register holds."""
    for where, field, value, _name in _places(shape, data, path):
        if field is not None:
            words = beyond(field, value)
            if words:
                yield where, words
            else:
                yield from too_far(field, value, where)


def _places(shape: Any, data: Any, path: str) -> Iterator[tuple[str, Any, Any, str]]:
    """(path, the field or None, the value, its name) of what stands directly in `data`."""
    if isinstance(shape, serializers.ListSerializer | serializers.ListField):
        for number, one in enumerate(data if isinstance(data, list) else []):
            if isinstance(shape.child, serializers.Serializer | serializers.ListField | serializers.DictField):
                yield from _places(shape.child, one, f"{path}[{number}]")
            else:
                yield f"{path}[{number}]", shape.child, one, ""
    elif isinstance(shape, serializers.DictField):
        for name in data if isinstance(data, Mapping) else {}:
            yield child_path(path, name), shape.child, data[name], ""
    elif isinstance(shape, serializers.Serializer):
        for name in data if isinstance(data, Mapping) else {}:
            yield child_path(path, str(name)), shape.fields.get(str(name)), data[name], str(name)


def _repeated(data: Any, name: str, field: Any) -> bool:
    """A name that a form or a query sent twice, where one value is taken."""
    listed = getattr(data, "getlist", None)
    return bool(name and listed and len(listed(name)) > 1 and not isinstance(field, serializers.ListField))


def refuse_query(query: Any, known: frozenset[str]) -> None:
    """Raises NotUnderstood for a parameter that is not declared, and for one that came twice."""
    unknown = {name: _("This parameter is not known here. Leave it out.") for name in query if name not in known}
    if unknown:
        raise NotUnderstood(
            _("The address has a parameter that is not known here."), "input.unknown_parameter", unknown
        )
    twice = {name: _("This parameter came twice. Give it once.") for name in query if len(query.getlist(name)) > 1}
    if twice:
        raise NotUnderstood(_("The address has a parameter twice."), "input.repeated_parameter", twice)


def filters_of(shapes: tuple[type[serializers.Serializer[Any]], ...], query: Any) -> dict[str, Any]:
    """The filters of an address by name; those left out are not there. Raises Invalid, naming each that is not
    understood: a filter that is passed over would answer with everybody."""
    found: dict[str, Any] = {}
    wrong: Faults = {}
    for kind in shapes:
        shape = kind(data={name: query[name] for name in query if name in kind().fields})
        wrong |= dict(too_far(shape, shape.initial_data))
        if shape.is_valid():
            found |= shape.validated_data
        else:
            wrong |= {name: str(said[0]) for name, said in shape.errors.items()}
    if wrong:
        raise Invalid(_("A filter is not understood; nothing was looked up."), "input.filter", wrong)
    return found
