"""Ofsted's yearly fostering figures of one agency, from dated rows: any year, again the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from carers.law.vocabulary import ExitReason, UnavailableReason, WithdrawalReason
from carers.models import Application, Departure, Enquiry, Household, Place, Unavailability
from placements.shortages.selectors.blocks import Block, Value
from placements.shortages.selectors.places import Places, place_rows_of, summed

Rows = list[list[Value]]


@dataclass(frozen=True)
class Year:
    """The year ending 31 March `number`, of one agency; `end` is today where the year is still under way."""

    agency: UUID
    number: int
    start: date
    end: date

    @classmethod
    def of(cls, agency: UUID, number: int, today: date) -> "Year":
        return cls(agency, number, date(number - 1, 4, 1), min(date(number, 3, 31), today))

    @property
    def title(self) -> str:
        words = _("Year ending 31 March %s") % self.number
        return words if self.end == date(self.number, 3, 31) else _("%s, so far") % words


def years_of(today: date) -> list[int]:
    """Years ending 31 March that can be asked for: the one under way and the five before."""
    newest = today.year + (today > date(today.year, 3, 31))
    return list(range(newest, newest - 6, -1))


def coverage() -> str:
    return _("your own fostering service, every row recorded here")


def ofsted_block(year: Year) -> Block:
    """The lines of Ofsted's return: stock on the last day, journeys and departures of the year."""
    rows: Rows = [*_homes(year), *_places(year), *_journey(year), *_left(year)]
    columns = [("section", _("Section")), ("line", _("Line")), ("count", _("Count"))]
    notes = [
        _("Places are those of mainstream homes. Approved and above terms = filled + vacant + not available."),
        _("Enquiries are forms, as Ofsted counts them; the people behind them are fewer."),
        _("Exact, for your own staff. Ofsted rounds and withholds before it publishes."),
    ]  # fmt: skip
    return Block("ofsted", year.title, columns, rows, year.end, coverage(), notes)


def _approved(year: Year) -> Any:
    return Household.objects.filter(agency=year.agency, approved_on__lte=year.end).filter(
        Q(ended_on__gt=year.end) | (Q(ended_on__isnull=True) & ~Q(status=Household.Status.ENDED))
    )


def _homes(year: Year) -> Rows:
    kinds = dict(_approved(year).values_list("kind").annotate(n=Count("id")))
    section = _("Households on the day")
    lines: Rows = [[section, str(kind.label), kinds.get(kind.value, 0)] for kind in Household.Kind]
    return [*lines, [section, _("All"), sum(kinds.values())]]


def places_on(year: Year) -> Places:
    """The agency's mainstream places on the year's last day, by the states of the shortage page."""
    return summed(place_rows_of(year.agency, year.end))


def vacant_of(places: Places) -> int:
    """Ofsted's vacant: all that is neither filled nor said to be not available."""
    return places.held + places.blocked + places.stale + places.usable


def _places(year: Year) -> Rows:
    found, section, why = places_on(year), _("Places on the day"), _("Places not available")
    above = (
        Place.objects.filter(household__in=_approved(year).filter(kind="mainstream"), period__contains=year.end)
        .exclude(basis=Place.Basis.APPROVED)
        .count()
    )
    off = Unavailability.objects.filter(agency=year.agency, household__kind="mainstream", period__contains=year.end)
    reasons: dict[Any, int] = dict(off.values_list("reason").annotate(n=Count("id")))
    lines: Rows = [
        [section, _("Approved"), found.approved - above],
        [section, _("Above terms, by exemption, emergency or outside approval"), above],
        [section, _("Filled"), found.filled],
        [section, _("Vacant"), vacant_of(found)],
        [section, _("Not available"), found.not_available],
    ]
    return lines + [[why, str(reason.label), reasons.get(reason.value, 0)] for reason in UnavailableReason]


def enquiries_of(year: Year) -> int:
    return Enquiry.objects.filter(agency=year.agency, received_at__date__range=(year.start, year.end)).count()


def applications_of(year: Year) -> int:
    return Application.objects.filter(agency=year.agency, registered_on__range=(year.start, year.end)).count()


def newly_approved(year: Year) -> dict[str, int]:
    """Homes approved in the year by kind."""
    rows = Household.objects.filter(agency=year.agency, approved_on__range=(year.start, year.end))
    return dict(rows.values_list("kind").annotate(n=Count("id")))


def withdrawn_of(year: Year) -> dict[str, int]:
    """Applications withdrawn in the year by Ofsted's code; one without a code counts as AW0, other or unknown."""
    rows = Application.objects.filter(
        agency=year.agency, stage="withdrawn", stage_since__date__range=(year.start, year.end)
    )
    counts = dict.fromkeys(WithdrawalReason.values, 0)
    for code, number in rows.values_list("withdrawal_reason").annotate(n=Count("id")):
        counts[code or WithdrawalReason.AW0.value] += number
    return counts


def _journey(year: Year) -> Rows:
    approved, withdrawn = newly_approved(year), withdrawn_of(year)
    section, why = _("In the year"), _("Applications withdrawn")
    rows: Rows = [
        [section, _("Initial enquiries"), enquiries_of(year)],
        [section, _("Applications received"), applications_of(year)],
    ]
    for kind in Household.Kind:
        line = _("Households newly approved: %s") % str(kind.label).lower()
        rows.append([section, line, approved.get(kind.value, 0)])
    rows += [[why, f"{code}: {WithdrawalReason(code).label}", number] for code, number in withdrawn.items()]
    return [*rows, [why, _("All"), sum(withdrawn.values())]]


def _left(year: Year) -> Rows:
    gone = Household.objects.filter(agency=year.agency, kind="mainstream", ended_on__range=(year.start, year.end))
    known = Departure.objects.filter(agency=year.agency, household__in=gone)
    reasons: dict[Any, int] = dict(known.values_list("reason").annotate(n=Count("id")))
    return list(_by_reason(_("Mainstream households no longer approved"), reasons, gone.count()))


def _by_reason(section: str, reasons: dict[Any, int], total: int) -> Iterable[list[Value]]:
    for reason in ExitReason:
        yield [section, str(reason.label), reasons.get(reason.value, 0)]
    yield [section, _("Reason not recorded"), total - sum(reasons.values())]
    yield [section, _("All"), total]
