"""How long homes stay and why they leave, at one agency; small numbers withheld."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from carers.homes.survival import SMALLEST, Life, survival
from carers.law.vocabulary import ExitReason
from carers.models import Departure, Household


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
