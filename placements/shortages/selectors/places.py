"""Places of the mainstream homes of an area on one day, each counted in one state, in one query.

States, in this order of precedence: filled; not available (marked so by the agency, home on hold, or no terms
of approval that day); held for a child; blocked (the home is kept for one child or one group of brothers and
sisters); stale (nobody has confirmed the vacancy for four weeks); else usable. Ofsted's identity holds:
approved = filled + not available + held + blocked + stale + usable.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.tenancy.scopes import role
from carers.law.working_days import london_midnight

STALE_AFTER = timedelta(days=28)
_SQL = """
WITH home AS (
    SELECT h.id, h.agency_id, h.status,
           coalesce(h.availability_confirmed_at < %(stale)s, true) AS stale
    FROM carers_household h
    WHERE {whose} AND h.kind = 'mainstream' AND h.approved_on <= %(day)s
        AND (h.ended_on > %(day)s OR (h.ended_on IS NULL AND h.status <> 'ended'))
), stay AS (
    SELECT p.household_id, p.slot, p.state, bool_or(p.whole_home) OVER (PARTITION BY p.household_id) AS whole
    FROM placements_placement p JOIN home ON home.id = p.household_id
    WHERE p.occupies @> %(day)s
), place AS (
    SELECT home.id, home.agency_id, a.age_min, a.age_max, a.kinds, a.sibling_max,
        CASE
            WHEN stay.state IS NOT NULL AND stay.state <> 'held' THEN 'filled'
            WHEN (home.status = 'on_hold' AND %(current)s) OR a.id IS NULL OR off.id IS NOT NULL THEN 'not_available'
            WHEN stay.state = 'held' THEN 'held'
            WHEN kept.whole THEN 'blocked'
            WHEN home.stale AND %(current)s THEN 'stale'
            ELSE 'usable'
        END AS state
    FROM home
    JOIN carers_place pl ON pl.household_id = home.id AND pl.period @> %(day)s
    LEFT JOIN carers_approval a ON a.household_id = home.id AND a.period @> %(day)s
    LEFT JOIN stay ON stay.household_id = home.id AND stay.slot = pl.slot
    LEFT JOIN (SELECT DISTINCT household_id, whole FROM stay) kept ON kept.household_id = home.id
    LEFT JOIN carers_unavailability off
        ON off.household_id = home.id AND off.slot = pl.slot AND off.period @> %(day)s
), counted AS (
    SELECT id, agency_id, age_min, age_max, kinds, count(*) AS approved,
        count(*) FILTER (WHERE state = 'filled') AS filled,
        count(*) FILTER (WHERE state = 'not_available') AS not_available,
        count(*) FILTER (WHERE state = 'held') AS held,
        count(*) FILTER (WHERE state = 'blocked') AS blocked,
        count(*) FILTER (WHERE state = 'stale') AS stale,
        count(*) FILTER (WHERE state = 'usable') AS usable,
        least(count(*) FILTER (WHERE state = 'usable'), coalesce(sibling_max, 9)) AS together
    FROM place GROUP BY id, agency_id, age_min, age_max, kinds, sibling_max
)
SELECT agency_id, age_min, age_max, kinds, together, count(*),
    sum(approved), sum(filled), sum(not_available), sum(held), sum(blocked), sum(stale), sum(usable)
FROM counted GROUP BY agency_id, age_min, age_max, kinds, together
"""
_IN_AREAS = _SQL.format(whose="h.area_id = ANY(%(areas)s)")
_OF_AGENCY = _SQL.format(whose="h.agency_id = %(agency)s")


@dataclass(frozen=True)
class Places:
    """Counts of places by state."""

    approved: int = 0
    filled: int = 0
    not_available: int = 0
    held: int = 0
    blocked: int = 0
    stale: int = 0
    usable: int = 0


STATES = tuple(field.name for field in fields(Places))


@dataclass(frozen=True)
class PlaceRow:
    """Homes of one agency with the same terms and the same room: `together` children could come together."""

    agency: UUID
    age_min: int
    age_max: int
    kinds: frozenset[str]
    together: int
    homes: int
    places: Places


def place_rows(areas: Sequence[str], day: date) -> list[PlaceRow]:
    """Every combination of agency, terms and room in the areas; a few hundred rows however many the homes."""
    with role("hearth_shortage"):
        return _rows(_IN_AREAS, {"areas": list(areas)}, day)


def place_rows_of(agency: UUID, day: date) -> list[PlaceRow]:
    """The same of one agency's homes wherever they are, read as that agency.

    A home on hold and a vacancy not confirmed are known as of today alone: a past day passes over both.
    """
    return _rows(_OF_AGENCY, {"agency": agency}, day)


def _rows(sql: str, whose: dict[str, Any], day: date) -> list[PlaceRow]:
    asked = whose | {"day": day, "stale": london_midnight(day - STALE_AFTER), "current": day >= timezone.localdate()}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [
            PlaceRow(
                agency, low or 0, high if high is not None else -1, frozenset(kinds or ()), together, homes,
                Places(*(int(count) for count in counts)),
            )
            for agency, low, high, kinds, together, homes, *counts in cursor.fetchall()
        ]  # fmt: skip


def summed(rows: Sequence[PlaceRow]) -> Places:
    return Places(**{state: sum(getattr(row.places, state) for row in rows) for state in STATES})
