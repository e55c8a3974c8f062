"""The council's own lists: today, referrals. One referral: `referral.py`; one that is being written: `drafts.py`."""

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from placements.models import Referral
from placements.referrals.selectors.beside import with_waiting
from placements.referrals.selectors.referrals import drafts, gates_waiting, notices_due, quiet_referrals
from placements.referrals.selectors.referrals import referrals as referrals_of_agency


@needs("referrals.read")
@require_GET
def today(request: StaffRequest) -> HttpResponseBase:
    council = request.caller.organisation_id
    context = {
        "page_title": _("Today"),
        "open_referrals": with_waiting(referrals_of_agency(council, Referral.State.OPEN)[:20]),
        "quiet": quiet_referrals(council),
        "gates": gates_waiting(council),
        "notices": notices_due(council),
        "placed": referrals_of_agency(council, Referral.State.PLACED)[:5],
    }
    return render(request, "placements/council/today.html", context)


@needs("referrals.read")
@require_GET
def referrals(request: StaffRequest) -> HttpResponseBase:
    state = request.GET.get("state", Referral.State.OPEN)
    page = Paginator(referrals_of_agency(request.caller.organisation_id, state), 50).get_page(request.GET.get("page"))
    page.object_list = with_waiting(page.object_list)
    context = {
        "page_title": _("Referrals"),
        "page": page,
        "state": state,
        "states": Referral.State.choices,
        "drafts": drafts(request.caller.organisation_id) if request.caller.can("referrals.write") else [],
    }
    return render(request, "placements/council/referrals.html", context)
