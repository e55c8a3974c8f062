"""What a clumsy program or a stranger sends: refused in words, never a broken page, and errors of one shape."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.pages import limits
from tests.cast import Cast, make_home, make_referral
from tests.clock import in_days

NO_KEY = "-" * 36


def _browser(cast: Cast, who: str = "") -> Client:
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(cast.people[who])
    return client


def _send(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


def _is_problem(answer: Any, status: int) -> bool:
    told = answer.headers["Content-Type"] == "application/problem+json"
    return bool(answer.status_code == status and told and answer.json()["code"] and answer.json()["detail"])


def test_addresses_that_cannot_be_read(cast: Cast, sent_tasks: Any) -> None:
    referral = make_referral(cast)
    olga, musa, anybody = _browser(cast, "olga"), _browser(cast, "musa"), _browser(cast)
    cursors = [base64.b64encode(words).decode() for words in (b"p=nothing", b"p=%00", b"p=" + b"9" * 40)]
    for client, path, status in (
        (olga, "/api/v1/referrals?state=%00", 400),
        (musa, "/api/v1/enquiries?q=%00", 400),
        (olga, f"/api/v1/referrals/{NO_KEY}/ranking", 404),
        (olga, f"/api/v1/referrals/{referral}/homes/{NO_KEY}", 404),
        (musa, "/api/v1/nothing-here", 404),
        (anybody, "/api/v1/nothing-here", 404),
        *((olga, f"/api/v1/referrals?cursor={cursor}", 404) for cursor in cursors),
    ):
        assert _is_problem(client.get(path), status), path
    for client, path in ((musa, "/agency/people/?q=%00"), (olga, "/council/referrals/?state=%00"),
                         (anybody, "/enquire/?agency=%00")):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 400 and "Nothing was saved" in answer.content.decode(), path


def test_bodies_that_make_no_sense(cast: Cast, sent_tasks: Any) -> None:
    from carers.people.services.enquiries import receive_enquiry

    with cast.acting("musa") as by:
        enquiry = receive_enquiry(by, {"name": "A B", "email": "a@example.org"}).pk
    olga, musa = _browser(cast, "olga"), _browser(cast, "musa")
    home = {"home": str(uuid4()), "reason": "near"}
    assert _is_problem(_send(olga, f"/api/v1/referrals/{NO_KEY}/place", home), 404)
    assert _is_problem(_send(musa, f"/api/v1/enquiries/{NO_KEY}/move", {"to": "contacted"}), 404)
    assert _is_problem(_send(musa, f"/api/v1/enquiries/{enquiry}/move", {"to": "nonsense"}), 422)
    assert musa.post(f"/agency/people/{enquiry}/move/", {"to": "nonsense"}).status_code == 422
    assert musa.post(f"/agency/people/{enquiry}/notes/", {"text": "a\0b"}).status_code == 400
    assert olga.post("/council/referrals/new/", {"add": "1", "child-TOTAL_FORMS": "x"}).status_code == 422
    for month in ("0000-01", "٢٠٢٠-01"):
        child = {"reference": uuid4().hex, "birth_month": month, "sex": "F"}
        facts = {"reference": "R", "kind": "short_term", "needed_by": str(in_days(8)), "children": [child]}
        assert _is_problem(_send(olga, "/api/v1/referrals", facts), 400), month


def test_a_broken_api_says_so_as_a_problem(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("placements.offers.api.views.referrals", broken)
    assert _is_problem(_browser(cast, "olga").get("/api/v1/referrals"), 500)


def test_a_script_cannot_fill_an_agencys_list(cast: Cast, sent_tasks: Any) -> None:
    """The public's door counts by connection through the API as through the form; a replay is not counted."""
    client = _browser(cast)

    def ask(number: int, key: str = "") -> int:
        facts = {"agency": cast.agency.slug, "name": "Z", "email": f"z{number}@example.org"}
        headers = {"Idempotency-Key": key} if key else {}
        answer = client.post("/api/v1/enquiries", json.dumps(facts), content_type="application/json", headers=headers)
        return answer.status_code

    assert [ask(0, "again") for _ in range(12)] == [201] * 12
    assert [ask(number) for number in range(1, 11)] == [201] * 9 + [429]


@pytest.mark.django_db
def test_a_cache_that_is_away_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.cache.backends.redis import RedisCache

    monkeypatch.setattr(limits, "cache", RedisCache("redis://127.0.0.1:1/0", {}))
    assert limits.allowed("enquiry", "192.0.2.1", 1, 60)
    assert limits.kept_within("enquiry", "192.0.2.1", 1, 60)


def test_the_council_sees_the_child_it_placed(cast: Cast, sent_tasks: Any) -> None:
    """A home is the agency's row: a join to it would hide the placement from the council."""
    home, referral = make_home(cast), make_referral(cast)
    olga = _browser(cast, "olga")
    placed = _send(olga, f"/api/v1/referrals/{referral}/place", {"home": str(home), "reason": "near"})
    assert placed.status_code == 201
    with cast.acting("olga"):
        from placements.models import Placement

        child = Placement.objects.get(referral=referral).child.reference
    assert child in olga.get(f"/council/referrals/{referral}/").content.decode().partition("</h1>")[2]


def test_the_terms_are_those_of_the_first_day(cast: Cast, sent_tasks: Any) -> None:
    """A start far off would place a child who is then too old, and close the referral."""
    home, referral = make_home(cast), make_referral(cast, ends_on=None)
    olga, path = _browser(cast, "olga"), f"/api/v1/referrals/{referral}/place"
    facts = {"home": str(home), "reason": "near"}
    assert _is_problem(_send(olga, path, facts | {"starts_on": str(in_days(15 * 365))}), 409)
    assert _is_problem(_send(olga, path, facts | {"starts_on": str(in_days(24 * 365))}), 422), "the guard for days"
    assert _is_problem(_send(olga, path, facts | {"starts_on": "9999-12-31"}), 422)
    assert _is_problem(_send(olga, path, facts | {"starts_on": "0001-01-01"}), 422)
    assert _send(olga, path, facts | {"starts_on": str(in_days(8))}).status_code == 201
    brief = make_referral(cast, ends_on=in_days(27))
    late = {"home": str(home), "reason": "near", "starts_on": str(in_days(28))}
    assert _is_problem(_send(olga, f"/api/v1/referrals/{brief}/place", late), 422)
