"""What is owed to whom now, written as rows: messages for the outbox, tasks for people, refusals with reasons.

Safe to run at any time, twice, and from two schedulers at once: a lock lets one in, and the database has a
follow-up of a person, kind, step and cycle once for ever.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import Message, Organisation
from accounts.outbox.services.messages import Draft, enqueue_all
from accounts.outbox.wording import in_language_of
from accounts.tenancy.caller import CallerAt
from carers.followups.policy import BY_POST, collapse, due
from carers.followups.services.seeding import Book, book_of
from carers.followups.services.wording import Written, write
from carers.law.followup_history import Due, Fact, History, Step, Verdict, Whom
from carers.law.sending_hours import Channel, is_allowed
from carers.models import FollowUp, FollowUpWords
from carers.people.selectors.persons import Person, people_of

State = FollowUp.State
WRITTEN_BY = (Channel.EMAIL, Channel.SMS, Channel.LETTER)


@dataclass(frozen=True)
class Judged:
    """One follow-up that is due, with what is to be done about it."""

    person: Person
    item: Due
    verdict: Verdict

    @property
    def recipient(self) -> str:
        """The address that its channel goes to: a referee's own, or the person's."""
        if self.item.step.whom in (Whom.REFEREE, Whom.SURGERY):
            return self.person.others.get(self.item.subject, "")
        return self.person.address(str(self.verdict.channel or ""))


def judged(agency_id: UUID, book: Book, now: datetime, only: list[UUID] | None = None) -> list[Judged]:
    """Everything due and not settled yet, each with its verdict. Reads alone: the dry run shows the same."""
    return [
        found
        for person, history in histories(agency_id, only)
        for found in due_to(person, history, book, book.steps, now)
    ]


def histories(agency_id: UUID, only: list[UUID] | None = None) -> Iterator[tuple[Person, History]]:
    """Everybody, or those named, with what is known of them and what they had."""
    people = people_of(agency_id, only)
    settled = settled_of(agency_id, people)
    for person in people.values():
        yield person, person.history(settled.get(person.id, ()))


def due_to(person: Person, history: History, book: Book, steps: Sequence[Step], now: datetime) -> list[Judged]:
    """Of one person. Kinds do not look at each other: all steps of one kind are enough to judge that kind."""
    times = book.rules.times()
    items = [item for item in due(history, steps, now, times) if item.meant_for >= book.rules.started_at]
    return [Judged(person, item, verdict) for item, verdict in collapse(items, history, now, times)]


def settled_of(agency_id: UUID, people: dict[UUID, Person]) -> dict[UUID, set[tuple[str, str, str, str]]]:
    rows = FollowUp.objects.filter(agency=agency_id)
    if len(people) <= 200:
        rows = rows.filter(person_id__in=list(people))
    settled: dict[UUID, set[tuple[str, str, str, str]]] = {}
    for person_id, kind, step, cycle in rows.values_list("person_id", "kind", "step", "cycle"):
        settled.setdefault(person_id, set()).add((str(person_id), kind, step, cycle))
    return settled


def plan(by: CallerAt, now: datetime | None = None, only: list[UUID] | None = None) -> dict[str, int]:
    """Write what is due at `by.organisation`; how many messages, tasks and refusals. In its scope.

    Outside all sending hours nothing can go, so nothing is worked out.
    """
    now = now or timezone.now()
    book = book_of(by.organisation_id)
    times = book.rules.times()
    if only is None and not any(is_allowed(now, times.of(channel)) for channel in Channel):
        return {}
    if not _alone(by.organisation_id):
        return {}
    rows, drafts = [], []
    for found in judged(by.organisation_id, book, now, only):
        row = _follow_up(by.organisation_id, found, book)
        if row is None:
            continue
        if row.state != State.DROPPED:
            draft = _write(row, found, book.words[found.item.step.key], by.organisation, now)
            if draft is not None:
                drafts.append((draft, row))
        rows.append(row)
    sent = {_key(message): message for message in enqueue_all(by, [draft for draft, _ in drafts])}
    for draft, row in drafts:
        row.message = sent[_key(draft)]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return dict(Counter(str(row.state) for row in rows))


def _alone(agency_id: UUID) -> bool:
    """Whether no other planner is at work on this agency; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"follow-ups {agency_id}"])
        return bool(cursor.fetchone()[0])


def _key(row: Draft | Message) -> tuple[Any, ...]:
    return row.subject_id, row.kind, row.step, row.cycle, row.channel


def _follow_up(agency_id: UUID, found: Judged, book: Book) -> FollowUp | None:
    person, item, verdict = found.person, found.item, found.verdict
    if verdict.action == "postpone":
        return None
    trigger = item.trigger
    step = book.rows[item.step.key]
    return FollowUp(
        agency_id=agency_id,
        person_id=person.id,
        enquiry=person.enquiry,
        application=person.application,
        household=person.household,
        kind=item.step.kind,
        step=item.step.key,
        step_version=step.version,
        words_version=book.words[item.step.key].version,
        cycle=item.cycle,
        whom=item.step.whom,
        channel=verdict.channel or "",
        trigger={"name": trigger.name, "at": trigger.at.isoformat(), "ref": trigger.ref, "subject": trigger.subject,
                 "until": trigger.until.isoformat() if trigger.until else None},
        meant_for=item.meant_for,
        due_at=item.due_at,
        state=State.DROPPED if verdict.action == "drop" else State.MESSAGE,
        reason="" if verdict.reason == "due" else verdict.reason[:300],
    )  # fmt: skip


def _write(row: FollowUp, found: Judged, words: FollowUpWords, agency: Organisation, now: datetime) -> Draft | None:
    """Fill in a row's words; the message to be, where it is one. A person without a value becomes a task."""
    try:
        with in_language_of(found.recipient):
            written = write(words, str(row.channel), found.person, found.item, agency)
    except ValueError as error:
        row.state, row.channel, row.reason = State.TASK, Channel.TEAM, str(error)[:300]
        row.title, row.body = words.title.replace("{{name}}", found.person.name), words.body
        return None
    if row.channel not in WRITTEN_BY:
        row.state, row.title, row.body = State.TASK, written.title, written.body
        if set(found.item.step.channels) & set(WRITTEN_BY):
            verb = {Channel.CALL: "Call", BY_POST: "Print and post to"}
            said = verb.get(row.channel) or verb.get(found.verdict.reason) or "Chase, for"
            row.title = f"{said} {found.person.name}: {written.title}"[:200]
        return None
    return _draft(row, found, written, now)


def _draft(row: FollowUp, found: Judged, written: Written, now: datetime) -> Draft:
    step = found.item.step
    return Draft(
        subject_kind="person",
        subject_id=row.person_id,
        kind=f"followup.{row.kind}",
        step=row.step,
        cycle=row.cycle,
        channel=str(row.channel),
        recipient=found.recipient,
        title=written.title,
        body=written.body,
        more={
            "message_class": str(step.message_class),
            "priority": Message.STATUTORY if step.statutory else Message.USUAL,
            "link_to": written.link_to,
            "due_at": row.due_at,
            "next_attempt_at": now,
        },
    )


def item_of(row: FollowUp, step: Any) -> Due:
    """The follow-up as policy knows it, from its row and the version of the step under which it was written."""
    kept = row.trigger
    trigger = Fact(
        kept["name"],
        datetime.fromisoformat(kept["at"]),
        kept["ref"],
        kept["subject"],
        date.fromisoformat(kept["until"]) if kept["until"] else None,
    )
    return Due(str(row.person_id), step, trigger, row.cycle, row.meant_for, row.due_at)
