"""Tell us the last dates: homes whose reviews, visits and certificates of before nobody has told Hearth."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from accounts.pages.sheets import sheet
from carers.homes.selectors.last_dates import COLUMNS, homes_lacking, lacking
from carers.homes.services.duties import tell_last_dates
from carers.imports import SHEETS
from carers.imports.forms.last_dates import LastDatesForm
from carers.models import Duty

PAGE = 50


@needs("homes.read")
@require_GET
def undated_homes(request: StaffRequest) -> HttpResponseBase:
    found = homes_lacking(request.caller.organisation_id)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(home, [str(Duty.Kind(kind).label) for kind in lacking(home)]) for home in page]
    context = {"page_title": _("Tell us the last dates"), "page": page, "homes": rows}
    return render(request, "carers/workspace/undated_homes.html", context)


@needs("homes.read")
@require_GET
def undated_sheet(request: StaffRequest) -> HttpResponseBase:
    """The same homes as a spreadsheet to fill in and bring in again."""
    heads = [column.key for column in SHEETS["dates"].columns]
    homes = homes_lacking(request.caller.organisation_id)
    return sheet("last-dates", heads, ([home.reference, home.name, *[""] * len(COLUMNS)] for home in homes))


@needs("homes.write")
def home_last_dates(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    home = homes_lacking(request.caller.organisation_id).filter(pk=household_id).first()
    if home is None:
        raise Http404
    form = LastDatesForm(request.POST if request.method == "POST" else None, kinds=lacking(home))
    if request.method == "POST" and form.is_valid():
        try:
            tell_last_dates(request.caller, home.pk, form.told())
        except ServiceError as refused:
            _show(form, refused)
        else:
            messages.success(request, _("Saved: %s is owed what follows from these days.") % home.name)
            return redirect("undated_homes")
    context = {
        "page_title": home.name,
        "lead": _("When was this last done? Leave empty what you do not know yet: nothing counts as overdue for it."),
        "form": form,
        "button": _("Save"),
        "back": "undated_homes",
    }
    return render(request, "carers/workspace/form.html", context, status=422 if form.is_bound else 200)


def _show(form: LastDatesForm, refused: ServiceError) -> None:
    for kind in refused.fields:
        form.add_error(COLUMNS[Duty.Kind(kind)], refused.message)
    if not refused.fields:
        form.add_error(None, refused.message)
