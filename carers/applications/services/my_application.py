"""What an applicant does beside filling in: contact choices, pausing, withdrawing, feedback, a way back, their data."""

import secrets
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access.services.login_links import make_link
from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady
from accounts.models import AuditEntry, Document, Message, User
from accounts.outbox.services.messages import enqueue
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from carers.applications.selectors.form_state import application_of
from carers.applications.selectors.my_application import at_agency, my_forms
from carers.applications.selectors.subject_access import (
    application_facts,
    document_facts,
    enquiry_facts,
    facts_of,
    feedback_of,
    people_asked,
)
from carers.applications.services import applications, stages
from carers.applications.services.respondents import stop_asking
from carers.models import Application, ApplicationForm, Enquiry, Feedback, Section
from carers.people.services import enquiries
from carers.texts.applications import way_back

CONTACT_FIELDS = ("email", "telephone", "contact_by", "contact_when", "may_leave_message", "marketing_consent")
WITH_SECRETS = ("form.way_back", "form.invitation")
MILESTONES = ("enquiry", "handed_in", "decision", "withdrawn")


def change_contact(user: User, form: ApplicationForm, facts: dict[str, Any]) -> Enquiry:
    """Change how the service may reach the person."""
    with at_agency(form, user) as by:
        enquiry = enquiries.locked(form.enquiry_id)
        changed = [name for name in CONTACT_FIELDS if name in facts and getattr(enquiry, name) != facts[name]]
        for name in changed:
            setattr(enquiry, name, facts[name])
        if changed:
            enquiry.version += 1
            enquiry.save(update_fields=[*changed, "version"])
            record(by, "enquiry.contact_changed", enquiry, fields=changed)
        return enquiry


def pause(user: User, form: ApplicationForm) -> Application:
    """Let the application rest. Raises NotReady before it is handed in, or when it has ended."""
    with at_agency(form, user) as by:
        application = _handed_in(form)
        if application.paused_on and application.is_open:
            return application
        return applications.pause(by, application.pk, "The applicant asked for a rest")


def go_on(user: User, form: ApplicationForm) -> Application:
    with at_agency(form, user) as by:
        application = _handed_in(form)
        return applications.resume(by, application.pk) if application.paused_on else application


def _handed_in(form: ApplicationForm) -> Application:
    if form.application_id is None:
        raise NotReady(
            _("You have not handed in your application, so it rests already: everything that you saved is kept."),
            "application.not_handed_in",
        )
    return Application.objects.get(pk=form.application_id)


def withdraw(user: User, form: ApplicationForm, reason: str) -> None:
    """Withdraw with one of Ofsted's codes; open requests to referees and household members stop. Raises NotReady."""
    with at_agency(form, user) as by:
        application = application_of(form)
        if application is not None:
            stages.advance_application(by, application.pk, Application.Stage.WITHDRAWN, reason)
        else:
            _withdraw_enquiry(by, form, reason)
        stop_asking(by, form)


def _withdraw_enquiry(by: CallerAt, form: ApplicationForm, reason: str) -> None:
    if not reason:
        raise NotReady(_("Say why you withdraw."), "enquiry.reason_missing", {"reason": _("Choose a reason")})
    enquiry = enquiries.locked(form.enquiry_id)
    if enquiry.state == Enquiry.State.WITHDRAWN:
        return
    enquiries.advance_enquiry(by, form.enquiry_id, Enquiry.State.WITHDRAWN, reason)


def tell_us(user: User, form: ApplicationForm, milestone: str, ease: int | None, words: str) -> Feedback:
    """One answer a milestone; a second one replaces the first."""
    if milestone not in MILESTONES:
        raise Invalid(_("There is no such milestone."))
    with at_agency(form, user) as by:
        told, _fresh = Feedback.objects.update_or_create(
            enquiry_id=form.enquiry_id,
            milestone=milestone,
            defaults={"agency_id": form.agency_id, "ease": ease, "words": words[:1000], "told_at": timezone.now()},
        )
        record(by, "feedback.given", told, milestone=milestone)
        return told


def send_way_back(email: str) -> None:
    """A one-time sign-in address to somebody with an application here; for anybody else, nothing, alike in words."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return
    with scope(None, user.pk):
        form = my_forms(user).first()
    if form is None:
        return
    with at_agency(form, user) as by:
        link = make_link(user)
        enqueue(
            by, form, "form.way_back", "email", user.email, lambda: way_back(user.name, link),
            cycle=secrets.token_hex(8),
        )  # fmt: skip


def my_data(user: User, form: ApplicationForm) -> dict[str, Any]:
    """Everything this service holds that the person told it or was sent, ready to be read or moved.

    What referees wrote is left out: a confidential reference, and another person's words.
    """
    with at_agency(form, user) as by:
        enquiry = Enquiry.objects.get(pk=form.enquiry_id)
        record(by, "form.data_downloaded", form)
        subjects = [form.pk, enquiry.pk, *([form.application_id] if form.application_id else [])]
        return {
            "service": form.agency.name,
            "made_at": timezone.now(),
            "enquiry": enquiry_facts(enquiry),
            "application": application_facts(application_of(form)),
            "sections": {
                section.key: {"saved_at": section.saved_at, "state": section.state, "answers": section.answers}
                for section in Section.objects.filter(form=form).order_by("key")
            },
            "people_asked": people_asked(form),
            "documents": document_facts(list(Document.objects.filter(subject_id=form.pk))),
            "messages": [
                facts_of(row, "kind", "channel", "title", "body", "sent_at")
                for row in Message.objects.filter(subject_id__in=subjects).exclude(kind__in=WITH_SECRETS)
            ],
            "feedback": feedback_of(enquiry),
            "what_happened": list(
                AuditEntry.objects.filter(subject_id__in=subjects).order_by("id").values("at", "action")
            ),
        }
