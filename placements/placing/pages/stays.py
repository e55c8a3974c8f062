"""Who lives where in an agency's homes: moves, short breaks, other dates, endings."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.acts.audit import history_of
from accounts.pages.access import StaffRequest, needs
from carers.homes.selectors.homes import households
from placements.models import Placement
from placements.pages.asking_page import Question, ask
from placements.placing import services as placing
from placements.placing.forms.acts import DatesForm, EndForm, ShortBreakForm
from placements.placing.selectors.staying import occupancy
from placements.placing.services import Ended
from placements.referrals.selectors.referrals import lately_ended, living_with


def own_stay(request: StaffRequest, placement_id: UUID) -> Placement:
    rows = Placement.objects.select_related("household", "child", "council", "referral__recorded_for")
    return get_object_or_404(rows, pk=placement_id, agency=request.caller.organisation_id)


@needs("homes.read")
@require_GET
def agency_placements(request: StaffRequest) -> HttpResponseBase:
    agency, today = request.caller.organisation_id, timezone.localdate()
    stays = list(living_with(agency)[:200])
    context = {
        "page_title": _("Placements"),
        "occupancy": occupancy(agency),
        "here": [s for s in stays if s.kind == "main" and s.period.lower <= today],
        "coming": [s for s in stays if s.kind == "main" and s.period.lower > today],
        "breaks": [s for s in stays if s.kind == "short_break"],
        "ended": lately_ended(agency),
    }
    return render(request, "placements/agency/placements.html", context)


@needs("homes.read")
@require_GET
def placement(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    context = {
        "page_title": row.child.reference,
        "stay": row,
        "ending": getattr(row, "ending", None),
        "versions": row.versions.order_by("-id"),
        "history": history_of(request.caller.organisation_id, row.pk)[:30],
    }
    return render(request, "placements/agency/placement.html", context)


def question(row: Placement, title: str, button: str, done: str, more: str = "") -> Question:
    """A page about one stay: whose and where stands above the form, and one goes back to it."""
    lead = f"{row.child.reference}, {row.household.name}"
    return Question(title, button, reverse("placement", args=[row.pk]), done, [f"{lead}. {more}" if more else lead])


@needs("homes.write")
def end_stay(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    return ask(
        request,
        EndForm(request.POST or None),
        lambda data: placing.end_placement(
            request.caller, placement_id, data["on"],
            Ended(data["planned"] == "yes", data["reason"], data["left_care"], data["debrief"]),
        ),
        question(row, _("End of a placement"), _("Record the end"), _("Recorded. The place is vacant from that day.")),
        ["placement", placement_id],
    )  # fmt: skip


@needs("homes.write")
def stay_dates(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    return ask(
        request,
        DatesForm(request.POST or None, initial={"starts": row.period.lower, "ends": row.period.upper}),
        lambda data: placing.change_dates(
            request.caller, placement_id, data["starts"], data["ends"], data["reason"]
        ),
        question(
            row, _("Other dates"), _("Change the dates"), _("Changed. What was recorded before is kept."),
            _("Everything is asked again, and what was recorded before is kept."),
        ),
        ["placement", placement_id],
    )  # fmt: skip


@needs("homes.write")
def short_break(request: StaffRequest, placement_id: UUID) -> HttpResponseBase:
    row = own_stay(request, placement_id)
    others = households(request.caller.organisation_id).exclude(pk=row.household_id)
    return ask(
        request,
        ShortBreakForm(request.POST or None, homes=[(str(h.pk), h.name) for h in others[:300]]),
        lambda data: placing.short_break(
            request.caller, placement_id, UUID(data["household"]), data["starts"], data["ends"]
        ),
        question(
            row, _("A short break"), _("Book the short break"),
            _("Booked. The main home stays the child's home."),
        ),
        ["placement", placement_id],
    )  # fmt: skip
