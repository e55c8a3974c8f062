"""The council's own lists: today, referrals, a new referral. One referral: `referral.py`."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import ServiceError
from accounts.web.access import CallerRequest, needs
from placements import selectors
from placements.forms import ChildFormSet, ReferralForm
from placements.models import Referral
from placements.services.referring import refer


@needs("referrals.read")
@require_GET
def today(request: CallerRequest) -> HttpResponseBase:
    council = request.caller.organisation_id
    context = {
        "page_title": _("Today"),
        "open_referrals": selectors.referrals(council, Referral.State.OPEN)[:20],
        "quiet": selectors.quiet_referrals(council),
        "gates": selectors.gates_waiting(council),
        "notices": selectors.notices_due(council),
        "placed": selectors.referrals(council, Referral.State.PLACED)[:5],
    }
    return render(request, "placements/council/today.html", context)


@needs("referrals.read")
@require_GET
def referrals(request: CallerRequest) -> HttpResponseBase:
    state = request.GET.get("state", Referral.State.OPEN)
    page = Paginator(selectors.referrals(request.caller.organisation_id, state), 50)
    context = {
        "page_title": _("Referrals"),
        "page": page.get_page(request.GET.get("page")),
        "state": state,
        "states": Referral.State.choices,
    }
    return render(request, "placements/council/referrals.html", context)


@needs("referrals.write")
def new_referral(request: CallerRequest) -> HttpResponseBase:
    form = ReferralForm(request.POST or None)
    children = ChildFormSet(request.POST or None, prefix="child")
    if request.method == "POST" and "add" in request.POST:
        children = ChildFormSet(_one_more(request), prefix="child")
    elif request.method == "POST" and form.is_valid() and children.is_valid():
        try:
            made = refer(request.caller, form.facts(), [child.facts() for child in children])
        except ServiceError as refused:
            for name, words in refused.fields.items() or [(None, refused.message)]:
                form.add_error(name, words)
        else:
            words = _("The referral is open. Here are homes in order.")
            if made.screen == Referral.Screen.WAITING:
                words = _("The referral is open. It is not shared yet: look at the free text first.")
            messages.success(request, words)
            return redirect("referral", made.pk)
    context = {"page_title": _("New referral"), "form": form, "children": children}
    return render(request, "placements/council/new_referral.html", context, status=422 if form.is_bound else 200)


def _one_more(request: CallerRequest) -> QueryDict:
    """What was typed, with room for one more child."""
    typed = request.POST.copy()
    there = typed.get("child-TOTAL_FORMS", "1")
    typed["child-TOTAL_FORMS"] = str(min(6, int(there) + 1)) if there.isdecimal() and len(there) < 4 else there
    return typed
