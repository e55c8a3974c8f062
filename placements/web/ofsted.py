"""An agency's yearly figures as Ofsted asks for them."""

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.web.access import CallerRequest, needs
from placements.selectors.ofsted import ofsted_block, years_of
from placements.selectors.shortages.blocks import Block


def _block(request: CallerRequest, year: int) -> Block:
    """Raises 404 for a year that cannot be asked for."""
    today = timezone.localdate()
    if year not in years_of(today):
        raise Http404
    return ofsted_block(request.caller.organisation_id, year, today)


@needs("homes.read")
@require_GET
def agency_figures(request: CallerRequest) -> HttpResponseBase:
    years = years_of(timezone.localdate())
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else years[0]
    context = {"page_title": _("Figures"), "block": _block(request, year), "years": years, "year": year}
    return render(request, "placements/agency/figures.html", context)


@needs("homes.read")
@require_GET
def agency_figures_file(request: CallerRequest, year: int, form: str) -> HttpResponseBase:
    block = _block(request, year)
    if form == "json":
        return JsonResponse(block.as_json())
    if form != "csv":
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="ofsted-{year}.csv"'}
    return HttpResponse(block.as_csv(), content_type="text/csv; charset=utf-8", headers=headers)
