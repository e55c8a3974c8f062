"""Days without short stays: the same act on the page of a home and on its carers' own page."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.pages.access import CallerRequest
from accounts.tenancy.caller import CallerAt
from carers.homes.services import short_stays
from carers.models import Household
from placements.pages.wrong_form import valid
from placements.placing.forms.short_stays import ShortStaysForm


def context_of(home: Household) -> dict[str, Any]:
    return {"no_short_stays": short_stays.periods(home), "short_stays_form": ShortStaysForm(auto_id="short_%s")}


def take_none(request: CallerRequest, by: CallerAt, home_id: UUID) -> str:
    asked = valid(ShortStaysForm(request.POST, auto_id="short_%s"), "short_stays_form")
    short_stays.take_none(by, home_id, **asked)
    return _("Noted. Nobody comes for a short stay in that time.")


def take_again(request: CallerRequest, by: CallerAt, home_id: UUID) -> str:
    try:
        starts = date.fromisoformat(request.POST.get("starts", ""))
    except ValueError:
        raise Http404 from None
    short_stays.take_again(by, home_id, starts)
    return _("Noted: short stays again.")
