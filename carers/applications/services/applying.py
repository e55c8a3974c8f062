"""Filling in the application: save a section, hand it all in, open one section again."""

import secrets
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.acts.audit import record
from accounts.input.errors import Invalid, NotReady, ServiceError, Stale
from accounts.models import User
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from carers.applications.selectors.my_application import at_agency, sections_of
from carers.applications.services import applications
from carers.applications.services.form_guard import refuse_if_closed
from carers.applications.services.named_people import take_from_form
from carers.applications.services.personal_checks import start_checks
from carers.law.sections import SECTIONS
from carers.models import Application, ApplicationForm, Enquiry, Section
from carers.people.selectors.settings import references_wanted
from carers.people.services import enquiries

State = Section.State


class SectionLocked(ServiceError):
    """Handed in: the service works from these answers, so they change only by asking."""

    status = 423
    code = "section.locked"


def _lock(form: ApplicationForm) -> ApplicationForm:
    return ApplicationForm.objects.select_for_update(of=("self",)).select_related("agency", "enquiry").get(pk=form.pk)


def refuse_if_locked(section: Section | None) -> None:
    if section is not None and section.handed_in_at is not None:
        day = timezone.localdate(section.handed_in_at)
        raise SectionLocked(
            _(
                "You handed this section in on %(day)s, and the service is working from it. "
                "To change an answer, ask the service to open the section again."
            )
            % {"day": date_format(day, "j F Y")}
        )


def save_section(
    user: User, form: ApplicationForm, key: str, answers: dict[str, Any], version: int, complete: bool = True
) -> Section:
    """Write one section of the person's own form. `version` is the one that was read, 0 for none yet.

    Raises Stale where newer answers are there, SectionLocked once handed in, FormClosed once it has ended.
    """
    with at_agency(form, user) as by:
        _lock(form)
        refuse_if_closed(form)
        section = Section.objects.filter(form=form, key=key).first()
        refuse_if_locked(section)
        if (section.version if section else 0) != version:
            raise Stale(_("Newer answers were saved from another page or device. Nothing was overwritten."))
        section = section or Section(agency_id=form.agency_id, form=form, person=user, key=key, version=0)
        section.answers, section.saved_at = answers, timezone.now()
        section.state = State.COMPLETE if complete else State.STARTED
        section.version += 1
        with scope(None, user.pk):  # the person's own right to write it, and nothing wider
            section.save()
        record(by, "section.saved", section, key=key, version=section.version)
    return section


def save_item(user: User, form: ApplicationForm, key: str, item: dict[str, Any], item_id: str, version: int) -> Section:
    """Add an entry (empty `item_id`) to a section that holds several, or replace the one named."""
    items = _items(user, form, key)
    new_id = item_id or secrets.token_hex(8)
    kept = [item | {"id": new_id} if one["id"] == item_id else one for one in items]
    if not item_id:
        kept.append(item | {"id": new_id})
    return save_section(user, form, key, {"items": kept}, version, complete=False)


def remove_item(user: User, form: ApplicationForm, key: str, item_id: str, version: int) -> Section:
    kept = [one for one in _items(user, form, key) if one["id"] != item_id]
    return save_section(user, form, key, {"items": kept}, version, complete=False)


def finish_list(user: User, form: ApplicationForm, key: str, version: int) -> Section:
    """Say that a section of entries is complete. Raises NotReady while too few are there."""
    items = _items(user, form, key)
    with at_agency(form, user):
        least = references_wanted(form.agency_id) if key == "referees" else SECTIONS[key].least
    if len(items) < least:
        raise NotReady(
            _("Add at least %(n)d before you finish this section. You have %(have)d so far.")
            % {"n": least, "have": len(items)},
            "section.too_few",
        )
    return save_section(user, form, key, {"items": items}, version)


def _items(user: User, form: ApplicationForm, key: str) -> list[dict[str, Any]]:
    if not SECTIONS[key].many:
        raise Invalid(_("This section does not hold several entries."))
    section = Section.objects.filter(form=form, key=key).first()
    return list(section.answers.get("items", [])) if section else []


def hand_in(user: User, form: ApplicationForm) -> Application:
    """Hand the whole form in: one application, today, however often the button is pressed.

    Sections opened again are handed in afresh, without another application. Raises NotReady, naming what
    is missing.
    """
    with at_agency(form, user) as by:
        locked = _lock(form)
        refuse_if_closed(form)
        missing = [spec.title for key, spec in SECTIONS.items() if not _is_complete(form, key)]
        if missing:
            raise NotReady(
                _("Finish these sections first: %s.") % ", ".join(str(title) for title in missing),
                "form.sections_missing",
            )
        now = timezone.now()
        fresh = Section.objects.filter(form=form, handed_in_at__isnull=True)
        keys = list(fresh.values_list("key", flat=True))
        fresh.update(handed_in_at=now, reopened_because="")
        if locked.application is None:
            locked.application = _register(by, locked, user)
            locked.handed_in_at = now
            locked.save(update_fields=["application", "handed_in_at"])
            record(by, "form.handed_in", locked, application=str(locked.application.pk))
        application = applications.locked(locked.application.pk)
        take_from_form(by, application, locked, keys)
        start_checks(by, application)
        return application


def _is_complete(form: ApplicationForm, key: str) -> bool:
    return Section.objects.filter(form=form, key=key, state=State.COMPLETE).exists()


def _register(by: CallerAt, form: ApplicationForm, user: User) -> Application:
    """The application: made now by the enquiry's last step, or found where staff registered a paper one."""
    enquiry: Enquiry = form.enquiry
    found = Application.objects.filter(enquiry=enquiry).first()
    if found is None:
        if enquiry.state != Enquiry.State.INVITED:
            raise NotReady(
                _("The service has to invite you before you can hand this in. Ask them to."), "form.not_invited"
            )
        enquiries.advance_enquiry(by, enquiry.pk, Enquiry.State.APPLIED)
        found = Application.objects.get(enquiry=enquiry)
    care = sections_of(form).get("care")
    found.applicant = user
    found.kinds = care.answers.get("kinds", []) if care else []
    found.save(update_fields=["applicant", "kinds"])
    return found


def reopen_section(by: CallerAt, form_id: UUID, key: str, because: str) -> Section:
    """Staff let the applicant change one section again, and say why. Raises DoesNotExist, NotReady."""
    section = Section.objects.select_for_update().get(form=form_id, key=key, agency=by.organisation_id)
    if section.handed_in_at is None:
        raise NotReady(_("This section is open already."), "section.open")
    section.handed_in_at, section.reopened_because = None, because[:300]
    section.state = State.STARTED
    section.save(update_fields=["handed_in_at", "reopened_because", "state"])
    record(by, "section.reopened", section, key=key)
    return section
