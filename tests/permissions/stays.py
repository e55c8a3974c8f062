"""Rows of placing that no page makes on its own, for the walk through every table."""

from typing import Any

from django.utils import timezone

from tests.cast import Cast, make_referral
from tests.clock import TODAY


def _rows(cast: Cast, world: dict[str, Any]) -> None:
    """An offer, a decline, an ask, a gate, a notice, an ending and an earlier version."""
    from datetime import timedelta

    from placements.models import Ask, Decline, Gate, Notice, Offer
    from placements.placing import services as placing
    from placements.search.services.rules import set_rules

    home, referral = world["home"], make_referral(cast)
    keys = {"council_id": cast.council.pk, "referral_id": referral}
    with cast.acting("olga") as olga:
        past = make_referral(cast, needed_by=TODAY - timedelta(days=30), ends_on=TODAY)
        row = placing.place(olga, past, home)[0]
        placing.change_dates(olga, row.pk, TODAY - timedelta(days=29), TODAY, "Came a day later")
        placing.end_placement(olga, row.pk, TODAY - timedelta(days=1))
        set_rules(olga, {"school": 20}, 30, 400, "Schools first")
        Gate(**keys, household_id=home, kind=Gate.Kind.OUT_OF_AREA).save()
        Notice(**keys, household_id=home, area_id="E08000032", due_on=TODAY).save()
    with cast.acting("musa"):
        agency = {"agency_id": cast.agency.pk}
        Offer(**keys, **agency, household_id=home).save()
        Decline(**keys, **agency, reason=Decline.Reason.AGE).save()
        Ask(**agency, household_id=home, referral_id=referral, answer_by=timezone.now()).save()


TENANCY_WORLD = {"placing_rows": _rows}
ROWS: list[Any] = []
