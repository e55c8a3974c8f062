"""The home page: one sentence of published figures for a place, and two ways on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import public
from accounts.reference.selectors import figures_of
from carers.public.pages.places import asked_place
from carers.public.pages.questions import TOPICS


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    asked, place, error = asked_place(request)
    context: dict[str, object] = {
        "page_title": _("Could you give a child a home?"),
        "asked": asked,
        "postcode_error": error,
        "topics": TOPICS,
    }
    if place and place.sector and place.sector.council:
        figures = figures_of(place.sector.council)
        context |= {"council": place.sector.council, "figures": {name: f.value for name, f in figures.items()}}
    elif place:
        context["place_words"] = place.words
    return render(request, "carers/public/home.html", context)
