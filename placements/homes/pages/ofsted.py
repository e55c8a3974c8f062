"""An agency's figures: places today, how homes stay, and the year as Ofsted asks for it."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from placements.homes.selectors.capacity import capacity
from placements.homes.selectors.ofsted import years_of
from placements.homes.selectors.ofsted_files import OFSTED_BLOCKS, ofsted_figures
from placements.placing.selectors.staying import agency_figures
from placements.shortages.pages.downloads import addresses, answer_with


@needs("homes.read")
@require_GET
def figures(request: StaffRequest) -> HttpResponseBase:
    """Capacity today, the year as Ofsted asks for it, how long new homes stay and why homes leave."""
    agency, today = request.caller.organisation_id, timezone.localdate()
    years = years_of(today)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else years[0]
    context = {
        "page_title": _("Figures"),
        "capacity": capacity(agency),
        "years": years,
        "year": year,
        "ofsted": [_figure(name, agency, year) for name in OFSTED_BLOCKS],
        **agency_figures(agency, today),
    }
    return render(request, "placements/agency/figures.html", context)


def _figure(name: str, agency: Any, year: int) -> dict[str, Any]:
    block = ofsted_figures(name, agency, year, timezone.localdate())
    return {"block": block, **addresses(lambda form: reverse("agency_figures_file", args=[name, year, form]))}


@needs("homes.read")
@require_GET
def figures_file(request: StaffRequest, block: str, year: int, form: str) -> HttpResponseBase:
    """One block of a year as CSV, spreadsheet or JSON, at an address that can be kept."""
    found = ofsted_figures(block, request.caller.organisation_id, year, timezone.localdate())
    return answer_with(found, form, f"{block}-{year}")
