"""The recruiter's first pages: today, the board, the list of people, acts on many at once, export of a list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.sheets import sheet
from accounts.tenancy.ids import key_of
from carers.enquiries.selectors.board import board_of
from carers.enquiries.selectors.today import today_for
from carers.law.vocabulary import WithdrawalReason
from carers.models import Application, Enquiry
from carers.people.pages.owners import owner_of
from carers.people.selectors.finding import page_of
from carers.people.selectors.people import applications, enquiries, team
from carers.people.selectors.running import application_clocks, drawn, enquiry_clock
from carers.people.selectors.settings import settings_of
from carers.people.services import cases


def owner_asked(request: StaffRequest) -> UUID | None:
    """Whose cases: `mine` in the address means the signed-in person's own."""
    return request.caller.user_id if request.GET.get("whose") == "mine" else None


@needs("people.read")
@require_GET
def today(request: StaffRequest) -> HttpResponseBase:
    agency, owner = request.caller.organisation_id, owner_asked(request)
    now = timezone.now()
    context = {
        "page_title": _("Today"),
        "today": today_for(agency, now, owner),
        "drawn": drawn,
        "whose": "mine" if owner else "team",
        "on": timezone.localdate(),
    }
    return render(request, "carers/workspace/today.html", context)


@needs("people.read")
@require_GET
def board(request: StaffRequest) -> HttpResponseBase:
    owner = owner_asked(request)
    steps = board_of(request.caller.organisation_id, timezone.now(), owner)
    context = {"page_title": _("Board"), "steps": steps, "whose": "mine" if owner else "team", "now_at": timezone.now()}
    return render(request, "carers/workspace/board.html", context)


def filtered(request: StaffRequest) -> tuple[str, str, Any]:
    """The list that the address asks for: (step, words, rows), shared by the page and its export."""
    state, words = request.GET.get("state", "open"), request.GET.get("q", "").strip()
    agency, owner = request.caller.organisation_id, owner_asked(request)
    if state in Application.Stage.values:
        return state, words, applications(agency, state, words, owner)
    return state, words, enquiries(agency, state, words, owner)


@needs("people.read")
@require_GET
def people(request: StaffRequest) -> HttpResponseBase:
    """`part=1` answers with the list alone, for the script that asks while somebody types."""
    state, words, found = filtered(request)
    page = page_of(found, key_of(request.GET.get("after")), key_of(request.GET.get("before")))
    now, chosen = timezone.now(), settings_of(request.caller.organisation_id)
    is_application = state in Application.Stage.values
    clocks = {row.pk: _clock(row, chosen, now) for row in page.rows}
    context = {
        "page_title": _("People"),
        "page": page,
        "state": state,
        "q": words,
        "whose": request.GET.get("whose", "team"),
        "is_application": is_application,
        "clocks": clocks,
        "states": [("open", _("All open enquiries")), *Enquiry.State.choices, ("", _("All enquiries, open or not"))],
        "stages": Application.Stage.choices,
        "team": [] if request.GET.get("part") else team(request.caller.organisation_id),
    }
    template = "carers/workspace/_people_list.html" if request.GET.get("part") else "carers/workspace/people.html"
    return render(request, template, context)


def _clock(row: Any, chosen: Any, now: Any) -> dict[str, str] | None:
    if isinstance(row, Application):
        return drawn(next(iter(application_clocks(row, chosen, now)), None))
    return drawn(enquiry_clock(row, chosen, now))


@needs("people.read")
@require_GET
def people_export(request: StaffRequest) -> HttpResponseBase:
    """The list exactly as filtered, as CSV."""
    state, _words, found = filtered(request)
    if state in Application.Stage.values:
        heads = ["name", "stage", "at_this_stage_since", "registered_on", "owner"]
        rows = (
            [a.name, a.get_stage_display(), timezone.localdate(a.stage_since), a.registered_on, a.owner] for a in found
        )
    else:
        heads = ["name", "email", "telephone", "postcode", "step", "source", "campaign", "received_on", "owner"]
        rows = (
            [e.name, e.email, e.telephone, e.postcode, e.get_state_display(), e.get_source_display(), e.campaign,
             timezone.localdate(e.received_at), e.owner]
            for e in found
        )  # fmt: skip
    return sheet("people", heads, rows)


@needs("people.write")
@require_POST
def people_together(request: StaffRequest) -> HttpResponseBase:
    """One act on every ticked person, or on nobody."""
    asked = request.POST.getlist("ids")
    ids = [key for key in map(key_of, asked) if key]
    act, back = request.POST.get("act", ""), redirect("people")
    try:
        if len(ids) != len(asked):
            raise cases.not_all_here()
        if act == "assign":
            done = cases.assign_all(request.caller, ids, owner_of(request))
        elif act in Enquiry.State.values:
            reason = WithdrawalReason.AW0 if act == Enquiry.State.WITHDRAWN else ""
            done = cases.move_all(request.caller, ids, act, reason)
        else:
            messages.error(request, _("Choose what to do with the people you ticked."))
            return back
    except ServiceError as refused:
        messages.error(request, refused.message)
        return back
    messages.success(request, ngettext("Done for %(num)s person.", "Done for %(num)s people.", done) % {"num": done})
    return back
