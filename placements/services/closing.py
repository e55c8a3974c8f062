"""A referral ends otherwise than here, or is made again; the need is counted once."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.caller import Caller
from accounts.errors import Invalid, NotReady
from accounts.services.audit import record
from placements.models import Offer, Placement, Referral, ReferralChild
from placements.services.placing.door import let_go, lock_households
from placements.services.placing.fit import open_referral
from placements.services.sharing import end_shares, own_and_serving, share_with

QUIET = timedelta(days=14)
OTHER_OUTCOMES = ("placed_elsewhere", "need_changed", "withdrawn")
OUTCOMES_OF_RECORDED = (*OTHER_OUTCOMES, "not_us")


@transaction.atomic
def close(by: Caller, referral_id: UUID, outcome: str, as_asked: str = "", words: str = "") -> Referral:
    """Close an open referral; for a child placed elsewhere the council also says whether it is what was asked.

    Raises NotReady, Invalid, DoesNotExist.
    """
    referral = open_referral(referral_id)
    by_mail = referral.recorded_for_id is not None  # no need of the closer's: nothing to say of what was asked
    if outcome not in (OUTCOMES_OF_RECORDED if by_mail else OTHER_OUTCOMES):
        raise Invalid("Choose how it ended.", "referral.outcome", {"outcome": "Choose how it ended"})
    if outcome == Referral.Outcome.PLACED_ELSEWHERE and not by_mail and as_asked not in Referral.AsAsked.values:
        raise Invalid(
            "Say whether this is what was asked: what was met badly is part of the shortage.",
            "referral.as_asked",
            {"as_asked": "Choose whether this is what was asked"},
        )
    held = Placement.objects.filter(referral=referral, state=Placement.State.HELD)
    lock_households(held.values_list("household_id", flat=True))
    let_go(by, held.all(), "hold.released")
    now = timezone.now()
    Offer.objects.filter(referral=referral, state=Offer.State.OPEN).update(state=Offer.State.DECLINED, decided_at=now)
    end_shares(referral)
    referral.state, referral.outcome, referral.closed_at = Referral.State.CLOSED, outcome, now
    referral.as_asked = as_asked if outcome == Referral.Outcome.PLACED_ELSEWHERE else ""
    referral.close_words, referral.touched_at = words, now
    referral.save()
    record(by, "referral.closed", referral, outcome=outcome, as_asked=referral.as_asked)
    return referral


_COPIED = (
    "kind", "urgency", "together", "together_reason", "ends_on", "max_km", "avoid", "wishes", "wishes_words",
    "family_time", "risks_words", "views_words", "to_follow", "screen", "screen_findings",
)  # fmt: skip


@transaction.atomic
def refer_again(by: Caller, referral_id: UUID) -> Referral:
    """Open a closed referral's need again as a new one that is linked to it, for the same children."""
    old = Referral.objects.get(pk=referral_id, recorded_for__isnull=True)
    if old.state == Referral.State.OPEN:
        raise NotReady("This referral is open: no second one is needed.", "referral.open")
    count = Referral.objects.filter(reference__startswith=f"{old.reference[:34]}/").count()
    today = timezone.localdate()
    again = Referral(
        council_id=old.council_id,
        reference=f"{old.reference[:34]}/{count + 2}",
        needed_by=max(today, old.needed_by),
        referred_again_from=old,
        **{name: getattr(old, name) for name in _COPIED},
    )
    if again.ends_on and again.ends_on <= again.needed_by:
        again.ends_on = None
    again.save()
    children = old.referral_children.values_list("child_id", flat=True)
    ReferralChild.objects.bulk_create(
        ReferralChild(council_id=old.council_id, referral=again, child_id=child) for child in children
    )
    record(by, "referral.opened", again, again_from=str(old.pk))
    if again.screen != Referral.Screen.WAITING:
        share_with(by, again, own_and_serving(by))
    return again
