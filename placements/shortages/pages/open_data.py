"""Open shortage data: what everybody may see, safe by the whole of what is published."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import public
from placements.models import OpenFigures
from placements.shortages.disclosure.table import TOTAL
from placements.shortages.pages.downloads import addresses, answer_with
from placements.shortages.selectors.open_data import areas_in, months_out, open_block, release

Name = OpenFigures.Name


@public
@require_GET
def open_data(request: HttpRequest) -> HttpResponse:
    """Sets, areas and months to choose from; England and the first set where nothing is chosen."""
    asked = request.GET.get("figures", "")
    name = asked if asked in Name.values else Name.WAITING.value
    month = request.GET.get("month", "")
    found = release(name, month) or release(name)
    context: dict[str, Any] = {
        "page_title": _("Open shortage data"),
        "sets": Name.choices,
        "name": name,
        "months": [(one, one) for one in months_out()],
        "month": f"{found.row.month:%Y-%m}" if found else "",
    }
    if found:
        areas = areas_in(found)
        area = request.GET.get("area", "")
        area = area if area in dict(areas) else TOTAL
        kept = f"{name}-{context['month']}"
        context |= {
            "areas": areas,
            "area": area,
            "found": {
                "block": open_block(found, area),
                **addresses(lambda form: reverse("open_data_file", args=[kept, form])),
            },
        }
    return render(request, "placements/public/open_data.html", context)


@public
@require_GET
def open_data_file(request: HttpRequest, kept: str, form: str) -> HttpResponseBase:
    """The whole set of a month at a permanent address: NAME-yyyy-mm.csv, .xlsx or .json."""
    name, _dash, month = kept.partition("-")
    found = release(name, month)
    return answer_with(open_block(found) if found else None, form, f"open-{kept}")
