"""People say stop, and addresses turn out not to work: written down once, respected by every later message."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.models import Message, Organisation, Suppression
from accounts.outbox.addresses import normal
from accounts.tenancy.caller import CallerAt, job_for, public_at
from accounts.tenancy.relevance import owner_of
from accounts.tenancy.scopes import scope

Why = Suppression.Why
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "end", "quit", "cancel", "optout"})


def suppress(by: CallerAt, channel: str, address: str, why: str, message: Message | None = None) -> bool:
    """Write that an address is not to be written to; whether that is news. In the organisation's scope."""
    row, fresh = Suppression.objects.get_or_create(
        organisation_id=by.organisation_id,
        channel=channel,
        address=normal(channel, address),
        why=why,
        ended_at=None,
        defaults={"message_id": message.pk if message else None},
    )
    if fresh:
        record(by, f"address.{why}", row, channel=channel, message=str(message.pk) if message else "")
    return fresh


def lift(by: CallerAt, channel: str, address: str, why: str) -> int:
    """The address works again, or its owner wants to hear from us; how many rows that ended."""
    ended = 0
    for row in Suppression.objects.filter(
        organisation=by.organisation_id, channel=channel, address=normal(channel, address), why=why, ended_at=None
    ):
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record(by, f"address.{why}_lifted", row, channel=channel)
        ended += 1
    return ended


ENDINGS = {
    "they_asked": "They asked to hear from us again",
    "address_works": "The address works again",
    "by_mistake": "It was noted by mistake",
}


def end(by: CallerAt, stop_id: UUID, reason: str) -> Suppression:
    """A person ends a stop, with a reason of ENDINGS. Raises DoesNotExist; Invalid; NotReady where it has ended."""
    stop = Suppression.objects.select_for_update().get(pk=stop_id, organisation=by.organisation_id)
    if reason not in ENDINGS:
        raise Invalid(_("Choose why the stop may end."), "stop.reason_missing", {"reason": _("Choose why it may end")})
    if stop.ended_at is not None:
        raise NotReady(_("This stop has ended already."), "stop.ended")
    stop.ended_at = timezone.now()
    stop.save(update_fields=["ended_at"])
    record(by, f"address.{stop.why}_ended", stop, channel=stop.channel, reason=reason)
    return stop


def unsubscribe(organisation_id: UUID, message_id: UUID) -> Message | None:
    """Stop marketing to the address a message went to. Safe to repeat. None for a message that is gone."""
    with scope(organisation_id):
        message = Message.objects.select_related("organisation").filter(pk=message_id).first()
        if message is not None and message.recipient:
            suppress(public_at(message.organisation), message.channel, message.recipient, Why.UNSUBSCRIBED, message)
    return message


def heard_by_text(number: str, words: str) -> int:
    """A text came in. STOP ends all texts to the number, from each organisation that had texted it.

    How many organisations that were; 0 for other words.
    """
    said = "".join(character for character in words.lower() if character.isalpha())
    if said not in STOP_WORDS:
        return 0
    mine, stopped = normal("sms", number), 0
    for organisation in Organisation.objects.exclude(agency_kind=""):
        with scope(organisation.pk):
            theirs = Message.objects.filter(organisation=organisation, channel="sms", sent_at__isnull=False)
            wrote = next((row for row in theirs.filter(recipient__endswith=number[-3:]).order_by("-id")
                          if normal("sms", row.recipient) == mine), None)  # fmt: skip
            if wrote is not None:
                stopped += 1
                suppress(public_at(organisation), "sms", number, Why.STOP, wrote)
    return stopped


def bounced(message: Message, why: str = Why.BOUNCED) -> None:
    """The provider says that the address does not work (or that its owner complained). Tells the kind's owner."""
    fresh = suppress(job_for(message.organisation), message.channel, message.recipient, why, message)
    owner = owner_of(message.kind)
    if fresh and owner is not None and why == Why.BOUNCED:
        owner.bounced(message)
