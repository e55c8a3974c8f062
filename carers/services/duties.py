"""What an approved home is owed by a date: reviews, visits, training standards, DBS renewals."""

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.caller import Caller
from accounts.days import DONE, must_lie_in
from accounts.errors import NotReady
from accounts.services.audit import record
from carers.clocks import Clock
from carers.models import AgencySettings, Duty, Household
from carers.selectors.settings import clock_of, settings_of

Kind = Duty.Kind
_NEXT_CLOCK = {
    Kind.REVIEW: "next_review",
    Kind.UNANNOUNCED: "home_visit_unannounced",
    Kind.SUPERVISION: "supervision",
    Kind.DBS: "dbs_renewal",
}


def _first_clock(kind: str, home: Household) -> str:
    if kind == Kind.TRAINING:
        family = home.kind == Household.Kind.FAMILY_AND_FRIENDS
        return "training_standards_family" if family else "training_standards"
    return "first_review" if kind == Kind.REVIEW else _NEXT_CLOCK[Kind(kind)]


def clock_for(duty: Duty, home: Household) -> Clock:
    """The clock that a duty runs by, with its label and source."""
    first = duty.since == home.approved_on
    key = _first_clock(duty.kind, home) if first or duty.kind == Kind.TRAINING else _NEXT_CLOCK[Kind(duty.kind)]
    return clock_of(key, settings_of(home.agency_id))


def first_duties(home: Household, chosen: AgencySettings, last_review_on: date | None = None) -> list[Duty]:
    """Unsaved: first review and unannounced visit within twelve months, supervision in six weeks, training
    standards within 12 or 18 months, the DBS renewal.

    A home brought in with its last review gets the next one a year after that; training is then done already.
    """
    kinds = [Kind.REVIEW, Kind.UNANNOUNCED, Kind.SUPERVISION, *([] if last_review_on else [Kind.TRAINING]), Kind.DBS]
    made = []
    for kind in kinds:
        since = last_review_on if last_review_on and kind != Kind.DBS else home.approved_on
        key = _NEXT_CLOCK.get(kind, "") if last_review_on and kind != Kind.DBS else _first_clock(kind, home)
        due = clock_of(key, chosen).due(since)
        made.append(Duty(agency_id=home.agency_id, household=home, kind=kind, since=since, due_on=due))
    return made


def open_first_duties(home: Household, last_review_on: date | None = None) -> list[Duty]:
    """With approval, or when a home is brought in."""
    return Duty.objects.bulk_create(first_duties(home, settings_of(home.agency_id), last_review_on))


@transaction.atomic
def finish_duty(by: Caller, duty_id: UUID, done_on: date, outcome: str = "") -> Duty:
    """Note that a duty was done, and open the next one of its kind. Raises Invalid, NotReady, DoesNotExist."""
    must_lie_in(DONE, done_on=done_on)
    duty = Duty.objects.select_for_update().select_related("household").get(pk=duty_id, agency=by.organisation_id)
    if duty.done_on is not None:
        raise NotReady("This was noted as done already.", "duty.done_already")
    if done_on < duty.since:
        raise NotReady(
            "The day is before the period began. Correct the date.", "duty.too_early", {"done_on": "Too early"}
        )
    duty.done_on, duty.outcome = done_on, outcome
    duty.save(update_fields=["done_on", "outcome"])
    record(by, "duty.done", duty.household, kind=duty.kind, duty=str(duty.pk))
    key = _NEXT_CLOCK.get(Kind(duty.kind))
    if key and duty.household.status != Household.Status.ENDED:
        due = clock_of(key, settings_of(duty.agency_id)).due(done_on)
        Duty.objects.create(
            agency_id=duty.agency_id, household=duty.household, kind=duty.kind, since=done_on, due_on=due
        )
    return duty
