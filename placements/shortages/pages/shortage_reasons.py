"""Why children wait, what would close it, and the campaign list that goes to recruiters."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.charts import Funnel, FunnelStep
from placements.models import CampaignTarget, Snapshot
from placements.shortages.forms.shortages import HandOverForm
from placements.shortages.pages.shortages import council_of, day_query, figure_of, sections
from placements.shortages.selectors.children import worse_words
from placements.shortages.selectors.reason_blocks import (
    change_sentences,
    closing_sentence,
    list_block,
    needs_block,
    profiles_block,
    tests_block,
    why_sentence,
)
from placements.shortages.selectors.snapshots import day_asked, newest_job, snapshot_of
from placements.shortages.selectors.targets import recruiters_for, targets_of_agency, targets_of_council
from placements.shortages.services import jobs, targets
from placements.texts.words import TEST_WORDS


def kept(request: StaffRequest, kind: str, title: str) -> dict[str, Any]:
    """What every page made from a snapshot shows: the snapshot, and the job that makes the next one."""
    council = council_of(request)
    row = snapshot_of(council.pk, kind, request.GET)
    return {
        "page_title": title,
        "sections": sections(request.path, day_query(request)),
        "known_on": row.as_of if row and day_asked(request.GET) else None,
        "snapshot": row,
        "figures_of": row.figures if row else None,
        "job": newest_job(council.pk),
    }


@needs("shortages.read")
@require_GET
def why(request: StaffRequest) -> HttpResponseBase:
    context = kept(request, Snapshot.Kind.REASONS, _("Why children wait"))
    row = context["snapshot"]
    if row:
        steps = [FunnelStep(_("All homes"), row.figures["homes"])]
        steps += [FunnelStep(str(TEST_WORDS[code]), left) for code, _fall, left in row.figures["funnel"]]
        context |= {
            "sentence": why_sentence(row.figures),
            "changes": change_sentences(row.figures),
            "funnel_chart": Funnel(_("Homes left after each test"), steps),
            "tests": figure_of(tests_block(row), day_query(request)),
            "unmet": figure_of(needs_block(row), day_query(request)),
            "links": [(need["reference"], need["referral"]) for need in row.figures["needs"]],
        }
    return render(request, "placements/shortages/why.html", context)


@needs("shortages.read")
@require_http_methods(["GET", "POST"])
def closing(request: StaffRequest) -> HttpResponseBase:
    """Ranked homes, the campaign list, and (for those who may) handing it to recruiters."""
    context = kept(request, Snapshot.Kind.REASONS, _("What would close it"))
    row, status = context["snapshot"], 200
    if request.method == "POST" and not (request.caller.can("shortages.write") and row):
        raise Http404
    if row:
        form = _form(request, row)
        if request.method == "POST":
            if form.is_valid() and _handed(request, form):
                return redirect("shortages_closing")
            status = 422
        context |= {
            "sentence": closing_sentence(row.figures),
            "ranked": figure_of(profiles_block(row), day_query(request)),
            "wanted": figure_of(list_block(row), day_query(request)),
            "form": form,
        }
    children = snapshot_of(council_of(request).pk, Snapshot.Kind.CHILDREN, request.GET)
    context["worse"] = worse_words(children.figures) if children else ""
    context["targets"] = targets_of_council(council_of(request).pk)
    context["may_write"] = request.caller.can("shortages.write")
    return render(request, "placements/shortages/closing.html", context, status=status)


def _form(request: StaffRequest, row: Snapshot) -> HandOverForm:
    wanted = [(one["code"], _wanted_words(one)) for one in row.figures["closing"]["list"]]
    return HandOverForm(request.POST or None, wanted=wanted, agencies=recruiters_for(council_of(request).area))


def _wanted_words(one: dict[str, Any]) -> str:
    words = ngettext(
        "%(homes)s home near %(near)s for %(places)s, aged %(low)s to %(high)s",
        "%(homes)s homes near %(near)s for %(places)s each, aged %(low)s to %(high)s",
        one["homes"],
    ) % {
        "homes": one["homes"], "near": one["near"], "places": one["places"], "low": one["age_min"],
        "high": one["age_max"],
    }  # fmt: skip
    skills = ", ".join(skill.replace("_", " ") for skill in one["skills"])
    return f"{words} ({skills})" if skills else words


def _handed(request: StaffRequest, form: HandOverForm) -> bool:
    found = form.cleaned_data
    try:
        made = targets.hand_over(
            request.caller, [UUID(pk) for pk in found["agencies"]], found["profiles"], found["message"]
        )
    except ServiceError as refused:
        form.add_error(None, refused.message)
        return False
    words = ngettext("%(n)s target was handed over.", "%(n)s targets were handed over.", len(made))
    messages.success(request, words % {"n": len(made)} if made else _("They were asked for these homes already."))
    return True


@needs("shortages.write")
@require_POST
def work_out(request: StaffRequest) -> HttpResponseBase:
    """Have the council's figures worked out again."""
    jobs.ask(request.caller)
    messages.success(request, _("It is being worked out. The page shows how far it is each time you open it."))
    back = request.POST.get("back", "")
    return redirect(back if back in _BACK else "shortages")


_BACK = {"shortages", "shortages_why", "shortages_closing", "shortages_next", "shortages_children"}


@needs("shortages.write")
@require_POST
def move_target(request: StaffRequest, target_id: UUID, verb: str) -> HttpResponseBase:
    return _moved(request, target_id, verb, {"met", "close"}, "shortages_closing")


@needs("people.read")
@require_GET
def recruitment_asked(request: StaffRequest) -> HttpResponseBase:
    """An agency's page: homes that councils ask it to recruit."""
    rows = targets_of_agency(request.caller.organisation_id)
    title, may = _("Homes that councils ask for"), request.caller.can("people.write")
    context = {"page_title": title, "targets": rows, "may_write": may}
    return render(request, "placements/agency/recruitment_asked.html", context)


@needs("people.write")
@require_POST
def answer_target(request: StaffRequest, target_id: UUID, verb: str) -> HttpResponseBase:
    return _moved(request, target_id, verb, {"take_up", "met"}, "recruitment_asked")


def _moved(request: StaffRequest, target_id: UUID, verb: str, verbs: set[str], back: str) -> HttpResponseBase:
    if verb not in verbs:
        raise Http404
    try:
        targets.move(request.caller, target_id, verb)
    except CampaignTarget.DoesNotExist:
        raise Http404 from None
    except ServiceError as refused:
        messages.error(request, refused.message)
    return redirect(back)
