"""What follow-ups of a home need to know of its children: whether every place is taken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from carers.law.followup_history import Fact
from carers.models import Place, Unavailability
from placements.models import Placement


def filled(agency_id: UUID, households: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """`place.filled` for each home without a place that could take a child today, since the last one came."""
    today = timezone.localdate()
    taken: dict[UUID, dict[int, Placement]] = defaultdict(dict)
    stays = Placement.objects.filter(
        agency=agency_id, household__in=households, state=Placement.State.PLACED, occupies__contains=today
    )
    for stay in stays:
        taken[stay.household_id][stay.slot] = stay
    if not taken:
        return {}
    there = {"agency": agency_id, "household__in": list(taken), "period__contains": today}
    shut = set(Unavailability.objects.filter(**there).values_list("household_id", "slot"))
    free = {
        household
        for household, slot in Place.objects.filter(**there).values_list("household_id", "slot")
        if slot not in taken[household] and (household, slot) not in shut
    }
    return {key: [_fact(stays)] for key, stays in taken.items() if key not in free}


def _fact(stays: Mapping[int, Placement]) -> Fact:
    last = max(stays.values(), key=lambda stay: (stay.created_at, stay.pk))
    return Fact("place.filled", last.created_at, f"{last.pk}.filled")
