"""Lists that anybody sends are bounded before they are read, and cost one look-up."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import CallerViewSet
from accounts.models import Council
from placements.offers.api.recorded import RecordSerializer
from placements.referrals.api.serializers import NewReferralSerializer
from tests.api_walk import document
from tests.cast import Cast

JSON = "application/json"
# Lists of objects, whose bound the document does not tell: it is looked up in the serializer.
OBJECTS = {"NewReferral.children": NewReferralSerializer, "Record.children": RecordSerializer}


def _unbounded(schema: dict[str, Any], where: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """The place of each list in a body that may be of any length."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in above:
            yield from _unbounded(document()["components"]["schemas"][name], name, (*above, name))
        return
    if schema.get("readOnly"):
        return
    if schema.get("type") == "array" and "maxItems" not in schema:
        yield where
    inside = [(where, one) for key in ("allOf", "oneOf", "anyOf") for one in schema.get(key, [])]
    inside += [(f"{where}.{name}", one) for name, one in schema.get("properties", {}).items()]
    inside += [(where, one) for key in ("items", "additionalProperties") if isinstance(one := schema.get(key), dict)]
    for place, one in inside:
        yield from _unbounded(one, place, above)


def unbounded_lists() -> set[str]:
    bodies = [
        (content["schema"], address)
        for address, methods in document()["paths"].items()
        for told in methods.values()
        for content in told.get("requestBody", {}).get("content", {}).values()
    ]
    assert bodies
    return {place for schema, address in bodies for place in _unbounded(schema, address)}


def test_every_list_in_a_body_has_a_most() -> None:
    document.cache_clear()
    assert unbounded_lists() - set(OBJECTS) == set()
    for place, shape in OBJECTS.items():
        assert shape().fields[place.rpartition(".")[2]].max_length, place


class _Lax(serializers.Serializer[Any]):
    words = serializers.ListField(child=serializers.CharField())
    councils = serializers.PrimaryKeyRelatedField(queryset=Council.objects.all(), many=True)
    bounded = serializers.ListField(child=serializers.CharField(), max_length=3)


class _LaxView(CallerViewSet):
    """Planted: takes lists of any length."""

    capabilities = {"create": "public"}

    @extend_schema(operation_id="lax_lists", request=_Lax, responses=_Lax)
    def create(self, request: Request) -> Response:
        return Response({})


@pytest.fixture
def planted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    routes = ModuleType("tests.lax_lists")
    routes.urlpatterns = [path("api/v1/lax", _LaxView.as_view({"post": "create"}), name="api_lax")]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.lax_lists", routes)
    settings.ROOT_URLCONF = "tests.lax_lists"
    clear_url_caches()
    document.cache_clear()
    yield
    document.cache_clear()


def test_the_walk_sees_lists_of_any_length(planted: None) -> None:
    assert {place.rpartition(".")[2] for place in unbounded_lists()} == {"words", "councils"}


def _ask(**more: Any) -> Any:
    body = {"name": "Ada", "email": "ada@example.org"} | more
    return Client().post("/api/v1/enquiries", body, content_type=JSON)


def test_two_thousand_services_are_refused_before_any_is_looked_up(cast: Cast, sent_tasks: list[Any]) -> None:
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        answer = _ask(agencies=[f"nobody-{number}" for number in range(2000)])
    assert answer.status_code == 400 and "agencies" in answer.json()["errors"]
    assert len(seen) < 20


def test_a_bounded_list_costs_one_look_up_and_the_unknown_are_named(cast: Cast, sent_tasks: list[Any]) -> None:
    cache.clear()
    with CaptureQueriesContext(connection) as one:
        _ask(agencies=["nobody-0"])
    with CaptureQueriesContext(connection) as twenty:
        answer = _ask(agencies=[cast.agency.slug, *(f"nobody-{number}" for number in range(19))])
    assert answer.status_code == 400 and "nobody-18" in str(answer.json()["errors"]["agencies"])
    assert cast.agency.slug not in str(answer.json()["errors"]) and len(twenty) == len(one)


def test_bodies_that_are_refused_count_for_their_sender(
    cast: Cast, sent_tasks: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr("accounts.pages.limits.time.time", lambda: 1_800_000_000.0)  # all within one minute
    got = [_ask(agencies=["nobody"]).status_code for _ in range(61)]
    assert got == [400] * 60 + [429]


def test_the_councils_served_cost_one_look_up(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.people["musa"])

    def change(codes: list[str]) -> Any:
        return client.post("/api/v1/organisation", {"serves": codes}, content_type=JSON)

    with CaptureQueriesContext(connection) as one:
        change(["E99"])
    with CaptureQueriesContext(connection) as many:
        answer = change([f"E{number}" for number in range(200)])
    assert answer.status_code == 400 and "serves" in answer.json()["errors"] and len(one) == len(many)
    assert change(["E99"] * 201).status_code == 400
