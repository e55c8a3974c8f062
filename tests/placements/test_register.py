"""The register can't lie: the identity holds on every day, the database refuses what is above the terms, and an
approval ends as the law says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import DateRange

from accounts.input.errors import Invalid, NotReady
from accounts.models import Message
from accounts.tenancy.constraints import name_of
from carers.homes.services import connected, departures, register
from carers.homes.services.terms import Terms
from carers.models import Approval, Household, Place, TemporaryApproval, Unavailability
from placements.homes.selectors.capacity import capacity, strip_of
from placements.homes.services.leaving import receive_resignation
from placements.models import Placement
from placements.placing.services import place
from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, in_days

START = in_days(-326)
KINDS = ["short_term", "long_term", "emergency"]


@pytest.fixture(autouse=True)
def _queue(sent_tasks: list[object]) -> None:
    return None


def _refused(act: Callable[[], object]) -> str:
    """The name of the constraint that refuses, or an empty string."""
    try:
        with transaction.atomic():
            act()
            register.ask_the_database_now()
    except IntegrityError as error:
        return name_of(error)
    return ""


def _sql(statement: str, *values: Any) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


ADD_PLACE = (
    "INSERT INTO carers_place (agency_id, household_id, slot, period, basis) "
    "SELECT agency_id, id, %s, daterange(%s, %s), %s FROM carers_household WHERE id = %s"
)


def test_the_database_refuses_a_day_above_the_terms_also_by_raw_sql(cast: Cast) -> None:
    home = make_home(cast, starts_on=START, max_children=2)
    with cast.acting("musa"):
        add = lambda slot=3: _sql(ADD_PLACE, slot, in_days(-175), None, "approved", home)  # noqa: E731
        assert _refused(add()) == "place_within_terms"
        fewer = _sql("UPDATE carers_approval SET max_children = 1 WHERE household_id = %s", home)
        assert _refused(fewer) == "place_within_terms"
        assert _refused(_sql("DELETE FROM carers_approval WHERE household_id = %s", home)) == "place_within_terms"
        no_number = _sql("UPDATE carers_approval SET max_children = NULL WHERE household_id = %s", home)
        assert _refused(no_number) == "" and _refused(add(4)) == ""
    with connection.cursor() as cursor:  # the control: without the trigger the same statement goes through
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname IN ('place_within_terms', 'approval_covers_places')"
        )
        assert cursor.fetchone()[0] == 2


def test_terms_change_on_a_day_and_a_used_place_can_t_go(cast: Cast) -> None:
    today = TODAY
    home = make_home(cast, starts_on=START, max_children=2)
    referral = make_referral(cast, needed_by=today)
    with cast.acting("olga") as olga:
        place(olga, referral, home)
    with cast.acting("musa") as musa:
        more = Terms(today, 3, 0, 12, KINDS)
        register.change_terms(musa, home, more, "Review")
        assert list(Approval.objects.order_by("period").values_list("max_children", flat=True)) == [2, 3]
        assert capacity(cast.agency.pk, today, home).approved == 3
        assert capacity(cast.agency.pk, today - timedelta(days=1), home).approved == 2
        slot = Placement.objects.get().slot
        Place.objects.filter(household=home, slot=slot).exists()
        register.mark_unavailable(musa, home, 3, today, None, "siblings")
        assert capacity(cast.agency.pk, today, home).not_available == 1
        with pytest.raises(NotReady, match="already"):
            register.mark_unavailable(musa, home, 3, today, None, "break")
        with pytest.raises(Invalid):
            register.mark_unavailable(musa, home, 9, today, None, "break")
        row = Unavailability.objects.get()
        register.end_unavailability(musa, home, row.pk, today)
        assert not Unavailability.objects.exists()
        strip = strip_of(Household.objects.get(pk=home), today)
        assert len(strip.periods) == 12 and [r.states[0] for r in strip.rows].count("filled") == 1


def test_a_resignation_takes_effect_whatever_holds_and_staff_can_t_end_a_lived_in_home(cast: Cast) -> None:
    today = TODAY
    type(cast.council).objects.using("owner").filter(pk=cast.council.pk).update(email="placements@leeds.example")
    home = make_home(cast, starts_on=START, max_children=2)
    referral = make_referral(cast, needed_by=today)
    with cast.acting("olga") as olga:
        [stay] = place(olga, referral, home)
    with cast.acting("musa") as musa:
        with pytest.raises(NotReady, match="A child lives here") as refused:
            departures.terminate(musa, home, today, "standards")
        assert refused.value.code == "departure.child_lives_here"
        assert Household.objects.get(pk=home).status == "open"
    with cast.acting("musa") as musa:
        departure = receive_resignation(musa, home, today, "retired", "Thirty good years")
        assert departure.takes_effect_on == today + timedelta(days=28)
        assert Message.objects.get(kind="departure.council_told").recipient == "placements@leeds.example"
        assert "Thirty" not in Message.objects.get(kind="departure.council_told").body
        assert departures.take_effect_all(musa, today + timedelta(days=27)) == 0
        assert departures.take_effect_all(musa, departure.takes_effect_on) == 1
        after = capacity(cast.agency.pk, departure.takes_effect_on, home)
        assert (after.approved, after.outside_approval, after.filled, after.vacant) == (0, 1, 1, 0)
        assert capacity(cast.agency.pk, departure.takes_effect_on - timedelta(days=1), home).approved == 2
        kept = Household.objects.get(pk=home)
        assert (kept.status, kept.ended_on) == ("ended", departure.takes_effect_on)
        with pytest.raises(NotReady):
            receive_resignation(musa, home, today, "health")
    with cast.acting("olga") as olga:
        Placement.objects.filter(pk=stay.pk).update(
            period=DateRange(stay.period.lower, today + timedelta(days=40)), state="ended"
        )
    with cast.acting("musa") as musa:
        departures.take_effect_all(musa, today + timedelta(days=41))
        assert capacity(cast.agency.pk, today + timedelta(days=41), home).outside_approval == 0


def test_an_empty_home_ends_by_decision_and_a_connected_person_has_sixteen_weeks(cast: Cast) -> None:
    today = TODAY
    home = make_home(cast, starts_on=START)
    with cast.acting("musa") as musa:
        departures.terminate(musa, home, today, "standards")
        assert capacity(cast.agency.pk, today, home).approved == 0
        person = connected.ConnectedPerson("Gran", ("L-77", "L-78"), today, "LS6 2AB")
        gran = connected.approve_temporarily(musa, person)
        assert TemporaryApproval.objects.filter(household=gran).first().ends_on == today + timedelta(days=112)  # type: ignore[union-attr]
        seen = capacity(cast.agency.pk, today, gran.pk)
        assert (seen.approved, seen.vacant, seen.blocked) == (2, 2, 2)  # never a vacancy for others
        connected.extend_temporary(musa, gran.pk, "Panel in March", today)
        assert capacity(cast.agency.pk, today + timedelta(days=167), gran.pk).approved == 2
        assert capacity(cast.agency.pk, today + timedelta(days=168), gran.pk).approved == 0
        with pytest.raises(NotReady, match="one extension"):
            connected.extend_temporary(musa, gran.pk, "Again", today)
        token = register.confirm_token(gran)
        assert register.read_token(token) == (cast.agency.pk, gran.pk)
        assert register.read_token(token + "x") is None
