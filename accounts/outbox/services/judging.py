"""Whether a claimed message may go, as far as anybody here knows: guests, suppression, then its owner."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings

from accounts.models import Message, Suppression
from accounts.outbox.addresses import is_guest, normal
from accounts.tenancy import relevance
from accounts.tenancy.relevance import SEND, Verdict

_WORDS = {
    Suppression.Why.BOUNCED: "the address does not work",
    Suppression.Why.COMPLAINED: "they marked our messages as unwanted",
    Suppression.Why.UNSUBSCRIBED: "they unsubscribed",
    Suppression.Why.STOP: "they texted STOP",
    Suppression.Why.OBJECTED: "they asked us to stop",
}


def judge(messages: Sequence[Message]) -> dict[UUID, Verdict]:
    """A verdict for every message of one organisation, in its scope."""
    stopped = _stopped(messages)
    verdicts = {row.pk: Verdict("drop", reason) for row in messages if (reason := _refusal(row, stopped))}
    verdicts |= relevance.check([row for row in messages if row.pk not in verdicts])
    return {row.pk: verdicts.get(row.pk, SEND) for row in messages}


def _stopped(messages: Sequence[Message]) -> dict[tuple[str, str], list[str]]:
    addresses = {normal(row.channel, row.recipient) for row in messages}
    found: dict[tuple[str, str], list[str]] = {}
    if not messages:
        return found
    rows = Suppression.objects.filter(
        organisation=messages[0].organisation_id, address__in=addresses, ended_at__isnull=True
    )
    for channel, address, why in rows.values_list("channel", "address", "why"):
        found.setdefault((channel, address), []).append(why)
    return found


def _refusal(row: Message, stopped: dict[tuple[str, str], list[str]]) -> str:
    if not is_guest(row.channel, row.recipient, settings.MESSAGE_GUESTS):
        return "this is a test system and the address is not on its guest list"
    for why in stopped.get((row.channel, normal(row.channel, row.recipient)), ()):
        marketing = row.message_class == Message.MessageClass.MARKETING
        if marketing or why not in Suppression.MARKETING_ONLY:
            return _WORDS[Suppression.Why(why)]
    return ""
