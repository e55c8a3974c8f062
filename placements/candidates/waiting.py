"""Which children of a referral have a home by now: one rule for lists, plans, counts, holds and placements.

A child has a home where a main placement for this referral goes on or is to come, and needs none where such a stay
ended because the child left care. A hold is no home yet, since it can run out. Where a stay ended otherwise the child
waits again. Read as the matcher, because another service's home may have the brothers and sisters.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.tenancy.scopes import run_as
from placements.models import Placement, Referral

FOUND = (
    "SELECT p.referral_id, p.child_id FROM placements_placement p "
    "LEFT JOIN placements_ending e ON e.placement_id = p.id "
    "WHERE p.referral_id = ANY(%(referrals)s::uuid[]) AND p.kind = 'main' "
    "AND (p.state = 'placed' OR p.state = 'ended' AND coalesce(e.left_care, '') <> '')"
)
_KEPT = "homes_found"  # on a row in memory
_URGENCY = tuple(Referral.Urgency.values)


def has_home(child: str, referral: str) -> Exists:
    """The same rule for a query of the council's own rows; `child` and `referral` name their columns there."""
    left_care = Q(state=Placement.State.ENDED, ending__isnull=False) & ~Q(ending__left_care="")
    stays = Placement.objects.filter(child=OuterRef(child), referral=OuterRef(referral), kind=Placement.Kind.MAIN)
    return Exists(stays.filter(Q(state=Placement.State.PLACED) | left_care))


def mark(rows: Sequence[Referral]) -> None:
    """Read for several referrals at once which children have a home; kept on the rows."""
    found: dict[UUID, set[UUID]] = {row.pk: set() for row in rows}
    if rows:
        for referral, child in run_as("hearth_matcher", [FOUND], {"referrals": list(found)})[0]:
            found[referral].add(child)
    for row in rows:
        row.__dict__[_KEPT] = frozenset(found[row.pk])


def homes_found(referral: Referral) -> frozenset[UUID]:
    """Children of the referral who have a home by now (or left care); read once for each row held in memory."""
    if _KEPT not in referral.__dict__:
        mark([referral])
    found: frozenset[UUID] = referral.__dict__[_KEPT]
    return found


def counts_first(urgency: str, needed_by: date, referral: UUID) -> tuple[Any, ...]:
    """Order in which open referrals count a child who is in several: the most urgent, then the day, then the newest."""
    return _URGENCY.index(urgency), needed_by, -referral.int


def in_order(rows: Iterable[Referral]) -> list[Referral]:
    return sorted(rows, key=lambda row: counts_first(row.urgency, row.needed_by, row.pk))
