"""The application as a whole: the task list, check, hand in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.input.errors import ServiceError
from accounts.pages.access import CallerRequest, signed_in
from carers.applications.forms.sections import FORMS
from carers.applications.pages.own_form import own_form
from carers.applications.selectors.form_state import closed_because
from carers.applications.selectors.my_application import at_agency, sections_of
from carers.applications.services import applying
from carers.law.sections import GROUPS, SECTIONS
from carers.models import ApplicationForm, Section
from carers.texts.values import in_words


@signed_in
@require_GET
def tasks(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    user, form = own_form(request, form_id)
    with at_agency(form, user):
        done = sections_of(form)
        return render(request, "carers/applicant/tasks.html", _task_context(form, done))


def _task_context(form: ApplicationForm, done: dict[str, Section], error: str = "") -> dict[str, Any]:
    groups = [
        (title, [_task(form, key, done.get(key)) for key, spec in SECTIONS.items() if spec.group == group])
        for group, title in GROUPS.items()
    ]
    complete = sum(1 for section in done.values() if section.state == Section.State.COMPLETE)
    return {
        "page_title": _("Your application"),
        "form_row": form,
        "form_id": form.pk,
        "groups": groups,
        "complete": complete,
        "count": len(SECTIONS),
        "closed": closed_because(form),
        "all_locked": len(done) == len(SECTIONS) and all(section.handed_in_at for section in done.values()),
        "ready": complete == len(SECTIONS),
        "error": error,
        "has_errors": bool(error),
        "back_href": reverse("my_application_page", args=[form.pk]),
    }


def _task(form: ApplicationForm, key: str, section: Section | None) -> dict[str, Any]:
    status = {None: "todo", "started": "started", "complete": "done"}[section.state if section else None]
    hint = section.reopened_because if section else ""
    return {
        "title": SECTIONS[key].title,
        "href": reverse("apply_section", args=[form.pk, key]),
        "status": status,
        "hint": _("Opened again: %s") % hint if hint else "",
    }


@signed_in
def check(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    """Everything that was answered, then hand in: one application however often the button is pressed."""
    user, form_row = own_form(request, form_id)
    if request.method == "POST":
        try:
            applying.hand_in(user, form_row)
        except ServiceError as refused:
            messages.error(request, refused.message)
            return redirect("apply", form_id)
        return redirect("apply_done", form_id)
    with at_agency(form_row, user):
        if closed_because(form_row):
            return redirect("apply", form_id)
        done = sections_of(form_row)
        context = {
            "page_title": _("Check your answers"),
            "agency": form_row.agency,
            "form_id": form_row.pk,
            "answers": [(spec, _shown(key, done.get(key))) for key, spec in SECTIONS.items()],
            "ready": all(key in done and done[key].state == "complete" for key in SECTIONS),
            "back_href": reverse("apply", args=[form_id]),
        }
        return render(request, "carers/applicant/check.html", context)


def _shown(key: str, kept: Section | None) -> list[list[tuple[str, Any]]]:
    if kept is None:
        return []
    entries = kept.answers.get("items", []) if SECTIONS[key].many else [kept.answers]
    return [in_words(FORMS[key], entry) for entry in entries]


@signed_in
@require_GET
def done(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    _user, form_row = own_form(request, form_id)
    context = {
        "page_title": _("Handed in"),
        "form_id": form_row.pk,
        "agency": form_row.agency,
        "handed_in": form_row.handed_in_at,
    }
    if form_row.handed_in_at is None:
        return redirect("apply", form_id)
    return render(request, "carers/applicant/handed_in.html", context)
