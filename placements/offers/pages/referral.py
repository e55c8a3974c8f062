"""One referral of the council: homes in order, one home and the decision, why not. All at once: `evening.py`."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.input.errors import NotReady, ServiceError
from accounts.models import Organisation
from accounts.pages.access import StaffRequest, needs
from placements.candidates import asked_for, members_of
from placements.models import Gate, Placement, Referral, Reply
from placements.offers.pages.referral_words import homes_in_words, offered_for, sharing_in_words
from placements.pages.asking_page import failed, posted
from placements.placing.pages.which import Which, which
from placements.placing.selectors.decisions import decisions_of
from placements.placing.services import place
from placements.placing.services.fit import council_code_of, look, only_outside_terms
from placements.placing.services.gates import kind_of_gate
from placements.referrals.forms.referrals import PlaceForm
from placements.referrals.selectors.beside import open_beside
from placements.referrals.selectors.referrals import offers_for, referrals
from placements.search.pages import drawing
from placements.search.services import matches
from placements.search.services.matching import Ranked, rank_referral, replay
from placements.texts.words import PART_WORDS, TEST_WORDS


def own_referral(request: StaffRequest, referral_id: UUID) -> Referral:
    return get_object_or_404(referrals(request.caller.organisation_id), pk=referral_id)


def ranked_for(request: StaffRequest, referral: Referral, children: Sequence[str] | None = None) -> Ranked:
    return rank_referral(referral, request.caller.organisation, children)


def chosen_or_all(request: StaffRequest, row: Referral) -> Which:
    """The children in the address; where one of them has a home by now, that is said and all who wait are meant."""
    try:
        return which(request.GET, row)
    except NotReady as stale:
        messages.error(request, stale.message)
        waiting = asked_for(row)
        return Which(waiting, waiting)


@needs("referrals.read")
@require_GET
def referral(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    row = own_referral(request, referral_id)
    reader = request.caller.organisation_id
    offers, meant = list(offers_for(row)), chosen_or_all(request, row)
    stays = row.placements.filter(state__in=["placed", "ended"]).select_related("child", "agency").order_by("pk")
    context = {
        "page_title": row.reference,
        "referral": row,
        "children": members_of(row),
        "which": meant,
        "references": {str(child.pk): child.reference for child in members_of(row)},
        "homes_of": homes_in_words(row, stays),
        "sharing": sharing_in_words(row),
        "beside": open_beside(row),
        "offers": offers,
        "offered_for": offered_for(row, offers),
        "holds": _holds(row),
        "placements": stays,
        "part_words": PART_WORDS,
    }
    if row.state == Referral.State.OPEN and meant.waiting:
        ranked = ranked_for(request, row, meant.names)
        rows = drawing.home_rows(ranked, reader)
        possible = ranked.ranking.possible_if() if row.urgency == "emergency" or not rows else []
        context |= {
            "homes": rows,
            "sibling_homes": {str(stay.household_id) for stay in stays if stay.state == Placement.State.PLACED},
            "own_homes": [home for home in rows if home["own"]],
            "eligible": ranked.ranking.eligible,
            "looked_at": len(ranked.pool.homes),
            "funnel": drawing.why_not(ranked, row, meant.query),
            "map": drawing.ring_map(ranked, rows),
            "possible": len(possible),
            "stability": ranked.ranking.stability(),
            "shares": row.shares.filter(ended_at__isnull=True).count(),
            "replies": Reply.objects.filter(referral=row).select_related("agency"),
            "declines": row.declines.select_related("agency"),
        }
    elif row.state != Referral.State.OPEN:
        context |= {"matches": row.matches.filter(chosen=True)}
    return render(request, "placements/council/referral.html", context)


def _holds(row: Referral) -> list[dict[str, Any]]:
    """What is held for the referral now: home, for which children, until when."""
    held: dict[UUID, dict[str, Any]] = {}
    rows = Placement.objects.filter(referral=row, state=Placement.State.HELD).select_related("agency", "child")
    for stay in rows.order_by("slot"):
        home = stay.household_id
        entry = held.setdefault(home, {"home": home, "agency": stay.agency.name, "children": []})
        entry["children"].append(stay.child)
        entry["until"] = stay.expires_at
    return list(held.values())


@needs("place")
def home_for_referral(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    """One home against one referral: every reason that the reader may see; and the decision."""
    row = own_referral(request, referral_id)
    code = council_code_of(row)
    held = [hold for hold in _holds(row) if hold["home"] == household_id]
    usual, stale = [child.pk for child in held[0]["children"]] if held else [], None
    try:
        meant = which(request.POST if request.method == "POST" else request.GET, row, usual)
    except NotReady as refused:  # one of them has a home by now: what was typed stays, for those who wait
        meant, stale = which(QueryDict(), row, usual), refused
    if not meant.children:
        return redirect("referral", referral_id)
    try:
        fresh = look(row, code, household_id, meant.children)
    except NotReady:
        raise Http404 from None
    seen = matches.Shown(fresh.explanation, fresh.home.agency == str(request.caller.organisation_id))
    held = [hold for hold in held if {child.pk for child in hold["children"]} >= set(meant.ids)]
    outside = not held and row.urgency == Referral.Urgency.EMERGENCY and only_outside_terms(fresh)
    form = PlaceForm(posted(request), outside=outside)
    if stale is not None and form.is_bound:
        form.is_valid()
        form.add_error(None, stale.message)
    elif stale is not None:
        messages.error(request, stale.message)
    elif request.method == "POST" and form.is_valid():
        try:
            place(
                request.caller, referral_id, household_id, held_only=bool(held), children=meant.ids,
                **form.cleaned_data,
            )  # fmt: skip
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Placed. The home's agency can see it now."))
            return redirect("referral", referral_id)
    gate = Gate.objects.filter(referral=row, household=household_id).first()
    context = {
        "page_title": _("A home for %s") % row.reference,
        "referral": row,
        "form": form,
        "home": fresh.home,
        "household_id": household_id,
        "which": meant,
        "seen": seen,
        "explanation": fresh.explanation,
        "bars": drawing.bars(fresh.explanation),
        "part_words": PART_WORDS,
        "test_words": TEST_WORDS,
        "held": held[0] if held else None,
        "outside": outside,
        "gate": gate,
        "gate_kind": kind_of_gate(code, fresh.home.la),
        "contact": matches.contacts(row.pk, [str(household_id)]).get(str(household_id)),
        "agency_name": Organisation.objects.get(pk=fresh.home.agency).name,
    }
    return render(request, "placements/council/home.html", context, status=422 if form.is_bound else 200)


@needs("referrals.read")
@require_GET
def why_not(request: StaffRequest, referral_id: UUID, code: str) -> HttpResponseBase:
    """Which homes fall first at one test: own homes with the sentence, those of others counted."""
    row = own_referral(request, referral_id)
    if code not in TEST_WORDS:
        raise Http404
    meant = chosen_or_all(request, row)
    if not meant.children:
        return redirect("referral", referral_id)
    ranked = ranked_for(request, row, meant.names)
    fallen = matches.fallen_at(ranked, code, request.caller.organisation_id)
    known = matches.contacts(row.pk, [name for name, _said in fallen.own])
    context = {
        "page_title": TEST_WORDS[code],
        "referral": row,
        "own": [(name, known[name].reference, said) for name, said in fallen.own],
        "others": fallen.others,
        "which": meant,
    }
    return render(request, "placements/council/why_not.html", context)


@needs("referrals.read")
@require_GET
def decisions(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """Who decided what, in which office, when: to print for the child's file."""
    row = own_referral(request, referral_id)
    context = {
        "page_title": _("Decisions on %s") % row.reference,
        "referral": row,
        "today": timezone.localdate(),
        "decisions": decisions_of(row),
    }
    return render(request, "placements/council/decisions.html", context)


@needs("referrals.read")
@require_GET
def replay_match(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """The decision made again from what was kept with it."""
    row = own_referral(request, referral_id)
    kept = row.matches.filter(chosen=True).order_by("-id").first()
    if kept is None or "instance" not in kept.facts:
        raise Http404
    context = {"page_title": _("The match again"), "referral": row, "match": kept, "again": replay(kept)}
    return render(request, "placements/council/replay.html", context)
