"""All open referrals of the council at once: tonight's homes, and the suggested plan."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from placements.candidates import asked_for
from placements.models import Referral
from placements.referrals.selectors.beside import open_beside, waiting_count, with_waiting
from placements.referrals.selectors.referrals import referrals
from placements.search.pages import drawing
from placements.search.services import matches
from placements.search.services.matching import rank_referral
from placements.search.services.planning import plan_for
from placements.search.services.tonight import evening_of


@needs("referrals.read")
@require_GET
def tonight(request: StaffRequest) -> HttpResponseBase:
    """Homes that could take children now: whole groups first, then possible if, then the best splits."""
    council = request.caller.organisation
    assert council is not None
    rows = referrals(council.pk, Referral.State.OPEN).exclude(urgency=Referral.Urgency.PLANNED)
    waiting = [r for r in with_waiting(rows) if waiting_count(r)]
    chosen = request.GET.get("referral", "")
    row = next((r for r in waiting if str(r.pk) == chosen), waiting[0] if waiting else None)
    context: dict[str, object] = {"page_title": _("Tonight"), "waiting": waiting, "referral": row}
    if row is not None:
        ranked = rank_referral(row, council)
        evening = evening_of(ranked, council)
        context |= {
            "homes": drawing.home_rows(ranked, council.pk)[:10],
            "possible": [(name, matches.shown(ranked, name, council.pk)) for name in evening.possible],
            "splits": evening.splits,
            "contacts": matches.contacts(row.pk, evening.everyone),
            "references": {str(child.pk): child.reference for child in asked_for(row)},
            "beside": open_beside(row),
        }
    return render(request, "placements/council/tonight.html", context)


@needs("referrals.read")
@require_GET
def plan(request: StaffRequest) -> HttpResponseBase:
    """A suggested plan for all open referrals beside first-come; a person accepts line by line."""
    council = request.caller.organisation
    assert council is not None
    return render(
        request, "placements/council/plan.html", {"page_title": _("Suggested plan"), "suggested": plan_for(council)}
    )
