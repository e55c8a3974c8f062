"""A hold keeps places for a referral for some hours: made, made longer, let go, turned into a placement."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.caller import Caller
from accounts.errors import Invalid
from placements.models import Placement, Referral
from placements.services.placing.door import (
    HOLD_FOR,
    LONGEST_HOLD,
    PlaceTaken,
    State,
    Stay,
    let_go,
    occupy,
    record_each,
)
from placements.services.placing.door import lock_household as lock
from placements.services.placing.fit import children_of, council_code_of, look, must_fit, open_referral

GONE = (
    "The hold on this home has run out, and nothing was placed. "
    "Hold it again if it is still free, or choose another home."
)


@transaction.atomic
def hold(
    by: Caller,
    referral_id: UUID,
    household_id: UUID,
    hours: float = HOLD_FOR.total_seconds() / 3600,
    children: Iterable[UUID] | None = None,
) -> list[Placement]:
    """Hold places for the referral's children (or those named). A retried request gets the same hold.

    Raises PlaceTaken, NotReady (not open, a rule says no), Invalid (too long), DoesNotExist.
    """
    span = timedelta(hours=hours)
    if not timedelta() < span <= LONGEST_HOLD:
        raise Invalid("A hold lasts from a few minutes to 24 hours.", "hold.length")
    referral = open_referral(referral_id, lock=False)
    chosen = children_of(referral, children)
    touch(referral, by)
    agency_id = lock(household_id)
    standing = live_holds(referral, household_id)
    if {row.child_id for row in standing} >= {child.pk for child in chosen}:
        return standing
    fresh = look(referral, council_code_of(referral), household_id, chosen)
    must_fit(fresh)
    stay = Stay(
        household_id, chosen, referral.needed_by, referral.ends_on, basis=fresh.basis, exemption=fresh.exemption
    )
    return occupy(by, stay, State.HELD, referral, "hold.made", expires=span, agency_id=agency_id)


def live_holds(referral: Referral, household_id: UUID) -> list[Placement]:
    """Rows held for the referral in one home whose time is not up."""
    rows = Placement.objects.filter(referral=referral, household=household_id, state=State.HELD)
    return list(rows.filter(expires_at__gt=timezone.now()).select_related("child").order_by("slot"))


def extend(by: Caller, referral_id: UUID, household_id: UUID, hours: float) -> list[Placement]:
    """Make a hold end `hours` from now; never more than 24 hours after it was made. Raises PlaceTaken if it ran out."""
    referral = open_referral(referral_id, lock=False)
    lock(household_id)
    rows = live_holds(referral, household_id)
    if not rows:
        raise PlaceTaken(GONE, "hold.expired")
    until = timezone.now() + timedelta(hours=hours)
    if hours <= 0 or until > min(row.created_at for row in rows) + LONGEST_HOLD:
        raise Invalid("A hold lasts 24 hours at most. Place, or let it go and hold again.", "hold.length")
    for row in rows:
        row.expires_at = until
    Placement.objects.filter(pk__in=[row.pk for row in rows]).update(expires_at=until)
    record_each(by, "hold.extended", rows)
    return rows


def release(by: Caller, referral_id: UUID, household_id: UUID) -> int:
    """Let go of a referral's hold in one home; how many places. Nothing to let go is no error: 0 then."""
    lock(household_id)
    rows = Placement.objects.filter(referral=referral_id, household=household_id, state=State.HELD)
    return let_go(by, rows, "hold.released")


def confirm(
    by: Caller, referral_id: UUID, household_id: UUID, reason: str = "", start: date | None = None
) -> list[Placement]:
    """Turn a live hold into a placement. Raises PlaceTaken where the hold ran out, NotReady, DoesNotExist."""
    from placements.services.placing.decisions import place

    return place(by, referral_id, household_id, start, reason, held_only=True)


def touch(referral: Referral, by: Caller) -> None:
    """A person acted on the referral: the quiet days start again. Only the council may write the row.

    Before any home is locked: everybody locks the referral first.
    """
    if by.organisation_id == referral.council_id:
        Referral.objects.filter(pk=referral.pk).update(touched_at=timezone.now())
