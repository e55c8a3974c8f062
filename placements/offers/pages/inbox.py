"""An agency's referrals: which of its homes could meet one, asks to carers, offers with a hold, "not us"."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import NotReady, ServiceError
from accounts.models import Organisation
from accounts.pages.access import StaffRequest, needs
from carers.models import Household
from placements.candidates import asked_for, members_of
from placements.candidates.referrals import CHILDREN
from placements.models import Ask, Child, Decline, Offer, Referral
from placements.offers.pages.acts import told
from placements.offers.services import asking, offering
from placements.pages.asking_page import failed
from placements.placing.forms.acts import OfferForm
from placements.placing.pages.which import Which, which
from placements.referrals.selectors.beside import with_waiting
from placements.referrals.selectors.referrals import asks_about, recorded_lately, share_of
from placements.referrals.selectors.referrals import inbox as inbox_of_agency
from placements.search.pages import drawing
from placements.search.services import matches
from placements.search.services.matching import own_that_fit, rank_referral
from placements.texts.words import PART_WORDS


def shared_referral(request: StaffRequest, referral_id: UUID) -> Referral:
    """Open and shared with the agency, or recorded by it; what it said "not us" to can still be opened."""
    row = get_object_or_404(Referral.objects.select_related("council", "recorded_for"), pk=referral_id)
    agency = request.caller.organisation_id
    own = row.recorded_for_id is not None and row.council_id == agency
    if not own and share_of(agency, row) is None:
        raise Http404
    return row


def own_household(request: StaffRequest, household_id: UUID) -> Household:
    return get_object_or_404(Household, pk=household_id, agency=request.caller.organisation_id)


@needs("inbox.read")
@require_GET
def inbox(request: StaffRequest) -> HttpResponseBase:
    agency = request.caller.organisation_id
    page = Paginator(inbox_of_agency(agency).prefetch_related(CHILDREN), 20).get_page(request.GET.get("page"))
    listed = with_waiting(page)
    fit = own_that_fit(listed, agency)
    rows = [{"referral": row, "fits": fit[row.pk]} for row in listed]
    rows.sort(key=lambda item: not item["fits"])
    offers = Offer.objects.filter(agency=agency, state=Offer.State.OPEN).select_related("referral", "household")
    asks = Ask.objects.filter(agency=agency, state=Ask.State.ASKED).select_related("household", "referral")
    context = {
        "page_title": _("Referrals"),
        "page": page,
        "rows": rows,
        "offers": offers.order_by("held_until")[:20],
        "asks": asks.order_by("answer_by")[:20],
        "decline_reasons": Decline.Reason.choices,
        "ask_reasons": Ask.Reason.choices,
        "answered": recorded_lately(agency),
    }
    return render(request, "placements/agency/inbox.html", context)


@needs("inbox.read")
@require_GET
def inbox_referral(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """What the share lets the agency read, and its own homes in order, each with all its reasons."""
    row = shared_referral(request, referral_id)
    agency = request.caller.organisation_id
    share, by_mail = share_of(agency, row), row.recorded_for_id is not None
    meant = meant_for(request, row)
    context = {
        "page_title": row.reference,
        "referral": row,
        "share": share,
        "full": by_mail or (share is not None and share.level != "profile"),
        "is_open": row.state == Referral.State.OPEN,
        "by_mail": by_mail,
        "children": meant.waiting,
        "elsewhere": len(members_of(row)) - len(meant.waiting),
        "which": meant,
        "child_words": dict(child_choices(meant.waiting)),
        "offers": Offer.objects.filter(agency=agency, referral=row).select_related("household"),
        "decline_reasons": Decline.Reason.choices,
        "ask_reasons": Ask.Reason.choices,
    }
    if by_mail:
        context |= _by_mail(agency, row)
    if row.state == Referral.State.OPEN:
        context["homes"] = _homes(agency, row, meant) if meant.children else []
    return render(request, "placements/agency/inbox_referral.html", context)


def _by_mail(agency: UUID, row: Referral) -> dict[str, object]:
    """The council's own account, if it has one, and what it has shared already; who was asked, who lives where."""
    on_hearth = Organisation.objects.filter(is_council=True, area=row.recorded_for_id).first()
    return {
        "on_hearth": on_hearth,
        "also": inbox_of_agency(agency).filter(council=on_hearth, recorded_for__isnull=True)[:5] if on_hearth else [],
        "stays": row.placements.filter(state__in=["placed", "ended"]).select_related("household"),
        "asks": Ask.objects.filter(agency=agency, referral=row).select_related("household"),
    }


def meant_for(request: StaffRequest, row: Referral) -> Which:
    """The children in the address, or all who wait where one of them has a home by now."""
    try:
        return which(request.GET, row)
    except NotReady as stale:
        messages.error(request, stale.message)
        return Which(asked_for(row), asked_for(row))


def child_choices(children: Sequence[Child]) -> list[tuple[str, str]]:
    """(id, words) of each child, without a reference: as the anonymised profile says it."""
    return [(str(child.pk), f"{child.get_sex_display()}, {child.born}") for child in children]


def _homes(agency: UUID, row: Referral, meant: Which) -> list[dict[str, Any]]:
    """The agency's own homes in order for those children, each with all its reasons."""
    ranked = rank_referral(row, row.council, meant.names)
    names = matches.own_homes(ranked, agency)[:40]
    homes = Household.objects.in_bulk([UUID(name) for name in names])
    asks = asks_about(agency, row)
    order = {home.household: home for home in ranked.ranking.top()}
    listed: list[dict[str, Any]] = []
    for name in names:
        seen = matches.shown(ranked, name, agency)
        listed.append(
            {
                "home": homes[UUID(name)],
                "place": order.get(name),
                "seen": seen,
                "bars": drawing.bars(seen.explanation),
                "miles": drawing.miles_words(ranked, name),
                "gaps": [str(PART_WORDS[part]) for part, _unknown in seen.gaps],
                "ask": asks.get(name),
            }
        )
    return listed


@needs("inbox.write")
@require_POST
def ask_carer(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    shared_referral(request, referral_id)
    own_household(request, household_id)
    told(
        request,
        lambda: asking.ask(request.caller, referral_id, household_id),
        _("Asked. Note the answer when it comes."),
    )
    return redirect("inbox_referral", referral_id)


@needs("inbox.write")
@require_POST
def answer_ask(request: StaffRequest, ask_id: UUID) -> HttpResponseBase:
    row = get_object_or_404(Ask, pk=ask_id, agency=request.caller.organisation_id)
    answer = request.POST.get("answer", "")
    told(
        request,
        lambda: asking.answer(request.caller, ask_id, answer == "yes", "" if answer == "yes" else answer),
        _("Noted."),
    )
    return redirect("inbox_referral", row.referral_id)


@needs("inbox.write")
def make_offer(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    row, home = shared_referral(request, referral_id), own_household(request, household_id)
    meant = meant_for(request, row)
    form = OfferForm(request.POST or None, children=child_choices(meant.waiting), initial={"children": meant.names})
    if request.method == "POST" and form.is_valid():
        try:
            offering.offer(request.caller, referral_id, household_id, **form.cleaned_data)
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Offered. The places are held for 24 hours, or until the council answers."))
            return redirect("inbox_referral", referral_id)
    context = {"page_title": _("Offer %s") % home.name, "referral": row, "home": home, "form": form}
    return render(request, "placements/agency/offer.html", context, status=422 if form.is_bound else 200)


@needs("inbox.write")
@require_POST
def withdraw_offer(request: StaffRequest, offer_id: UUID) -> HttpResponseBase:
    row = get_object_or_404(Offer, pk=offer_id, agency=request.caller.organisation_id)
    told(
        request,
        lambda: offering.withdraw(request.caller, offer_id, request.POST.get("words", "")),
        _("Withdrawn. The places are free again."),
    )
    return redirect("inbox_referral", row.referral_id)


@needs("inbox.write")
@require_POST
def not_us(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    shared_referral(request, referral_id)
    try:
        offering.not_us(request.caller, referral_id, request.POST.get("reason", ""))
    except ServiceError as refused:
        messages.error(request, refused.message)
        return redirect("inbox_referral", referral_id)
    messages.success(request, _("The council knows. The referral is off your list."))
    return redirect("inbox")
