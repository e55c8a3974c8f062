"""A hold keeps places for a referral for some hours: made, made longer, let go, turned into a placement."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.input.errors import Invalid
from accounts.tenancy.caller import CallerAt
from placements.models import Placement, Referral
from placements.placing.services.door import (
    HOLD_FOR,
    LONGEST_HOLD,
    PlaceTaken,
    State,
    Stay,
    let_go,
    lock_household,
    occupy,
    record_each,
)
from placements.placing.services.fit import children_of, council_code_of, judged, must_fit, open_referral
from placements.placing.services.limits import must_allow
from placements.placing.services.locking import lock_and_read

GONE = (
    "The hold on this home has run out, and nothing was placed. "
    "Hold it again if it is still free, or choose another home."
)


def hold(
    by: CallerAt,
    referral_id: UUID,
    household_id: UUID,
    hours: float = HOLD_FOR.total_seconds() / 3600,
    children: Iterable[UUID] | None = None,
) -> list[Placement]:
    """Hold places for the referral's children who wait (or those of them named). A retried request gets the same hold.

    Within the caller's transaction. A refusal writes no place; that the referral was acted on stays noted.
    Who is held there already is not held twice. Raises PlaceTaken, NotReady (not open, a rule says no, a child who has
    a home), Invalid (too long), DoesNotExist.
    """
    span = timedelta(hours=hours)
    if not timedelta() < span <= LONGEST_HOLD:
        raise Invalid(_("A hold lasts from a few minutes to 24 hours."), "hold.length")
    referral = open_referral(referral_id, lock=False)
    touched = referral.pk if by.organisation_id == referral.council_id else None
    days = referral.needed_by, referral.ends_on
    locked = lock_and_read(household_id, *days, referral.council_id, touched, referral.pk)
    chosen = children_of(referral, children, locked.found)
    held = {row["child_id"] for row in locked.held_for(referral, [child.pk for child in chosen])}
    if len(held) == len(chosen):
        return live_holds(referral, household_id, held)
    fresh = judged(locked, referral, council_code_of(referral, by), chosen)
    must_fit(fresh)
    stay = Stay(household_id, chosen, *days, basis=fresh.basis, exemption=fresh.exemption)
    must_allow(stay, locked)
    rest = replace(stay, children=[child for child in chosen if child.pk not in held])
    made = occupy(by, rest, locked, State.HELD, referral, "hold.made", expires=span)
    return [*live_holds(referral, household_id, held), *made] if held else made


def live_holds(referral: Referral, household_id: UUID, children: Collection[UUID] | None = None) -> list[Placement]:
    """Rows held for the referral (or some of its children) in one home whose time is not up."""
    rows = Placement.objects.filter(referral=referral, household=household_id, state=State.HELD)
    if children is not None:
        rows = rows.filter(child__in=children)
    return list(rows.filter(expires_at__gt=timezone.now()).select_related("child").order_by("slot"))


@transaction.atomic
def extend(by: CallerAt, referral_id: UUID, household_id: UUID, hours: float) -> list[Placement]:
    """Make a hold end `hours` from now; never more than 24 hours after it was made. Raises PlaceTaken if it ran out."""
    referral = open_referral(referral_id, lock=False)
    lock_household(household_id)
    rows = live_holds(referral, household_id)
    if not rows:
        raise PlaceTaken(GONE, "hold.expired")
    longest = min(row.created_at for row in rows) + LONGEST_HOLD
    until = timezone.now() + timedelta(hours=min(hours, 100.0))
    if hours <= 0 or until > longest:
        raise Invalid(_("A hold lasts 24 hours at most. Place, or let it go and hold again."), "hold.length")
    for row in rows:
        row.expires_at = until
    Placement.objects.filter(pk__in=[row.pk for row in rows]).update(expires_at=until)
    record_each(by, "hold.extended", rows)
    return rows


@transaction.atomic
def release(by: CallerAt, referral_id: UUID, household_id: UUID) -> int:
    """Let go of a referral's hold in one home; how many places. Nothing to let go is no error: 0 then."""
    lock_household(household_id)
    rows = Placement.objects.filter(referral=referral_id, household=household_id, state=State.HELD)
    return let_go(by, rows, "hold.released")


def confirm(
    by: CallerAt, referral_id: UUID, household_id: UUID, reason: str = "", start: date | None = None
) -> list[Placement]:
    """Turn a live hold into a placement. Raises PlaceTaken where the hold ran out, NotReady, DoesNotExist."""
    from placements.placing.services.decisions import place

    return place(by, referral_id, household_id, start, reason, held_only=True)
