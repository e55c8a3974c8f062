"""Approval makes the home: terms with dates, and one place a room (SI 2011/581 reg 27)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.input.errors import NotReady
from accounts.tenancy.caller import Caller
from carers.applications.services.applications import locked, set_stage
from carers.homes.services.duties import open_first_duties
from carers.models import Application, Approval, Decision, Household, Place
from carers.people.services.carers import join_home


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


@dataclass(frozen=True)
class HomeFacts:
    """What matching asks of a home; whatever is left out stays unknown."""

    reference: str = ""
    kind: str = Household.Kind.MAINSTREAM
    more: dict[str, object] = field(default_factory=dict)


@transaction.atomic
def approve(by: Caller, application_id: UUID, terms: Terms, home: HomeFacts, version: int | None = None) -> Household:
    """Approve an application with terms: the household, its first approval and its places.

    Raises NotReady unless the application stands at the decision; Stale; DoesNotExist.
    """
    application = locked(application_id, version)
    if application.stage != Application.Stage.DECISION:
        raise NotReady(
            f"This application is at “{application.get_stage_display()}”. "
            "Move it on to “Decision” before you approve it.",
            "application.not_at_decision",
        )
    household = _household(application, terms, home)
    record_terms(by, household, terms, "First approval")
    open_first_duties(household)
    if application.applicant:
        join_home(by, household, application.applicant)
    Decision.objects.create(
        agency_id=application.agency_id,
        application=application,
        kind=Decision.Kind.DECISION_MAKER,
        outcome=Decision.Outcome.SUITABLE,
        decided_by_id=by.user_id,
    )
    set_stage(by, application, Application.Stage.APPROVED, household=str(household.pk))
    record(by, "household.approved", household, application=str(application.pk))
    return household


def _household(application: Application, terms: Terms, home: HomeFacts) -> Household:
    enquiry = application.enquiry
    sector = enquiry.sector if enquiry else None
    household = Household(
        agency_id=application.agency_id,
        application=application,
        reference=home.reference or next_reference(application.agency_id),
        name=application.name,
        kind=home.kind,
        approved_on=terms.starts_on,
        postcode=enquiry.postcode if enquiry else "",
        sector=sector,
        area_id=sector.council_id if sector else None,
        lat=sector.lat if sector else None,
        lon=sector.lon if sector else None,
        bedrooms=terms.rooms or terms.max_children,
        availability_confirmed_at=timezone.now(),
        **home.more,
    )
    household.save()
    return household


def next_reference(agency_id: UUID) -> str:
    """The first of H0001, H0002 ... that no home of the agency has; the unique constraint has the last word."""
    taken = set(Household.objects.filter(agency=agency_id).values_list("reference", flat=True))
    number = len(taken) + 1
    while f"H{number:04d}" in taken:
        number += 1
    return f"H{number:04d}"


def record_terms(by: Caller, household: Household, terms: Terms, reason: str) -> Approval:
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
