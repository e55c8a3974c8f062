"""Capacity derived per day, never stored: approved + above terms = filled + vacant + not available."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from accounts.pages.charts import CapacityRow, CapacityStrip
from carers.law.working_days import add_months, london_midnight
from carers.models import Household, Place, Unavailability
from carers.people.selectors.settings import settings_of
from placements.models import Placement


@dataclass(frozen=True)
class Capacity:
    """One day. `above_terms`: places by exemption, emergency or outside approval. Held counts as vacant (Ofsted).

    `vacant` splits into usable, siblings only (the home is kept for one group), blocked (on hold, or for a named
    child only) and stale (not confirmed lately); the four add up to it.
    """

    approved: int
    above_terms: int
    filled: int
    not_available: int
    vacant: int
    held: int
    usable: int
    siblings_only: int
    blocked: int
    stale: int
    outside_approval: int


# One pass over the agency's places of the day; a released placement occupies nothing, a held one is vacant.
_COUNT = """
    WITH stay AS (
        SELECT household_id, slot, bool_or(state <> 'held') AS filled, bool_or(whole_home) AS alone
        FROM placements_placement WHERE agency_id = %(agency)s AND occupies @> %(day)s::date GROUP BY 1, 2
    ),
    kept AS (SELECT household_id FROM stay GROUP BY 1 HAVING bool_or(alone)),
    off AS (
        SELECT DISTINCT household_id, slot FROM carers_unavailability
        WHERE agency_id = %(agency)s AND period @> %(day)s::date
    ),
    room AS (
        SELECT place.basis, coalesce(stay.filled, false) AS filled, stay.slot IS NOT NULL AS stays,
            off.slot IS NOT NULL AS away,
            home.kind <> 'mainstream' OR home.status <> 'open' AS blocked, kept.household_id IS NOT NULL AS alone,
            coalesce(home.availability_confirmed_at >= %(since)s, false) AS fresh
        FROM carers_place place
        JOIN carers_household home ON home.id = place.household_id
        LEFT JOIN stay ON stay.household_id = place.household_id AND stay.slot = place.slot
        LEFT JOIN off ON off.household_id = place.household_id AND off.slot = place.slot
        LEFT JOIN kept ON kept.household_id = place.household_id
        WHERE place.agency_id = %(agency)s AND place.period @> %(day)s::date
            AND (%(home)s::uuid IS NULL OR place.household_id = %(home)s::uuid)
            AND (%(kind)s = '' OR home.kind = %(kind)s)
    )
    SELECT count(*) FILTER (WHERE basis = 'approved'), count(*) FILTER (WHERE basis <> 'approved'),
        count(*) FILTER (WHERE filled), count(*) FILTER (WHERE away AND NOT filled),
        count(*) FILTER (WHERE NOT filled AND NOT away), count(*) FILTER (WHERE stays AND NOT filled AND NOT away),
        count(*) FILTER (WHERE NOT filled AND NOT away AND NOT blocked AND NOT alone AND fresh),
        count(*) FILTER (WHERE NOT filled AND NOT away AND NOT blocked AND alone),
        count(*) FILTER (WHERE NOT filled AND NOT away AND blocked),
        count(*) FILTER (WHERE NOT filled AND NOT away AND NOT blocked AND NOT alone AND NOT fresh),
        count(*) FILTER (WHERE basis = 'outside_approval')
    FROM room
"""


def capacity(agency_id: UUID, day: date | None = None, household: UUID | None = None, kind: str = "") -> Capacity:
    """For an agency, its homes of one kind, or one home, on `day`; two queries however many homes there are."""
    day = day or timezone.localdate()
    since = london_midnight(day - timedelta(days=settings_of(agency_id).fresh_days))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"agency": agency_id, "day": day, "since": since, "home": household, "kind": kind})
        return Capacity(*cursor.fetchone())


def strip_of(home: Household, start: date, months: int = 12) -> CapacityStrip:
    """Each place on the first of each of the coming months (today in the first); three queries."""
    days = [start, *(add_months(start.replace(day=1), n) for n in range(1, months))]
    places = list(Place.objects.filter(household=home, period__endswith__isnull=True))
    places += list(Place.objects.filter(household=home, period__endswith__gt=start))
    stays = list(Placement.objects.filter(household=home, occupies__isnull=False))
    off = list(Unavailability.objects.filter(household=home))
    rows = []
    for slot in sorted({place.slot for place in places}):
        there = [place for place in places if place.slot == slot]
        states, notes = [], []
        for day in days:
            state, note = _state(day, slot, there, stays, off)
            states.append(state)
            notes.append(note)
        rows.append(CapacityRow(f"Place {slot}", states, notes))
    return CapacityStrip("The next twelve months", [date_format(day, "F Y") for day in days], rows)


def _state(
    day: date, slot: int, places: list[Place], stays: list[Placement], off: list[Unavailability]
) -> tuple[str, str]:
    if not any(day in place.period for place in places):
        return "unavailable", "no place then"
    for stay in stays:
        if stay.slot == slot and day in stay.occupies:
            return ("held" if stay.state == Placement.State.HELD else "filled"), ""
    for row in off:
        if row.slot == slot and day in row.period:
            return "unavailable", str(row.get_reason_display()).lower()
    return "vacant", ""
