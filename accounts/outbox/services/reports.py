"""What providers tell us after they took a message: delivered, came back, marked as unwanted."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accounts.models import Message, Suppression
from accounts.outbox.services import ledger
from accounts.outbox.services.stopping import bounced
from accounts.tenancy.scopes import scope

_REFERENCE = re.compile(r"hearth-([0-9a-f]{32})-[0-9a-f]{32}")
State, Delivery = Message.State, Message.Delivery


@dataclass(frozen=True)
class Report:
    """`event` is delivered, bounced (hard: the address does not work), complained, or failed (not our address's
    fault); `reference` may be a whole Message-ID."""

    reference: str
    event: str
    words: str = ""


def take(report: Report) -> bool:
    """Write one report; whether it was about a message of ours. Safe to repeat, in any order."""
    found = _REFERENCE.search(report.reference)
    if found is None:
        return False
    with scope(UUID(found[1])):
        message = (
            Message.objects.select_for_update(of=["self"])
            .select_related("organisation")
            .filter(reference=found[0])
            .first()
        )
        if message is None:
            return False
        _apply(message, report)
    return True


def _apply(message: Message, report: Report) -> None:
    now = timezone.now()
    if message.state in (State.SENDING, State.DOUBTFUL):
        # A report proves that the provider took it, whatever became of our own write.
        message.state, message.sent_at, message.reason = State.SENT, message.claimed_at or now, ""
        ledger.note(message.reference, message.sent_at)
    if report.event == "delivered" and message.delivery == "":
        message.delivery, message.delivery_at = Delivery.DELIVERED, now
    elif report.event == "bounced" and message.delivery != Delivery.BOUNCED:
        message.delivery, message.delivery_at = Delivery.BOUNCED, now
        message.state, message.reason = State.FAILED, (report.words or "The address does not work.")[:300]
        bounced(message)
    elif report.event == "complained":
        message.delivery, message.delivery_at = Delivery.COMPLAINED, now
        bounced(message, Suppression.Why.COMPLAINED)
    elif report.event == "failed" and message.state == State.SENT:
        message.state, message.reason = State.FAILED, (report.words or "It could not be delivered.")[:300]
    message.save()


# GOV.UK Notify's statuses: docs.notifications.service.gov.uk, "Delivery receipts".
NOTIFY_EVENTS = {
    "delivered": "delivered",
    "permanent-failure": "bounced",
    "temporary-failure": "failed",
    "technical-failure": "failed",
}
