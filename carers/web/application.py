"""One application: stage, checks, decisions, what next; approval with terms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import ServiceError
from accounts.selectors import history_of
from accounts.web.access import CallerRequest, needs
from carers import selectors
from carers.forms import ApprovalForm, StepForm
from carers.models import Application
from carers.services import applications as application_services
from carers.services.approving import approve
from carers.vocabulary import WithdrawalReason


@needs("people.read")
@require_GET
def application(request: CallerRequest, application_id: UUID) -> HttpResponseBase:
    return _application_page(request, _application(request, application_id))


def _application(request: CallerRequest, application_id: UUID) -> Application:
    found = selectors.applications(request.caller.organisation_id).select_related("household")
    return get_object_or_404(found, pk=application_id)


def _application_page(request: CallerRequest, row: Application, error: str = "", status: int = 200) -> HttpResponse:
    steps = [(to, Application.Stage(to).label) for to in application_services.NEXT.get(row.stage, ())]
    context = {
        "page_title": row.name,
        "application": row,
        "household": getattr(row, "household", None),
        "steps": steps,
        "reasons": WithdrawalReason.choices,
        "checks": row.checks.all(),
        "history": history_of(request.caller.organisation_id, row.pk)[:50],
        "error": error,
        "can_approve": row.stage == Application.Stage.DECISION and request.caller.can("approve"),
    }
    return render(request, "carers/workspace/application.html", context, status=status)


@needs("people.write")
@require_POST
def move_application(request: CallerRequest, application_id: UUID) -> HttpResponseBase:
    row, form = _application(request, application_id), StepForm(request.POST)
    if not form.is_valid():
        return _application_page(request, row, _("Choose the next step."), 422)
    try:
        moved = application_services.advance_application(
            request.caller, application_id, form.cleaned_data["to"], form.cleaned_data["reason"],
            form.cleaned_data["version"],
        )  # fmt: skip
    except ServiceError as refused:
        return _application_page(request, row, refused.message, refused.status)
    messages.success(request, _("Moved on to “%s”.") % moved.get_stage_display())
    return redirect("application", application_id)


@needs("approve")
def approve_application(request: CallerRequest, application_id: UUID) -> HttpResponseBase:
    row = _application(request, application_id)
    form = ApprovalForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            home = approve(request.caller, application_id, form.terms(), form.home(), form.cleaned_data["version"])
        except ServiceError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Approved. The home is %s.") % home.reference)
            return redirect("home_page", home.pk)
    context = {"page_title": _("Approve %s") % row.name, "form": form, "application": row}
    return render(request, "carers/workspace/approve.html", context, status=422 if form.is_bound else 200)
