"""The API's manners: problem+json, Idempotency-Key, keyset pages, keys, a valid schema."""

import json
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from accounts.access.selectors.callers import digest
from accounts.models import ApiKey
from accounts.tenancy.scopes import scope
from carers.models import Enquiry
from tests.cast import Cast, make_referral
from tests.clock import in_days

JSON = "application/json"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _client(cast: Cast, nickname: str) -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


def _enquiry(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"name": "Ada", "email": "ada@example.org", "agency": cast.agency.slug, **more}


def _count(cast: Cast) -> int:
    with cast.acting("rosa"):
        return Enquiry.objects.count()


def test_the_public_enquires_and_learns_who_answers_by_when(cast: Cast) -> None:
    answer = Client().post("/api/v1/enquiries", _enquiry(cast), content_type=JSON)
    assert answer.status_code == 201
    told = answer.json()
    assert told.pop("answer_by") and told == {
        "received": True,
        "agency": "Aire Fostering",
        "agencies": ["Aire Fostering"],
    }
    assert _count(cast) == 1


def test_errors_are_problems_with_a_code_and_say_where(cast: Cast) -> None:
    answer = Client().post("/api/v1/enquiries", _enquiry(cast, postcode="nowhere"), content_type=JSON)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["code"] == "input.invalid"
    assert problem["errors"] == {"postcode": ["Enter a full UK postcode, like LS6 2AB."]}
    missing = _client(cast, "stan").get(f"/api/v1/referrals/{make_referral(cast)}")
    assert (missing.status_code, missing.json()["code"]) == (403, "act.not_allowed")
    assert Client().get("/api/v1/homes").json()["code"] == "caller.unknown"


def test_a_retried_post_is_done_once_and_a_reused_key_is_refused(cast: Cast) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = Client().post("/api/v1/enquiries", _enquiry(cast), content_type=JSON, headers=headers)
    again = Client().post("/api/v1/enquiries", _enquiry(cast), content_type=JSON, headers=headers)
    other = Client().post("/api/v1/enquiries", _enquiry(cast, name="Bo"), content_type=JSON, headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    assert other.json()["code"] == "idempotency.key_reused"
    assert _count(cast) == 1


def test_the_same_key_at_the_same_instant_is_done_once(cast: Cast) -> None:
    ready, statuses = threading.Barrier(4), []

    def post() -> None:
        ready.wait(10)
        headers = {"Idempotency-Key": "k-2"}
        answer = Client().post("/api/v1/enquiries", _enquiry(cast), content_type=JSON, headers=headers)
        statuses.append(answer.status_code)
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert statuses == [201] * 4
    assert _count(cast) == 1


def test_lists_go_by_key_newest_first(cast: Cast) -> None:
    for number in range(5):
        Client().post(
            "/api/v1/enquiries", _enquiry(cast, name=f"P{number}", email=f"p{number}@example.org"), content_type=JSON
        )
    client, names, address = _client(cast, "rosa"), [], "/api/v1/enquiries?limit=2"
    while address:
        page = client.get(address).json()
        names += [row["name"] for row in page["results"]]
        address = page["next"]
    assert names == ["P4", "P3", "P2", "P1", "P0"]


def test_a_key_opens_what_its_roles_may_do_and_a_revoked_one_nothing(cast: Cast) -> None:
    with scope(cast.agency.pk):
        ApiKey.objects.create(
            organisation=cast.agency, name="Our website", roles=["recruiter"], digest=digest("s3cret")
        )
    headers = {"Authorization": "Bearer s3cret"}
    assert Client().get("/api/v1/enquiries", headers=headers).status_code == 200
    assert Client().get("/api/v1/referrals", headers=headers).status_code == 403
    with scope(cast.agency.pk):
        ApiKey.objects.update(revoked_at=f"{in_days(-1)}T00:00:00Z")
    assert Client().get("/api/v1/enquiries", headers=headers).status_code == 401


def test_a_browser_session_needs_its_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.people["olga"])
    refused = client.post("/api/v1/referrals", {}, content_type=JSON)
    assert refused.status_code == 403


def test_somebody_elses_step_makes_ours_stale(cast: Cast) -> None:
    Client().post("/api/v1/enquiries", _enquiry(cast), content_type=JSON)
    client = _client(cast, "rosa")
    row = client.get("/api/v1/enquiries").json()["results"][0]
    move = {"to": "contacted", "version": row["version"]}
    assert client.post(f"/api/v1/enquiries/{row['id']}/move", move, content_type=JSON).status_code == 200
    again = client.post(f"/api/v1/enquiries/{row['id']}/move", move, content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "row.stale")
    wrong = client.post(f"/api/v1/enquiries/{row['id']}/move", {"to": "applied"}, content_type=JSON)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "enquiry.step_not_possible")


def test_the_schema_is_valid_and_names_every_operation(tmp_path: Any) -> None:
    target = tmp_path / "schema.json"
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(target))
    paths = json.loads(target.read_text())["paths"]
    assert "/api/v1/referrals/{id}/place" in paths


def test_pages_carry_a_strict_policy_and_no_inline_style(cast: Cast) -> None:
    answer = _client(cast, "rosa").get("/agency/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "nonce-" in policy
    assert ' style="' not in answer.content.decode()
