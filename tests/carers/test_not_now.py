"""“Not now” is obeyed by every chain of follow-ups, and one act sends one message."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Message
from carers.followups.policy import due, still_relevant
from carers.followups.steps import STEPS
from carers.law.followup_history import Fact, History, Offset, Step, Whom
from carers.law.sending_hours import Channel
from carers.law.working_days import add_working_days, london_date
from carers.models import Enquiry
from carers.people.services import enquiries
from tests.carers.followup_help import begin, enquire, plan_at, rows
from tests.cast import Cast
from tests.clock import fixed, freeze

pytestmark = pytest.mark.usefixtures("sent_tasks")
# A Wednesday, 10:00 in London.
ASKED = fixed(2026, 12, 2, 10)
NAMED = fixed(2027, 6, 1)
DAY = timedelta(days=1)


def messages_to(cast: Cast, to: str = "bo@example.org") -> list[str]:
    with cast.acting("rosa"):
        return list(Message.objects.filter(recipient=to).order_by("id").values_list("title", flat=True))


def later_by_page(cast: Cast) -> None:
    asked = {"name": "Bo", "email": "bo@example.org", "in_months": "6", "agency": cast.agency.pk, "consent": "on"}
    assert Client().post("/could-i-foster/later/", asked).status_code == 302


def _later_by_program(cast: Cast) -> None:
    asked = {"name": "Bo", "email": "bo@example.org", "in_months": 6, "agency": str(cast.agency.pk), "consent": True}
    answer: Any = Client().post("/api/v1/could-i-foster/later", asked, content_type="application/json")
    assert answer.status_code == 201


@pytest.mark.parametrize("ask", [later_by_page, _later_by_program])
def test_asked_later_one_mail_with_the_day_and_nothing_before_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Cast], None]
) -> None:
    begin(cast)
    ask(cast)
    [title] = messages_to(cast)
    assert title == "We will get in touch later, as you asked"
    with cast.acting("rosa"):
        day = Enquiry.objects.get().contact_after
    assert day is not None
    morning = fixed(day.year, day.month, day.day, 12)
    begun = timezone.now()
    soon = [begun + timedelta(hours=n) for n in range(0, 120, 5)]
    for moment in [*soon, *(begun + n * DAY for n in range(6, (morning - begun).days, 13))]:
        freeze(monkeypatch, moment)
        plan_at(cast, moment)
    assert messages_to(cast) == [title] and not rows(cast, state="task")
    working = add_working_days(day, 1)
    plan_at(cast, fixed(working.year, working.month, working.day, 12))
    assert [row.step for row in rows(cast, state="task")] == ["wait_over"]


def test_not_now_stops_what_was_begun(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """No “Would you like us to visit?” to somebody who said not now, as a service message or otherwise."""
    begin(cast)
    freeze(monkeypatch, ASKED)
    enquiry = enquire(cast, at=ASKED, email="bo@example.org")
    for step in ("contacted", "not_now"):
        freeze(monkeypatch, ASKED + timedelta(hours=2))
        with cast.acting("rosa") as rosa:
            enquiries.advance_enquiry(rosa, enquiry.pk, step)
    for n in range(1, 20):
        freeze(monkeypatch, ASKED + n * DAY)
        plan_at(cast, ASKED + n * DAY)
    assert not rows(cast, step="visit_offer", state="message") and not messages_to(cast)


def test_nothing_before_the_day_they_named(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeping warm begins to count on that day."""
    begin(cast)
    enquire(cast, at=ASKED, state="not_now", state_since=ASKED, marketing_consent=True, contact_after=NAMED,
            first_contact_at=ASKED, email="bo@example.org")  # fmt: skip
    sent = {}
    for n in range(1, 400, 5):
        moment, before = ASKED + n * DAY, len(rows(cast, state="message"))
        freeze(monkeypatch, moment)
        plan_at(cast, moment)
        if len(rows(cast, state="message")) > before:
            sent[london_date(moment)] = rows(cast, state="message")[-1].step
    assert min(sent) >= NAMED + 30 * DAY and set(sent.values()) == {"keep_warm_30", "keep_warm_90", "keep_warm_180"}
    assert [london_date(row.meant_for) for row in rows(cast, step="wait_over")] == [NAMED]


PLANTED = Step("planted", "planted", Whom.PERSON, "planted.fact", Offset(1), (Channel.EMAIL,))


def _history(trigger: str, at: datetime, until: date | None) -> History:
    facts = (
        Fact("enquiry.received", ASKED - DAY, "e"),
        Fact("consent.given", ASKED - DAY, "c", channel=Channel.EMAIL),
        Fact("enquiry.not_now", ASKED, "n", until=until),
        Fact(trigger, at, "t", "s", NAMED + 90 * DAY),
    )
    return History("p", facts, frozenset({Channel.EMAIL}), other_reachable={"s": frozenset({Channel.EMAIL})})


def _gone_before(step: Step, history: History, until: datetime) -> list[str]:
    """What one step sends, or keeps waiting to be sent, before a moment."""
    found = []
    for n in range(0, (until - ASKED).days, 3):
        now = ASKED + n * DAY
        for item in due(history, [step], now):
            if still_relevant(item, history, now).action != "drop":
                found.append(f"{step.key} on {now:%-d %B %Y}")
    return found


@pytest.mark.parametrize("step", [*STEPS, PLANTED], ids=lambda step: step.key)
def test_every_chain_obeys_the_day(step: Step) -> None:
    """Steps of the table, and a planted one: of what happened before “not now” and of what happens while they rest."""
    named = fixed(NAMED.year, NAMED.month, NAMED.day, 0)
    for at in (ASKED - DAY, ASKED + 3 * DAY):
        gone = _gone_before(replace(step, since=None), _history(step.trigger, at, NAMED), named)
        assert not gone or step.statutory, gone
    if not step.statutory and step.trigger not in ("enquiry.quiet", "enquiry.wait_over"):
        assert not _gone_before(step, _history(step.trigger, ASKED - DAY, None), ASKED + 30 * DAY)


def test_without_a_not_now_the_planted_chain_goes() -> None:
    history = _history("planted.fact", ASKED + 3 * DAY, None)
    free = replace(history, facts=tuple(fact for fact in history.facts if fact.name != "enquiry.not_now"))
    assert _gone_before(PLANTED, free, ASKED + 9 * DAY)
