"""Whose children live in a home that closes, and which of their councils only a person can tell."""

from uuid import UUID

from django.db.models import Q, QuerySet

from placements.models import Placement


def stays_to_plan(household_id: UUID) -> QuerySet[Placement]:
    """Who lives in a home, or is to come."""
    there = [Placement.State.PLACED, Placement.State.HELD]
    return Placement.objects.filter(household=household_id, state__in=there)


def councils_to_tell(household_id: UUID) -> list[str]:
    """Names of councils that no message reaches from here: those that asked by e-mail, and those without an address."""
    rows = stays_to_plan(household_id).filter(Q(referral__recorded_for__isnull=False) | Q(council__email=""))
    return sorted({stay.looked_after_by for stay in rows.select_related("council", "referral__recorded_for")})
