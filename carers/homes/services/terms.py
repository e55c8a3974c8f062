"""What a home is approved for: terms with dates, and one place a room (SI 2011/581 reg 27)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.tenancy.caller import CallerAt
from carers.models import Approval, Household, Place


@dataclass(frozen=True)
class Terms:
    """What a household is approved for. `max_children` None: terms that state no number."""

    starts_on: date
    max_children: int | None
    age_min: int
    age_max: int
    kinds: list[str]
    sex: str = "any"
    sibling_max: int | None = None
    rooms: int | None = None


def next_reference(agency_id: UUID) -> str:
    """The first of H0001, H0002 ... that no home of the agency has; the unique constraint has the last word."""
    taken = set(Household.objects.filter(agency=agency_id).values_list("reference", flat=True))
    number = len(taken) + 1
    while f"H{number:04d}" in taken:
        number += 1
    return f"H{number:04d}"


def record_terms(by: CallerAt, household: Household, terms: Terms, reason: str) -> Approval:
    """End the terms in force on `terms.starts_on` and write the new ones; places grow, never shrink here.

    The home's version rises: lists that were made with the old terms are made again.
    """
    open_ended = DateRange(terms.starts_on, None)
    for standing in Approval.objects.select_for_update().filter(household=household, period__contains=terms.starts_on):
        standing.period = DateRange(standing.period.lower, terms.starts_on)
        standing.save(update_fields=["period"])
    approval = Approval(
        agency_id=household.agency_id,
        household=household,
        period=open_ended,
        max_children=terms.max_children,
        age_min=terms.age_min,
        age_max=terms.age_max,
        sex=terms.sex,
        kinds=terms.kinds,
        sibling_max=terms.sibling_max,
        reason=reason,
    )
    approval.save()
    _make_places(household, terms, open_ended)
    Household.objects.filter(pk=household.pk).update(vacancy_version=F("vacancy_version") + 1)
    record(by, "approval.recorded", approval, household=str(household.pk))
    return approval


def _make_places(household: Household, terms: Terms, period: DateRange) -> None:
    """One row a room up to the approved number; terms without a number take the rooms stated."""
    wanted = terms.max_children or terms.rooms or 1
    there = set(
        Place.objects.filter(household=household, period__contains=terms.starts_on).values_list("slot", flat=True)
    )
    Place.objects.bulk_create(
        Place(agency_id=household.agency_id, household=household, slot=slot, period=period)
        for slot in range(1, wanted + 1)
        if slot not in there
    )
