"""Follow-ups: due once, sent at an allowed hour, never to someone who left."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carers.followups.policy import LEAVING, Due, Fact, History, Whom, collapse, due, still_relevant
from carers.followups.steps import STEPS
from carers.law.followup_fields import MessageClass
from carers.law.sending_hours import Channel, SendingHours, SendingTimes, is_allowed
from carers.law.working_days import LONDON, is_working_day

ALL = frozenset({Channel.EMAIL, Channel.SMS, Channel.LETTER})
BY_KEY = {step.key: step for step in STEPS}


def at(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=LONDON, fold=fold).astimezone(UTC)  # type: ignore[arg-type, misc]


def fact(name: str, when: datetime, subject: str = "", **more: object) -> Fact:
    return Fact(name, when, f"{name}/{subject}/{when.isoformat()}", subject, **more)  # type: ignore[arg-type]


def history(*facts: Fact, reachable: frozenset[Channel] = ALL, sent: Iterable[Due] = ()) -> History:
    others = {f.subject: ALL for f in facts if f.subject}
    return History("p1", facts, reachable, frozenset(item.key for item in sent), others)


def keys(items: Iterable[Due]) -> set[tuple[str, str, str, str]]:
    return {item.key for item in items}


def names(items: Iterable[Due]) -> list[str]:
    return [item.step.key for item in items]


MONDAY = at(2026, 5, 18, 10)


def test_the_first_fortnight_of_an_unanswered_enquiry() -> None:
    person = history(fact("enquiry.received", MONDAY))
    items = due(person, STEPS, at(2026, 6, 1, 12))
    assert [(item.step.key, item.due_at) for item in items] == [
        ("acknowledgement", MONDAY),
        ("first_call", MONDAY),
        ("first_response_warning", at(2026, 5, 19, 14)),
        ("call_again_3", at(2026, 5, 21, 18)),
        ("visit_offer", at(2026, 5, 26, 10)),  # over the spring bank holiday
        ("call_again_5", at(2026, 5, 26, 12, 30)),
    ]


def test_speaking_to_them_stops_the_calls_and_the_warning() -> None:
    person = history(fact("enquiry.received", MONDAY), fact("contact.made", at(2026, 5, 18, 15)))
    assert names(due(person, STEPS, at(2026, 6, 1, 12))) == ["acknowledgement", "first_call", "visit_offer"]
    call = due(person, STEPS, at(2026, 6, 1, 12))[1]
    verdict = still_relevant(call, person, at(2026, 5, 18, 16))
    assert (verdict.action, verdict.reason) == ("drop", "already done: contact made")


def test_an_acknowledgement_goes_at_night_only_while_it_is_fresh() -> None:
    night = at(2026, 5, 22, 23, 10)
    person = history(fact("enquiry.received", night))
    (item,) = due(person, STEPS, night)
    assert still_relevant(item, person, night + timedelta(minutes=2)).action == "send"
    late = still_relevant(item, person, night + timedelta(minutes=16))
    assert (late.action, late.until) == ("postpone", at(2026, 5, 26, 9))
    texts_only = replace(person, reachable=frozenset({Channel.SMS}))
    assert still_relevant(item, texts_only, night).action == "postpone"


def test_withdrawn_a_second_before() -> None:
    asked = fact("reference.asked", at(2026, 5, 11, 10), "ref1")
    person = history(asked)
    (item,) = due(person, STEPS, at(2026, 5, 18, 10))
    assert item.recipient == "p1/ref1"
    gone = history(asked, fact("application.withdrawn", at(2026, 5, 18, 9, 59, 59)))
    assert still_relevant(item, gone, at(2026, 5, 18, 10)).reason == "they withdrew"
    assert due(gone, STEPS, at(2026, 5, 18, 10)) == []


def test_one_referee_answers_and_the_other_is_chased() -> None:
    person = history(
        fact("reference.asked", at(2026, 5, 11, 10), "ref1"),
        fact("reference.asked", at(2026, 5, 11, 10), "ref2"),
        fact("reference.received", at(2026, 5, 15, 10), "ref1"),
    )
    items = due(person, STEPS, at(2026, 6, 3, 12))
    assert [(item.step.key, item.subject) for item in items] == [
        ("chase_referee_5", "ref2"),
        ("chase_referee_10", "ref2"),
        ("chase_referee_15", "ref2"),
    ]


def test_expiry_warnings_follow_the_newest_date_and_do_not_pile_up() -> None:
    person = history(fact("dbs.expiry_set", at(2026, 1, 5, 9), "a1", until=date(2026, 8, 31)))
    assert names(due(person, STEPS, at(2026, 8, 3, 12))) == [
        "dbs_expires_60", "dbs_expires_team_60", "dbs_expires_30", "dbs_expires_team_30",
    ]  # fmt: skip
    renewed = history(*person.facts, fact("dbs.expiry_set", at(2026, 6, 1, 9), "a1", until=date(2029, 8, 31)))
    assert due(renewed, STEPS, at(2026, 8, 3, 12)) == []
    # Recorded twenty days before: the sixty-day warning would say something untrue.
    late = history(fact("dbs.expiry_set", at(2026, 8, 11, 9), "a1", until=date(2026, 8, 31)))
    now = at(2026, 8, 11, 10)
    sent = [item.step.key for item, verdict in collapse(due(late, STEPS, now), late, now) if verdict.action == "send"]
    assert sorted(sent) == ["dbs_expires_30", "dbs_expires_team_30"]


def test_news_at_each_change_and_monthly_if_nothing_changed() -> None:
    person = history(fact("stage.changed", at(2026, 1, 6, 10)), fact("stage.changed", at(2026, 3, 10, 11)))
    items = due(person, STEPS, at(2026, 4, 14, 12))
    assert [(item.step.key, item.due_at.astimezone(LONDON).date()) for item in items] == [
        ("stage_changed", date(2026, 1, 6)),
        ("where_it_is_monthly", date(2026, 2, 6)),
        ("where_it_is_monthly", date(2026, 3, 6)),
        ("stage_changed", date(2026, 3, 10)),
        ("where_it_is_monthly", date(2026, 4, 10)),
    ]


MARKETING = [step for step in STEPS if step.message_class is MessageClass.MARKETING]


@pytest.mark.parametrize("step", MARKETING, ids=lambda step: step.key)
def test_marketing_needs_consent_for_its_channel(step) -> None:  # type: ignore[no-untyped-def]
    start, now = at(2026, 1, 6, 10), at(2026, 8, 12, 10)
    now = start + timedelta(days=step.offset.amount)
    while not is_allowed(now):
        now += timedelta(hours=1)
    begun = fact(step.trigger, start)
    (item,) = due(history(begun), [step], now)
    assert still_relevant(item, history(begun), now).reason == "no consent for email, no consent for sms"
    sms = fact("consent.given", start, channel=Channel.SMS)
    assert still_relevant(item, history(begun, sms), now).channel is Channel.SMS
    stop = fact("consent.withdrawn", start + timedelta(minutes=1), channel=Channel.SMS)
    assert "unsubscribed from sms" in still_relevant(item, history(begun, sms, stop), now).reason


def test_a_bounce_moves_on_to_another_channel_and_at_last_to_a_call() -> None:
    asked = fact("dbs.asked", at(2026, 5, 11, 10), "a1")
    now = at(2026, 5, 18, 10)
    (item,) = due(history(asked), STEPS, now)
    bounced = fact("address.bounced", at(2026, 5, 12, 10), channel=Channel.EMAIL)
    assert still_relevant(item, history(asked), now).channel is Channel.EMAIL
    assert still_relevant(item, history(asked, bounced), now).channel is Channel.SMS
    alone = history(asked, bounced, reachable=frozenset({Channel.EMAIL}))
    verdict = still_relevant(item, alone, now)
    assert verdict.channel is Channel.CALL
    assert "email bounced" in verdict.reason
    fixed = fact("address.changed", at(2026, 5, 13, 10), channel=Channel.EMAIL)
    assert still_relevant(item, history(asked, bounced, fixed), now).channel is Channel.EMAIL


def test_a_pause_postpones_or_drops() -> None:
    asked = fact("dbs.asked", at(2026, 5, 11, 10), "a1")
    now = at(2026, 5, 18, 10)
    (item,) = due(history(asked), STEPS, now)
    until = fact("person.paused", at(2026, 5, 13, 10), until=date(2026, 5, 20))
    verdict = still_relevant(item, history(asked, until), now)
    assert (verdict.action, verdict.until) == ("postpone", at(2026, 5, 21, 9))
    assert still_relevant(item, history(asked, replace(until, until=None)), now).action == "drop"
    back = fact("person.resumed", at(2026, 5, 15, 10))
    assert still_relevant(item, history(asked, until, back), now).action == "send"


def test_old_records_and_new_steps_do_not_reach_into_the_past() -> None:
    old = replace(fact("enquiry.received", MONDAY), historical=True)
    assert due(history(old), STEPS, at(2026, 6, 1)) == []
    new = replace(BY_KEY["visit_offer"], since=at(2026, 5, 20))
    assert due(history(fact("enquiry.received", MONDAY)), [new], at(2026, 6, 1)) == []


def test_a_new_version_of_a_step_does_not_start_again() -> None:
    person = history(fact("enquiry.received", MONDAY))
    before = due(person, STEPS, at(2026, 6, 1))
    edited = [replace(step, version=step.version + 1) for step in STEPS]
    assert due(history(*person.facts, sent=before), edited, at(2026, 6, 1)) == []


def test_after_an_outage_one_of_a_kind_and_statutory_first() -> None:
    person = history(
        fact("stage.changed", at(2026, 5, 11, 10)),
        fact("stage.changed", at(2026, 5, 12, 10)),
        fact("enquiry.received", at(2026, 5, 11, 10)),
        fact("decision.notice_ready", at(2026, 5, 11, 10), "d1"),
        fact("decision.notice_ready", at(2026, 5, 12, 10), "d2"),
    )
    now = at(2026, 5, 19, 10)
    verdicts = collapse(due(person, STEPS, now), person, now)
    sent = [item for item, verdict in verdicts if verdict.action == "send"]
    assert [item.step.statutory for item in sent[:2]] == [True, True]
    assert {item.subject for item in sent[:2]} == {"d1", "d2"}
    rest = [(item.recipient, item.step.kind) for item in sent[2:]]
    assert len(rest) == len(set(rest))
    assert "call_again_5" in names(sent)
    dropped = {item.step.key: verdict.reason for item, verdict in verdicts if verdict.action == "drop"}
    assert dropped["first_call"] == "a newer message of this kind goes instead"
    assert len(verdicts) == len(due(person, STEPS, now))


@pytest.mark.parametrize(
    ("begun", "night"),
    [
        (at(2026, 10, 22, 1, 30), [at(2026, 10, 25, 1, 30), at(2026, 10, 25, 1, 30, fold=1)]),
        (at(2027, 3, 25, 1, 30), [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), at(2027, 3, 28, 2, 30)]),
    ],
)
def test_clock_change_nights_give_one_follow_up(begun: datetime, night: list[datetime]) -> None:
    step = replace(BY_KEY["unfinished_application_3"], at=time(1, 30))
    person = history(fact("application.started", begun), fact("consent.given", begun))
    every_hour = SendingTimes(SendingHours(time(0), time(23, 59), frozenset(range(7)), bank_holidays=True))
    for times in (SendingTimes(), every_hour):
        found: set[tuple[str, str, str, str]] = set()
        sent_at = []
        minute = night[0] - timedelta(hours=2)
        while minute < night[-1] + timedelta(hours=60):
            for item in due(history(*person.facts, sent=()), [step], minute, times):
                if item.key not in found:
                    assert is_allowed(item.due_at, times.usual)
                    sent_at.append(item.due_at)
                found.add(item.key)
            minute += timedelta(minutes=30 if times is not every_hour else 10)
        assert len(found) == len(sent_at) == 1
        if times is every_hour:
            assert sent_at[0].astimezone(LONDON).date() in (date(2026, 10, 25), date(2027, 3, 28))
        else:
            assert is_working_day(sent_at[0].astimezone(LONDON).date())


def test_the_table_is_sound() -> None:
    assert len(BY_KEY) == len(STEPS)
    for step in STEPS:
        assert step.channels
        assert (step.repeat is None) == (step.times == 1)
        if step.message_class is MessageClass.MARKETING:
            assert step.whom is Whom.PERSON
            assert not {Channel.CALL, Channel.LETTER} & set(step.channels)
        if step.for_leavers:
            assert step.message_class is MessageClass.MARKETING
        if step.whom is Whom.TEAM:
            assert step.channels == (Channel.TEAM,)


TRIGGERS = sorted({step.trigger for step in STEPS})
STOPS = sorted({name for step in STEPS for name in step.stop_on})
OTHERS = ["person.paused", "person.resumed", "person.returned", "consent.given", "consent.withdrawn",
          "address.bounced", "address.changed", "contact.objected", *LEAVING]  # fmt: skip
START = datetime(2026, 9, 1, tzinfo=UTC)
SPAN = 120


@st.composite
def histories(draw: st.DrawFn) -> History:
    facts = []
    for number in range(draw(st.integers(1, 12))):
        name = draw(st.sampled_from(TRIGGERS) | st.sampled_from(STOPS) | st.sampled_from(OTHERS))
        when = START + timedelta(minutes=draw(st.integers(0, SPAN * 1440)))
        days = draw(st.none() | st.integers(-20, 120))
        until = None if days is None else when.date() + timedelta(days)
        subject = draw(st.sampled_from(["", "s1", "s2"]))
        channel = draw(st.none() | st.sampled_from([Channel.EMAIL, Channel.SMS]))
        facts.append(Fact(name, when, str(number), subject, until, channel))
    reachable = draw(st.frozensets(st.sampled_from(sorted(ALL)), max_size=3))
    return History("p1", tuple(facts), reachable, frozenset(), {"s1": ALL, "s2": frozenset()})


@settings(deadline=None, max_examples=60)
@given(histories(), st.lists(st.integers(0, (SPAN + 60) * 1440), max_size=40))
def test_asking_often_or_once_finds_the_same(person: History, minutes: list[int]) -> None:
    end = START + timedelta(days=SPAN + 60)
    ticks = {START + timedelta(minutes=minute) for minute in minutes} | {end}
    moments = {item.due_at for item in due(person, STEPS, end)} | {f.at for f in person.facts}
    ticks |= moments | {moment + timedelta(minutes=1) for moment in moments}
    often: set[tuple[str, str, str, str]] = set()
    for tick in sorted(tick for tick in ticks if tick <= end):
        items = due(person.known_at(tick), STEPS, tick)
        assert len(keys(items)) == len(items)
        often |= keys(items)
    once = due(person, STEPS, end)
    assert keys(once) == often
    assert len({(i.person, i.step.key, i.cycle) for i in once}) == len(once)
    for item in once:
        assert item.due_at >= item.trigger.at
        assert item.step.any_hour or is_allowed(item.due_at)


@settings(deadline=None, max_examples=60)
@given(histories(), st.lists(st.integers(1, 3 * 1440), min_size=5, max_size=40))
def test_nothing_in_quiet_hours_nor_to_someone_who_left_nor_twice(person: History, gaps: list[int]) -> None:
    now, seen = START, []
    sent: set[tuple[str, str, str, str]] = set()
    for gap in gaps * 4:
        now += timedelta(minutes=gap)
        known = replace(person.known_at(now), sent=frozenset(sent))
        slots = []
        for item, verdict in collapse(due(known, STEPS, now), known, now):
            assert verdict.reason
            if verdict.action == "postpone":
                assert verdict.until is not None
                assert verdict.until > now
                continue
            if verdict.action == "send":
                seen.append(item.key)
                slots.append((item.recipient, item.step.kind, item.subject if item.step.statutory else ""))
                check_sending(item, verdict.channel, known, now)
            sent.add(item.key)
        assert len(slots) == len(set(slots)) or any(BY_KEY["decision_notice"].kind == slot[1] for slot in slots)
    assert len(seen) == len(set(seen))


def check_sending(item: Due, channel: Channel | None, known: History, now: datetime) -> None:
    """What must hold of every sending, worked out from the facts alone."""
    fresh = item.step.any_hour and now - item.trigger.at <= timedelta(minutes=15)
    assert fresh or is_allowed(now)
    last = None
    for entry in sorted(known.facts, key=lambda f: f.at):
        if entry.name in LEAVING or entry.name in ("enquiry.received", "person.returned"):
            last = entry.name
    if last in LEAVING:
        assert item.step.for_leavers or item.step.statutory
    if item.step.message_class is MessageClass.MARKETING:
        words = [
            f.name
            for f in sorted(known.facts, key=lambda f: f.at)
            if f.name.startswith("consent.") and f.channel in (None, channel) and f.subject == ""
        ]
        assert words
        assert words[-1] == "consent.given"
    assert not any(
        f.name in item.step.stop_on and f.subject in ("", item.subject) and f.at >= item.trigger.at for f in known.facts
    )


def test_a_pause_that_is_over_no_longer_holds_anything_back() -> None:
    """Found by the property above: a pause until 1 September held messages back on 4 September."""
    paused = Fact("person.paused", START, ref="0", until=START.date())
    person = History("p1", (paused, Fact("application.started", START, ref="1")))
    for days in range(1, 60):
        now = START + timedelta(days=days)
        for item, verdict in collapse(due(person, STEPS, now), person, now):
            assert verdict.until is None or verdict.until > now, (item.key, verdict)
