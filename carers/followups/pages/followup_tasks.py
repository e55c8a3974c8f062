"""Calls to make and things to look at; and everything one person was sent."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from carers.followups.defaults import NAMES
from carers.followups.forms.followups import TaskForm
from carers.followups.selectors import followups as selectors
from carers.followups.services.settling import settle_task
from carers.models import Enquiry, FollowUp


@needs("followups.read")
@require_GET
def tasks(request: StaffRequest) -> HttpResponseBase:
    return _tasks_page(request)


def _tasks_page(request: StaffRequest, error: str = "", status: int = 200) -> HttpResponse:
    page = Paginator(selectors.tasks(request.caller.organisation_id), 30).get_page(request.GET.get("page"))
    context = {
        "page_title": _("To do"),
        "page": page,
        "outcomes": {"call": FollowUp.Outcome.choices[:3], "team": FollowUp.Outcome.choices[3:]},
        "names": NAMES,
        "error": error,
    }
    return render(request, "carers/followups/tasks.html", context, status=status)


@needs("followups.write")
@require_POST
def settle(request: StaffRequest, follow_up_id: UUID) -> HttpResponseBase:
    form = TaskForm(request.POST)
    if not form.is_valid():
        get_object_or_404(selectors.log(request.caller.organisation_id), pk=follow_up_id)
        return _tasks_page(request, _("Choose what happened."), 422)
    try:
        row = settle_task(request.caller, follow_up_id, form.cleaned_data["outcome"], form.cleaned_data["note"])
    except ObjectDoesNotExist:
        raise Http404 from None
    except ServiceError as refused:
        return _tasks_page(request, refused.message, refused.status)
    messages.success(request, _("Noted: %s.") % row.get_outcome_display().lower())
    return redirect("followup_tasks")


@needs("people.read")
@require_GET
def person_messages(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    agency = request.caller.organisation_id
    enquiry = get_object_or_404(Enquiry, agency=agency, pk=enquiry_id)
    page = Paginator(selectors.of_person(agency, enquiry.pk), 50).get_page(request.GET.get("page"))
    context = {"page_title": _("Messages to %s") % enquiry.name, "enquiry": enquiry, "page": page, "names": NAMES}
    return render(request, "carers/followups/person.html", context)
