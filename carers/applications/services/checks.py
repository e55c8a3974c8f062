"""Checks on people: asked for, chased, received. Of a DBS check only number, date and outcome are kept."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.checks import missing_for_stage1
from carers.followups.services import facts
from carers.models import Application, ApplicationPerson, Check
from carers.people.selectors.settings import clock_of, settings_of

Kind = Check.Kind
ANSWER_WITHIN = timedelta(days=28)


@transaction.atomic
def add_check(
    by: CallerAt,
    application: Application,
    kind: str,
    person: str,
    asked_on: date | None = None,
    about: ApplicationPerson | None = None,
) -> Check:
    """One more check: a country lived in, a former service; `about` ties it to somebody who is named."""
    if kind not in Kind.values:
        raise Invalid(_("Choose the kind of check."), "check.kind_missing", {"kind": _("Choose the kind of check")})
    if not person.strip():
        raise Invalid(_("Say whom the check is about."), "check.person_missing", {"person": _("Enter a name")})
    asked = asked_on or timezone.localdate()
    check = Check(agency_id=application.agency_id, application=application, kind=kind, person=person.strip(),
                  about=about, asked_on=asked, due_on=asked + ANSWER_WITHIN)  # fmt: skip
    check.save()
    record(by, "check.asked", application, kind=kind, check=str(check.pk))
    return check


@transaction.atomic
def chase_check(by: CallerAt, check_id: UUID) -> Check:
    check = _open_check(by, check_id)
    check.chased_on = timezone.localdate()
    check.save(update_fields=["chased_on"])
    record(by, "check.chased", check.application, kind=check.kind, check=str(check.pk))
    return check


@transaction.atomic
def wait_for_applicant(by: CallerAt, check_id: UUID, what: str) -> Check:
    """The check needs something of the applicant first; they are reminded until it came. Raises Invalid, NotReady."""
    check = _open_check(by, check_id)
    if not what.strip():
        raise Invalid(_("Say what the applicant is to do."), "check.what_missing", {"what": _("Say what is needed")})
    _note(by, check, "check.waits_for_applicant", what.strip()[:200])
    return check


@transaction.atomic
def applicant_did(by: CallerAt, check_id: UUID) -> Check:
    """What the check waited for came from the applicant: no more reminders. Raises NotReady once received."""
    check = _open_check(by, check_id)
    _note(by, check, "check.form_received")
    return check


def _note(by: CallerAt, check: Check, name: str, source: str = "") -> None:
    person = check.application.enquiry_id or check.application_id
    facts.note(by, person, name, subject=str(check.pk), source=source)


def _open_check(by: CallerAt, check_id: UUID) -> Check:
    check = Check.objects.select_for_update().select_related("application").get(pk=check_id, agency=by.organisation_id)
    if check.received_on is not None:
        raise NotReady(_("This check was received already."), "check.received_already")
    return check


@transaction.atomic
def receive_check(by: CallerAt, check_id: UUID, on: date, outcome: str, number: str = "") -> Check:
    """Note that a check arrived; a DBS check gets its renewal date. Raises NotReady, Invalid, DoesNotExist.

    With the last item of Part 1 stage 1 is complete, and the ten working days of reg 26(1B) begin.
    """
    check = _open_check(by, check_id)
    if outcome not in Check.Outcome.values:
        raise Invalid(_("Choose the outcome."), "check.outcome_missing", {"outcome": _("Choose the outcome")})
    if on > timezone.localdate() or (check.asked_on and on < check.asked_on):
        raise Invalid(_("The day must lie between asking and today."), "check.date", {"on": _("Correct the day")})
    check.received_on, check.outcome = on, outcome
    if check.kind == Kind.DBS:
        check.number = number.strip()
        check.renew_on = clock_of("dbs_renewal", settings_of(check.agency_id)).due(on)
    check.save()
    application = check.application
    record(by, "check.received", application, kind=check.kind, check=str(check.pk), outcome=outcome)
    note_stage1(by, application, on)
    return check


def note_stage1(by: CallerAt, application: Application, on: date) -> None:
    """Stage 1 is complete `on` the day its last item came, if nothing is missing now; once noted it stays."""
    begun = application.stage != Application.Stage.REGISTERED
    if begun and application.stage1_complete_on is None and application.is_open and not missing_for_stage1(application):
        application.stage1_complete_on = on
        application.version += 1
        application.save(update_fields=["stage1_complete_on", "version"])
        record(by, "application.stage1_complete", application)


@transaction.atomic
def judge_check(by: CallerAt, check_id: UUID, outcome: str) -> Check:
    """Say what a reference that came by link amounts to. Raises NotReady before it came or once it was judged."""
    check = Check.objects.select_for_update().select_related("application").get(pk=check_id, agency=by.organisation_id)
    if check.received_on is None:
        raise NotReady(_("This check has not arrived yet."), "check.not_received")
    if check.outcome:
        raise NotReady(_("The outcome of this check is noted already."), "check.judged_already")
    if outcome not in Check.Outcome.values:
        raise Invalid(_("Choose the outcome."), "check.outcome_missing", {"outcome": _("Choose the outcome")})
    check.outcome = outcome
    check.save(update_fields=["outcome"])
    record(by, "check.judged", check.application, kind=check.kind, check=str(check.pk), outcome=outcome)
    return check


@transaction.atomic
def receive_checks(by: CallerAt, check_ids: Sequence[UUID], on: date, outcome: str) -> int:
    """Several at once, as the post brings them; all or none."""
    if not check_ids:
        raise Invalid(_("Tick what has arrived."), "check.none_chosen")
    for check_id in check_ids:
        receive_check(by, check_id, on, outcome)
    return len(check_ids)
