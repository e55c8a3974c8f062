"""Walk the permission table, and fail on any route that is not in it."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import tests.permissions as table
from tests.cast import Cast
from tests.permissions import CALLERS, Row

# Routes of libraries, with access rules and tests of their own.
NOT_OURS = ("account_", "mfa_")


def _modules() -> list[Any]:
    names = [module.name for module in pkgutil.iter_modules(table.__path__)]
    return [importlib.import_module(f"tests.permissions.{name}") for name in sorted(names)]


ROWS: list[Row] = [row for module in _modules() for row in getattr(module, "ROWS", [])]


def _routes(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


def _ours() -> dict[str, URLPattern]:
    found = dict(_routes(get_resolver().url_patterns))
    return {name: p for name, p in found.items() if not name.startswith(NOT_OURS)}


def _methods(pattern: URLPattern) -> set[str]:
    """What a route answers to: a viewset says so, a page by its marks; a bare view takes GET and POST."""
    actions = getattr(pattern.callback, "actions", None)
    if actions:
        return {method.upper() for method in actions} - {"HEAD", "OPTIONS"}
    view_class = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
    if view_class:
        return {m for m in ("GET", "POST", "PUT", "PATCH", "DELETE") if hasattr(view_class, m.lower())}
    allowed = _required_methods(pattern.callback)
    return allowed or {"GET", "POST"}


def _required_methods(view: Any) -> set[str]:
    """The list that `require_http_methods` closed over, under however many decorators."""
    while view is not None:
        for cell in view.__closure__ or ():
            if isinstance(cell.cell_contents, list) and set(cell.cell_contents) <= {
                "GET",
                "POST",
                "HEAD",
                "PUT",
                "DELETE",
            }:
                return set(cell.cell_contents) - {"HEAD"}
        view = getattr(view, "__wrapped__", None)
    return set()


def test_every_route_and_method_stands_in_the_table() -> None:
    listed = {(row.route, row.method) for row in ROWS}
    missing = {
        (name, method)
        for name, pattern in _ours().items()
        for method in _methods(pattern)
        if (name, method) not in listed
    }
    assert not missing, f"Add rows to tests/permissions for {sorted(missing)}"
    assert {name for name, _ in listed} <= set(_ours()), "The table names a route that is gone"


def test_a_page_is_not_named_as_an_endpoint() -> None:
    """The walks send JSON to what is named api_, and look at everything else in a browser."""
    served = get_resolver().reverse_dict
    paths = {name: served.getlist(name)[0][0][0][0] for name in _ours() if served.getlist(name)}
    assert len(paths) > 300
    assert not {name for name, path in paths.items() if name.startswith("api_") and not path.startswith("api/")}


def test_every_page_says_who_may_open_it() -> None:
    unmarked = [
        name
        for name, pattern in _ours().items()
        if not name.startswith(("api_", "health_")) and not hasattr(pattern.callback, "capability")
    ]
    assert not unmarked, f"Mark these views with @needs, @signed_in or @public: {unmarked}"


@contextmanager
def _undone() -> Iterator[None]:
    """What happens inside leaves no trace, so that each caller meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _answer(client: Client, row: Row, world: dict[str, Any]) -> Any:
    kwargs = {k: v[1:] if v.startswith("=") else str(world[v]) for k, v in row.kwargs.items()}
    body = {k: str(world[v[1:]]) if isinstance(v, str) and v.startswith("@") else v for k, v in row.body.items()}
    address = reverse(row.route, kwargs=kwargs) + row.query
    if row.method == "GET":
        return client.get(address)
    if row.route.startswith("api_"):
        send = getattr(client, row.method.lower())
        return send(address, body, content_type="application/json")
    return client.post(address, body)


def _send(client: Client, row: Row, world: dict[str, Any]) -> int:
    return int(_answer(client, row, world).status_code)


@pytest.fixture
def world(cast: Cast, sent_tasks: list[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for module in _modules():
        for name, make in getattr(module, "WORLD", {}).items():
            made[name] = make(cast, made)
    return made


def test_every_caller_gets_what_the_table_says(cast: Cast, world: dict[str, Any]) -> None:
    wrong = []
    for caller in CALLERS:
        cache.clear()  # the door counts how often links are opened, and all callers share one address
        client = Client(raise_request_exception=False)
        if caller != "nobody":
            client.force_login(cast.people[caller])
        for row in ROWS:
            with _undone():
                got = _send(client, row, world)
            if got != row.answers[caller]:
                wrong.append(f"{caller}: {row.method} {row.route}: {got}, table says {row.answers[caller]}")
    assert not wrong, "\n".join(wrong)
