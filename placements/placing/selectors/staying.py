"""How long homes stay and why they leave, at one agency; small numbers withheld."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from carers.homes.survival import SMALLEST, Life, survival
from carers.law.vocabulary import ExitReason
from carers.models import Departure, Household, Place, Unavailability
from placements.models import Placement


def agency_figures(agency_id: UUID, today: date) -> dict[str, Any]:
    """`cohorts`: survival of mainstream homes by year of approval. `exits`: reasons, with None for 1 to 5."""
    homes = Household.objects.filter(
        agency=agency_id, kind=Household.Kind.MAINSTREAM, approved_on__gte=date(today.year - 6, 1, 1)
    )
    lives = [Life(start, end) for start, end in homes.values_list("approved_on", "ended_on")]
    counted = (
        Departure.objects.filter(agency=agency_id)
        .values_list("reason")
        .annotate(number=Count("id"))
        .order_by("-number")
    )
    exits = [(str(ExitReason(reason).label), number if number > 5 else None) for reason, number in counted]
    return {"cohorts": survival(lives, today), "exits": exits, "smallest": SMALLEST}


def occupancy(agency_id: UUID, day: date | None = None) -> dict[str, int]:
    """Ofsted's identity for an agency on a day: approved = filled + vacant + not available; held apart."""
    day = day or timezone.localdate()
    places = set(Place.objects.filter(agency=agency_id, period__contains=day).values_list("household_id", "slot"))
    stays = Placement.objects.filter(agency=agency_id, occupies__contains=day)
    filled = set(stays.exclude(state=Placement.State.HELD).values_list("household_id", "slot"))
    held = set(stays.filter(state=Placement.State.HELD).values_list("household_id", "slot"))
    off = set(Unavailability.objects.filter(agency=agency_id, period__contains=day).values_list("household_id", "slot"))
    off &= places - filled
    return {
        "approved": len(places),
        "filled": len(places & filled),
        "not_available": len(off),
        "vacant": len(places - filled - off),
        "held": len(held),
    }
