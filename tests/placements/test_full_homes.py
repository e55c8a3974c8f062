"""A home whose every place is taken is not asked whether there is room; one with a place left still is."""

from datetime import timedelta

import pytest

from carers.models import Household, Unavailability
from carers.people.selectors.persons import people_of
from placements.models import Placement
from placements.placing import services as placing
from placements.search.selectors.full_homes import filled
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def test_a_home_is_filled_once_its_last_usable_place_is(cast: Cast) -> None:
    home, referral = make_home(cast, max_children=2), make_referral(cast)
    today = TODAY
    with cast.acting("olga") as olga:
        placing.hold(olga, referral, home)
    with cast.acting("musa"):
        assert filled(cast.agency.pk, [home]) == {}, "a hold fills nothing"
    with cast.acting("olga") as olga:
        placing.confirm(olga, referral, home, reason="Near school")
        # The placement began, whatever day the referral asked for.
        stay = Placement.objects.get()
        stay.period = (min(stay.period.lower, today), None)
        stay.save(update_fields=["period"])
    with cast.acting("musa"):
        assert filled(cast.agency.pk, [home]) == {}, "one of two places is left"
        other = 3 - stay.slot
        Unavailability(agency_id=cast.agency.pk, household_id=home, slot=other, reason="break",
                       period=(today - timedelta(days=1), None)).save()  # fmt: skip
        [fact] = filled(cast.agency.pk, [home])[home]
        assert fact.name == "place.filled" and fact.at == stay.created_at
        Household.objects.filter(pk=home).update(availability_confirmed_at=stay.created_at - timedelta(days=1))
        person = people_of(cast.agency.pk, [home])[home]
        assert fact in person.facts, "follow-ups know what placements know"
