"""The edition for the sufficiency strategy: to read and print, as a PDF, as a spreadsheet, as JSON."""

from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.pages.access import StaffRequest, needs
from placements.shortages.editions.pdf import as_pdf
from placements.shortages.pages.downloads import file_answer
from placements.shortages.pages.shortages import council_of, day_query, sections
from placements.shortages.selectors.edition import MARKS, Edition, edition_of, in_brief
from placements.shortages.selectors.spreadsheet import CONTENT_TYPE, as_xlsx


def _edition(request: StaffRequest, kind: str) -> Edition | None:
    if kind not in MARKS:
        raise Http404
    return edition_of(council_of(request), kind, request.GET)


@needs("shortages.read")
@require_GET
def edition_page(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Accessible HTML that prints on two pages."""
    found, query = _edition(request, kind), f"?{day_query(request)}".rstrip("?")
    context = {
        "page_title": _("For the sufficiency strategy"),
        "sections": sections(reverse("shortage_edition", args=["officers"]), day_query(request)),
        "edition": found,
        "kind": kind,
        "marks": MARKS,
        "in_brief": in_brief,
        "files": [(words, reverse("shortage_edition_file", args=[kind, form]) + query) for form, words in _FORMS],
    }
    return render(request, "placements/shortages/edition.html", context)


_FORMS = (("pdf", "PDF"), ("xlsx", gettext_lazy("Spreadsheet")), ("json", "JSON"))


@needs("shortages.read")
@require_GET
def edition_file(request: StaffRequest, kind: str, form: str) -> HttpResponseBase:
    """At an address that can be kept; `as_of` for a day past."""
    found = _edition(request, kind)
    if found is None or form not in dict(_FORMS):
        raise Http404
    if form == "json":
        return JsonResponse(found.as_json())
    name = f"sufficiency-{kind}-{found.as_of.isoformat()}.{form}"
    if form == "xlsx":
        return file_answer(as_xlsx(found.blocks), CONTENT_TYPE, name)
    return file_answer(as_pdf(found), "application/pdf", name)
