"""Holds run out by themselves: each organisation's expired ones are released, with an audit entry each."""

from uuid import UUID

from django.utils import timezone

from accounts.tenancy.scopes import scope
from placements.models import Offer, Placement
from placements.placing.services.door import lock_household, release_expired


def release_all_expired(organisation_id: UUID) -> int:
    """Release expired holds of one agency's homes and let offers lapse whose hold is gone; how many places.

    Each home in a transaction of its own, under its lock: its facts change, so its version rises.
    """
    now = timezone.now()
    with scope(organisation_id):
        expired = Placement.objects.filter(agency=organisation_id, state=Placement.State.HELD, expires_at__lte=now)
        homes = sorted(set(expired.values_list("household_id", flat=True)))
    released = 0
    for household_id in homes:
        with scope(organisation_id):
            released += release_expired(household_id, lock_household(household_id))
    with scope(organisation_id):
        open_offers = Offer.objects.filter(agency=organisation_id, state=Offer.State.OPEN, held_until__lte=now)
        open_offers.update(state=Offer.State.LAPSED, decided_at=now)
    return released
