"""A place: which services cover it, and what is published about its children."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Council, CouncilFigure
from accounts.pages.access import public
from accounts.reference.postcodes import Found, find
from accounts.reference.selectors import recruiting_agencies

SHOWN = (
    "looked_after", "foster_placements", "over_20_miles", "outside_council", "under_1", "age_1_4", "age_5_9",
    "age_10_15", "age_16_plus",
)  # fmt: skip


def asked_place(request: HttpRequest) -> tuple[str, Found | None, str]:
    """The postcode in the address, what it is, and what is wrong with it."""
    asked = request.GET.get("postcode", "").strip()
    if not asked:
        return "", None, ""
    try:
        return asked, find(asked), ""
    except ValueError as error:
        return asked, None, str(error)


@public
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Fostering services that take enquiries; with a postcode, those that cover it, the council's own first."""
    asked, place, error = asked_place(request)
    if not asked and not error:
        kept = request.session.get("could_i_foster", {}).get("where", "")
        asked, place = (kept, find(kept)) if kept else ("", None)
    code = place.council_code if place else None
    found = recruiting_agencies(code) if code else []
    context = {
        "page_title": _("Fostering services near me"),
        "asked": asked,
        "place": place,
        "error": error,
        "has_errors": bool(error),
        "services": sorted(found, key=lambda one: (one.area_id != code, one.name)),
    }
    return render(request, "carers/public/services.html", context)


@public
@require_GET
def figures(request: HttpRequest) -> HttpResponseBase:
    """Find a place by its postcode or its name."""
    asked, place, error = asked_place(request)
    if place and place.sector and place.sector.council:
        return redirect("figures_of_council", place.sector.council.code)
    words = (place.words if place else "") or error
    councils = Council.objects.order_by("region", "name")
    context = {
        "page_title": _("Figures for a place"),
        "asked": asked,
        "error": words,
        "has_errors": bool(words),
        "councils": councils,
    }
    return render(request, "carers/public/figures.html", context)


@public
@require_GET
def figures_of_council(request: HttpRequest, code: str) -> HttpResponse:
    """Five years of published counts for one council, symbols kept as the source prints them."""
    council = get_object_or_404(Council, pk=code)
    rows = CouncilFigure.objects.filter(council=council, measure__in=SHOWN).order_by("year")
    years = sorted({row.year for row in rows}, reverse=True)
    found = {(row.measure, row.year): row for row in rows}
    latest = {row.measure: row.value for row in rows if years and row.year == years[0]}
    context = {
        "page_title": council.name,
        "council": council,
        "years": years,
        "rows": [(name, [found.get((name, year)) for year in years]) for name in SHOWN],
        "latest": latest,
        "release": rows[0].release if rows else "",
        "services": sorted(recruiting_agencies(code), key=lambda one: (one.area_id != code, one.name)),
        "labels": _labels(),
    }
    return render(request, "carers/public/figures_of_council.html", context)


def _labels() -> dict[str, str]:
    return {
        "looked_after": _("Children looked after"),
        "foster_placements": _("Living with foster families"),
        "over_20_miles": _("Living more than 20 miles from home"),
        "outside_council": _("Living outside the council's area"),
        "under_1": _("Under 1"),
        "age_1_4": _("Aged 1 to 4"),
        "age_5_9": _("Aged 5 to 9"),
        "age_10_15": _("Aged 10 to 15"),
        "age_16_plus": _("Aged 16 and over"),
    }
