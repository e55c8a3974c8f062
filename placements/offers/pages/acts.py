"""Acts of the council on a referral: hold, let go, share, ask for a gate, decide it, answer offers, close."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.environment import day
from placements.candidates import pool_for
from placements.models import Gate, Notice, Offer
from placements.offers.pages.referral import own_referral
from placements.offers.pages.referral_words import again_in_words, cleared_in_words
from placements.offers.services import offering
from placements.pages.asking_page import Question, ask, posted
from placements.placing import services as placing
from placements.placing.forms.acts import BesideForm, CloseForm, GateDecisionForm, GateForm, NoticeForm
from placements.placing.forms.living import WordsForm
from placements.placing.pages.which import which
from placements.placing.services import closing, gates
from placements.referrals.services import sharing


def told(request: StaffRequest, act: Callable[[], object], done: str) -> bool:
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
def hold_home(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    """For the children that were sent, or all who wait."""
    row = own_referral(request, referral_id)
    held = told(
        request,
        lambda: placing.hold(request.caller, referral_id, household_id, children=which(request.POST, row).ids),
        _("Held for four hours. Nobody else can take these places meanwhile."),
    )
    return redirect(*(("home_for_referral", referral_id, household_id) if held else ("referral", referral_id)))


@needs("place")
@require_POST
def release_home(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    own_referral(request, referral_id)
    told(
        request,
        lambda: placing.release(request.caller, referral_id, household_id),
        _("Let go. The places are free for others again."),
    )
    return redirect("referral", referral_id)


@needs("referrals.write")
@require_POST
def clear_screen(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """A person has looked at what the screen found: it goes to whom the council chose, and to nobody else."""
    own_referral(request, referral_id)
    try:
        messages.success(request, cleared_in_words(sharing.clear_screen(request.caller, referral_id)))
    except ServiceError as refused:
        messages.error(request, refused.message)
    return redirect("referral", referral_id)


@needs("referrals.write")
@require_POST
def release_full(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
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
def close_referral(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    row = own_referral(request, referral_id)
    said = Question(
        _("Close %s") % row.reference,
        _("Close the referral"),
        reverse("referral", args=[referral_id]),
        _("Closed. If the need comes back, refer again from this page."),
        [_("Holds are let go and open offers answered.")],
    )
    return ask(
        request,
        CloseForm(posted(request)),
        lambda data: closing.close(request.caller, referral_id, data["outcome"], data["as_asked"], data["words"]),
        said,
        ["referral", referral_id],
    )


@needs("referrals.write")
@require_POST
def refer_again(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """Shared as the earlier one was. Where the same children have an open referral, that is said and asked first."""
    row, form = own_referral(request, referral_id), BesideForm(request.POST if "asked" in request.POST else None)
    try:
        again = closing.refer_again(request.caller, referral_id, beside=form.is_valid())
    except closing.OpenBeside as others:
        context = {
            "page_title": _("Refer %s again") % row.reference, "form": form, "referral": row, "said": others.message,
            "others": others.rows,
        }  # fmt: skip
        return render(request, "placements/council/again.html", context, status=422 if form.is_bound else 200)
    except ServiceError as refused:
        messages.error(request, refused.message)
        return redirect("referral", referral_id)
    opened = _("Open again, linked to the earlier referral: the need is counted once. %(who)s")
    messages.success(request, opened % {"who": again_in_words(again)})
    return redirect("referral", again.pk)


@needs("referrals.write")
def decline_offer(request: StaffRequest, offer_id: UUID) -> HttpResponseBase:
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
def ask_gate(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    """Ask the nominated officer, or the director, for a home outside the area."""
    row = own_referral(request, referral_id)
    pool = pool_for(row.needed_by, [household_id])
    if str(household_id) not in pool.index:
        raise Http404
    said = Question(
        _("Ask for approval"),
        _("Ask for approval"),
        reverse("home_for_referral", args=[referral_id, household_id]),
        _("Asked. It stands on the page “Today” of those who decide."),
        [_("Care Planning, Placement and Case Review (England) Regulations 2010, regulation 11.")],
    )
    return ask(
        request,
        GateForm(posted(request)),
        lambda data: gates.ask(request.caller, row, household_id, pool.homes[0].la, data["words"]),
        said,
        ["home_for_referral", referral_id, household_id],
    )


@needs("gates.decide")
def decide_gate(request: StaffRequest, gate_id: UUID) -> HttpResponseBase:
    gate = get_object_or_404(
        Gate.objects.select_related("referral"), pk=gate_id, council=request.caller.organisation_id
    )
    asked = _("Asked %(day)s for referral %(ref)s.") % {"day": day(gate.asked_at), "ref": gate.referral.reference}
    said = Question(
        gate.get_kind_display(),
        _("Decide"),
        reverse("referral", args=[gate.referral_id]),
        _("Decided, with today's date and your name."),
        [f"{asked} {gate.asked_words}"],
    )
    return ask(
        request,
        GateDecisionForm(posted(request)),
        lambda data: gates.decide(request.caller, gate_id, data["approved"] == "yes", data["office"], data["words"]),
        said,
        ["referral", gate.referral_id],
    )


@needs("referrals.write")
def give_notice(request: StaffRequest, notice_id: UUID) -> HttpResponseBase:
    """Record that the council of the area was told in writing."""
    notice = get_object_or_404(
        Notice.objects.select_related("referral", "area"), pk=notice_id, council=request.caller.organisation_id
    )
    said = Question(
        _("Notice to %s") % notice.area.name,
        _("Record the notice"),
        reverse("referral", args=[notice.referral_id]),
        _("Recorded."),
        [_("Due %(day)s (regulation 13).") % {"day": day(notice.due_on)}],
    )
    return ask(
        request,
        NoticeForm(posted(request)),
        lambda data: gates.give_notice(request.caller, notice_id, data["given_on"], data["how"]),
        said,
        ["referral", notice.referral_id],
    )
