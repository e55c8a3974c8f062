"""One application: clocks, checks, decisions, what next; approval with terms; documents to print."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.documents.papers import as_pdf
from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.tenancy.ids import key_of
from carers.applications.forms.staff import ApprovalForm
from carers.applications.forms.stages import AddCheckForm, PanelForm, ReceiveForm, RecommendationForm, StageForm
from carers.applications.papers import Paper, paper_of
from carers.applications.selectors.checks import (
    missing_for_decision,
    missing_for_stage1,
    not_asked_for,
    not_said_whose,
    waiting_for_applicant,
)
from carers.applications.selectors.named_people import people_of
from carers.applications.services import applications as services
from carers.applications.services import checks, personal_checks, stages
from carers.applications.services.approving import approve
from carers.models import Application, Check
from carers.people.pages.owners import owner_of
from carers.people.selectors.people import applications, team
from carers.people.selectors.running import application_clocks, drawn
from carers.people.selectors.settings import settings_of
from carers.people.selectors.timeline import timeline
from carers.people.services import cases

Stage = Application.Stage


@needs("people.read")
@require_GET
def application(request: StaffRequest, application_id: UUID) -> HttpResponseBase:
    return _page(request, _application(request, application_id))


def _application(request: StaffRequest, application_id: UUID) -> Application:
    found = applications(request.caller.organisation_id).select_related("household", "enquiry__sector__council")
    return get_object_or_404(found.prefetch_related("checks", "decisions", "people"), pk=application_id)


def _forms(row: Application) -> dict[str, Any]:
    waiting = [check for check in row.checks.all() if check.received_on is None]
    offered = [(stage.value, stage.label) for stage in stages.steps_from(row)]
    move = StageForm(initial={"version": row.version})
    move.fields["to"].choices = offered  # type: ignore[attr-defined]
    return {
        "move_form": move if offered else None,
        "receive_form": ReceiveForm(waiting=waiting, auto_id="receive_%s") if waiting else None,
        "check_form": AddCheckForm(auto_id="check_%s"),
        "panel_form": PanelForm(
            auto_id="panel_%s", initial={"panel_on": row.panel_on, "papers_sent_on": row.papers_sent_on}
        ),
        "recommendation_form": RecommendationForm(auto_id="rec_%s", initial={"minutes_on": timezone.localdate()}),
    }


def _page(
    request: StaffRequest, row: Application, error: str = "", status: int = 200, **replaced: forms.Form
) -> HttpResponse:
    agency, now = request.caller.organisation_id, timezone.now()
    chosen = settings_of(agency)
    readings = application_clocks(row, chosen, now)
    assessing = row.stage in (Stage.STAGE2, Stage.BRIEF_REPORT, Stage.PANEL, Stage.DECISION)
    context: dict[str, Any] = {
        "page_title": row.name,
        "application": row,
        "household": getattr(row, "household", None),
        "clocks": [(drawn(reading), reading) for reading in readings],
        "missing": missing_for_decision(row) if assessing else missing_for_stage1(row),
        "too_late": row.stage in (Stage.REGISTERED, Stage.STAGE1) and stages.stage1_is_late(row, timezone.localdate()),
        "routes": Application.Route.choices,
        "happenings": timeline(agency, row.pk, *([row.enquiry_id] if row.enquiry_id else [])),
        "team": team(agency),
        "error": error,
        "waiting_for_them": waiting_for_applicant(row),
        **_named(row),
        "can_approve": row.stage == Stage.DECISION and request.caller.can("approve"),
    }
    return render(request, "carers/workspace/application.html", context | _forms(row) | replaced, status=status)


def _named(row: Application) -> dict[str, Any]:
    """Who it is about, and the checks of which nobody has said whose they are."""
    people = people_of(row)
    kept = [person for person in people if not person._state.adding]
    return {
        "people": people,
        "may_own": kept,
        "loose": {check.pk for check in not_said_whose(row)} if row.is_open else set(),
        "not_asked": row.is_open and row.stage != Stage.REGISTERED and not_asked_for(row),
        "outcomes": Check.Outcome.choices,
    }


@needs("people.write")
@require_POST
def move_application(request: StaffRequest, application_id: UUID) -> HttpResponseBase:
    row, form = _application(request, application_id), StageForm(request.POST)
    if not form.is_valid():
        return _page(request, row, _("Choose the next step."), 422)
    asked = form.cleaned_data
    try:
        moved = stages.advance_application(
            request.caller, row.pk, asked["to"], asked["reason"], asked["version"], asked["words"]
        )
    except ServiceError as refused:
        return _page(request, row, refused.message, refused.status, move_form=form)
    messages.success(request, _("Moved on to “%s”.") % moved.get_stage_display())
    return redirect("application", application_id)


def _receive(request: StaffRequest, row: Application) -> str:
    waiting = {str(check.pk): check for check in row.checks.all() if check.received_on is None}
    form = _valid(ReceiveForm(request.POST, waiting=list(waiting.values())))
    ids = [UUID(key) for key in form["checks"]]
    if len(ids) == 1:
        checks.receive_check(request.caller, ids[0], form["on"], form["outcome"], form["number"])
    else:
        checks.receive_checks(request.caller, ids, form["on"], form["outcome"])
    return _("Noted.")


def _judge(request: StaffRequest, row: Application) -> str:
    check = get_object_or_404(row.checks, pk=key_of(request.POST.get("check")))
    checks.judge_check(request.caller, check.pk, request.POST.get("outcome", ""))
    return _("Noted.")


def _whose(request: StaffRequest, row: Application) -> str:
    check = get_object_or_404(row.checks, pk=key_of(request.POST.get("check")))
    person = get_object_or_404(row.people, pk=key_of(request.POST.get("person")), left_on=None)
    personal_checks.say_whose(request.caller, check.pk, person.pk)
    return _("Noted.")


def _ask_missing(request: StaffRequest, row: Application) -> str:
    personal_checks.ask_missing(request.caller, row.pk)
    return _("Asked for.")


def _valid(form: forms.Form) -> dict[str, Any]:
    """The cleaned values, or the first error as a refusal in words."""
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        raise ServiceError(str(first), "input.invalid")
    return form.cleaned_data


def _chase(request: StaffRequest, row: Application) -> str:
    check = get_object_or_404(row.checks, pk=key_of(request.POST.get("check")))
    checks.chase_check(request.caller, check.pk)
    return _("Noted: chased today.")


def _waits(request: StaffRequest, row: Application) -> str:
    check = get_object_or_404(row.checks, pk=key_of(request.POST.get("check")))
    checks.wait_for_applicant(request.caller, check.pk, request.POST.get("what", ""))
    return _("Noted. They are reminded after five working days.")


def _came(request: StaffRequest, row: Application) -> str:
    check = get_object_or_404(row.checks, pk=key_of(request.POST.get("check")))
    checks.applicant_did(request.caller, check.pk)
    return _("Noted. They get no more reminders of it.")


def _add_check(request: StaffRequest, row: Application) -> str:
    asked = _valid(AddCheckForm(request.POST))
    checks.add_check(request.caller, row, asked["kind"], asked["person"])
    return _("Asked for.")


def _panel(request: StaffRequest, row: Application) -> str:
    asked = _valid(PanelForm(request.POST))
    stages.plan_panel(request.caller, row.pk, asked["panel_on"], asked["papers_sent_on"])
    return _("The panel is planned.")


def _recommend(request: StaffRequest, row: Application) -> str:
    asked = _valid(RecommendationForm(request.POST))
    stages.note_recommendation(request.caller, row.pk, asked["outcome"], asked["minutes_on"], asked["words"])
    return _("The recommendation is noted.")


def _comments(request: StaffRequest, row: Application) -> str:
    stages.note_comments(request.caller, row.pk, timezone.localdate())
    return _("Their comments are noted.")


def _route(request: StaffRequest, row: Application) -> str:
    stages.choose_route(request.caller, row.pk, request.POST.get("route", ""))
    return _("Noted.")


def _pause(request: StaffRequest, row: Application) -> str:
    if row.paused_on:
        services.resume(request.caller, row.pk)
        return _("Going on again.")
    services.pause(request.caller, row.pk, request.POST.get("reason", ""))
    return _("Paused. The law's clocks run on.")


def _owner(request: StaffRequest, row: Application) -> str:
    cases.assign(request.caller, row, owner_of(request))
    return _("Owner changed.")


def _note(request: StaffRequest, row: Application) -> str:
    cases.write_note(request.caller, row, request.POST.get("text", ""), request.POST.get("confidential", ""))
    return _("Note added.")


ACTS: dict[str, Callable[[StaffRequest, Application], str]] = {
    "receive": _receive, "chase": _chase, "waits": _waits, "came": _came, "add-check": _add_check,
    "judge": _judge, "whose": _whose, "ask-missing": _ask_missing,
    "panel": _panel, "recommend": _recommend,
    "comments": _comments, "route": _route, "pause": _pause, "owner": _owner, "note": _note,
}  # fmt: skip


@needs("people.write")
@require_POST
def act_on_application(request: StaffRequest, application_id: UUID, act: str) -> HttpResponseBase:
    """One act; a refusal shows on the application's page, with what was there."""
    row = _application(request, application_id)
    if act not in ACTS:
        raise Http404
    try:
        done = ACTS[act](request, row)
    except Check.DoesNotExist:
        raise Http404 from None
    except ServiceError as refused:
        return _page(request, row, refused.message, refused.status)
    messages.success(request, done)
    return redirect("application", application_id)


@needs("approve")
def approve_application(request: StaffRequest, application_id: UUID) -> HttpResponseBase:
    row = _application(request, application_id)
    form = ApprovalForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
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


def _paper(request: StaffRequest, row: Application, paper: str) -> Paper:
    made = paper_of(paper, row, request.caller.organisation.name, timezone.now())
    if made is None:
        raise Http404
    return made


@needs("people.read")
@require_GET
def application_paper(request: StaffRequest, application_id: UUID, paper: str) -> HttpResponseBase:
    """A document made from what is known, as a page that prints well; the notice only once approved."""
    row = _application(request, application_id)
    made = _paper(request, row, paper)
    context = {"page_title": f"{made.title}: {row.name}", "paper": made, "key": paper, "application": row}
    return render(request, "carers/workspace/paper.html", context)


@needs("people.read")
@require_GET
def application_paper_pdf(request: StaffRequest, application_id: UUID, paper: str) -> HttpResponseBase:
    """The same paper as a tagged PDF."""
    made = _paper(request, _application(request, application_id), paper)
    answer = HttpResponse(as_pdf(made.as_data()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{paper}.pdf"'
    return answer
