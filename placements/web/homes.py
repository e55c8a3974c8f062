"""An agency's homes: list, one home with its places drawn as rooms."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.charts import Room
from accounts.selectors import history_of
from accounts.web.access import CallerRequest, needs
from carers.selectors import households
from placements import selectors
from placements.models import Placement

_DRAWN = {"filled": "filled", "held": "held", "vacant": "vacant", "not_available": "unavailable"}


def drawn(room: selectors.RoomToday) -> Room:
    return Room(_("Place %s") % room.slot, _DRAWN[room.state], words=room.words)


@needs("homes.read")
@require_GET
def homes(request: CallerRequest) -> HttpResponseBase:
    agency = request.caller.organisation_id
    page = Paginator(households(agency), 50).get_page(request.GET.get("page"))
    context = {"page_title": _("Homes"), "page": page, "occupancy": selectors.occupancy(agency)}
    return render(request, "placements/agency/homes.html", context)


@needs("homes.read")
@require_GET
def home_page(request: CallerRequest, household_id: UUID) -> HttpResponseBase:
    home = get_object_or_404(households(request.caller.organisation_id), pk=household_id)
    context = {
        "page_title": home.name,
        "home": home,
        "drawn_rooms": [drawn(room) for room in selectors.home_today(home)],
        "stays": Placement.objects.filter(household=home).select_related("child").order_by("-id")[:50],
        "history": history_of(request.caller.organisation_id, home.pk)[:50],
    }
    return render(request, "placements/agency/home.html", context)
