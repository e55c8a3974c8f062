"""The carers' one-tap link: are the rooms still as we know them? Nothing changes by opening it."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from accounts.models import Organisation
from accounts.pages.access import public
from accounts.tenancy.caller import public_at
from accounts.tenancy.scopes import scope
from carers.homes.services.register import confirm_availability, read_token
from carers.models import Household


@public
def confirm_rooms(request: HttpRequest, token: str) -> HttpResponseBase:
    """One button. A mail scanner that opens the link confirms nothing; a spent or forged link says what to do."""
    keys = read_token(token)
    if keys is None:
        context = {"page_title": _("This link is too old"), "state": "old"}
        return render(request, "carers/public/confirm_rooms.html", context, status=410)
    agency_id, home_id = keys
    with scope(agency_id):
        agency = Organisation.objects.get(pk=agency_id)
        state = "ask"
        try:
            home = Household.objects.get(pk=home_id)
            if request.method == "POST":
                confirm_availability(public_at(agency), home_id)
                state = "done"
        except (ObjectDoesNotExist, ServiceError):
            context = {"page_title": _("This link is too old"), "state": "old"}
            return render(request, "carers/public/confirm_rooms.html", context, status=410)
        off = home.unavailabilities.filter(period__contains=timezone.localdate())
        places = home.places.filter(period__contains=timezone.localdate()).count()
        shown: dict[str, object] = {"page_title": _("Your rooms"), "state": state, "agency": agency, "home": home}
        shown |= {"places": places, "off": list(off)}
        return render(request, "carers/public/confirm_rooms.html", shown)
