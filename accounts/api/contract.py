"""What an endpoint takes, read from where its OpenAPI is declared, so that the two cannot differ.

`@extend_schema(request=…)` declares the body, `parameters=[…]` the query: a serializer of filters, or single
parameters. What is not declared there is refused (accounts.api.views).
"""

import inspect
from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.settings import api_settings

WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
Shape = serializers.BaseSerializer[Any]


@dataclass(frozen=True)
class Contract:
    """`body`: the serializer of the body, or its class; None where none is taken. `names`: every query parameter."""

    body: Any
    filters: tuple[type[serializers.Serializer[Any]], ...]
    names: frozenset[str]

    def body_shape(self) -> Shape | None:
        made: Any = self.body() if inspect.isclass(self.body) else self.body
        return made  # type: ignore[no-any-return]


_KNOWN: dict[tuple[type, str, str], Contract] = {}


def contract_of(view: Any, method: str) -> Contract:
    """The contract of the act that `view` was found to do by `method`."""
    key = (type(view), str(view.action), method)
    if key not in _KNOWN:
        _KNOWN[key] = _read(view, method)
    return _KNOWN[key]


def _read(view: Any, method: str) -> Contract:
    own = getattr(getattr(view, view.action), "kwargs", {}).get("schema")
    declared: Any = own or api_settings.DEFAULT_SCHEMA_CLASS
    schema = declared()
    schema.view, schema.method = view, method
    body = _shape_of(schema.get_request_serializer()) if method in ("POST", "PUT", "PATCH") else None
    parameters = schema.get_override_parameters()
    filters = tuple(one for one in parameters if isinstance(one, type))
    names = {one.name for one in parameters if isinstance(one, OpenApiParameter) and one.location == "query"}
    names |= {name for one in filters for name in one().fields}
    if method == "GET":
        names |= {one["name"] for one in schema._get_pagination_parameters()}
    return Contract(body, filters, frozenset(names))


def _shape_of(declared: Any) -> Any:
    """A serializer, of however many media types; anything freer is no declaration, and takes nothing."""
    if isinstance(declared, dict):
        return _shape_of(next(iter(declared.values()), None))
    is_shape = isinstance(declared, serializers.BaseSerializer) or (
        isinstance(declared, type) and issubclass(declared, serializers.BaseSerializer)
    )
    return declared if is_shape else None
