"""What a follow-up would say to a real person, and who would get it today: reads alone, nothing is written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.tenancy.caller import CallerAt
from carers.followups.policy import withheld
from carers.followups.services.editing import NewWords
from carers.followups.services.planning import due_to, histories
from carers.followups.services.seeding import book_of
from carers.followups.services.wording import write
from carers.law.followup_history import Due, Fact
from carers.law.sending_hours import SendingHours, next_allowed
from carers.law.working_days import london_date, london_moment
from carers.models import Enquiry, FollowUpWords
from carers.people.selectors.persons import Person, people_of


@dataclass(frozen=True)
class Preview:
    """As one person would read it. `fault` says, in words, why they could not."""

    person: str
    title: str
    body: str
    text: str
    fault: str = ""


@dataclass(frozen=True)
class Line:
    """One person on a dry run. `action`: send (with a channel), task, wait or not."""

    person_id: UUID
    name: str
    step: str
    action: str
    channel: str
    reason: str


def preview(by: CallerAt, step_key: str, person_id: UUID | None = None, words: NewWords | None = None) -> Preview:
    """The words in force (or `words`, not saved) for a person, by default the newest enquiry. KeyError: no step."""
    book = book_of(by.organisation_id)
    step = {step.key: step for step in book.steps}[step_key]
    people = people_of(by.organisation_id, [person_id] if person_id else _newest(by.organisation_id))
    person = next(iter(people.values()), None) or _example()
    kept = book.words[step_key]
    shown = FollowUpWords(**vars(words)) if words else kept
    now = timezone.now()
    trigger = next((fact for fact in person.facts if fact.name == step.trigger), None) or Fact(
        step.trigger, now, "preview", until=timezone.localdate() + timedelta(days=60)
    )
    item = Due(str(person.id), step, trigger, "preview", now, now)
    try:
        mail, text = (write(shown, channel, person, item, by.organisation) for channel in ("email", "sms"))
    except ValueError as error:
        return Preview(person.name, shown.title, shown.body, shown.text, str(error))
    return Preview(person.name, mail.title, _shown(mail.body), _shown(text.body) if shown.text else "")


def _shown(body: str) -> str:
    """Links have no address before there is a message: say what stands there."""
    return body.replace("{{link}}", "[link]").replace("{{unsubscribe_link}}", "[link to stop]")


def _newest(agency_id: UUID) -> list[UUID]:
    rows = Enquiry.objects.filter(agency=agency_id, state__in=Enquiry.OPEN, merged_into=None).order_by("-id")
    return list(rows.values_list("pk", flat=True)[:1])


def _example() -> Person:
    return Person(UUID(int=0), "Ada Example")


def sending_day(hours: SendingHours, now: datetime) -> datetime:
    """The last moment of the next day on which sending is allowed: today, while today is still open."""
    day = london_date(next_allowed(now, hours))
    return london_moment(day, hours.closes) - timedelta(minutes=1)


def dry_run(by: CallerAt, kind_key: str, now: datetime | None = None) -> tuple[datetime, list[Line]]:
    """The day it looks at, and for everybody whom the kind concerns: what they would get, or why not."""
    book = book_of(by.organisation_id)
    moment = sending_day(book.rules.times().usual, now or timezone.now())
    steps = [step for step in book.steps if step.kind == kind_key]
    would, not_now = [], []
    for person, history in histories(by.organisation_id):
        for found in due_to(person, history, book, steps, moment):
            said = _said(found.verdict.action, found.verdict.channel or "", found.verdict.reason)
            would.append(Line(person.id, person.name, found.item.step.key, *said))
        for item, reason in withheld(history, steps, moment, book.rules.times()):
            if item.meant_for >= book.rules.started_at:
                not_now.append(Line(person.id, person.name, item.step.key, "not", "", reason))
    return moment, would + not_now


def _said(action: str, channel: str, reason: str) -> tuple[str, str, str]:
    if action == "send":
        return ("task" if channel in ("call", "team") else "send"), channel, "" if reason == "due" else reason
    return ("wait" if action == "postpone" else "not"), channel, reason
