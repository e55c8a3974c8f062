"""Referees, household members and joint applicants: asked by a link of their own, answered once."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import NotReady
from accounts.models import User
from accounts.outbox.services.messages import enqueue
from accounts.pages.limits import TooOften, kept_within
from accounts.tenancy.caller import CallerAt
from carers.applications.selectors.form_state import closed_because
from carers.applications.selectors.my_application import at_agency, full_name
from carers.applications.services.form_guard import refuse_if_closed
from carers.applications.services.personal_checks import referee_spoke
from carers.models import ApplicationForm, Respondent, Section
from carers.people.services.inviting import digest, spent
from carers.people.services.reminder_links import of_reminder
from carers.texts.applications import request_to_answer

VALID = timedelta(days=28)
SECTION_OF = {
    Respondent.Kind.REFEREE: "referees",
    Respondent.Kind.HOUSEHOLD_MEMBER: "household",
    Respondent.Kind.JOINT_APPLICANT: "partner",
}


def ask(user: User, form: ApplicationForm, kind: str, item: str) -> Respondent:
    """Send one person named in the form their link; asking again sends a new one and ends the old.

    Raises NotReady where the entry or its e-mail address is missing, or the answer is there already; FormClosed.
    """
    with at_agency(form, user) as by:
        refuse_if_closed(form)
        entry = _entry(form, kind, item)
        if not kept_within("respondent-asked", f"{form.pk}:{kind}:{item}", 5, 24 * 3600):
            raise TooOften(_("This person was asked five times today. Wait until tomorrow, or ring them."))
        row = Respondent.objects.select_for_update().filter(form=form, kind=kind, item=item).first()
        if row is not None and row.answered_at is not None:
            raise NotReady(_("They have answered already. There is nothing more to ask."), "respondent.answered")
        secret = secrets.token_urlsafe(24)
        row = row or Respondent(agency_id=form.agency_id, form=form, kind=kind, item=item)
        row.name, row.email, row.digest = entry["name"], entry["email"], digest(secret)
        row.asked_at, row.expires_at, row.opened_at = timezone.now(), timezone.now() + VALID, None
        row.declined_at = None
        row.save()
        record(by, "respondent.asked", row, kind=kind)
        _send(by, row, secret, full_name(form))
        referee_spoke(by, row)
        return row


def _entry(form: ApplicationForm, kind: str, item: str) -> dict[str, Any]:
    section = Section.objects.filter(form=form, key=SECTION_OF[Respondent.Kind(kind)]).first()
    answers = section.answers if section else {}
    entries = [answers] if kind == Respondent.Kind.JOINT_APPLICANT else answers.get("items", [])
    entry = next((one for one in entries if one.get("id", "partner") == item), None)
    if entry is None or not entry.get("name"):
        raise NotReady(_("Save their name in the section first."), "respondent.not_named")
    if not entry.get("email"):
        raise NotReady(_("Add their e-mail address in the section first."), "respondent.no_address")
    return dict(entry)


def _send(by: CallerAt, row: Respondent, secret: str, applicant: str) -> None:
    agency = by.organisation
    assert agency is not None
    link = f"{settings.PUBLIC_URL}{reverse('respond', args=[row.agency_id, secret])}"
    enqueue(
        by, row, "respondent.asked", "email", row.email,
        lambda: request_to_answer(row.kind, row.name, applicant, agency, link, row.expires_at),
        cycle=secrets.token_hex(8),
    )  # fmt: skip


def find_respondent(agency_id: UUID, secret: str) -> Respondent:
    """Who this link belongs to, the first letter's or a reminder's, within the agency's scope.

    Raises LinkSpent for unknown, used, stopped or too old, and once the application has ended.
    """
    mine = of_reminder(secret) if "." in secret else Q(digest=digest(secret))
    row = (
        Respondent.objects.select_for_update(of=("self",))
        .select_related("agency", "form__enquiry", "form__agency")
        .filter(mine, agency=agency_id, answered_at__isnull=True, declined_at__isnull=True)
        .first()
    )
    if row is None or row.expires_at < timezone.now() or closed_because(row.form):
        raise spent()
    return row


def answer(row: Respondent, answers: dict[str, Any]) -> Respondent:
    """Write the answers of a locked row: the link is spent with it, and a reference has arrived."""
    by = CallerAt("public", organisation=row.agency)
    row.answers, row.answered_at = answers, timezone.now()
    row.save(update_fields=["answers", "answered_at"])
    record(by, "respondent.answered", row, kind=row.kind)
    referee_spoke(by, row)
    return row


def decline(row: Respondent) -> Respondent:
    """The person would rather not answer: the link is spent, the service learns it, no reason is asked."""
    by = CallerAt("public", organisation=row.agency)
    row.declined_at = timezone.now()
    row.save(update_fields=["declined_at"])
    record(by, "respondent.declined", row, kind=row.kind)
    referee_spoke(by, row)
    return row


def note_opened(row: Respondent) -> None:
    if row.opened_at is None:
        row.opened_at = timezone.now()
        row.save(update_fields=["opened_at"])


def stop_asking(by: CallerAt, form: ApplicationForm) -> None:
    """End every open link of a form that was withdrawn."""
    open_rows = Respondent.objects.filter(form=form, answered_at__isnull=True)
    count = open_rows.update(expires_at=timezone.now())
    if count:
        record(by, "respondent.stopped", form, count=count)
