"""Acts of the council on a referral: hold, let go, share, ask for a gate, decide it, answer offers, close."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import ServiceError
from accounts.web.access import CallerRequest, needs
from placements.candidates import pool_for
from placements.forms import CloseForm, GateDecisionForm, GateForm, NoticeForm
from placements.forms.living import WordsForm
from placements.models import Gate, Notice, Offer
from placements.services import closing, gates, offering, placing, sharing
from placements.web.asking_page import Question, ask, failed
from placements.web.referral import own_referral


def told(request: CallerRequest, act: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say in words why not. Whether it was done."""
    try:
        act()
    except ServiceError as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, done)
    return True


@needs("place")
@require_POST
def hold_home(request: CallerRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    own_referral(request, referral_id)
    held = told(
        request,
        lambda: placing.hold(request.caller, referral_id, household_id),
        _("Held for four hours. Nobody else can take these places meanwhile."),
    )
    return redirect(*(("home_for_referral", referral_id, household_id) if held else ("referral", referral_id)))


@needs("place")
@require_POST
def release_home(request: CallerRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    own_referral(request, referral_id)
    told(
        request,
        lambda: placing.release(request.caller, referral_id, household_id),
        _("Let go. The places are free for others again."),
    )
    return redirect("referral", referral_id)


@needs("referrals.write")
@require_POST
def clear_screen(request: CallerRequest, referral_id: UUID) -> HttpResponseBase:
    """A person has looked at what the screen found."""
    own_referral(request, referral_id)
    told(
        request,
        lambda: sharing.clear_screen(request.caller, referral_id),
        _("Cleared. Agencies that serve you can see the anonymised profile now."),
    )
    return redirect("referral", referral_id)


@needs("referrals.write")
@require_POST
def release_full(request: CallerRequest, referral_id: UUID) -> HttpResponseBase:
    """The full profile to the agencies chosen on the page of the referral."""
    row = own_referral(request, referral_id)
    there = {str(pk) for pk in row.shares.filter(ended_at__isnull=True).values_list("agency_id", flat=True)}
    chosen = [UUID(pk) for pk in request.POST.getlist("agency") if pk in there]
    if not chosen:
        messages.error(request, _("Choose the agencies that may read the full profile. Nothing was shared."))
        return redirect("referral", referral_id)
    told(
        request,
        lambda: sharing.release_full(request.caller, referral_id, chosen),
        _("They can read the full profile now."),
    )
    return redirect("referral", referral_id)


@needs("referrals.write")
def close_referral(request: CallerRequest, referral_id: UUID) -> HttpResponseBase:
    row = own_referral(request, referral_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            closing.close(request.caller, referral_id, data["outcome"], data["as_asked"], data["words"])
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Closed. If the need comes back, refer again from this page."))
            return redirect("referral", referral_id)
    context = {"page_title": _("Close %s") % row.reference, "referral": row, "form": form}
    return render(request, "placements/council/close.html", context, status=422 if form.is_bound else 200)


@needs("referrals.write")
@require_POST
def refer_again(request: CallerRequest, referral_id: UUID) -> HttpResponseBase:
    own_referral(request, referral_id)
    try:
        again = closing.refer_again(request.caller, referral_id)
    except ServiceError as refused:
        messages.error(request, refused.message)
        return redirect("referral", referral_id)
    messages.success(request, _("Open again, linked to the earlier referral: the need is counted once."))
    return redirect("referral", again.pk)


@needs("referrals.write")
def decline_offer(request: CallerRequest, offer_id: UUID) -> HttpResponseBase:
    """Not this home: the agency reads why."""
    offer = get_object_or_404(
        Offer.objects.select_related("agency"), pk=offer_id, council=request.caller.organisation_id
    )
    form = WordsForm(request.POST or None, label=_("Why not this home?"), missing=_("Enter why: the service reads it"))
    said = Question(
        _("Decline the offer of %s") % offer.agency.name,
        _("Decline the offer"),
        reverse("referral", args=[offer.referral_id]),
        _("The agency knows, and the places are free again."),
    )
    return ask(
        request,
        form,
        lambda data: offering.decline_offer(request.caller, offer_id, data["words"]),
        said,
        ["referral", offer.referral_id],
    )


@needs("place")
def ask_gate(request: CallerRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    """Ask the nominated officer, or the director, for a home outside the area."""
    row = own_referral(request, referral_id)
    pool = pool_for(row.needed_by, [household_id])
    if str(household_id) not in pool.index:
        raise Http404
    form = GateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gates.ask(request.caller, row, household_id, pool.homes[0].la, form.cleaned_data["words"])
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Asked. It stands on the page “Today” of those who decide."))
            return redirect("home_for_referral", referral_id, household_id)
    context = {"page_title": _("Ask for approval"), "referral": row, "household_id": household_id, "form": form}
    return render(request, "placements/council/ask_gate.html", context, status=422 if form.is_bound else 200)


@needs("gates.decide")
def decide_gate(request: CallerRequest, gate_id: UUID) -> HttpResponseBase:
    gate = get_object_or_404(
        Gate.objects.select_related("referral"), pk=gate_id, council=request.caller.organisation_id
    )
    form = GateDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            gates.decide(request.caller, gate_id, data["approved"] == "yes", data["office"], data["words"])
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Decided, with today's date and your name."))
            return redirect("referral", gate.referral_id)
    context = {"page_title": gate.get_kind_display(), "gate": gate, "form": form}
    return render(request, "placements/council/gate.html", context, status=422 if form.is_bound else 200)


@needs("referrals.write")
def give_notice(request: CallerRequest, notice_id: UUID) -> HttpResponseBase:
    """Record that the council of the area was told in writing."""
    notice = get_object_or_404(
        Notice.objects.select_related("referral", "area"), pk=notice_id, council=request.caller.organisation_id
    )
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gates.give_notice(request.caller, notice_id, form.cleaned_data["given_on"], form.cleaned_data["how"])
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, _("Recorded."))
            return redirect("referral", notice.referral_id)
    context = {"page_title": _("Notice to %s") % notice.area.name, "notice": notice, "form": form}
    return render(request, "placements/council/notice.html", context, status=422 if form.is_bound else 200)
