"""JSON answers through the forms of the pages: the same cleaning, the same words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.api.reading import refuse, refuse_beyond
from accounts.input.errors import Invalid, NotUnderstood
from accounts.input.json_reading import child_path
from accounts.pages.govuk_forms import DateField


def refuse_strangers(known: Iterable[str], answers: Mapping[str, Any], path: str) -> None:
    """Raises NotUnderstood naming each answer that no question asks for."""
    names = set(known)
    refuse(
        {child_path(path, name): _("No question has this name. Leave it out.") for name in answers if name not in names}
    )


def form_data(form: type[forms.Form], answers: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """JSON answers as a form takes them: an ISO date becomes its parts. `path`: where they stand in the body.

    Raises NotUnderstood for an answer that the form does not ask for, and for one of another kind: a form would
    take “no” for a tick and an object for its text.
    """
    refuse_strangers(form.base_fields, answers, path)
    wrong = {name: _kind_wanted(field, answers.get(name)) for name, field in form.base_fields.items()}
    refuse_beyond({child_path(path, name): words for name, words in wrong.items() if words})
    made: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        value = answers.get(name)
        if isinstance(field, DateField) and isinstance(value, str):
            made |= _parts(name, value)
        elif value is not None and value is not False:
            made[name] = value
    return made


def _kind_wanted(field: forms.Field, value: Any) -> str:
    """What kind of value the field takes, in words, where `value` is of another; else empty."""
    if value is None:
        return ""
    if isinstance(field, forms.BooleanField):
        return "" if isinstance(value, bool) else _("Send true or false.")
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        listed = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if listed else _("Send a list of words.")
    return "" if isinstance(value, str | int | float) and not isinstance(value, bool) else _("Send one value.")


def _parts(name: str, value: str) -> dict[str, str]:
    try:
        day = date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    except ValueError:
        return {f"{name}-{part}": value for part in ("day", "month", "year")}
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def body_of(request: Request) -> dict[str, Any]:
    """The body as an object: that it is one, and names only what is declared, was seen to before the act."""
    return request.data  # type: ignore[return-value]


def object_of(given: Any, path: str) -> dict[str, Any]:
    """`given` as an object with names, which stands at `path`. Raises NotUnderstood."""
    if not isinstance(given, dict):
        words = _("Send an object with named answers.")
        raise NotUnderstood(words, "input.not_an_object", {path: words})
    return given


def checked(form: forms.Form) -> dict[str, Any]:
    """The cleaned values. Raises Invalid with the words of each field."""
    if not form.is_valid():
        fields = {name: str(errors[0]) for name, errors in form.errors.items()}
        raise Invalid(_("Some answers need another look; nothing was saved."), "input.invalid", fields)
    return dict(form.cleaned_data)
