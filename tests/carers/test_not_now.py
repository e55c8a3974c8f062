"""“Not now” is obeyed by every chain of follow-ups, and one act sends one message."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Message
from accounts.tenancy import scope
from carers.followup_history import Fact, History, Offset, Step, Whom
from carers.followup_policy import due, still_relevant
from carers.followup_steps import STEPS
from carers.models import Application, Enquiry
from carers.sending_hours import Channel
from carers.services import enquiries, my_application, stages
from tests.applicants import fill_everything, mine, owned_form
from tests.carers.followup_help import begin, enquire, freeze, plan_at, rows
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("sent_tasks")
# A Wednesday, 10:00 in London.
ASKED = datetime(2026, 12, 2, 10, tzinfo=UTC)
NAMED = date(2027, 6, 1)
DAY = timedelta(days=1)


def _messages(cast: Cast, to: str = "bo@example.org") -> list[str]:
    with cast.acting("rosa"):
        return list(Message.objects.filter(recipient=to).order_by("id").values_list("title", flat=True))


def _later_by_page(cast: Cast) -> None:
    asked = {"name": "Bo", "email": "bo@example.org", "in_months": "6", "agency": cast.agency.pk, "consent": "on"}
    assert Client().post("/could-i-foster/later/", asked).status_code == 302


def _later_by_program(cast: Cast) -> None:
    asked = {"name": "Bo", "email": "bo@example.org", "in_months": 6, "agency": str(cast.agency.pk), "consent": True}
    answer: Any = Client().post("/api/v1/could-i-foster/later", asked, content_type="application/json")
    assert answer.status_code == 201


@pytest.mark.parametrize("ask", [_later_by_page, _later_by_program])
def test_asked_later_one_mail_with_the_day_and_nothing_before_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Cast], None]
) -> None:
    begin(cast)
    ask(cast)
    [title] = _messages(cast)
    assert title == "We will get in touch later, as you asked"
    with cast.acting("rosa"):
        day = Enquiry.objects.get().contact_after
    assert day is not None
    morning = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    begun = timezone.now()
    soon = [begun + timedelta(hours=n) for n in range(0, 120, 5)]
    for moment in [*soon, *(begun + n * DAY for n in range(6, (morning - begun).days, 13))]:
        freeze(monkeypatch, moment)
        plan_at(cast, moment)
    assert _messages(cast) == [title] and not rows(cast, state="task")
    plan_at(cast, morning + 4 * DAY)  # no weekend, no bank holiday
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
    assert not rows(cast, step="visit_offer", state="message") and not _messages(cast)


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
            sent[moment.date()] = rows(cast, state="message")[-1].step
    assert min(sent) >= NAMED + 30 * DAY and set(sent.values()) == {"keep_warm_30", "keep_warm_90", "keep_warm_180"}
    assert [row.meant_for.date() for row in rows(cast, step="wait_over")] == [NAMED]


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
    named = datetime(NAMED.year, NAMED.month, NAMED.day, tzinfo=UTC)
    for at in (ASKED - DAY, ASKED + 3 * DAY):
        gone = _gone_before(replace(step, since=None), _history(step.trigger, at, NAMED), named)
        assert not gone or step.statutory, gone
    if not step.statutory and step.trigger not in ("enquiry.quiet", "enquiry.wait_over"):
        assert not _gone_before(step, _history(step.trigger, ASKED - DAY, None), ASKED + 30 * DAY)


def test_without_a_not_now_the_planted_chain_goes() -> None:
    history = _history("planted.fact", ASKED + 3 * DAY, None)
    free = replace(history, facts=tuple(fact for fact in history.facts if fact.name != "enquiry.not_now"))
    assert _gone_before(PLANTED, free, ASKED + 9 * DAY)


def _enquired(cast: Cast) -> None:
    client = Client()
    client.get("/enquire/")
    client.post("/enquire/you/", {"name": "Bo"})
    client.post("/enquire/reach/", {"email": "bo@example.org", "contact_by": "email"})
    client.post("/enquire/services/", {"agencies": [cast.agency.slug]})
    assert client.post("/enquire/check/").status_code == 302


def _taken(cast: Cast) -> None:
    """No “somebody will get in touch” for a person whom somebody has on the telephone."""
    with cast.acting("rosa") as rosa:
        enquiries.take_enquiry(rosa, {"name": "Bo", "email": "bo@example.org", "source": "telephone"}, spoken=True)


def _moved(*steps: str) -> Callable[[Cast], None]:
    def act(cast: Cast) -> None:
        enquiry = enquire(cast, at=timezone.now() - DAY, email="bo@example.org", first_contact_at=timezone.now() - DAY,
                          state="contacted", state_since=timezone.now() - DAY)  # fmt: skip
        for step in steps:
            with cast.acting("rosa") as rosa:
                enquiries.advance_enquiry(rosa, enquiry.pk, step, "AW0" if step == "withdrawn" else "")

    return act


def _handed_in(cast: Cast) -> Any:
    form = owned_form(cast, email="bo@example.org")
    with cast.acting("rosa"):
        Message.objects.all().delete()
    client = Client()
    client.force_login(cast.people["appa"])
    fill_everything(client)
    assert client.post(f"{mine(client)}apply/check/").status_code == 302
    return form


def _withdrew(cast: Cast) -> None:
    form = _handed_in(cast)
    with scope(cast.agency.pk):
        form.refresh_from_db()
    my_application.withdraw(cast.people["appa"], form, "AW0")


def _next_stage(cast: Cast) -> None:
    _handed_in(cast)
    with cast.acting("rosa") as rosa:
        stages.advance_application(rosa, Application.objects.get().pk, "stage1")


ACTS: dict[str, Callable[[Cast], None]] = {
    "enquiring": _enquired, "taken when spoken with": _taken, "asking later": _later_by_page,
    "not now": _moved("not_now"), "invited": _moved("invited"), "declined": _moved("declined"),
    "withdrawn": _moved("withdrawn"), "applied": _moved("invited", "applied"),
    "handing in": _handed_in, "withdrawing": _withdrew, "a new stage": _next_stage,
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_one_act_sends_one_message(cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    begin(cast)
    ACTS[name](cast)
    for hours in range(0, 30, 3):
        plan_at(cast, timezone.now() + timedelta(hours=hours))
    # A paper application is registered by two steps, and each tells.
    most = {"taken when spoken with": 0, "not now": 0, "applied": 2}.get(name, 1)
    assert len(_messages(cast)) <= most, _messages(cast)
