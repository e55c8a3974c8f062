"""Filters and pages of the API: obeyed, or refused by name; never passed over."""

from typing import Any

from tests.api_walk import operations
from tests.cast import Cast
from tests.test_api_strict import client_of, names
from tests.test_permissions import world

__all__ = ["world"]  # the fixture


def test_a_page_of_a_list_is_as_long_as_was_asked(cast: Cast, world: dict[str, Any]) -> None:
    """A documented `limit` is obeyed, or it would be a parameter that is passed over; a wrong one is refused."""
    wrong = []
    for one in operations(world):
        if one.row.method == "GET" and "limit" in one.parameters:
            client = client_of(cast, one.caller)
            good, bad = one.send(client, query="limit=1"), one.send(client, query="limit=many")
            if not (
                good.status_code == 200 and {"next", "results"} <= set(good.json()) and len(good.json()["results"]) < 2
            ):
                wrong.append(f"{one.name}: has no pages: set pagination_class = None")
            if not names(bad, "limit", (422,)):
                wrong.append(f"{one.name}: limit=many: {bad.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_filter_that_is_not_understood_is_refused(cast: Cast, world: dict[str, Any]) -> None:
    """The answer to a filter that is passed over would be everybody."""
    wrong = []
    for one in operations(world):
        for told in one.told.get("parameters", []):
            if told["in"] != "query" or told["name"] in ("cursor", "limit"):
                continue
            schema = told["schema"]
            is_typed = (
                "enum" in schema or "$ref" in schema or "format" in schema or "pattern" in schema or "allOf" in schema
            )
            values = ["", "\u00ff" * 500] + (["zzz"] if is_typed else [])
            for value in values:
                answer = one.send(client_of(cast, one.caller), query=f"{told['name']}={value}")
                if not names(answer, told["name"], (422,)):
                    wrong.append(f"{one.name}: {told['name']}={value[:5]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_audit_of_nobody_is_not_everybodys(cast: Cast, sent_tasks: Any) -> None:
    answer = client_of(cast, "musa").get("/api/v1/audit?actor=zzz")
    assert names(answer, "actor", (422,)), answer.content
