"""Each person's own checks: asked for once they are named, tied to them, received by itself where a referee answered.

SI 2011/581 regulation 26 and Schedule 3: `carers.applications.selectors.named_people.needed` says who needs what.
"""

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.named_people import needed, whose
from carers.applications.services.applications import locked
from carers.applications.services.checks import add_check, note_stage1
from carers.applications.services.named_people import ensure_people
from carers.models import Application, ApplicationPerson, Check, Respondent

Kind, Role = Check.Kind, ApplicationPerson.Role
# What a reference was called while referees were not named.
_NUMBERED = re.compile(r"Referee (\d+)")


def start_checks(by: CallerAt, application: Application) -> None:
    """The checks that those who are named need and that are not there yet, asked for today; nothing before stage 1.

    Of a locked application. Run again whenever somebody is named, corrected or taken off.
    """
    people = ensure_people(by, application)
    if not application.is_open or application.stage == Application.Stage.REGISTERED:
        return
    _drop(by, application, list(application.checks.filter(about__left_on__isnull=False, received_on=None)))
    _tie(by, application, people)
    there = {(check.kind, check.about_id) for check in application.checks.all()}
    silent = _declined(application)
    for kind, person in needed(people, timezone.localdate()):
        if (kind, person.pk) not in there and not (kind == Kind.REFERENCE and person.item in silent):
            add_check(by, application, kind, person.name, about=person)
    if not any(kind == Kind.HOME_SAFETY for kind, _about in there):
        add_check(by, application, Kind.HOME_SAFETY, application.name)
    last = _take_answers(by, application)
    note_stage1(by, application, last or timezone.localdate())


def _drop(by: CallerAt, application: Application, checks: Sequence[Check]) -> None:
    """Checks that nobody owes any more: asked for, never received."""
    for check in checks:
        record(by, "check.dropped", application, kind=check.kind, check=str(check.pk))
        check.delete()


def _tie(by: CallerAt, application: Application, people: Sequence[ApplicationPerson]) -> None:
    """Each check to the person whom it is about, by the full name they gave; numbered references to those named."""
    for check in application.checks.all():
        person = whose(check, people)
        if person is not None and (check.about_id, check.person) != (person.pk, person.name):
            check.about, check.person = person, person.name
            check.save(update_fields=["about", "person"])
    referees = [person for person in people if person.role == Role.REFEREE]
    open_ones = application.checks.filter(kind=Kind.REFERENCE, about=None, received_on=None).order_by("id")
    numbered = [check for check in open_ones if _NUMBERED.fullmatch(check.person)] if referees else []
    lacking = [one for one in referees if not application.checks.filter(kind=Kind.REFERENCE, about=one).exists()]
    for check, person in zip(numbered, lacking, strict=False):
        check.about, check.person = person, person.name
        check.save(update_fields=["about", "person"])
    _drop(by, application, numbered[len(lacking) :])


def _answered(application: Application) -> dict[str, date]:
    """By entry of the form, the day on which a referee answered by their link."""
    rows = Respondent.objects.filter(
        form__application=application.pk, kind=Respondent.Kind.REFEREE, answered_at__isnull=False
    )
    return {item: timezone.localdate(at) for item, at in rows.values_list("item", "answered_at") if at}


def _declined(application: Application) -> set[str]:
    rows = Respondent.objects.filter(form__application=application.pk, declined_at__isnull=False, answered_at=None)
    return set(rows.filter(kind=Respondent.Kind.REFEREE).values_list("item", flat=True))


def _take_answers(by: CallerAt, application: Application) -> date | None:
    """An answered reference has arrived; what it amounts to is for staff to say. The day of the last one."""
    answered, last = _answered(application), None
    if not answered:
        return None
    open_ones = application.checks.filter(kind=Kind.REFERENCE, received_on=None, about__item__in=list(answered))
    for check in open_ones.select_related("about"):
        assert check.about is not None
        check.received_on = answered[check.about.item]
        check.asked_on = min(check.asked_on or check.received_on, check.received_on)
        check.save(update_fields=["received_on", "asked_on"])
        record(by, "check.received", application, kind=check.kind, check=str(check.pk), outcome="")
        last = max(last or check.received_on, check.received_on)
    return last


def referee_spoke(by: CallerAt, row: Respondent) -> None:
    """A referee was asked, answered or declined by link: their reference follows."""
    application_id = row.form.application_id
    if row.kind != Respondent.Kind.REFEREE or application_id is None:
        return
    application = locked(application_id)
    if row.declined_at is not None:
        mine = application.checks.filter(kind=Kind.REFERENCE, about__item=row.item, received_on=None)
        _drop(by, application, list(mine))
    start_checks(by, application)


@transaction.atomic
def ask_missing(by: CallerAt, application_id: UUID) -> Application:
    """Ask for what nobody has asked for yet: somebody turned 18, or the application is older than its people."""
    application = locked(application_id)
    if not application.is_open or application.stage == Application.Stage.REGISTERED:
        raise NotReady(_("Checks are asked for from stage 1 until the decision."), "check.not_now")
    start_checks(by, application)
    return application


@transaction.atomic
def say_whose(by: CallerAt, check_id: UUID, person_id: UUID) -> Check:
    """Tie a check from before people were named to one of them; the open one asked for since is dropped.

    Raises Invalid for somebody who does not need such a check, NotReady where it is somebody's already, DoesNotExist.
    """
    check = Check.objects.select_for_update().select_related("application").get(pk=check_id, agency=by.organisation_id)
    application = locked(check.application_id)
    person = ApplicationPerson.objects.get(pk=person_id, application=application, left_on=None)
    if check.about_id is not None:
        raise NotReady(_("It is known whose check this is."), "check.known_whose")
    if (check.kind, person.pk) not in {(kind, one.pk) for kind, one in needed([person], timezone.localdate())}:
        words = f"{person.name} needs no check of this kind. Choose somebody else."
        raise Invalid(words, "check.not_theirs", {"person": words})
    theirs = application.checks.filter(kind=check.kind, about=person)
    if theirs.filter(received_on__isnull=False).exists():
        raise NotReady(
            _("%(name)s has one that was received already.") % {"name": person.name},
            "check.there_already",
        )
    _drop(by, application, list(theirs))
    check.about, check.person = person, person.name
    check.save(update_fields=["about", "person"])
    record(by, "check.said_whose", application, kind=check.kind, check=str(check.pk), person=str(person.pk))
    note_stage1(by, application, timezone.localdate())
    return check
