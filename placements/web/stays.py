"""Who lives where in an agency's homes: moves, short breaks, other dates, endings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import ServiceError
from accounts.selectors import history_of
from accounts.web.access import CallerRequest, needs
from carers.selectors import households
from placements import selectors
from placements.forms import DatesForm, EndForm, ShortBreakForm
from placements.models import Placement
from placements.services import placing
from placements.services.placing import Ended
from placements.web.asking_page import failed


def own_stay(request: CallerRequest, placement_id: UUID) -> Placement:
    rows = Placement.objects.select_related("household", "child", "council")
    return get_object_or_404(rows, pk=placement_id, agency=request.caller.organisation_id)


@needs("homes.read")
@require_GET
def agency_placements(request: CallerRequest) -> HttpResponseBase:
    agency, today = request.caller.organisation_id, timezone.localdate()
    stays = list(selectors.living_with(agency)[:200])
    context = {
        "page_title": _("Placements"),
        "occupancy": selectors.occupancy(agency),
        "here": [s for s in stays if s.kind == "main" and s.period.lower <= today],
        "coming": [s for s in stays if s.kind == "main" and s.period.lower > today],
        "breaks": [s for s in stays if s.kind == "short_break"],
        "ended": selectors.lately_ended(agency),
    }
    return render(request, "placements/agency/placements.html", context)


@needs("homes.read")
@require_GET
def placement(request: CallerRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    context = {
        "page_title": row.child.reference,
        "stay": row,
        "ending": getattr(row, "ending", None),
        "versions": row.versions.order_by("-id"),
        "history": history_of(request.caller.organisation_id, row.pk)[:30],
    }
    return render(request, "placements/agency/placement.html", context)


@needs("homes.write")
def end_stay(request: CallerRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        how = Ended(data["planned"] == "yes", data["reason"], data["left_care"], data["debrief"])
        try:
            placing.end_placement(request.caller, placement_id, data["on"], how)
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Recorded. The place is vacant from that day."))
            return redirect("placement", placement_id)
    context = {"page_title": _("End of a placement"), "stay": row, "form": form}
    return render(request, "placements/agency/end.html", context, status=422 if form.is_bound else 200)


@needs("homes.write")
def stay_dates(request: CallerRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    form = DatesForm(request.POST or None, initial={"starts": row.period.lower, "ends": row.period.upper})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            placing.change_dates(request.caller, placement_id, data["starts"], data["ends"], data["reason"])
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Changed. What was recorded before is kept."))
            return redirect("placement", placement_id)
    context = {"page_title": _("Other dates"), "stay": row, "form": form}
    return render(request, "placements/agency/dates.html", context, status=422 if form.is_bound else 200)


@needs("homes.write")
def short_break(request: CallerRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    others = households(request.caller.organisation_id).exclude(pk=row.household_id)
    form = ShortBreakForm(request.POST or None, homes=[(str(h.pk), h.name) for h in others[:300]])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            placing.short_break(request.caller, placement_id, UUID(data["household"]), data["starts"], data["ends"])
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Booked. The main home stays the child's home."))
            return redirect("placement", placement_id)
    context = {"page_title": _("A short break"), "stay": row, "form": form}
    return render(request, "placements/agency/short_break.html", context, status=422 if form.is_bound else 200)
