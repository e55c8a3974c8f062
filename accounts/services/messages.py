"""The only outbox: write a row, then claim it, send it outside the transaction, settle it."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.caller import Caller
from accounts.gateways import Doubtful, Permanent, Throttled, Unknown, gateway_for
from accounts.gateways.base import Outcome, Outgoing
from accounts.models import Message
from accounts.services.dispatch import send_on_commit
from accounts.tenancy import scope

State = Message.State
RETRY_HORIZON = timedelta(hours=4)
# Longer than a task may run, so that a sweep never takes a row from a worker that is still sending.
STUCK_AFTER = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 60)


def enqueue(
    by: Caller,
    subject: models.Model,
    kind: str,
    channel: str,
    recipient: str,
    title: str,
    body: str,
    **more: Any,
) -> Message:
    """Write one message and have it sent after commit. Once per subject, kind, step, cycle and channel.

    A second call with the same five returns the row that is there.
    """
    message, fresh = Message.objects.get_or_create(
        organisation_id=by.organisation_id,
        subject_id=subject.pk,
        kind=kind,
        step=more.pop("step", "1"),
        cycle=more.pop("cycle", "1"),
        channel=channel,
        defaults={
            "subject_kind": subject._meta.model_name or "",
            "recipient": recipient,
            "title": title,
            "body": body,
            **more,
        },
    )
    if fresh:
        send_on_commit("accounts.deliver", message.organisation_id, message.pk)
    return message


def deliver(organisation: UUID | str, message_id: UUID | str) -> str:
    """Send one message if it is still due: safe to run twice and from many workers. The state it is left in.

    The claim is committed before the provider is called, and the outcome after: a crash in between leaves
    `sending`, which the sweeper settles by reference.
    """
    message = _claim(organisation, message_id)
    if message is None:
        return "not_due"
    outgoing = Outgoing(message.reference, message.channel, message.recipient, message.title, message.body)
    try:
        outcome = gateway_for(message.channel).send(outgoing)
    except Permanent as error:
        return _settle(message, state=State.FAILED, reason=str(error))
    except Throttled as error:
        return _retry(message, str(error), error.seconds)
    except Unknown as error:
        return _retry(message, str(error), 0)
    except Doubtful as error:
        return _settle(message, state=State.DOUBTFUL, reason=str(error))
    return _sent(message, outcome)


def _claim(organisation: UUID | str, message_id: UUID | str) -> Message | None:
    now = timezone.now()
    with scope(organisation):
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, state=State.DUE, next_attempt_at__lte=now)
            .first()
        )
        if message is None:
            return None
        message.state, message.claimed_at = State.SENDING, now
        message.attempts += 1
        message.save(update_fields=["state", "claimed_at", "attempts"])
    return message


def _settle(message: Message, **changes: Any) -> str:
    if "reason" in changes:
        changes["reason"] = changes["reason"][:300]
    with scope(message.organisation_id):
        Message.objects.filter(pk=message.pk, state=State.SENDING).update(**changes)
    return str(changes["state"])


def _sent(message: Message, outcome: Outcome) -> str:
    return _settle(
        message,
        state=State.SENT,
        sent_at=timezone.now(),
        provider_reference=outcome.provider_reference[:200],
        reason="",
    )


def _retry(message: Message, reason: str, seconds: int) -> str:
    """Back to due with a growing, jittered wait; given up, visibly, at the horizon."""
    now = timezone.now()
    wait = max(seconds, min(1800, 15 * 2**message.attempts)) * random.uniform(0.8, 1.2)
    if now + timedelta(seconds=wait) > message.due_at + RETRY_HORIZON:
        return _settle(message, state=State.FAILED, reason=f"Given up after four hours. {reason}")
    return _settle(message, state=State.DUE, next_attempt_at=now + timedelta(seconds=wait), reason=reason)


def sweep(organisation: UUID | str) -> dict[str, int]:
    """Send what is due and was lost on the way; settle what stuck while sending."""
    now = timezone.now()
    with scope(organisation):
        due = list(
            Message.objects.filter(state=State.DUE, next_attempt_at__lte=now)
            .order_by("next_attempt_at")
            .values_list("pk", flat=True)[:500]
        )
        stuck = list(Message.objects.filter(state=State.SENDING, claimed_at__lte=now - STUCK_AFTER)[:500])
        for pk in due:
            send_on_commit("accounts.deliver", organisation, pk)
    for message in stuck:
        _reconcile(message)
    return {"due": len(due), "stuck": len(stuck)}


def _reconcile(message: Message) -> str:
    """A crash between the provider's yes and our write: ask by reference, else flag for a person."""
    taken = gateway_for(message.channel).was_taken(message.reference)
    if taken is None:
        return _settle(message, state=State.DOUBTFUL, reason="The sender stopped half-way; it may have been sent.")
    if taken:
        return _settle(message, state=State.SENT, sent_at=message.claimed_at, reason="")
    return _settle(message, state=State.DUE, next_attempt_at=timezone.now(), reason="")
