"""Recruitment of the council's own service: people (not forms) from enquiry to still caring a year on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from carers.law.vocabulary import WithdrawalReason
from carers.law.working_days import london_midnight
from carers.models import Application
from placements.models import Snapshot
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.snapshots import day_asked, snapshot_of

Rows = list[list[Value]]
YEARS = 3
# One person is one e-mail address, else one telephone number, whatever the number of forms they filled in. Where who it
# was is deleted, the mark that the person's enquiries were given then (carers.records.services.forgetting) stands for
# it.
_PEOPLE = """
WITH keyed AS (
    SELECT e.*, coalesce(nullif(lower(e.email), ''), nullif(regexp_replace(e.telephone, '[^0-9]', '', 'g'), ''),
            e.id::text) AS key
    FROM carers_enquiry e
    WHERE e.agency_id = %(agency)s AND e.received_at >= %(from)s AND e.received_at < %(to)s
), form AS (
    SELECT coalesce(e.counted_with::text, max(e.counted_with::text) OVER (PARTITION BY e.key), e.key) AS person,
        e.received_at, e.first_contact_at, a.id AS application, h.approved_on, h.ended_on, e.historical
    FROM keyed e
    LEFT JOIN carers_application a ON a.enquiry_id = e.id AND a.agency_id = %(agency)s
    LEFT JOIN carers_household h ON h.application_id = a.id AND h.agency_id = %(agency)s
), person AS (
    SELECT person, count(*) AS forms, bool_or(application IS NOT NULL) AS applied,
        bool_or(approved_on IS NOT NULL) AS approved,
        bool_or(approved_on IS NOT NULL AND coalesce(ended_on, 'infinity'::date) > approved_on + 365
            AND approved_on + 365 <= %(day)s) AS caring,
        bool_or(approved_on + 365 <= %(day)s) AS a_year_on,
        min(extract(epoch FROM first_contact_at - received_at) / 3600) FILTER (WHERE NOT historical) AS hours
    FROM form GROUP BY person
)
SELECT coalesce(sum(forms), 0), count(*), count(*) FILTER (WHERE applied), count(*) FILTER (WHERE approved),
    count(*) FILTER (WHERE a_year_on), count(*) FILTER (WHERE caring),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), count(hours) FILTER (WHERE hours <= 24), count(hours)
FROM person
"""
_LOST = """
SELECT reason, count(*) FROM (
    SELECT withdrawal_reason AS reason FROM carers_application
    WHERE agency_id = %(agency)s AND stage = 'withdrawn' AND stage_since >= %(from)s AND stage_since < %(to)s
    UNION ALL
    SELECT reason FROM carers_enquiry
    WHERE agency_id = %(agency)s AND state = 'withdrawn' AND state_since >= %(from)s AND state_since < %(to)s
) lost WHERE reason <> '' GROUP BY 1
"""
_STAYED = """
SELECT extract(year FROM approved_on)::int, count(*),
    count(*) FILTER (WHERE coalesce(ended_on, 'infinity'::date) > approved_on + 91),
    count(*) FILTER (WHERE coalesce(ended_on, 'infinity'::date) > approved_on + 365),
    count(*) FILTER (WHERE coalesce(ended_on, 'infinity'::date) > approved_on + 730)
FROM carers_household WHERE agency_id = %(agency)s AND kind = 'mainstream' AND approved_on >= %(since)s
GROUP BY 1 ORDER BY 1
"""


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


@dataclass(frozen=True)
class People:
    """People by when they first enquired, and how far they have come; `hours` to first contact, the middle one."""

    forms: int
    people: int
    applied: int
    approved: int
    a_year_on: int
    caring: int
    hours: float | None
    soon: int
    answered: int


def people_between(agency: UUID, start: date, end: date, day: date) -> People:
    """Enquiries received from `start` to the day before `end`, London days; a year on is judged on `day`."""
    asked = {"agency": agency, "from": london_midnight(start), "to": london_midnight(end), "day": day}
    [(forms, *rest)] = _rows(_PEOPLE, asked)
    return People(int(forms), *rest)


def _funnel_rows(agency: UUID, day: date) -> Rows:
    """One row for each of the last three years by when people first enquired, newest first."""
    rows: Rows = []
    for back in range(YEARS):
        end, start = day - timedelta(days=365 * back), day - timedelta(days=365 * (back + 1))
        found = people_between(agency, start, end + timedelta(days=1), day)
        rows.append([
            f"{start:%B %Y} – {end:%B %Y}", found.forms, found.people, found.applied, found.approved,
            found.a_year_on, found.caring, None if found.hours is None else round(float(found.hours), 1),
            round(100 * found.soon / found.answered) if found.answered else None,
        ])  # fmt: skip
    return rows


def _funnel_block(rows: Rows, day: date) -> Block:
    columns = [
        ("enquired", _("First enquired")), ("forms", _("Enquiries")), ("people", _("People")),
        ("applied", _("Applied")), ("approved", _("Approved")), ("a_year_on", _("Approved a year or more ago")),
        ("caring", _("Of those, caring a year on")), ("hours", _("Hours to first contact, middle")),
        ("within_day", _("Answered within a day, per cent")),
    ]  # fmt: skip
    notes = [_("A person who filled in several forms counts once. People who enquired lately are still on the way: "
               "a younger year has fewer approvals, not worse ones.")]  # fmt: skip
    return Block("funnel", _("From enquiry to caring"), columns, rows, day, _coverage(), notes)


def _stages_rows(agency: UUID, day: date) -> Rows:
    """Open applications by stage, and how long they have been in it."""
    found: dict[str, list[int]] = {}
    now = timezone.now()
    for stage, since in Application.objects.filter(agency=agency, stage__in=Application.OPEN).values_list(
        "stage", "stage_since"
    ):
        found.setdefault(stage, []).append((now - since).days)
    rows: Rows = []
    for stage in Application.OPEN:
        ages = sorted(found.get(stage, []))
        rows.append([str(stage.label), len(ages), ages[len(ages) // 2] if ages else None, ages[-1] if ages else None])
    return rows


def _stages_block(rows: Rows, day: date) -> Block:
    columns = [
        ("stage", _("Stage")), ("open", _("Open applications")), ("middle", _("Days in it, middle")),
        ("longest", _("Days in it, longest")),
    ]  # fmt: skip
    return Block("funnel_stages", _("Applications under way"), columns, rows, day, _coverage())


def _lost_rows(agency: UUID, day: date) -> Rows:
    """Reasons people withdrew in the last year, by Ofsted's codes."""
    counts = dict.fromkeys(WithdrawalReason.values, 0)
    asked = {"agency": agency, "from": london_midnight(day - timedelta(days=365)), "to": timezone.now()}
    counts |= dict(_rows(_LOST, asked))
    return [[f"{code}: {WithdrawalReason(code).label}", n] for code, n in counts.items()]


def _lost_block(rows: Rows, day: date) -> Block:
    columns = [("reason", _("Reason")), ("people", _("People"))]
    return Block("funnel_lost", _("Why people withdrew in the last year"), columns, rows, day, _coverage())


def withdrawn_between(agency: UUID, start: date, end: date) -> int:
    """Enquiries and applications withdrawn for a reason from `start` to the day before `end`."""
    asked = {"agency": agency, "from": london_midnight(start), "to": london_midnight(end)}
    return sum(number for _reason, number in _rows(_LOST, asked))


def _stayed_rows(agency: UUID, day: date) -> Rows:
    """Homes by year of approval: how many were still approved after 3, 12 and 24 months."""
    rows: Rows = []
    for year, homes, *stayed in _rows(_STAYED, {"agency": agency, "since": day.replace(day=1, year=day.year - 5)}):
        ended = date(year, 12, 31)
        told = [
            round(100 * count / homes) if ended + timedelta(days=days) <= day else None
            for count, days in zip(stayed, (91, 365, 730), strict=True)
        ]
        rows.append([str(year), homes, *told])
    return rows


def _stayed_block(rows: Rows, day: date) -> Block:
    columns = [
        ("year", _("Approved in")), ("homes", _("Homes")), ("m3", _("Still approved after 3 months, per cent")),
        ("m12", _("After 12 months, per cent")), ("m24", _("After 24 months, per cent")),
    ]  # fmt: skip
    notes = [_("Blank: not everybody of that year has had the time yet.")]
    return Block("funnel_stayed", _("Homes that stay"), columns, rows, day, _coverage(), notes)


def _coverage() -> str:
    return _("the council's own fostering service")


_MADE: dict[str, tuple[Callable[[UUID, date], Rows], Callable[[Rows, date], Block]]] = {
    "funnel": (_funnel_rows, _funnel_block), "funnel_stages": (_stages_rows, _stages_block),
    "funnel_lost": (_lost_rows, _lost_block), "funnel_stayed": (_stayed_rows, _stayed_block),
}  # fmt: skip
FUNNEL_BLOCKS = tuple(_MADE)


def funnel_figures(agency: UUID, day: date) -> dict[str, Rows]:
    """What a snapshot keeps: the rows of each block."""
    return {name: count(agency, day) for name, (count, _block) in _MADE.items()}


def funnel_asked(agency: UUID, name: str, asked: Mapping[str, Any]) -> Block | None:
    """Today from the rows; with `as_of` as it was known then, None where nothing was kept."""
    count, block = _MADE[name]
    if day_asked(asked) is None:
        day = timezone.localdate()
        return block(count(agency, day), day)
    row = snapshot_of(agency, Snapshot.Kind.FUNNEL, asked)
    return block(row.figures[name], row.as_of) if row else None
