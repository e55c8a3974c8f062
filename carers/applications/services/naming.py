"""Staff name who applies, who lives there and who vouches: what a telephone call told, or what the form lacks."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.days import DONE, must_lie_in
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.named_people import is_adult, people_of
from carers.applications.services.applications import change, locked
from carers.applications.services.named_people import ensure_people, rename
from carers.applications.services.personal_checks import start_checks
from carers.models import Application, ApplicationPerson

Role = ApplicationPerson.Role


@transaction.atomic
def name_person(
    by: CallerAt, application_id: UUID, role: str, name: str, birth_date: date | None = None
) -> ApplicationPerson:
    """Name one more; their checks are asked for, once stage 1 has begun. Raises Invalid, NotReady, DoesNotExist."""
    application = _open(by, application_id)
    person = ApplicationPerson(agency_id=application.agency_id, application=application, role=role)
    _write(application, person, name, birth_date)
    record(by, "application.person_named", application, person=str(person.pk), role=role)
    _follow(by, application)
    return person


@transaction.atomic
def correct_person(by: CallerAt, person_id: UUID, name: str, birth_date: date | None) -> ApplicationPerson:
    """Another spelling, or a date of birth that is known now; their checks follow. Raises as `name_person`."""
    person = _found(by, person_id)
    application = _open(by, person.application_id)
    _write(application, person, name, birth_date)
    application.checks.filter(about=person).update(person=person.name)
    record(by, "application.person_corrected", application, person=str(person.pk))
    _follow(by, application)
    return person


@transaction.atomic
def take_off(by: CallerAt, person_id: UUID) -> ApplicationPerson:
    """No longer applies, lives there or vouches: open checks are dropped, what was received stays."""
    person = _found(by, person_id)
    application = _open(by, person.application_id)
    person.left_on = timezone.localdate()
    person.save(update_fields=["left_on"])
    record(by, "application.person_left", application, person=str(person.pk))
    _follow(by, application)
    return person


@transaction.atomic
def everybody_named(by: CallerAt, application_id: UUID) -> Application:
    """Say that all who apply and all who live there are named. Raises NotReady while nobody applies."""
    application = _open(by, application_id)
    if not any(person.role == Role.APPLICANT for person in people_of(application)):
        raise NotReady(_("Name who applies first."), "application.nobody_applies")
    application.people_named_on = timezone.localdate()
    change(by, application, "everybody_named")
    _follow(by, application)
    return application


def _found(by: CallerAt, person_id: UUID) -> ApplicationPerson:
    return ApplicationPerson.objects.get(pk=person_id, agency=by.organisation_id, left_on=None)


def _open(by: CallerAt, application_id: UUID) -> Application:
    application = locked(application_id)
    if application.agency_id != by.organisation_id:
        raise Application.DoesNotExist
    if not application.is_open:
        raise NotReady(_("This application has ended: who it was about stays as it is."), "application.ended")
    ensure_people(by, application)
    return application


def _write(application: Application, person: ApplicationPerson, name: str, birth_date: date | None) -> None:
    today, name = timezone.localdate(), name.strip()
    if person.role not in Role.values:
        raise Invalid(_("Choose what this person is."), "person.role_missing", {"role": _("Choose one")})
    if not name:
        raise Invalid(_("Enter their full name."), "person.name_missing", {"name": _("Enter their full name")})
    must_lie_in(DONE, birth_date=birth_date)
    if _too_young(person.role, birth_date, today):
        words = _("Who applies must be 18 or over. Look at the date of birth.")
        raise Invalid(words, "person.too_young", {"birth_date": words})
    _not_twice(application, person, name)
    person.name, person.birth_date = name[:200], birth_date
    person.save()


def _too_young(role: str, birth_date: date | None, today: date) -> bool:
    member = ApplicationPerson(role=Role.MEMBER, birth_date=birth_date)
    return role == Role.APPLICANT and is_adult(member, today) is False


def _not_twice(application: Application, person: ApplicationPerson, name: str) -> None:
    others = [one for one in people_of(application) if one.pk != person.pk and one.role == person.role]
    if any(one.name.casefold() == name.casefold() for one in others):
        words = f"{name} is on the list already. If they are two, add what tells them apart, such as “the younger”."
        raise Invalid(words, "person.there_already", {"name": words})


def _follow(by: CallerAt, application: Application) -> None:
    rename(application, people_of(application))
    start_checks(by, application)
