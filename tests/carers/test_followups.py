"""Follow-ups as rows: due once, right when they go, collapsed after an outage, at hours London keeps."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from accounts.models import Message, Suppression
from accounts.outbox.services import delivering
from accounts.outbox.services.delivering import deliver_due
from carers.followups.services import facts, planning
from carers.models import Application, Check, Enquiry, FollowUp, FollowUpKind, FollowUpStep
from carers.people.services.enquiries import advance_enquiry, receive_enquiry
from tests.accounts.outbox_help import FakeGateway
from tests.carers.followup_help import MONDAY, begin, enquire, plan_at, rows
from tests.cast import Cast
from tests.clock import fixed, freeze

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def gateway(monkeypatch: pytest.MonkeyPatch, sent_tasks: list[Any]) -> Iterator[FakeGateway]:
    cache.clear()
    fake = FakeGateway()
    monkeypatch.setattr(delivering, "gateway_for", lambda channel: fake)
    return fake


def _steps(cast: Cast, **wanted: Any) -> list[tuple[str, str]]:
    return [(row.step, row.state) for row in rows(cast, **wanted)]


def test_the_first_days_of_an_enquiry(cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(cast)
    enquire(cast)
    assert plan_at(cast, MONDAY) == {"message": 1, "task": 1}
    assert _steps(cast) == [("acknowledgement", "message"), ("first_call", "task")]
    assert plan_at(cast, MONDAY) == {}
    plan_at(cast, MONDAY + 8 * DAY)
    assert _steps(cast)[2:] == [
        ("first_response_warning", "task"), ("call_again_3", "dropped"), ("visit_offer", "message"),
        ("call_again_5", "task"),
    ]  # fmt: skip
    dropped = rows(cast, state="dropped")
    assert dropped[0].reason == "a newer message of this kind goes instead"
    freeze(monkeypatch, MONDAY + 8 * DAY)
    assert deliver_due(cast.agency.pk) == {"dropped": 1, "sent": 1}
    [sent] = gateway.taken
    assert "visit at your home" in sent.body and "Ada Example" in sent.body
    assert rows(cast, step="acknowledgement")[0].message.reason == "too late to be of use"


def test_an_enquiry_is_answered_at_once_at_any_hour(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = fixed(2026, 11, 14, 2, 15)
    freeze(monkeypatch, night)
    with cast.acting("rosa") as rosa:
        facts_given = {"name": "Bo", "email": "bo@example.org", "contact_by": "email", "received_at": night}
        receive_enquiry(rosa, facts_given)
        Message.objects.update(due_at=night, next_attempt_at=night)  # the column's own default is the real clock
    assert deliver_due(cast.agency.pk) == {"sent": 1}
    assert plan_at(cast, night + timedelta(minutes=5)) == {}
    assert _steps(cast) == [("acknowledgement", "message")]


def test_withdrawn_a_second_before_it_was_to_go(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(cast)
    person = enquire(cast, first_contact_at=MONDAY, state="contacted")
    tenth = MONDAY + 7 * DAY  # Monday 10:00, five working days later
    plan_at(cast, tenth)
    assert ("visit_offer", "message") in _steps(cast)
    freeze(monkeypatch, tenth - timedelta(seconds=1))
    with cast.acting("rosa") as rosa:
        advance_enquiry(rosa, person.pk, "withdrawn", "AW1")
    freeze(monkeypatch, tenth)
    assert set(deliver_due(cast.agency.pk)) == {"dropped"}
    assert gateway.taken == []
    assert rows(cast, step="visit_offer")[0].message.reason == "they withdrew"


def test_twenty_four_hours_of_dead_mail(cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage by stage while nothing could be sent: one message of the kind goes, none to closed records."""
    begin(cast)
    with cast.acting("rosa"):
        moving = [Application(agency=cast.agency, name=f"P{n}", enquiry=None) for n in range(3)]
        people = []
        for n, application in enumerate(moving):
            enquiry = Enquiry(agency=cast.agency, name=f"P{n}", email=f"p{n}@example.org", state="applied",
                              received_at=MONDAY - 40 * DAY, state_since=MONDAY - 30 * DAY)  # fmt: skip
            enquiry.save()
            application.enquiry, application.stage_since = enquiry, MONDAY
            application.save()
            people.append(enquiry)
    for hours, stage in ((0, "registered"), (3, "stage1"), (6, "stage2"), (23, "panel")):
        moment = MONDAY + timedelta(hours=hours)
        with cast.acting("rosa"):
            Application.objects.update(stage=stage, stage_since=moment)
        plan_at(cast, moment)
    with cast.acting("rosa"):
        Application.objects.filter(pk=moving[2].pk).update(
            stage="withdrawn", withdrawal_reason="AW1", stage_since=MONDAY + DAY
        )
    freeze(monkeypatch, MONDAY + DAY)
    counts = deliver_due(cast.agency.pk)
    assert counts["sent"] == 2
    assert Counter(message.recipient for message in gateway.taken) == {"p0@example.org": 1, "p1@example.org": 1}
    with cast.acting("rosa"):
        reasons = set(Message.objects.filter(state="dropped").values_list("reason", flat=True))
    assert reasons == {"they withdrew", "something newer has happened"}


def test_two_planners_double_nothing(cast: Cast) -> None:
    begin(cast)
    for n in range(10):
        enquire(cast, email=f"p{n}@example.org")
    ready = threading.Barrier(2)

    def work() -> None:
        ready.wait(10)
        plan_at(cast, MONDAY)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    plan_at(cast, MONDAY)
    assert Counter(row.step for row in rows(cast)) == {"acknowledgement": 10, "first_call": 10}
    with cast.acting("rosa"):
        assert Message.objects.count() == 10


def test_control_without_the_lock_the_database_has_the_last_word(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_alone", lambda agency: True)
    monkeypatch.setattr(planning, "settled_of", lambda agency, people: {})
    begin(cast)
    enquire(cast)
    for _ in range(2):
        plan_at(cast, MONDAY)
    assert _steps(cast) == [("acknowledgement", "message"), ("first_call", "task")]


@pytest.mark.parametrize(
    ("night", "opens"),
    [
        (fixed(2026, 10, 25, 0, 30), fixed(2026, 10, 26, 9)),
        (fixed(2026, 10, 25, 1, 30), fixed(2026, 10, 26, 9)),
        (fixed(2027, 3, 28, 1, 30), fixed(2027, 3, 30, 8)),  # after Easter Monday
    ],
)
def test_on_both_clock_change_nights_each_goes_once_at_an_allowed_hour(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch, night: datetime, opens: datetime
) -> None:
    begin(cast, night - 60 * DAY)
    enquire(cast, at=night, state_since=night, marketing_consent=True)
    quiet = night + 30 * DAY
    for minute in range(0, 180, 30):
        moment = night + timedelta(minutes=minute)
        freeze(monkeypatch, moment)
        plan_at(cast, moment)
        deliver_due(cast.agency.pk)
    assert gateway.taken == []
    freeze(monkeypatch, opens)
    plan_at(cast, opens)
    deliver_due(cast.agency.pk)
    assert [row.step for row in rows(cast, channel="email")] == ["acknowledgement"]
    assert len(gateway.taken) == 1
    for _ in range(3):
        freeze(monkeypatch, max(quiet, opens))
        plan_at(cast, max(quiet, opens))
        deliver_due(cast.agency.pk)
    assert len({message.reference for message in gateway.taken}) == len(gateway.taken)


def test_marketing_needs_consent_for_its_channel_and_stops_with_it(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(cast)
    later, early = MONDAY + 30 * DAY, MONDAY - 2 * DAY
    resting = {"state": "not_now", "first_contact_at": MONDAY - DAY, "at": early, "state_since": MONDAY}
    yes = enquire(cast, name="Yes", marketing_consent=True, **resting)
    enquire(cast, name="No", email="no@example.org", **resting)
    gone = enquire(cast, name="Gone", email="gone@example.org", marketing_consent=True, **resting)
    plan_at(cast, later)
    said = {str(row.person_id): (row.state, row.reason) for row in rows(cast, kind="keep_warm")}
    assert said[str(yes.pk)] == ("message", "")
    assert Counter(state for state, _ in said.values()) == {"message": 2, "dropped": 1}
    assert "no consent for email" in {reason for _, reason in said.values() if reason}.pop()
    with cast.acting("rosa") as rosa:
        facts.note(rosa, gone.pk, "consent.withdrawn", channel="email")
    freeze(monkeypatch, later)
    deliver_due(cast.agency.pk)
    warm = [message for message in gateway.taken if "right time" in message.body]
    assert [message.recipient for message in warm] == ["ada@example.org"]
    assert warm[0].unsubscribe


def test_people_without_email_get_a_call_and_so_do_those_whose_address_fails(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(cast)
    enquire(cast, email="", telephone="0113 496 0123", contact_by="telephone")
    bounced = enquire(cast, name="Bea", email="bea@example.org")
    plan_at(cast, MONDAY)
    [call] = rows(cast, step="acknowledgement", state="task")
    assert call.channel == "call" and "no address for email" in call.reason
    with cast.acting("rosa"):
        Suppression(organisation_id=cast.agency.pk, channel="email", address="bea@example.org", why="bounced").save()
    freeze(monkeypatch, MONDAY + timedelta(minutes=1))
    assert deliver_due(cast.agency.pk) == {"dropped": 1}
    assert rows(cast, person_id=bounced.pk, step="acknowledgement")[0].message.reason == "the address does not work"


def test_checks_are_chased_by_subject_and_stop_when_they_arrive(cast: Cast) -> None:
    begin(cast)
    enquire(cast)
    with cast.acting("rosa"):
        application = Application(agency=cast.agency, name="Cy", stage="stage1", stage_since=MONDAY - 20 * DAY)
        application.save()
        asked = MONDAY.date() - 7 * DAY
        for name, received in (("Referee One", None), ("Referee Two", MONDAY.date() - DAY)):
            Check(agency=cast.agency, application=application, kind="reference", person=name, asked_on=asked,
                  received_on=received).save()  # fmt: skip
    plan_at(cast, MONDAY + timedelta(hours=2))
    chased = rows(cast, kind="chase_referee")
    assert [(row.step, row.state, row.channel) for row in chased] == [("chase_referee_5", "task", "team")]
    assert "no address" in chased[0].reason


def test_editing_a_step_never_sends_it_again(cast: Cast) -> None:
    begin(cast)
    enquire(cast)
    plan_at(cast, MONDAY)
    with cast.acting("rosa"):
        old = FollowUpStep.objects.get(key="acknowledgement")
        FollowUpStep.objects.filter(pk=old.pk).update(ended_at=MONDAY)
        old.pk, old.version, old.ended_at = None, 2, None
        old._state.adding = True
        old.save()
    plan_at(cast, MONDAY + timedelta(hours=1))
    assert len(rows(cast, step="acknowledgement")) == 1


def test_switched_off_means_nothing_new_and_nothing_waiting(
    cast: Cast, gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(cast)
    enquire(cast)
    plan_at(cast, MONDAY)
    with cast.acting("rosa"):
        FollowUpKind.objects.filter(key__in=["acknowledgement", "call"]).update(is_on=False)
    enquire(cast, email="new@example.org")
    assert plan_at(cast, MONDAY + timedelta(minutes=10)) == {}
    freeze(monkeypatch, MONDAY + timedelta(minutes=11))
    assert deliver_due(cast.agency.pk) == {"dropped": 1}


def test_nothing_from_before_follow_ups_began_is_written(cast: Cast) -> None:
    begin(cast, MONDAY)
    enquire(cast, at=MONDAY - 3 * DAY)
    plan_at(cast, MONDAY + timedelta(hours=9))
    assert [row for row in rows(cast) if row.meant_for < MONDAY] == []


def test_the_number_of_queries_does_not_grow_with_people(cast: Cast, django_assert_max_num_queries: Any) -> None:
    begin(cast)
    for n in range(12):
        enquire(cast, email=f"p{n}@example.org")
    with django_assert_max_num_queries(40):
        plan_at(cast, MONDAY)
    assert FollowUp.State.TASK == "task" and timezone.now()
