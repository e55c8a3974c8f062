"""What a home has above its terms, and on which ground: exemptions that name the children, emergencies."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.models import Council
from accounts.pages.access import StaffRequest, needs
from placements.homes.forms.above_terms import EmergencyForm, ExemptionForm
from placements.homes.pages.homes import own_home
from placements.homes.selectors.above_terms import children_known, grounds_of
from placements.pages.wrong_form import WrongForm, valid
from placements.placing.services import emergency_places, record_exemption


def _exemption_form(home: Any, data: Any = None) -> ExemptionForm:
    councils = list(Council.objects.order_by("name").values_list("code", "name"))
    known = [(str(child.pk), child.reference) for child in children_known(home)]
    return ExemptionForm(data, councils=councils, children=known, auto_id="ex_%s", initial={"granted_by": home.area_id})


def _page(request: StaffRequest, home: Any, error: str = "", status: int = 200, **replaced: Any) -> HttpResponse:
    form = _exemption_form(home)
    context = {
        "page_title": _("Above the terms: %s") % home.name,
        "home": home,
        "grounds": grounds_of(home),
        "exemption_form": form,
        "knows_children": bool(form.fields["children"].choices),  # type: ignore[attr-defined]
        "emergency_form": EmergencyForm(auto_id="em_%s"),
        "error": error,
    }
    return render(request, "placements/agency/above_terms.html", context | replaced, status=status)


@needs("homes.read")
@require_GET
def above_terms(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    return _page(request, own_home(request, household_id))


def _exemption(request: StaffRequest, home: Any) -> str:
    asked = valid(_exemption_form(home, request.POST), "exemption_form")
    children = [UUID(key) for key in asked.pop("children")]
    record_exemption(request.caller, home.pk, children=children, **asked)
    return _("The exemption is recorded, with the places it allows.")


def _emergency(request: StaffRequest, home: Any) -> str:
    asked = valid(EmergencyForm(request.POST, auto_id="em_%s"), "emergency_form")
    emergency_places(request.caller, home.pk, **asked)
    return _("Open for six working days.")


ACTS = {"exemption": _exemption, "emergency": _emergency}


@needs("homes.write")
@require_POST
def open_above_terms(request: StaffRequest, household_id: UUID, act: str) -> HttpResponseBase:
    home = own_home(request, household_id)
    if act not in ACTS:
        raise Http404
    try:
        done = ACTS[act](request, home)
    except WrongForm as wrong:
        return _page(request, home, wrong.first, 422, **{wrong.key: wrong.form})
    except ServiceError as refused:
        return _page(request, home, refused.message, refused.status)
    messages.success(request, done)
    return redirect("above_terms", household_id)
