"""The register of homes: terms, places, availability. Every change takes the household's lock and marks it changed."""

from datetime import date
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from accounts.acts.audit import record
from accounts.input.days import PLANNED, must_lie_in
from accounts.input.errors import Invalid, NotReady
from accounts.outbox.services.messages import enqueue
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.constraints import words_for
from carers.homes.services.terms import Terms, record_terms
from carers.law.vocabulary import UnavailableReason
from carers.models import Approval, Household, Place, Unavailability
from carers.texts.enquiries import ask_to_confirm

_SALT = "carers.availability"
LINK_SECONDS = 14 * 24 * 3600


def locked_home(by: CallerAt, household_id: UUID) -> Household:
    """The household, locked, its version raised: whoever matched against the old facts must look again."""
    home = Household.objects.select_for_update(no_key=True).get(pk=household_id, agency=by.organisation_id)
    home.vacancy_version += 1
    home.save(update_fields=["vacancy_version"])
    return home


def ask_the_database_now() -> None:
    """Have the deferred rule on places and terms looked at here, where its refusal can be told in words."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS place_within_terms, approval_covers_places IMMEDIATE")
        cursor.execute("SET CONSTRAINTS place_within_terms, approval_covers_places DEFERRED")


def refused_in_words(error: IntegrityError) -> NotReady:
    """The database's named refusal as an error for people; an unknown one is raised again."""
    refusal = words_for(error)
    if refusal is None:
        raise error
    return NotReady(refusal.message, refusal.code)


@transaction.atomic
def change_terms(by: CallerAt, household_id: UUID, terms: Terms, reason: str) -> Approval:
    """New terms from a day on; the old ones end there and stay on the record. Places follow the number.

    Raises NotReady where a child lives in a place that would go, or the terms overlap later ones; DoesNotExist.
    """
    if not reason.strip():
        raise Invalid(_("Say why the terms change."), "approval.reason_missing", {"reason": _("Enter the reason")})
    home = locked_home(by, household_id)
    if home.status == Household.Status.ENDED:
        raise NotReady(_("This home is no longer approved."), "household.ended")
    try:
        with transaction.atomic():
            if terms.max_children is not None:
                close_places(home, terms.starts_on, above=terms.max_children)
            approval = record_terms(by, home, terms, reason.strip())
            ask_the_database_now()
    except IntegrityError as error:
        raise refused_in_words(error) from error
    return approval


def close_places(home: Household, day: date, above: int = 0) -> None:
    """End approved places with a number higher than `above` on `day`; the database refuses one in use."""
    places = Place.objects.filter(
        household=home, basis=Place.Basis.APPROVED, slot__gt=above, period__endswith__isnull=True
    )
    for place in [
        *places,
        *Place.objects.filter(household=home, basis="approved", slot__gt=above, period__endswith__gt=day),
    ]:
        if place.period.lower >= day:
            place.delete()
        else:
            place.period = DateRange(place.period.lower, day)
            place.save(update_fields=["period"])


@transaction.atomic
def mark_unavailable(
    by: CallerAt, household_id: UUID, slot: int, starts: date, ends: date | None, reason: str, note: str = ""
) -> Unavailability:
    """A place can't be used from `starts` until (not including) `ends`, with one of Ofsted's reasons."""
    must_lie_in(PLANNED, starts=starts, ends=ends)
    home = locked_home(by, household_id)
    if reason not in UnavailableReason.values:
        raise Invalid(_("Choose the reason."), "unavailability.reason", {"reason": _("Choose the reason")})
    if ends is not None and ends <= starts:
        raise Invalid(
            _("The last day must come after the first."), "unavailability.dates", {"ends": _("Choose a later day")}
        )
    if not Place.objects.filter(household=home, slot=slot, period__contains=starts).exists():
        raise Invalid(
            _("There is no such place on that day."), "unavailability.no_place", {"slot": _("Choose a place")}
        )
    row = Unavailability(agency_id=home.agency_id, household=home, slot=slot, period=DateRange(starts, ends),
                         reason=reason, note=note.strip())  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise refused_in_words(error) from error
    _confirmed(home)
    record(by, "place.unavailable", home, slot=slot, reason=reason)
    return row


@transaction.atomic
def end_unavailability(by: CallerAt, household_id: UUID, row_id: UUID, on: date) -> Household:
    """The place can be used again from `on`. A period that had not begun is taken back."""
    must_lie_in(PLANNED, on=on)
    home = locked_home(by, household_id)
    row = Unavailability.objects.get(pk=row_id, household=home)
    if row.period.lower >= on:
        row.delete()
    elif row.period.upper is not None and row.period.upper <= on:
        raise NotReady(_("That period is over already."), "unavailability.over")
    else:
        row.period = DateRange(row.period.lower, on)
        row.save(update_fields=["period"])
    _confirmed(home)
    record(by, "place.available", home, slot=row.slot)
    return home


def _confirmed(home: Household) -> None:
    home.availability_confirmed_at = timezone.now()
    home.save(update_fields=["availability_confirmed_at"])


@transaction.atomic
def confirm_availability(by: CallerAt, household_id: UUID) -> Household:
    """Somebody who knows says that the vacancies of this home are as recorded."""
    home = locked_home(by, household_id)
    if home.status == Household.Status.ENDED:
        raise NotReady(_("This home is no longer approved."), "household.ended")
    _confirmed(home)
    record(by, "vacancy.confirmed", home)
    return home


def confirm_token(home: Household) -> str:
    return signing.dumps([str(home.agency_id), str(home.pk)], salt=_SALT)


def read_token(token: str) -> tuple[UUID, UUID] | None:
    """(agency, household) of a confirmation link, or None where it is forged or older than a fortnight."""
    try:
        agency, home = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return UUID(agency), UUID(home)


@transaction.atomic
def ask_carers(by: CallerAt, household_id: UUID, address: str) -> Household:
    """Send the carers their one-tap link, once a day at most. Raises NotReady where no e-mail is known."""
    home = Household.objects.select_related("application__enquiry").get(pk=household_id, agency=by.organisation_id)
    enquiry = home.application.enquiry if home.application else None
    if enquiry is None or not enquiry.email:
        raise NotReady(
            _("No e-mail address of these carers is known. Ring them, then confirm it yourself."), "home.no_email"
        )
    enqueue(
        by,
        home,
        "vacancy.confirm",
        "email",
        enquiry.email,
        lambda: ask_to_confirm(home, address),
        cycle=str(timezone.localdate()),
    )
    record(by, "vacancy.asked", home)
    return home
