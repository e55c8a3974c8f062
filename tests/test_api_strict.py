"""What the API does not know it refuses, by name: fields, nested ones, keys sent twice, parameters."""

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import clear_url_caches, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.views import CallerViewSet
from tests import api_walk
from tests.api_walk import Operation, document, objects_in, operations, put, shape_of, written
from tests.cast import Cast
from tests.permissions import Row, everybody
from tests.test_permissions import _undone, world

__all__ = ["world"]  # the fixture

STRANGER = "zzz_unknown"
# Objects whose names are no part of the document: what stands inside, with a name that nobody knows; or None, and
# why any name is taken.
FREE: dict[tuple[str, str], Any] = {
    ("POST api_could_i_foster-list", "answers"): {"answers": {STRANGER: "x"}},
    ("POST api_enquiry_drafts-list", "answers"): {"answers": {STRANGER: "x"}, "address": "ada@example.org"},
    ("PATCH api_enquiry_drafts-detail", "answers"): {"answers": {STRANGER: "x"}},
    ("PUT api_my_applications-section", "answers"): {"answers": {STRANGER: "x"}, "version": 0},
    ("POST api_links-respondent", "answers"): {"answers": {STRANGER: "x"}},
    ("POST api_referral_drafts-list", "facts"): {"part": "who", "facts": {STRANGER: 1}},
    ("PATCH api_referral_drafts-detail", "facts"): {"part": "who", "facts": {STRANGER: 1}},
}


def client_of(cast: Cast, who: str) -> Client:
    cache.clear()  # the door counts, and the walk has one address
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(cast.people[who])
    return client


def names(answer: Any, name: str, statuses: tuple[int, ...] = (400,)) -> bool:
    """A problem that names the place."""
    if answer.status_code not in statuses or answer.headers.get("Content-Type") != "application/problem+json":
        return False
    return name in answer.json().get("errors", {})


def _bodies(operation: Operation) -> Iterator[tuple[str, str, Any]]:
    """(what, the place that must be named, body) of everything that no endpoint takes."""
    if operation.is_multipart:
        yield "unknown field", STRANGER, {STRANGER: "1"}
        yield "unknown file", STRANGER, {STRANGER: SimpleUploadedFile("x.csv", b"x")}
        return
    yield "unknown field", STRANGER, operation.body | {STRANGER: 1}
    yield "doubled key", "twice", '{"twice": 1, "twice": 2}'
    for where, whole in objects_in(shape_of(operation)):
        if where and "properties" in whole:
            unknown = (*where, STRANGER)
            yield "unknown nested field", written(unknown), put(operation.body, unknown, 1)
            inner = json.dumps(put({}, where, "@@")).replace('"@@"', '{"a": 1, "a": 2}')
            yield "doubled nested key", written((*where, "a")), inner
        elif where:
            example = FREE.get((operation.name, str(where[-1])), STRANGER)
            if example == STRANGER:
                yield f"an object of any names, {written(where)}: add it to FREE", "", "{}"
            elif example:
                yield "unknown name in a free object", written((*where, STRANGER)), example


def faults_of(cast: Cast, found: list[Operation]) -> list[str]:
    """What each operation lets through of what it cannot know."""
    wrong = []
    for one in found:
        client = client_of(cast, one.caller)
        for what, name, body in _bodies(one) if one.row.method != "GET" else ():
            with _undone():
                answer = one.send(client, body)
            if not names(answer, name):
                wrong.append(f"{one.name}: {what}: {answer.status_code} {answer.content[:300]!r}")
        queries = [("unknown parameter", STRANGER, f"{STRANGER}=1")]
        queries += [("repeated parameter", name, f"{name}=1&{name}=2") for name in one.parameters]
        for what, name, query in queries:
            with _undone():
                answer = one.send(client, query=query)
            if not names(answer, name):
                wrong.append(f"{one.name}: {what} {query}: {answer.status_code} {answer.content[:300]!r}")
    return wrong


def test_no_endpoint_takes_what_it_does_not_know(cast: Cast, world: dict[str, Any]) -> None:
    wrong = faults_of(cast, operations(world))
    assert not wrong, "\n".join(wrong)


def test_what_is_read_can_be_sent_back(cast: Cast, world: dict[str, Any]) -> None:
    """Where what is written is read at the same address, the whole answer may come back with what is changed of it."""
    tried, wrong = set(), []
    for one in operations(world):
        client, takes = client_of(cast, one.caller), set(shape_of(one).get("properties", {}))
        read = client.get(one.address) if one.row.method in ("POST", "PUT", "PATCH") and takes else None
        told = read.json() if read is not None and read.status_code == 200 else None
        if not isinstance(told, dict) or "results" in told or not (one.row.method != "POST" or takes & set(told)):
            continue
        tried.add(one.row.route)
        with _undone():
            answer = one.send(client, {**told, **one.body})
        if answer.status_code >= 400 and answer.json()["code"] == "input.unknown_field":
            wrong.append(f"{one.name}: tell as_it_stands: {answer.content!r}")
    assert {"api_organisation-list", "api_sending_hours-list", "api_match_rules-list"} <= tried
    assert not wrong, "\n".join(wrong)


def test_what_hearth_sets_may_come_back_as_it_was_read(cast: Cast, world: dict[str, Any]) -> None:
    form, client = world["form"], client_of(cast, "appa")
    address = f"/api/v1/my-applications/{form}/sections/home"
    read = client.get(address).json()
    assert client.put(address, read, content_type="application/json").status_code != 400
    changed = client.put(address, read | {"locked": True}, content_type="application/json")
    assert names(changed, "locked"), changed.content
    assert names(client.put(address, read | {"state": "x"}, content_type="application/json"), "state")


class _LaxAnswer(serializers.Serializer[Any]):
    name = serializers.CharField()
    inside = serializers.DictField()


class _LaxByHand(APIView):
    """Planted: it reads the body and the address by hand."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    @extend_schema(operation_id="lax", request=_LaxAnswer, responses=_LaxAnswer)
    def post(self, request: Request) -> Response:
        return Response({"name": request.data.get("name"), "as": request.query_params.get("as")}, status=201)


class _LaxInside(CallerViewSet):
    """Planted: on the house's base, but with an object of any names."""

    capabilities = {"create": "public"}

    @extend_schema(operation_id="lax_inside", request=_LaxAnswer, responses=_LaxAnswer)
    def create(self, request: Request) -> Response:
        return Response({"name": request.data["name"]}, status=201)


@pytest.fixture
def planted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Row]]:
    routes = ModuleType("tests.lax_routes")
    routes.urlpatterns = [  # type: ignore[attr-defined]
        path("api/v1/lax", _LaxByHand.as_view(), name="api_lax"),
        path("api/v1/lax-inside", _LaxInside.as_view({"post": "create"}), name="api_lax_inside"),
    ]
    monkeypatch.setitem(sys.modules, "tests.lax_routes", routes)
    settings.ROOT_URLCONF = "tests.lax_routes"
    clear_url_caches()
    document.cache_clear()
    body = {"name": "Ada", "inside": {}}
    yield [Row(name, "POST", body=body, answers=everybody(201)) for name in ("api_lax", "api_lax_inside")]
    document.cache_clear()


def test_the_walk_sees_a_lax_view(cast: Cast, planted: list[Row]) -> None:
    found = api_walk.operations({}, planted)
    assert [one.send(client_of(cast, "nobody")).status_code for one in found] == [201, 201]
    said = faults_of(cast, found)
    by_hand = [one for one in said if "POST api_lax:" in one]
    assert [kind for kind in ("unknown field", "unknown parameter") if not any(kind in one for one in by_hand)] == []
    [inside] = [one for one in said if "api_lax_inside" in one]
    assert "an object of any names, inside" in inside
