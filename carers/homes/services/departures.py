"""How an approval ends. A resignation can't be refused (SI 2011/581 reg 28(13)); an ending by staff can."""

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.constraints import name_of
from carers.homes.services.register import ask_the_database_now, close_places, locked_home, refused_in_words
from carers.law.vocabulary import ExitReason
from carers.models import Approval, Departure, Duty, Household, Place, TemporaryApproval
from carers.people.services.carers import leave_home

NOTICE = timedelta(days=28)
IN_USE = "placement_within_its_place"
_SPLIT = """
    WITH cut AS (
        UPDATE carers_place SET period = daterange(lower(period), %(day)s) WHERE id = %(place)s
        RETURNING agency_id, household_id, slot
    )
    INSERT INTO carers_place (agency_id, household_id, slot, period, basis)
    SELECT agency_id, household_id, slot, daterange(%(day)s, NULL), 'outside_approval' FROM cut
"""


def _new(by: CallerAt, home: Household, kind: str, received: date, effect: date, reason: str, words: str) -> Departure:
    if reason not in ExitReason.values:
        raise Invalid(_("Choose the reason."), "departure.reason_missing", {"reason": _("Choose the reason")})
    if home.status == Household.Status.ENDED or Departure.objects.filter(household=home).exists():
        raise NotReady(_("An ending is recorded for this home already."), "departure.recorded_already")
    if received > timezone.localdate() or received < home.approved_on:
        raise Invalid(
            _("The day must lie between approval and today."), "departure.date", {"received_on": _("Correct the day")}
        )
    departure = Departure(agency_id=home.agency_id, household=home, kind=kind, received_on=received,
                          takes_effect_on=effect, reason=reason, words=words.strip(),
                          recorded_by_id=by.user_id)  # fmt: skip
    departure.save()
    record(by, f"departure.{kind}", home, effect=effect.isoformat(), reason=reason)
    return departure


@transaction.atomic
def record_resignation(by: CallerAt, household_id: UUID, received_on: date, reason: str, words: str = "") -> Departure:
    """A written notice arrived: approval ends by itself 28 days later. From now on nobody new is placed there.

    Only the door in placements should call this: it tells the councils whose children live there.
    """
    home = locked_home(by, household_id)
    departure = _new(by, home, Departure.Kind.RESIGNED, received_on, received_on + NOTICE, reason, words)
    home.status = Household.Status.ON_HOLD
    home.save(update_fields=["status"])
    if departure.takes_effect_on <= timezone.localdate():
        take_effect(by, departure)
    return departure


@transaction.atomic
def terminate(
    by: CallerAt, household_id: UUID, on: date, reason: str, words: str = "", kind: str = "terminated"
) -> Departure:
    """End an approval by decision, from `on` (today or earlier). The database refuses while a child lives there."""
    home = locked_home(by, household_id)
    departure = _new(by, home, kind, on, on, reason, words)
    try:
        with transaction.atomic():
            for place in Place.objects.filter(household=home).exclude(basis=Place.Basis.APPROVED):
                _cut(place, on)
            close_places(home, on)
            _end(by, home, departure)
    except IntegrityError as error:
        if name_of(error) == IN_USE:
            raise NotReady(
                _(
                    "A child lives here, or is to come: approval can't be ended while they do. "
                    "Agree with their council where they go, end the placement, then come back."
                ),
                "departure.child_lives_here",
            ) from error
        raise refused_in_words(error) from error
    return departure


def _cut(place: Place, day: date) -> None:
    if place.period.lower >= day:
        place.delete()
    elif place.period.upper is None or place.period.upper > day:
        place.period = DateRange(place.period.lower, day)
        place.save(update_fields=["period"])


def _end(by: CallerAt, home: Household, departure: Departure) -> None:
    """Terms, duties and the home itself end on the day; the departure has taken effect."""
    day = departure.takes_effect_on
    for approval in Approval.objects.filter(household=home):
        if approval.period.lower >= day:
            approval.delete()
        elif approval.period.upper is None or approval.period.upper > day:
            approval.period = DateRange(approval.period.lower, day)
            approval.save(update_fields=["period"])
    ask_the_database_now()
    Duty.objects.filter(household=home, done_on=None).delete()
    TemporaryApproval.objects.filter(household=home, ended_on=None).update(ended_on=day, ending="approval ended")
    leave_home(home)
    home.status, home.ended_on = Household.Status.ENDED, day
    home.save(update_fields=["status", "ended_on"])
    departure.took_effect_at = timezone.now()
    departure.save(update_fields=["took_effect_at"])
    record(by, "departure.took_effect", home)


def take_effect(by: CallerAt, departure: Departure) -> list[int]:
    """End an approval on its day whatever else holds. The numbers of places where a child goes on living.

    Such a place goes on as “child living outside approval”, so that the register still says where the child is.
    """
    home = locked_home(by, departure.household_id)
    outside = []
    day = departure.takes_effect_on
    for place in Place.objects.filter(household=home).order_by("slot"):
        try:
            with transaction.atomic():
                _cut(place, day)
        except IntegrityError as error:
            if name_of(error) != IN_USE:
                raise
            _go_on_outside(place, day)
            outside.append(place.slot)
    _end(by, home, departure)
    if outside:
        record(by, "household.outside_approval", home, places=outside)
    return outside


def _go_on_outside(place: Place, day: date) -> None:
    """The same number, in one statement: the stay in it is covered at every moment."""
    if place.period.lower >= day:
        Place.objects.filter(pk=place.pk).update(basis=Place.Basis.OUTSIDE_APPROVAL)
        return
    with connection.cursor() as cursor:
        cursor.execute(_SPLIT, {"day": day, "place": place.pk})


def take_effect_all(by: CallerAt, today: date) -> int:
    """Every departure whose day has come; and places outside approval that are empty again are closed."""
    due = Departure.objects.filter(agency=by.organisation_id, took_effect_at=None, takes_effect_on__lte=today)
    count = 0
    for departure in due.select_for_update(skip_locked=True):
        take_effect(by, departure)
        count += 1
    for place in Place.objects.filter(
        agency=by.organisation_id, basis=Place.Basis.OUTSIDE_APPROVAL, period__endswith__isnull=True
    ):
        try:
            with transaction.atomic():
                _cut(place, today)
        except IntegrityError as error:
            if name_of(error) != IN_USE:
                raise
    return count
