"""Ofsted's yearly fostering figures of one agency, from dated rows: any year, again the same."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from carers.models import Application, Departure, Enquiry, Household
from carers.vocabulary import ExitReason, WithdrawalReason
from placements.selectors.shortages.blocks import Block, Value

_PLACES = """
WITH place AS (
    SELECT pl.household_id, pl.slot, h.kind FROM carers_place pl JOIN carers_household h ON h.id = pl.household_id
    WHERE pl.agency_id = %(agency)s AND pl.period @> %(day)s
), filled AS (
    SELECT DISTINCT household_id, slot FROM placements_placement
    WHERE agency_id = %(agency)s AND state <> 'held' AND occupies @> %(day)s
), off AS (
    SELECT DISTINCT household_id, slot FROM carers_unavailability WHERE agency_id = %(agency)s AND period @> %(day)s
)
SELECT count(*), count(filled.slot), count(off.slot) FILTER (WHERE filled.slot IS NULL)
FROM place
LEFT JOIN filled ON (filled.household_id, filled.slot) = (place.household_id, place.slot)
LEFT JOIN off ON (off.household_id, off.slot) = (place.household_id, place.slot)
WHERE place.kind = 'mainstream'
"""


def years_of(today: date) -> list[int]:
    """Years ending 31 March that can be asked for: the one under way and the five before."""
    newest = today.year + (today > date(today.year, 3, 31))
    return list(range(newest, newest - 6, -1))


def ofsted_block(agency: UUID, year: int, today: date) -> Block:
    """The lines of the return for the year ending 31 March `year`, or so far where that is still to come."""
    end = min(date(year, 3, 31), today)
    start = date(year - 1, 4, 1)
    rows: list[list[Value]] = [*_stock(agency, end), *_journey(agency, start, end), *_left(agency, start, end)]
    columns = [("section", _("Section")), ("line", _("Line")), ("count", _("Count"))]
    notes = [
        _("Approved = filled + vacant + not available. Vacant here holds what the shortage page shows apart: usable, "
          "held, kept for one family and not confirmed. Places are those of mainstream homes."),
        _("Enquiries are forms, as Ofsted counts them; the people behind them are fewer."),
    ]  # fmt: skip
    title = _("Year ending 31 March %s") % year
    coverage = _("your own fostering service, every row recorded here")
    return Block("ofsted", title, columns, rows, end, coverage, notes)


def _stock(agency: UUID, day: date) -> list[list[Value]]:
    approved = Household.objects.filter(agency=agency, approved_on__lte=day).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    )
    kinds = dict(approved.values_list("kind").annotate(n=Count("id")))
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"agency": agency, "day": day})
        places, filled, off = cursor.fetchone()
    homes, room = _("Households on the day"), _("Places on the day")
    return [
        [homes, _("Mainstream"), kinds.get("mainstream", 0)],
        [homes, _("Family and friends"), kinds.get("family_and_friends", 0)],
        [room, _("Approved"), places],
        [room, _("Filled"), filled],
        [room, _("Vacant"), places - filled - off],
        [room, _("Not available"), off],
    ]


def _journey(agency: UUID, start: date, end: date) -> list[list[Value]]:
    enquiries = Enquiry.objects.filter(agency=agency, received_at__date__range=(start, end))
    applications = Application.objects.filter(agency=agency, registered_on__range=(start, end))
    approved = Household.objects.filter(agency=agency, kind="mainstream", approved_on__range=(start, end))
    withdrawn = Application.objects.filter(agency=agency, stage="withdrawn", stage_since__date__range=(start, end))
    codes: dict[Any, int] = dict(withdrawn.values_list("withdrawal_reason").annotate(n=Count("id")))
    year, why = _("In the year"), _("Applications withdrawn")
    rows: list[list[Value]] = [
        [year, _("Initial enquiries"), enquiries.count()],
        [year, _("Applications received"), applications.count()],
        [year, _("Households newly approved"), approved.count()],
    ]
    rows += [[why, f"{code}: {WithdrawalReason(code).label}", codes.get(code, 0)] for code in WithdrawalReason.values]
    return rows


def _left(agency: UUID, start: date, end: date) -> list[list[Value]]:
    gone = Household.objects.filter(agency=agency, kind="mainstream", ended_on__range=(start, end))
    known = Departure.objects.filter(agency=agency, household__in=gone)
    reasons: dict[Any, int] = dict(known.values_list("reason").annotate(n=Count("id")))
    title = _("Households no longer approved")
    rows: list[list[Value]] = [[title, str(ExitReason(code).label), reasons.get(code, 0)] for code in ExitReason.values]
    total = gone.count()
    rows.append([title, _("Reason not recorded"), total - sum(reasons.values())])
    rows.append([title, _("All"), total])
    return rows
