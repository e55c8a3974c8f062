"""What a placement means for the rest of its referral: holds and offers nobody needs any more, and its end."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from accounts.tenancy.caller import CallerAt
from placements.candidates import members_of
from placements.candidates.waiting import homes_found, mark
from placements.models import Offer, Placement, Referral
from placements.placing.services.door import State, let_go
from placements.referrals.services import sharing


def settle_need(by: CallerAt, referral: Referral, household_id: UUID, as_asked: str) -> None:
    """After children were placed in a home: let go of what is held for them elsewhere, answer offers that are for
    nobody who waits, and close the referral once every child has a home.

    The homes in which the referral holds places are locked. What was said of an earlier child's home is kept.
    """
    mark([referral])
    found = homes_found(referral)
    held = Placement.objects.filter(referral=referral, state=State.HELD, child__in=found)
    let_go(by, held.select_related("child"), "hold.released")
    _answer_offers(referral, household_id, found)
    here = Placement.objects.filter(referral=referral, state=State.PLACED, kind=Placement.Kind.MAIN)
    homes = dict(here.values_list("household_id", "agency_id"))
    if as_asked != Referral.AsAsked.YES:
        referral.as_asked = as_asked
    if found >= {child.pk for child in members_of(referral)}:
        referral.as_asked = referral.as_asked or (Referral.AsAsked.SPLIT if len(homes) > 1 else Referral.AsAsked.YES)
        _close(referral, homes.values())
    referral.touched_at = timezone.now()
    referral.save(update_fields=["state", "outcome", "closed_at", "as_asked", "touched_at"])


def _answer_offers(referral: Referral, household_id: UUID, found: Collection[UUID]) -> None:
    """The home that was chosen is accepted for the children who came; offers for children who all have a home are not
    chosen. The others stand for those who wait."""
    offers, now = Offer.objects.filter(referral=referral, state=Offer.State.OPEN), timezone.now()
    offers.filter(household=household_id).update(state=Offer.State.ACCEPTED, decided_at=now)
    for_nobody = offers.exclude(household=household_id).filter(children__contained_by=list(found))
    for_nobody.update(state=Offer.State.DECLINED, decided_at=now)


def _close(referral: Referral, agencies: Collection[UUID]) -> None:
    sharing.end_shares(referral, agreed=agencies)
    referral.state, referral.outcome = Referral.State.PLACED, Referral.Outcome.PLACED_HERE
    referral.closed_at = timezone.now()
