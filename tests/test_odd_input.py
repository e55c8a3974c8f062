"""What nobody should send, everywhere it can be sent, by somebody who may: never an answer of 500 or more.

Bounded and seeded: each place gets a few of the odd values, other ones with another seed (HEARTH_ODD_SEED).
"""

import json
import os
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from tests.api_walk import API, Operation, address_of, fields_in, operations, put, shape_of
from tests.cast import Cast
from tests.clock import TODAY
from tests.permissions import CALLERS, Row
from tests.test_permissions import ROWS, _undone, world

__all__ = ["world"]  # the fixture

SEED = int(os.environ.get("HEARTH_ODD_SEED", "20261130"))
EACH = 3  # odd values a place
DEEP = "[" * 100_000 + "]" * 100_000
# As JSON writes them; a page gets the texts of them.
ODD = [
    "[]", "{}", "null", "true", '""', '" "', "-1", "0", "1000000000000000000000", "1" + "0" * 400,
    "-" + "9" * 30, "1e308",
    "1e999", "NaN", "2147483648", '"\\u0000"', '"a\\ud800"', '"9999-12-31"', '"0001-01-01"', f'"{TODAY.year}-02-30"',
    '"99999-01-01"',
    f'"{"-" * 36}"', f'"{uuid4()}"', "[[]]", "[null]", '["\\u0000"]', '[{"a":[{}]}]', '"\\u0661\\u0662"',
    f'"{"x" * 6000}"',
    f'["{uuid4()}"]', '["x"]', '"E08000035"', '"LS6 2AB"', '"a@b"', '"\\u202e\\u0000x"',
    "[" * 40 + "]" * 40, '"24:61"',
    '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"', "[1,2,3]", '{"from":1}', "1.5", '"1e400"', '"-0"',
]  # fmt: skip
WHOLE = [
    "[]", "null", '"x"', "1", "", "{", DEEP, '{"a":' * 5000 + "1" + "}" * 5000, "\u00ff", '{"\\u0000":1}', "[{}]",
]  # fmt: skip
TEXTS = [
    "", " ", "-1", "0", "1" + "0" * 400, "9" * 30, "NaN", "Infinity", "2147483648", "a\ud800", "9999-12-31",
    "0001-01-01",
    "9999", "0", "0001", "13", "-" * 36, str(uuid4()), "x" * 6000, "\u0661\u0662", "\u202e", "on", "true",
    "[]", "{}", "24:61",
    "E08000035", "\x00", "1e400", "-0", "\r\n", "<b>", "%", "%s%n",
]  # fmt: skip
QUERY_NAMES = (
    "q", "state", "page", "kind", "as_of", "band", "area", "year", "measure", "month", "figures", "after", "before",
    "open", "person", "step", "agency", "change", "form", "as", "referral", "part", "whose", "status",
    "service", "size",
    "actor", "subject", "action", "stage", "postcode", "day", "next", "key",
)  # fmt: skip


def _client(cast: Cast, who: str) -> Client:
    cache.clear()
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(cast.people[who])
    return client


def _some(rng: random.Random, values: list[str], most: int = EACH) -> list[str]:
    return rng.sample(values, min(most, len(values)))


def _odd_bodies(rng: random.Random, one: Operation) -> Iterator[str | dict[str, Any]]:
    if one.is_multipart:
        yield from ({}, {"tables": "no file", "file": "no file", "kind": "x"})
        return
    yield from _some(rng, WHOLE)
    yield DEEP
    for path, _schema in fields_in(shape_of(one)):
        for odd in _some(rng, ODD):
            yield json.dumps(put(one.body, path, "@@")).replace('"@@"', odd)


def _odd_addresses(rng: random.Random, one: Operation) -> Iterator[str]:
    for odd in (*_some(rng, TEXTS, 2), "-" * 36, "f" * 36, f"{uuid4()}"):
        text = quote(odd.encode(errors="replace"), safe="") or "-"
        yield re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text, one.address)


def test_odd_values_through_the_api(cast: Cast, world: dict[str, Any]) -> None:
    print(f"HEARTH_ODD_SEED={SEED}")
    rng, wrong, sent = random.Random(SEED), [], 0
    for one in operations(world):
        client = _client(cast, one.caller)

        def look(answer: Any, what: str, one: Operation = one) -> None:
            if answer.status_code >= 500:
                wrong.append(f"{answer.status_code} {one.name}: {what[:300]}")

        for body in _odd_bodies(rng, one) if one.row.method != "GET" else ():
            with _undone():
                look(one.send(client, body), str(body))
            sent += 1
        for name in (*one.parameters, "cursor", "limit"):
            for odd in _some(rng, TEXTS, 2):
                query = f"{name}={quote(odd.encode(errors='replace'))}"
                with _undone():
                    look(one.send(client, query=query), query)
                sent += 1
        for address in set(_odd_addresses(rng, one)) - {one.address}:
            with _undone():
                look(client.generic(one.row.method, address, json.dumps(one.body), "application/json"), address)
            sent += 1
    assert sent > 1000 and not wrong, f"seed {SEED}, {len(wrong)} of {sent}:\n" + "\n".join(wrong)


def _pages(world: dict[str, Any]) -> Iterator[tuple[Row, str, str]]:
    """(row, address, caller) of each page that somebody may open or post to."""
    for row in ROWS:
        address = address_of(row, world)
        if not address.startswith(API):
            yield row, address, _who_may(row)


def _who_may(row: Row) -> str:
    """Somebody signed in whom the table lets in; where it lets in nobody, somebody who is not refused by role."""
    return min(CALLERS, key=lambda one: (one == "nobody", row.answers[one] in (401, 403), row.answers[one]))


def _asked_on(client: Client, address: str) -> set[str]:
    """Names of the inputs of a page, where it can be opened."""
    with _undone():
        answer = client.get(address)
    text = answer.content.decode(errors="replace") if answer.status_code == 200 and not answer.streaming else ""
    return set(re.findall(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"', text)) - {"csrfmiddlewaretoken"}


def test_odd_values_through_the_pages(cast: Cast, world: dict[str, Any]) -> None:
    print(f"HEARTH_ODD_SEED={SEED}")
    rng, wrong, sent = random.Random(SEED), [], 0
    for row, address, who in _pages(world):
        client = _client(cast, who)
        if row.method == "GET":
            for name in rng.sample(QUERY_NAMES, 6):
                query = f"{name}={quote(rng.choice(TEXTS).encode(errors='replace'))}"
                with _undone():
                    answer = client.get(f"{address}?{query}")
                wrong += [f"{answer.status_code} GET {row.route}: {query}"] * (answer.status_code >= 500)
                sent += 1
            continue
        body = {k: str(world[v[1:]]) if isinstance(v, str) and v.startswith("@") else v for k, v in row.body.items()}
        for name in sorted({*body, *_asked_on(client, address)}):
            for odd in _some(rng, TEXTS, 2):
                with _undone():
                    answer = client.post(address, body | {name: odd.encode(errors="replace").decode()})
                wrong += [f"{answer.status_code} POST {row.route} as {who}: {name}={odd[:60]!r}"] * (
                    answer.status_code >= 500
                )
                sent += 1
    assert sent > 1000 and not wrong, f"seed {SEED}, {len(wrong)} of {sent}:\n" + "\n".join(wrong)


def test_the_examples_that_were_answered_with_500(cast: Cast, world: dict[str, Any]) -> None:
    musa, olga, anybody = (_client(cast, who) for who in ("musa", "olga", "nobody"))
    hours = {"opens": "09:00", "closes": "17:00", "weekdays": [], "bank_holidays": False}
    refused = musa.post("/api/v1/sending-hours", hours, content_type="application/json")
    assert refused.status_code in (400, 422) and "weekdays" in refused.json()["errors"], refused.content
    decline = f"/api/v1/referrals/{world['referral']}/offers/{'-' * 36}/decline"
    assert olga.post(decline, {"words": "no"}, content_type="application/json").status_code == 404
    deep = anybody.generic("POST", "/api/v1/could-i-foster", f'{{"answers": {DEEP}}}', "application/json")
    assert deep.status_code == 400 and deep.json()["code"] == "input.too_deep", deep.content


@pytest.mark.parametrize("body", [DEEP, '{"a": 1, "a": 2}', '{"a": NaN}', '["\\u0000"]', '"\\ud800"', "1" + "0" * 400])
def test_one_reader_of_json(body: str) -> None:
    from accounts.input.errors import NotUnderstood
    from accounts.input.json_reading import read_json

    with pytest.raises(NotUnderstood):
        read_json(body.encode())
    assert read_json('{"a": [1, -2.5, "ж", null, true]}'.encode()) == {"a": [1, -2.5, "ж", None, True]}
