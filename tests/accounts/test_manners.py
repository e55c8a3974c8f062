"""Manners of pages and API that no single page owns: methods, retries, keys, refusals by the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access.selectors.callers import digest
from accounts.acts.once import forget_answers
from accounts.models import ApiKey, IdempotencyKey
from accounts.tenancy.scopes import scope
from carers.models import Household, Place
from tests.cast import Cast, make_home

JSON = "application/json"


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[Any]) -> None:
    return None


def _client(cast: Cast, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.people[who])
    return client


def test_methods(cast: Cast) -> None:
    """HEAD is GET without a body; what a route has not is 405, for whoever asks."""
    rosa = _client(cast, "rosa")
    for path in ("/agency/", "/agency/people/", "/", "/api/v1/enquiries"):
        answer = rosa.head(path)
        assert (answer.status_code, answer.content) == (200, b""), path
    assert rosa.head("/council/").status_code == 403
    for client in (rosa, Client()):
        for method in ("put", "patch", "delete"):
            answer = getattr(client, method)("/api/v1/enquiries")
            assert answer.status_code == 405 and "POST" in answer["Allow"], method
            assert answer.json()["code"] == "method.not_allowed"
    assert rosa.put("/agency/people/").status_code == 405
    assert _client(cast, "olga").post("/api/v1/today").status_code == 405


def test_a_retry_key_belongs_to_its_caller_for_a_day(cast: Cast) -> None:
    with scope(cast.agency.pk):
        ApiKey.objects.create(organisation=cast.agency, name="Line", roles=["recruiter"], digest=digest("s3cret"))
    body = {"name": "Ada", "telephone": "0113 496 0001", "source": "event"}

    def send(client: Client, **more: str) -> Any:
        return client.post("/api/v1/intake", body, content_type=JSON, headers={"Idempotency-Key": "k", **more})

    rosa, musa = _client(cast, "rosa"), _client(cast, "musa")
    first, again, other = send(rosa), send(rosa), send(musa)
    program = send(Client(), Authorization="Bearer s3cret")
    assert [a.status_code for a in (first, again, other, program)] == [201] * 4
    assert again.json()["id"] == first.json()["id"] and again["Idempotency-Replayed"] == "true"
    assert len({first.json()["id"], other.json()["id"], program.json()["id"]}) == 3
    with scope(cast.agency.pk):
        IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=23))
    assert forget_answers(cast.agency.pk) == 0 and send(rosa).json()["id"] == first.json()["id"]
    with scope(cast.agency.pk):
        IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert send(rosa).json()["id"] != first.json()["id"]
    assert forget_answers(cast.agency.pk) == 2


def reread(key: ApiKey) -> None:
    with scope(key.organisation_id):
        key.refresh_from_db()


def test_a_key_says_when_it_was_last_used(cast: Cast) -> None:
    with scope(cast.agency.pk):
        key = ApiKey.objects.create(organisation=cast.agency, name="Line", roles=["recruiter"], digest=digest("s3cret"))
    ask = {"Authorization": "Bearer s3cret"}
    assert Client().get("/api/v1/enquiries", headers=ask).status_code == 200
    reread(key)
    used = key.last_used_at
    assert used and timezone.now() - used < timedelta(minutes=1)
    Client().get("/api/v1/enquiries", headers=ask)
    reread(key)
    assert key.last_used_at == used  # to the minute, so that a busy key is not a row everybody waits for
    with scope(cast.agency.pk):
        ApiKey.objects.update(last_used_at=used - timedelta(minutes=2))
    Client().get("/api/v1/enquiries", headers=ask)
    reread(key)
    assert key.last_used_at >= used


def test_a_page_tells_the_databases_refusal_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a page that forgot to ask. At once (a unique name), and at the commit (a deferred rule)."""
    home = make_home(cast, max_children=1)

    def twice(caller: Any, key: Any) -> None:
        row = Household.objects.get(pk=key)
        Household(agency=cast.agency, reference=row.reference, name="Twin", approved_on=row.approved_on).save()

    def too_many(caller: Any, key: Any) -> None:
        there = Place.objects.filter(household=key).first()
        assert there is not None
        Place(agency=cast.agency, household_id=key, slot=7, period=there.period).save()

    musa = _client(cast, "musa")
    for act, words in ((twice, "has that reference"), (too_many, "more places than the terms")):
        monkeypatch.setattr("carers.homes.services.register.confirm_availability", act)
        answer = musa.post(f"/agency/homes/{home}/acts/confirm/")
        assert answer.status_code == 409 and words in answer.content.decode(), act
        assert "Nothing was saved" in answer.content.decode()
    with cast.acting("musa"):
        assert Household.objects.count() == 1 and Place.objects.count() == 1


def test_a_list_with_a_strangers_key_moves_nobody(cast: Cast) -> None:
    from carers.models import Enquiry
    from carers.people.services.enquiries import receive_enquiry

    with cast.acting("rosa") as by:
        mine = receive_enquiry(by, {"name": "Ada", "email": "a@example.org"}).pk
    with cast.acting("stan") as by:
        foreign = receive_enquiry(by, {"name": "Bo", "email": "b@example.org"}).pk
    rosa = _client(cast, "rosa")
    for stranger in (str(foreign), "nonsense", "0" * 36):
        for act in ({"act": "contacted"}, {"act": "assign", "owner": str(cast.people["rosa"].pk)}):
            answer = rosa.post("/agency/people/together/", act | {"ids": [str(mine), stranger]}, follow=True)
            assert "Nothing was changed" in answer.content.decode()
    answer = rosa.post(
        "/agency/people/together/", {"act": "assign", "owner": "nobody", "ids": [str(mine)]}, follow=True
    )
    assert "somebody who works here" in answer.content.decode()
    with cast.acting("rosa"):
        row = Enquiry.objects.get(pk=mine)
        assert (row.state, row.owner_id) == ("received", None)
