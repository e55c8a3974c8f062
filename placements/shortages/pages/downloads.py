"""One block in the form asked for: CSV, spreadsheet or JSON. Pages of councils, agencies and the public share it."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse

from placements.shortages.selectors.blocks import Block
from placements.shortages.selectors.spreadsheet import CONTENT_TYPE, as_xlsx

FORMS = ("csv", "xlsx", "json")


def answer_with(block: Block | None, form: str, name: str = "") -> HttpResponseBase:
    """404 where there is no such block or form. `name`: the file's, without its ending."""
    if block is None or form not in FORMS:
        raise Http404
    if form == "json":
        return JsonResponse(block.as_json())
    file = f"{name or f'{block.name}-{block.as_of.isoformat()}'}.{form}"
    if form == "xlsx":
        return file_answer(as_xlsx([block]), CONTENT_TYPE, file)
    return file_answer(block.as_csv().encode(), "text/csv; charset=utf-8", file)


def file_answer(data: bytes, content_type: str, file: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)


def addresses(address: Callable[[str], str], query: str = "") -> dict[str, str]:
    """form -> address, for the line under a figure."""
    return {form: address(form) + (f"?{query}" if query else "") for form in FORMS}
