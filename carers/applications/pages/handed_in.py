"""What an applicant handed in, for the agency's staff: answers, others' answers, documents, what was hard."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.acts.audit import record
from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from carers.applications.forms.documents import KINDS
from carers.applications.forms.my_application import ANSWERS
from carers.applications.forms.sections import FORMS
from carers.applications.selectors.handed_in import answers_of_others, documents_of, handed_in_sections
from carers.applications.selectors.my_application import sections_of
from carers.applications.services.applying import reopen_section
from carers.law.sections import SECTIONS
from carers.models import Application, ApplicationForm, Feedback
from carers.texts.values import in_words


@needs("people.read")
@require_GET
def answers(request: StaffRequest, application_id: UUID) -> HttpResponseBase:
    """Handed-in sections only: what is still being written is the applicant's own. Each reading is recorded."""
    agency_id = request.caller.organisation_id
    application = get_object_or_404(Application, pk=application_id, agency=agency_id)
    context: dict[str, Any]
    found = ApplicationForm.objects.select_related("enquiry").filter(application=application, agency=agency_id)
    form_row = found.first()
    if form_row is None:  # registered on paper: there is no form to read
        context = {"page_title": application.name, "back_href": reverse("application", args=[application_id])}
        return render(request, "carers/workspace/answers.html", context)
    kept = sections_of(form_row)
    readable = handed_in_sections(request.caller, form_row)
    shown = [
        (spec, readable[key], [in_words(FORMS[key], one) for one in _entries(readable[key].answers, spec.many)])
        for key, spec in SECTIONS.items()
        if key in readable
    ]
    respondents = list(form_row.respondents.order_by("kind", "name"))
    record(request.caller, "form.read", form_row, application=str(application_id))
    context = {
        "page_title": form_row.enquiry.name,
        "application_id": application_id,
        "sections": shown,
        "open_sections": [SECTIONS[key].title for key in SECTIONS if key in kept and not kept[key].handed_in_at],
        "respondents": [
            (row, in_words(ANSWERS[row.kind], answers_of_others(request.caller, row))) for row in respondents
        ],
        "documents": documents_of(request.caller, form_row),
        "document_kinds": dict(KINDS),
        "health_hidden": not request.caller.can("health.read"),
        "feedback": Feedback.objects.filter(enquiry=form_row.enquiry).order_by("told_at"),
        "back_href": reverse("application", args=[application_id]),
    }
    return render(request, "carers/workspace/answers.html", context)


def _entries(stored: dict[str, object], many: bool) -> list[dict[str, object]]:
    items = stored.get("items", [])
    return (items if isinstance(items, list) else []) if many else [stored]


@needs("people.write")
@require_POST
def reopen(request: StaffRequest, application_id: UUID, key: str) -> HttpResponseBase:
    """Let the applicant change one section again, with the reason that they will read."""
    form_row = get_object_or_404(ApplicationForm, application=application_id, agency=request.caller.organisation_id)
    because = request.POST.get("because", "").strip()
    if not because:
        messages.error(request, _("Say why the section is opened again: the applicant reads it."))
        return redirect("application_answers", application_id)
    try:
        reopen_section(request.caller, form_row.pk, key, because)
    except ServiceError as refused:
        messages.error(request, refused.message)
    except ObjectDoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, _("Opened again. The applicant sees why on their page."))
    return redirect("application_answers", application_id)


@needs("people.read")
@require_GET
def feedback(request: StaffRequest) -> HttpResponseBase:
    """What people told us was hard, newest first."""
    told = Feedback.objects.filter(agency=request.caller.organisation_id).select_related("enquiry").order_by("-told_at")
    context = {"page_title": _("What people tell us"), "told": told[:100]}
    return render(request, "carers/workspace/feedback.html", context)
