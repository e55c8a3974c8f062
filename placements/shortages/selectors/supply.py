"""Homes of an area, who is on the way and who left: what the forecast of supply starts from. No names are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy.scopes import role
from carers.law.working_days import london_date, london_midnight
from placements.shortages.forecasting.pipeline import (
    APPROVED,
    DECLINED,
    OPEN,
    WITHDRAWN,
    Applicant,
    ArrivalModel,
    StageRecord,
)
from placements.shortages.forecasting.supply import Experience, Home
from placements.shortages.selectors.need import NOT_BY_MAIL, bands_between
from placements.shortages.selectors.places import STALE_AFTER

YEARS = 3
NEW_YEARS = 2.0
_STAGE = {"registered": 1, "stage1": 2, "stage2": 3, "brief_report": 3, "panel": 4, "decision": 4, "determination": 4}
_ENDED = {"approved": APPROVED, "withdrawn": WITHDRAWN, "declined": DECLINED, "transferred": WITHDRAWN}
_HOMES = f"""
SELECT h.area_id = %(area)s AS here, h.approved_on, a.age_min, a.age_max,
    count(*) AS places,
    count(*) FILTER (WHERE p.council_id = %(council)s AND p.state <> 'held' AND {NOT_BY_MAIL}) AS own,
    count(*) FILTER (WHERE p.state <> 'held' AND NOT (p.council_id = %(council)s AND {NOT_BY_MAIL})) AS others,
    count(*) FILTER (WHERE p.id IS NULL AND (
        off.id IS NOT NULL OR h.status <> 'open' OR coalesce(h.availability_confirmed_at < %(stale)s, true))) AS off
FROM carers_household h
JOIN carers_approval a ON a.household_id = h.id AND a.period @> %(day)s
JOIN carers_place pl ON pl.household_id = h.id AND pl.period @> %(day)s
LEFT JOIN placements_placement p ON p.household_id = h.id AND p.slot = pl.slot AND p.occupies @> %(day)s
LEFT JOIN carers_unavailability off ON off.household_id = h.id AND off.slot = pl.slot AND off.period @> %(day)s
WHERE h.kind = 'mainstream' AND h.status <> 'ended' AND (h.area_id = %(area)s OR h.id IN (
    SELECT household_id FROM placements_placement p
    WHERE council_id = %(council)s AND occupies @> %(day)s AND {NOT_BY_MAIL}))
GROUP BY h.id, a.age_min, a.age_max
"""  # noqa: S608
_LEFT = """
SELECT approved_on, ended_on FROM carers_household
WHERE area_id = %(area)s AND kind = 'mainstream' AND (ended_on IS NULL OR ended_on > %(since)s)
"""
_APPLICATIONS = """
SELECT a.stage, a.stage_since, a.registered_on
FROM carers_application a
LEFT JOIN carers_enquiry e ON e.id = a.enquiry_id
LEFT JOIN accounts_sector s ON s.code = e.sector_id
WHERE (s.council_id = %(area)s OR (s.council_id IS NULL AND a.agency_id = %(council)s))
    AND a.registered_on > %(since)s
"""
_ENQUIRIES = """
SELECT count(*) FROM carers_enquiry e LEFT JOIN accounts_sector s ON s.code = e.sector_id
WHERE (s.council_id = %(area)s OR (s.council_id IS NULL AND e.agency_id = %(council)s))
    AND e.received_at > %(year)s
"""


@dataclass(frozen=True)
class Supply:
    """What `simulate_supply` takes. `share`: usable and not available places today."""

    homes: list[Home]
    experience: Experience
    arrivals: ArrivalModel
    share: tuple[int, int]


def supply_of(council: UUID, area: str, day: date) -> Supply:
    """Places for this council: those its children fill wherever they are, and those free in its area.

    A place that another council's child fills is no place for this one's; a home outside the area counts only
    by the children of this council who live there, so that no place is counted twice.
    """
    since = day - timedelta(days=365 * YEARS)
    stale, year = london_midnight(day - STALE_AFTER), london_midnight(day - timedelta(days=365))
    asked: dict[str, Any] = {"area": area, "council": council, "day": day, "stale": stale, "since": since, "year": year}
    with role("hearth_shortage"), connection.cursor() as cursor:
        found = []
        for sql in (_HOMES, _LEFT, _APPLICATIONS, _ENQUIRIES):
            cursor.execute(sql, asked)
            found.append(cursor.fetchall())
    rows, left, applications, [(enquiries,)] = found
    homes, share = _homes(rows, day)
    return Supply(homes, _experience(left, since, day), _arrivals(applications, enquiries, homes, day), share)


def _homes(rows: Sequence[Any], day: date) -> tuple[list[Home], tuple[int, int]]:
    homes, usable, off = [], 0, 0
    for here, approved_on, low, high, places, own, others, not_available in rows:
        mine = places - others if here else own
        bands = sorted(bands_between(low, high))
        if not mine or not bands:
            continue
        tenure = (day - approved_on).days / 365.25
        homes.append(Home(mine, bands[0], bands[-1], tenure_years=tenure, usable=True))
        lost = not_available if here else 0
        usable, off = usable + mine - lost, off + lost
    return homes, (usable, off)


def _experience(left: Sequence[tuple[date, date | None]], since: date, day: date) -> Experience:
    """Household-years and departures of the last three years, apart for homes under two years."""
    years, exits = [0.0, 0.0], [0, 0]
    for approved_on, ended_on in left:
        end = min(ended_on or day, day)
        settled_on = approved_on + timedelta(days=int(365.25 * NEW_YEARS))
        for part, (start, stop) in enumerate(((approved_on, settled_on), (settled_on, end))):
            years[part] += max(0, (min(stop, end) - max(start, since)).days) / 365.25
        if ended_on is not None and since < ended_on <= day:
            exits[ended_on > settled_on] += 1
    return Experience(exits[0], years[0], exits[1], years[1])


def _months(start: date, end: date | datetime) -> int:
    day = london_date(end)
    return max(0, (day.year - start.year) * 12 + day.month - start.month)


def _arrivals(
    applications: Sequence[tuple[str, datetime, date]], enquiries: int, homes: Sequence[Home], day: date
) -> ArrivalModel:
    """Open applications by stage, how earlier ones ended, new enquiries at the rate of the last year."""
    newest = sorted(homes, key=lambda home: home.tenure_years)[:40]
    typical = [(home.places, home.low, home.high) for home in newest if home.places] or [(2, 0, 4)]
    size, low, high = typical[len(typical) // 2]
    open_ones, months, outcomes = [], [], []
    for stage, since, registered_on in applications:
        if stage in _STAGE:
            waited = _months(london_date(since), day)
            open_ones.append(Applicant(_STAGE[stage], waited, size, low, high))
        months.append(_months(registered_on, since if stage in _ENDED else day))
        outcomes.append(_ENDED.get(stage, OPEN))
    return ArrivalModel(open_ones, {1: StageRecord(months, outcomes)}, enquiries / 12, typical)
