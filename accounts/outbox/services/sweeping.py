"""What got lost on the way: send what is due, free what a dead worker held, settle what stuck while sending.

Designed with the retry horizon: a sweep asks for a fixed number of runs, however deep the outbox is, and each
run fetches for itself until its time is up; so the queue never floods.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import Message
from accounts.outbox.gateways import GatewayError, gateway_for
from accounts.outbox.services import ledger
from accounts.outbox.services.delivering import BATCH
from accounts.outbox.services.dispatch import send_on_commit
from accounts.tenancy.scopes import scope

State = Message.State
MOST_RUNS = 4
SWEEP_SECONDS = 20


def sweep(organisation: UUID) -> dict[str, int]:
    """How many are due (counted up to what a sweep asks for), were freed, and had stuck while sending."""
    now = timezone.now()
    lapsed = now - timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
    with scope(organisation):
        mine = Message.objects.filter(organisation=organisation)
        freed = mine.filter(state=State.CLAIMED, claimed_at__lte=lapsed).update(
            state=State.DUE, claim=None, next_attempt_at=now
        )
        stuck = list(mine.filter(state=State.SENDING, claimed_at__lte=lapsed)[:500])
        waiting = mine.filter(state=State.DUE, next_attempt_at__lte=now).values("pk")[: BATCH * MOST_RUNS].count()
        for _ in range(-(-waiting // BATCH)):
            send_on_commit("accounts.deliver_due", organisation, expires=SWEEP_SECONDS)
    for message in stuck:
        reconcile(message)
    return {"due": waiting, "freed": freed, "stuck": len(stuck)}


def reconcile(message: Message) -> str:
    """A crash between the provider's yes and our write: ask by reference, else flag for a person."""
    taken = _taken(message)
    changes: dict[str, Any]
    if taken is None:
        changes = {"state": State.DOUBTFUL, "reason": "The sender stopped half-way; it may have been sent."}
    elif taken:
        changes = {"state": State.SENT, "sent_at": message.claimed_at, "reason": "", "claim": None}
    else:
        changes = {"state": State.DUE, "next_attempt_at": timezone.now(), "reason": "", "claim": None}
    with scope(message.organisation_id):
        # Only if nobody settled it meanwhile: two sweepers and a late worker may all be here. A doubtful row
        # keeps its claim, so that the worker's own late word still counts.
        Message.objects.filter(pk=message.pk, state=State.SENDING, claim=message.claim).update(**changes)
    return str(changes["state"])


def _taken(message: Message) -> bool | None:
    """True and False only where somebody really knows."""
    if message.reference in ledger.sent_before([message.reference]):
        return True
    try:
        return gateway_for(message.channel).was_taken(message.reference)
    except GatewayError:
        return None
