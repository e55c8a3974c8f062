"""The council's pages: referrals, homes in order with their reasons, placing, shortages now."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import ServiceError
from accounts.models import Organisation
from accounts.web.access import CallerRequest, needs
from placements import selectors
from placements.forms import ChildFormSet, PlaceForm, ReferralForm
from placements.matching.facts import Household
from placements.models import Referral
from placements.services.matching import Ranked, rank_referral
from placements.services.placing import place
from placements.services.referring import refer
from placements.words import PART_WORDS, TEST_WORDS

SHOWN = 25


@needs("referrals.read")
@require_GET
def today(request: CallerRequest) -> HttpResponseBase:
    council = request.caller.organisation_id
    context = {
        "page_title": _("Today"),
        "open_referrals": selectors.referrals(council, Referral.State.OPEN)[:20],
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
            made = refer(request.caller, dict(form.cleaned_data), [child.facts() for child in children])
        except ServiceError as refused:
            for name, words in refused.fields.items() or [(None, refused.message)]:
                form.add_error(name, words)
        else:
            messages.success(request, _("The referral is open. Here are homes in order."))
            return redirect("referral", made.pk)
    context = {"page_title": _("New referral"), "form": form, "children": children}
    return render(request, "placements/council/new_referral.html", context, status=422 if form.is_bound else 200)


def _one_more(request: CallerRequest) -> QueryDict:
    """What was typed, with room for one more child."""
    typed = request.POST.copy()
    there = typed.get("child-TOTAL_FORMS", "1")
    typed["child-TOTAL_FORMS"] = str(min(6, int(there) + 1)) if there.isdecimal() and len(there) < 4 else there
    return typed


def _referral(request: CallerRequest, referral_id: UUID) -> Referral:
    return get_object_or_404(selectors.referrals(request.caller.organisation_id), pk=referral_id)


def _ranked(request: CallerRequest, referral: Referral) -> Ranked:
    assert request.caller.organisation is not None
    return rank_referral(referral, request.caller.organisation)


@needs("referrals.read")
@require_GET
def referral(request: CallerRequest, referral_id: UUID) -> HttpResponseBase:
    row = _referral(request, referral_id)
    context = {"page_title": row.reference, "referral": row, "children": _children(row)}
    if row.state == Referral.State.OPEN:
        ranked = _ranked(request, row)
        context |= {
            "homes": _homes(ranked),
            "eligible": ranked.ranking.eligible,
            "looked_at": len(ranked.pool.homes),
            "funnel": [step for step in ranked.ranking.funnel() if step[1]],
            "test_words": TEST_WORDS,
        }
    else:
        context |= {"placements": row.placements.select_related("child")}
    return render(request, "placements/council/referral.html", context)


def _children(row: Referral) -> list[object]:
    return [link.child for link in row.referral_children.select_related("child").order_by("child__birth_month")]


def _homes(ranked: Ranked) -> list[dict[str, object]]:
    names = dict(Organisation.objects.exclude(agency_kind="").values_list("pk", "name"))
    shown = []
    for home in ranked.ranking.top(SHOWN):
        facts = ranked.pool.homes[ranked.pool.index[home.household]]
        shown.append(
            {
                "id": home.household,
                "rank": home.rank,
                "tied": home.tied,
                "points": home.score / 1000,
                "agency": names.get(UUID(facts.agency), ""),
                "vacant": facts.vacant,
                "explanation": ranked.ranking.explain(home.household),
            }
        )
    return shown


def _facts(ranked: Ranked, household_id: UUID) -> Household:
    return ranked.pool.homes[ranked.pool.index[str(household_id)]]


@needs("place")
def home_for_referral(request: CallerRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    """One home against one referral: every reason; and the decision."""
    row = _referral(request, referral_id)
    ranked = _ranked(request, row)
    if str(household_id) not in ranked.pool.index:
        raise Http404
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place(request.caller, referral_id, household_id, reason=form.cleaned_data["reason"])
        except ServiceError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Placed. The home's agency can see it now."))
            return redirect("referral", referral_id)
    context = {
        "page_title": _("A home for %s") % row.reference,
        "referral": row,
        "form": form,
        "home": _facts(ranked, household_id),
        "explanation": ranked.ranking.explain(str(household_id)),
        "part_words": PART_WORDS,
        "agency_name": Organisation.objects.get(pk=_facts(ranked, household_id).agency).name,
    }
    return render(request, "placements/council/home.html", context, status=422 if form.is_bound else 200)
