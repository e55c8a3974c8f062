"""The manager's page, the same through the API, the command, and the texts of messages."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.records.services.retention_night import ask_for_due, run
from tests.cast import Cast
from tests.clock import LONG_AGO, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet(sent_tasks: list[Any]) -> None:
    """Tasks are noted, not sent."""


def signed_in(cast: Cast, nickname: str = "musa") -> Client:
    client = Client()
    client.force_login(cast.people[nickname])
    return client


def people(cast: Cast, *ages: int) -> list[Any]:
    """Closed enquiries that moved last so many days ago; the notice of thirty days is over."""
    from accounts.models import RetentionRun
    from carers.models import Enquiry

    made = []
    with cast.acting("musa"):
        RetentionRun(organisation=cast.agency, on=TODAY - timedelta(days=40)).save()
        for age in ages:
            then = timezone.now() - timedelta(days=age)
            row = Enquiry(agency_id=cast.agency.pk, name=f"Una {age}", email=f"una{age}@example.org", state="declined",
                          received_at=then, state_since=then)  # fmt: skip
            row.save()
            made.append(row.pk)
    return made


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_manager_s_look_a_hold_and_the_night(cast: Cast) -> None:
    old, older, soon, young = people(cast, 800, 900, 720, 400)
    page = signed_in(cast)
    seen = page.get("/settings/kept/").content.decode()
    assert "2 tonight" in seen and "3 within 30 days" in seen and "Una 720" in seen and "Una 400" not in seen
    assert "10 years" in seen and "Never deleted by this service" in seen
    day = TODAY + timedelta(days=30)
    form = {"ground": "complaint", "reason": "", "review_on-day": day.day, "review_on-month": day.month,
            "review_on-year": day.year}  # fmt: skip
    refused = page.post(f"/settings/kept/records/{old}/", form)
    assert refused.status_code == 422 and "complaint" in refused.content.decode()
    assert page.post(f"/settings/kept/records/{old}/", form | {"reason": "Complaint 17"}).status_code == 302
    again = page.post(f"/settings/kept/records/{old}/", form | {"reason": "Another"})
    assert "kept already" in again.content.decode()
    seen = page.get("/settings/kept/").content.decode()
    assert "1 tonight" in seen and "Complaint 17" in seen
    assert run(cast.agency.pk, timezone.now() + timedelta(days=1))["enquiry"] == 1
    gone = page.get(f"/agency/people/{older}/")
    assert gone.status_code == 410 and "deleted on" in gone.content.decode()
    assert page.get(f"/agency/people/{old}/").status_code == 200
    assert "Enquiries that came to nothing: 1" in page.get("/settings/kept/").content.decode()
    assert "Record deleted" in page.get("/settings/audit/?act=record").content.decode()
    with cast.acting("musa"):
        from accounts.models import RetentionHold

        hold = RetentionHold.objects.get().pk
    assert page.post(f"/settings/kept/holds/{hold}/end/", {"reason": "Settled"}).status_code == 302
    assert page.post(f"/settings/kept/holds/{hold}/end/", {"reason": "Settled"}).status_code == 422
    assert "Una 800" in page.get("/settings/kept/").content.decode()
    assert page.post(f"/settings/kept/records/{older}/", form).status_code == 404
    assert young and soon


def test_periods_may_not_go_below_the_law(cast: Cast) -> None:
    client, [_one] = signed_in(cast), people(cast, 500)
    page = client.post("/settings/kept/home/", {"amount": "119"})
    assert page.status_code == 422 and "The law asks for 10 years at least" in page.content.decode()
    assert client.post("/settings/kept/home/", {"amount": "ten"}).status_code == 422
    assert client.get("/settings/kept/nothing/").status_code == 404
    refused = post(client, "retention/period", rule="application", amount=35)
    assert refused.status_code == 422 and refused.json()["code"] == "retention.below_the_law"
    assert post(client, "retention/period", rule="enquiry", amount=99999).json()["code"] == "retention.out_of_range"
    assert post(client, "retention/period", rule="unknown", amount=9).json()["code"] == "retention.unknown"
    told = post(client, "retention/period", rule="enquiry", amount=12).json()
    [mine] = [rule for rule in told["rules"] if rule["rule"] == "enquiry"]
    looked = (TODAY + timedelta(days=30)).isoformat()
    assert (mine["amount"], mine["tonight"], mine["begins_on"]) == (12, 0, looked)
    assert (mine["records"][0]["name"], mine["records"][0]["goes"]) == ("Una 500", looked)
    assert client.post("/settings/kept/home/", {"amount": "144"}).status_code == 302
    assert "12 years" in client.get("/settings/kept/").content.decode()


def test_a_shorter_period_deletes_nothing_for_thirty_days(cast: Cast) -> None:
    """Whatever the kind of record, and however long the service has been here; a longer one holds at once."""
    client, [old, _older] = signed_in(cast), people(cast, 500, 800)
    assert (
        "Nothing of this goes before"
        in client.post("/settings/kept/enquiry/", {"amount": "12"}, follow=True).content.decode()
    )
    assert "nothing of this goes before" in client.get("/settings/kept/").content.decode()
    assert post(client, "retention/period", rule="message_text", amount=1).status_code == 200
    with cast.acting("musa"):
        _message(cast, "session.booked", 60)
    now = timezone.now()
    for days in (0, 1, 29):
        gone = run(cast.agency.pk, now + timedelta(days=days))
        assert not gone.get("enquiry") and not gone.get("message_text"), days
    assert post(client, "retention/period", rule="enquiry", amount=24).status_code == 200
    gone = run(cast.agency.pk, now + timedelta(days=31))
    assert (gone["enquiry"], gone["message_text"]) == (1, 1)
    assert client.get(f"/agency/people/{old}/").status_code == 200


def test_a_key_neither_shortens_a_period_nor_ends_a_hold(cast: Cast) -> None:
    from accounts.input.errors import NotAllowed
    from accounts.records.services.retention import end_hold, hold, set_period
    from accounts.tenancy.caller import CallerAt

    [old] = people(cast, 900)
    key = CallerAt("api_key", organisation=cast.agency, roles=("agency_manager",))
    with cast.acting("musa"):
        made = hold(key, old, "court", "Court 12", TODAY)
        for act in (lambda: set_period(key, "enquiry", 1), lambda: end_hold(key, made.pk, "Settled")):
            with pytest.raises(NotAllowed, match="signed in"):
                act()


def test_who_may_not_read_people_s_records_sees_no_name_and_sets_nothing(cast: Cast) -> None:
    """Nora is a council's manager: in her council's own fostering service she has no part."""
    from accounts.models import RetentionRun
    from accounts.records.services.retention import hold
    from carers.models import Enquiry

    client, then = signed_in(cast, "nora"), timezone.now() - timedelta(days=900)
    day = TODAY
    with cast.acting("nora") as nora:
        RetentionRun(organisation=cast.neighbour, on=day - timedelta(days=40)).save()
        rows = [Enquiry(agency=cast.neighbour, name=f"Una {n}", email="una@example.org", state="declined",
                        received_at=then, state_since=then) for n in range(2)]  # fmt: skip
        for row in rows:
            row.save()
        with pytest.raises(LookupError):
            hold(nora, rows[0].pk, "court", "Court 12", day)
        manager = replace(nora, roles=("agency_manager",))
        made = hold(manager, rows[0].pk, "court", "Court 12 about Una", day)
    for path in ("/settings/kept/", "/api/v1/retention", "/api/v1/retention-holds"):
        told = client.get(path)
        assert told.status_code == 200 and "Una" not in told.content.decode(), path
    assert [rule["rule"] for rule in client.get("/api/v1/retention").json()["rules"] if rule["records"]] == []
    assert client.get("/settings/kept/enquiry/").status_code == 404
    assert client.get(f"/settings/kept/records/{rows[1].pk}/").status_code == 404
    assert client.get(f"/settings/kept/holds/{made.pk}/end/").status_code == 404
    refused = post(client, "retention/period", rule="home", amount=144)
    assert refused.status_code == 403 and refused.json()["code"] == "retention.not_yours"
    assert post(client, f"retention-holds/{made.pk}/end", reason="Settled").status_code == 404
    assert post(client, "retention/period", rule="message_text", amount=14).status_code == 200


def test_the_same_through_the_api_and_the_command(cast: Cast) -> None:
    client, [old] = signed_in(cast), people(cast, 900)
    day = (TODAY + timedelta(days=9)).isoformat()
    asked = {"record": str(old), "ground": "court", "reason": "Court 12", "review_on": day}
    late = post(client, "retention-holds", **asked | {"review_on": str(LONG_AGO)})
    assert late.status_code == 422 and "today or later" in late.content.decode()
    made = post(client, "retention-holds", **asked)
    assert made.status_code == 201 and post(client, "retention-holds", **asked).status_code == 409
    assert post(signed_in(cast, "stan"), "retention-holds", **asked).status_code == 404
    ending = f"retention-holds/{made.json()['id']}/end"
    assert post(client, ending, reason=" ").status_code in (400, 422)
    assert post(client, ending, reason="Settled").json()["ended_reason"] == "Settled"
    said = io.StringIO()
    call_command("retention", "--dry-run", "--json", "--organisation", cast.agency.slug, stdout=said)
    [told] = json.loads(said.getvalue())["organisations"]
    assert told["rules"]["enquiry"] == {"kept": "24 months", "tonight": 1, "soon": 1} and "Una" not in said.getvalue()
    said = io.StringIO()
    call_command("retention", "--json", "--organisation", cast.agency.slug, stdout=said)
    assert json.loads(said.getvalue())["organisations"][0]["gone"]["enquiry"] == 1
    nights = client.get("/api/v1/retention/nights").json()
    assert nights[0]["done"] == {"enquiry": 1} and nights[0]["finished_at"]


def _message(cast: Cast, kind: str, days: int, **more: Any) -> Any:
    from accounts.models import Message

    then = timezone.now() - timedelta(days=days)
    fields = {"organisation": cast.agency, "kind": kind, "subject_kind": "user", "channel": "email", "title": "T",
              "subject_id": cast.people["appa"].pk, "recipient": "una@example.org", "body": "the words",
              "reference": f"{kind}-{days}-{more}"[:80], "cycle": f"{days}-{len(more)}-{more.get('state', '')}",
              "state": "sent", "sent_at": then}  # fmt: skip
    row = Message(**fields | more)
    row.save()
    Message.objects.filter(pk=row.pk).update(created_at=then)
    return row.pk


def test_texts_go_and_stops_still_work(cast: Cast) -> None:
    """A sign-in mail is gone after a day, a text after a year; but a late “stop” still finds its owner."""
    from accounts.models import Message, Suppression
    from accounts.outbox.services.stopping import unsubscribe

    with cast.acting("musa"):
        fresh, code = _message(cast, "account.code", 0), _message(cast, "account.code", 3)
        year, law = _message(cast, "session.booked", 400), _message(cast, "followup.notice", 400, priority=0)
        failed = _message(cast, "session.booked", 401, state="failed", sent_at=None)
        waiting = _message(cast, "session.booked", 402, state="due", sent_at=None)
        keep = _message(cast, "followup.keep_warm", 403, message_class="marketing")
    assert run(cast.agency.pk, timezone.now()) == {"account_mail": 1, "message_text": 3}
    with cast.acting("musa"):
        rows = {row.pk: row for row in Message.objects.all()}
        assert {pk for pk, row in rows.items() if row.body} == {fresh, law, waiting}
        assert not rows[code].recipient and not rows[year].recipient and rows[failed].state == "dropped"
        assert rows[keep].recipient == "una@example.org" and rows[keep].state == "sent"
    assert unsubscribe(cast.agency.pk, keep) is not None and unsubscribe(cast.agency.pk, year) is not None
    with cast.acting("musa"):
        assert list(Suppression.objects.values_list("address", flat=True)) == ["una@example.org"]


def test_each_organisation_has_one_night(cast: Cast, sent_tasks: list[Any]) -> None:
    night = timezone.localtime().replace(hour=3)
    assert ask_for_due(night.replace(hour=0)) == 0 and not sent_tasks
    asked = ask_for_due(night)
    assert {name for name, _ in sent_tasks} == {"accounts.delete_what_is_due_at"} and len(sent_tasks) == asked
    run(cast.agency.pk, night)
    assert ask_for_due(night) == asked - 1
    assert ask_for_due(night + timedelta(days=1)) == asked


def test_the_page_asks_no_more_as_records_grow(cast: Cast, django_assert_max_num_queries: Any) -> None:
    from accounts.records.services.retention import hold
    from carers.models import Enquiry

    client, [first, *_rest] = signed_in(cast), people(cast, 801, 802)
    counts = []
    for number in range(3):
        with cast.acting("musa") as musa:
            then = timezone.now() - timedelta(days=900)
            one = Enquiry(agency_id=cast.agency.pk, name=f"More {number}", historical=True, state_since=then)
            one.save()
            hold(musa, (first, one.pk)[number % 2], "other", "Look", TODAY) if number < 2 else None
        with django_assert_max_num_queries(60) as seen:
            client.get("/settings/kept/")
        counts.append(len(seen.captured_queries))
    assert len(set(counts)) == 1
