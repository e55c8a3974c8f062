"""The only outbox: write a row; `delivering` claims it, sends it outside the transaction and settles it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import NotReady
from accounts.models import Message
from accounts.outbox.service_outbox import worth_another_try
from accounts.outbox.services import ledger
from accounts.outbox.services.dispatch import send_on_commit
from accounts.outbox.wording import Words, in_language_of
from accounts.tenancy.caller import CallerAt, public_at
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import ITSELF, hearth_itself

State = Message.State


def enqueue(
    by: CallerAt,
    subject: models.Model,
    kind: str,
    channel: str,
    recipient: str,
    write: Callable[[], Words],
    **more: Any,
) -> Message:
    """Write one message and have it sent after commit. Once per subject, kind, step, cycle and channel.

    A second call with the same five returns the row that is there. `write` is called in the language of who reads it,
    not of who sends it. In its body, `{{unsubscribe_link}}` and `{{link}}` (which leads to `link_to`) are filled in at
    sending.
    """
    with in_language_of(recipient):
        words = write()
    step, cycle = more.pop("step", "1"), more.pop("cycle", "1")
    message, fresh = Message.objects.get_or_create(
        organisation_id=by.organisation_id,
        subject_id=subject.pk,
        kind=kind,
        step=step,
        cycle=cycle,
        channel=channel,
        defaults={
            "subject_kind": subject._meta.model_name or "",
            "recipient": recipient,
            "title": words.title,
            "body": words.body,
            "reference": Message.reference_of(by.organisation_id, subject.pk, kind, step, cycle, channel),
            **more,
        },
    )
    if fresh and message.next_attempt_at <= timezone.now():
        send_on_commit("accounts.deliver", message.organisation_id, message.pk)
    return message


@dataclass(frozen=True)
class Draft:
    """A message to be, for `enqueue_all`: the fields of `enqueue`, and words made `in_language_of` its reader."""

    subject_kind: str
    subject_id: UUID
    kind: str
    step: str
    cycle: str
    channel: str
    recipient: str
    title: str
    body: str
    more: dict[str, Any]


def enqueue_all(by: CallerAt, drafts: Iterable[Draft]) -> list[Message]:
    """Write many messages at once; the same rule of once. Workers fetch them, no task a message."""
    rows = [
        Message(
            organisation_id=by.organisation_id,
            reference=Message.reference_of(
                by.organisation_id, draft.subject_id, draft.kind, draft.step, draft.cycle, draft.channel
            ),
            **{key: value for key, value in vars(draft).items() if key != "more"},
            **draft.more,
        )
        for draft in drafts
    ]
    if not rows:
        return []
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    send_on_commit("accounts.deliver_due", by.organisation_id, expires=60)
    references = [row.reference for row in rows]
    return list(Message.objects.filter(organisation=by.organisation_id, reference__in=references))


SETTLEMENTS = {
    "was_sent": "It was sent",
    "send_again": "Send it again",
    "let_go": "Do not send it",
}


def settle(by: CallerAt, message_id: UUID, decision: str) -> Message:
    """A person decides on a failed or doubtful message. Raises DoesNotExist; NotReady, in words, otherwise."""
    message = Message.objects.select_for_update().get(pk=message_id, organisation=by.organisation_id)
    if decision not in SETTLEMENTS:
        raise NotReady(_("Choose what happened to the message."), "message.decision_unknown")
    if message.state not in (State.FAILED, State.DOUBTFUL):
        raise NotReady(
            _("This message is “%(state)s” already; there is nothing to decide.")
            % {"state": message.get_state_display()},
            "message.nothing_to_decide",
        )
    before, now = message.state, timezone.now()
    if decision == "was_sent":
        message.state, message.sent_at, message.reason = State.SENT, message.claimed_at or now, ""
    elif decision == "let_go":
        message.state, message.reason = State.DROPPED, "decided by a person"
    else:
        message.state, message.reason = State.DUE, ""
        message.attempts, message.first_failed_at, message.next_attempt_at = 0, None, now
        message.delivery, message.delivery_at = "", None
        ledger.forget(message.reference)
        send_on_commit("accounts.deliver", message.organisation_id, message.pk)
    message.claim = None
    message.save()
    record(by, f"message.{decision}", message, before=before)
    return message


_GIVEN_UP = "Given up after four hours"


def given_up(organisation_id: UUID) -> models.QuerySet[Message]:
    """Failed because the provider could not be reached, not because of the message."""
    return Message.objects.filter(
        organisation=organisation_id, state=State.FAILED, reason__startswith=_GIVEN_UP, delivery=""
    )


def send_given_up(by: CallerAt) -> int:
    """After an outage: try again all that was given up; how many. Each is looked at again before it goes."""
    return _send_again(by, given_up(by.organisation_id))


def send_service_given_up(by: CallerAt) -> int:
    """The same for the service's own messages, asked for by somebody who may: nobody is shown whom they go to."""
    with scope(ITSELF):
        count = _send_again(public_at(hearth_itself()), worth_another_try())
    if count:
        record(by, "service.messages_sent_again", by.organisation, count=count)
    return count


def _send_again(by: CallerAt, given_up: models.QuerySet[Message]) -> int:
    now = timezone.now()
    rows = list(given_up.select_for_update(skip_locked=True)[:5000])
    for row in rows:
        record(by, "message.send_again", row, before=row.state)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.DUE, reason="", attempts=0, first_failed_at=None, next_attempt_at=now, claim=None
    )
    if rows:
        send_on_commit("accounts.deliver_due", by.organisation_id, expires=60)
    return len(rows)
