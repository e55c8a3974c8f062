"""Who is in which place of a home on a day: filled, held, vacant, not available."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from carers.law.vocabulary import UnavailableReason
from carers.models import Household, Place, Unavailability
from placements.models import Placement


@dataclass(frozen=True)
class RoomToday:
    """One place on one day. `state` is filled, held, vacant or not_available; `words` says who or why."""

    slot: int
    state: str
    words: str


def home_today(household: Household, day: date | None = None) -> list[RoomToday]:
    """Each place of the home on `day`, derived, never stored."""
    day = day or timezone.localdate()
    stays = {
        stay.slot: stay
        for stay in Placement.objects.filter(household=household, occupies__contains=day).select_related("child")
    }
    off = {row.slot: row for row in Unavailability.objects.filter(household=household, period__contains=day)}
    return [
        _room(place.slot, stays.get(place.slot), off.get(place.slot))
        for place in Place.objects.filter(household=household, period__contains=day)
    ]


def _room(slot: int, stay: Placement | None, off: Unavailability | None) -> RoomToday:
    if stay is not None:
        state = "held" if stay.state == Placement.State.HELD else "filled"
        return RoomToday(slot, state, stay.child.reference)
    if off is not None:
        return RoomToday(slot, "not_available", str(UnavailableReason(off.reason).label))
    return RoomToday(slot, "vacant", "")
