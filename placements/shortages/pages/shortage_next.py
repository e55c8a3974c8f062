"""The next months and what-ifs; the council's returns: upload, report, rejected rows."""

import csv
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.charts import FanChart, FanPoint
from placements.models import Return, Scenario, Snapshot
from placements.shortages.forms.shortages import ReturnForm, ScenarioForm
from placements.shortages.pages.shortage_reasons import kept
from placements.shortages.pages.shortages import council_of, day_query, figure_of
from placements.shortages.selectors.outlook_blocks import OUTLOOK_BLOCKS, outlook_sentence, score_words
from placements.shortages.selectors.snapshots import newest_job
from placements.shortages.selectors.what_ifs import what_ifs_block
from placements.shortages.services import returns, scenarios, uploads


@needs("shortages.read")
@require_http_methods(["GET", "POST"])
def next_months(request: StaffRequest) -> HttpResponseBase:
    """Fan charts with the method's record, the forecast of a year ago, and what-ifs compared."""
    context = kept(request, Snapshot.Kind.FORECAST, _("Next months"))
    row, status = context["snapshot"], 200
    if request.method == "POST" and not (request.caller.can("shortages.write") and row):
        raise Http404
    form = ScenarioForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and _saved(request, form):
            return redirect("shortages_next")
        status = 422
    if row:
        area = council_of(request).area
        context |= {
            "sentence": outlook_sentence(area.name if area else "", row.figures),
            "scores": score_words(row.figures),
            "gap_chart": _gap_chart(row),
            "children_chart": _children_chart(row),
            "figures": {name: figure_of(make(row), day_query(request)) for name, make in OUTLOOK_BLOCKS.items()},
            "what_ifs": figure_of(what_ifs_block(row, request.GET), day_query(request)),
            "scenarios": Scenario.objects.filter(council=council_of(request).pk).order_by("name"),
        }
    context |= {"form": form, "may_write": request.caller.can("shortages.write")}
    return render(request, "placements/shortages/next.html", context, status=status)


def _saved(request: StaffRequest, form: ScenarioForm) -> bool:
    facts = dict(form.cleaned_data)
    try:
        scenarios.save(request.caller, facts.pop("name"), facts)
    except ServiceError as refused:
        form.add_error("name" if "name" in refused.fields else None, refused.message)
        return False
    messages.success(request, _("The what-if was saved."))
    return True


def _month(day: str) -> str:
    return f"{date.fromisoformat(day):%b %y}"


def _gap_chart(row: Snapshot) -> FanChart:
    labels = [_month(one[0]) for one in row.figures["children"]]
    points = [
        FanPoint(label, low, mid, high) for label, (low, mid, high, _c) in zip(labels, row.figures["gap"], strict=False)
    ]
    words = _("Places short, month by month: one chance in ten of fewer, the most likely, one in ten of more.")
    return FanChart(_("Places short"), [], points, words)


def _children_chart(row: Snapshot) -> FanChart:
    history = [FanPoint.known(_month(day), count) for day, count in row.figures["history"]]
    points = [*row.figures.get("carried", []), *(one[:4] for one in row.figures["children"])]
    ahead = [FanPoint(_month(day), low, mid, high) for day, low, mid, high in points]
    words = _("Children in foster care at each month end, and the likely range ahead.")
    known = _("known to here") if row.figures["behind"] else ""
    return FanChart(_("Children in foster care"), history, ahead, words, _("children"), known)


@needs("shortages.write")
@require_POST
def remove_scenario(request: StaffRequest, scenario_id: UUID) -> HttpResponseBase:
    try:
        scenarios.remove(request.caller, scenario_id)
    except Scenario.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The what-if was removed."))
    return redirect("shortages_next")


@needs("shortages.write")
@require_http_methods(["GET", "POST"])
def council_data(request: StaffRequest) -> HttpResponseBase:
    """Upload a return; the returns there are; how far the forecast made from the newest is."""
    form, status = ReturnForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = form.cleaned_data
                row = returns.take_in(request.caller, uploads.sources_of(found["tables"]), found["year"])
            except ServiceError as refused:
                form.add_error("year" if "year" in refused.fields else "tables", refused.message)
            else:
                return redirect("return_report", row.pk)
    context: dict[str, Any] = {
        "page_title": _("Data"),
        "form": form,
        "returns": _returns(request)[:20],
        "job": newest_job(request.caller.organisation_id),
    }
    return render(request, "placements/shortages/data.html", context, status=status)


def _returns(request: StaffRequest) -> Any:
    return Return.objects.filter(council=request.caller.organisation_id).order_by("-uploaded_at")


@needs("shortages.write")
@require_GET
def return_report(request: StaffRequest, return_id: UUID) -> HttpResponseBase:
    row = get_object_or_404(_returns(request), pk=return_id)
    counts: dict[str, int] = {}
    for finding in row.findings:
        counts[finding["code"]] = counts.get(finding["code"], 0) + 1
    context = {"page_title": _("Return"), "row": row, "counts": counts, "findings": row.findings[:100]}
    return render(request, "placements/shortages/return.html", context)


@needs("shortages.write")
@require_GET
def return_findings(request: StaffRequest, return_id: UUID) -> HttpResponseBase:
    """Every finding as CSV: file, line, column, what is wrong, what to do."""
    row = get_object_or_404(_returns(request), pk=return_id)
    headers = {"Content-Disposition": f'attachment; filename="return-{row.pk}.csv"'}
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(answer)
    writer.writerow(["result", "file", "line", "column", "code", "what is wrong", "what to do"])
    for one in row.findings:
        result = "row rejected" if one["error"] else "row kept"
        writer.writerow([result, *(one[key] for key in ("file", "line", "column", "code", "message", "fix"))])
    return answer
