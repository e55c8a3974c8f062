"""The outbox asks, at the instant of sending: may this follow-up still go? And tells of addresses that fail."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from accounts.models import Message
from accounts.tenancy.relevance import SEND, Verdict
from carers.followups.policy import collapse
from carers.followups.services.planning import item_of
from carers.followups.services.seeding import book_of
from carers.law.followup_history import Due, Whom
from carers.law.followup_history import Verdict as Said
from carers.law.sending_hours import SendingTimes
from carers.models import FollowUp, FollowUpStep
from carers.people.selectors.persons import Person, people_of

_WAITING = (Message.State.DUE, Message.State.CLAIMED, Message.State.SENDING)


def still_right(messages: Sequence[Message]) -> Mapping[UUID, Verdict]:
    """A verdict for each message that is a follow-up's. Of several of a kind that wait for a person, one goes."""
    agency_id = messages[0].organisation_id
    mine = {row.message_id: row for row in FollowUp.objects.filter(message__in=[m.pk for m in messages])}
    if not mine:
        return {}
    ids = list({row.person_id for row in mine.values()})
    people = people_of(agency_id, ids)
    waiting = FollowUp.objects.filter(agency=agency_id, person_id__in=ids, message__state__in=_WAITING)
    steps, times = _steps_of(agency_id), book_of(agency_id).rules.times()
    by_person: dict[UUID, list[FollowUp]] = {}
    for row in {row.pk: row for row in (*waiting, *mine.values())}.values():
        by_person.setdefault(row.person_id, []).append(row)
    answers: dict[UUID, Verdict] = {}
    for person_id, rows in by_person.items():
        answers |= _judge(people.get(person_id), rows, steps, times)
    return {pk: answers[pk] for pk in mine if pk in answers}


def _steps_of(agency_id: UUID) -> dict[tuple[str, int], FollowUpStep]:
    rows = FollowUpStep.objects.filter(agency=agency_id).select_related("kind")
    return {(row.key, row.version): row for row in rows}


def _judge(
    person: Person | None, rows: list[FollowUp], steps: dict[tuple[str, int], FollowUpStep], times: SendingTimes
) -> dict[UUID, Verdict]:
    answers: dict[UUID, Verdict] = {}
    items: list[Due] = []
    of_item: dict[tuple[str, str, str, str], FollowUp] = {}
    for row in rows:
        assert row.message_id is not None
        step = steps.get((row.step, row.step_version))
        if person is None or step is None:
            answers[row.message_id] = Verdict("drop", "the person's record is closed")
        elif not step.kind.is_on:
            answers[row.message_id] = Verdict("drop", "this follow-up was switched off")
        else:
            item = item_of(row, step.as_step(step.kind.key))
            items.append(item)
            of_item[item.key] = row
    if person is not None and items:
        for item, said in collapse(items, person.history(), timezone.now(), times):
            row = of_item[item.key]
            assert row.message_id is not None
            answers[row.message_id] = _answer(row, said)
    return answers


def _answer(row: FollowUp, said: Said) -> Verdict:
    if said.action == "postpone":
        return Verdict("postpone", said.reason, said.until)
    if said.action == "drop":
        return Verdict("drop", said.reason)
    if str(said.channel) == row.channel:
        return SEND
    _turn_into_task(row, said)
    return Verdict("drop", said.reason)


def _turn_into_task(row: FollowUp, said: Said) -> None:
    """Its channel can no longer be used, and a call carries the same thing."""
    row.state, row.channel, row.reason = FollowUp.State.TASK, str(said.channel), said.reason[:300]
    row.title, row.body = row.message.title if row.message else "", row.message.body if row.message else ""
    row.save(update_fields=["state", "channel", "reason", "title", "body"])


def address_failed(message: Message) -> None:
    """A hard bounce: somebody is to ask for a new address. Once a message."""
    row = FollowUp.objects.filter(message=message).select_related("enquiry", "application", "household").first()
    if row is None:
        return
    person = row.enquiry or row.application or row.household
    now = timezone.now()
    FollowUp.objects.get_or_create(
        agency_id=row.agency_id,
        person_id=row.person_id,
        kind="new_address",
        step="new_address",
        cycle=f"{message.pk}.1",
        defaults={
            "enquiry": row.enquiry, "application": row.application, "household": row.household,
            "whom": row.whom, "channel": "call", "state": FollowUp.State.TASK,
            "title": f"Ask {person.name if person else 'them'} for a new address"
                     + (" of their referee" if row.whom == Whom.REFEREE else ""),
            "body": f"A message to {message.recipient} came back: {message.reason or 'the address does not work.'}",
            "trigger": {"name": "address.bounced", "at": now.isoformat(), "ref": str(message.pk), "subject": "",
                        "until": None},
            "meant_for": now, "due_at": now,
        },
    )  # fmt: skip
