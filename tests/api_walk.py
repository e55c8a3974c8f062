"""Every operation of the API as its OpenAPI tells it, with the permission table's body and a caller who may do it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from tests.permissions import CALLERS, Row
from tests.test_permissions import ROWS

JSON, API = "application/json", "/api/v1/"
LIBRARY = ("api_schema", "api_docs")  # drf-spectacular's own


@dataclass(frozen=True)
class Operation:
    row: Row
    address: str
    caller: str
    body: dict[str, Any]
    told: dict[str, Any]  # of the OpenAPI document

    @property
    def name(self) -> str:
        return f"{self.row.method} {self.row.route}"

    @property
    def is_multipart(self) -> bool:
        return "multipart/form-data" in self.told.get("requestBody", {}).get("content", {})

    @property
    def parameters(self) -> list[str]:
        return [one["name"] for one in self.told.get("parameters", []) if one["in"] == "query"]

    def send(self, client: Client, body: str | dict[str, Any] | None = None, query: str = "") -> Any:
        """`body` as text is sent as it is; `query` goes behind the address."""
        address = self.address + (f"{'&' if '?' in self.address else '?'}{query}" if query else "")
        if self.row.method == "GET":
            return client.get(address)
        given = self.body if body is None else body
        if self.is_multipart:
            return client.post(address, given)
        sent = given if isinstance(given, str) else json.dumps(given)
        return client.generic(self.row.method, address, sent, JSON)


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def operations(world: dict[str, Any], rows: list[Row] | None = None) -> list[Operation]:
    """One for each route and method; `rows` instead of the whole table."""
    seen, found = set(), []
    for row in ROWS if rows is None else rows:
        address = address_of(row, world)
        if address.startswith(API) and row.route not in LIBRARY and (row.route, row.method) not in seen:
            seen.add((row.route, row.method))
            found.append(_operation(row, address, world))
    return found


def address_of(row: Row, world: dict[str, Any]) -> str:
    kwargs = {k: v[1:] if v.startswith("=") else str(world[v]) for k, v in row.kwargs.items()}
    return reverse(row.route, kwargs=kwargs)


def _operation(row: Row, path: str, world: dict[str, Any]) -> Operation:
    body = {k: str(world[v[1:]]) if isinstance(v, str) and v.startswith("@") else v for k, v in row.body.items()}
    return Operation(row, path + row.query, _who_may(row), body, _told(path, row.method))


def _who_may(row: Row) -> str:
    """Somebody whose answer is the best the table has; a refusal of the row itself comes after the body is read."""
    return min(CALLERS, key=lambda one: (row.answers[one] in (401, 403), row.answers[one], one == "nobody"))


def _told(path: str, method: str) -> dict[str, Any]:
    """The operation of the longest address in the document that `path` fits."""
    fitting = [
        template for template, methods in document()["paths"].items()
        if method.lower() in methods and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path)
    ]  # fmt: skip
    assert fitting, f"{method} {path} is in no OpenAPI document"
    best = max(fitting, key=lambda one: len(re.sub(r"\{[^}]+\}", "", one)))
    found: dict[str, Any] = document()["paths"][best][method.lower()]
    return found


def shape_of(operation: Operation) -> dict[str, Any]:
    """The schema of the body; empty where none is taken."""
    content = operation.told.get("requestBody", {}).get("content", {})
    return _whole(next(iter(content.values()))["schema"]) if content else {}


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed, alone or inside an allOf."""
    if "$ref" in schema:
        found: dict[str, Any] = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    if len(schema.get("allOf", [])) == 1:
        return _whole(schema["allOf"][0])
    return schema


def objects_in(schema: dict[str, Any], path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """(path, schema) of every object inside a body, itself first; 0 in a path is the first of a list."""
    whole = _whole(schema)
    if whole.get("type") == "array" or "items" in whole:
        yield from objects_in(whole.get("items", {}), (*path, 0))
    elif "properties" in whole or "additionalProperties" in whole or whole.get("type") == "object":
        yield path, whole
        for name, inner in whole.get("properties", {}).items():
            yield from objects_in(inner, (*path, name))


def fields_in(schema: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """(path, schema) of every field that a body can carry, at any depth."""
    for path, whole in objects_in(schema):
        for name, inner in whole.get("properties", {}).items():
            yield (*path, name), _whole(inner)


def put(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of `body` with `value` at `path`; what stands in the way is made."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if first == 0:
        there = list(body) if isinstance(body, list) and body else [{}]
        return [put(there[0], rest, value), *there[1:]]
    kept = dict(body) if isinstance(body, dict) else {}
    return kept | {first: put(kept.get(first), rest, value)}


def written(path: tuple[Any, ...]) -> str:
    """As an error names it: children[0].needs."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")
