"""The way back of somebody who has lost their link."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.pages.access import public
from accounts.pages.limits import allowed
from carers.applications.forms.coming_back import AddressForm
from carers.applications.services import coming_back


@public
def way_back(request: HttpRequest) -> HttpResponseBase:
    """A way back by e-mail or text. Known and unknown addresses get the same answer after the same work."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        coming_back.guard_ways_back(request)
        if allowed("way-back", address, 5, 3600):
            coming_back.ask_way_back(address)
        context = {"page_title": _("Look in your mailbox or at your phone"), "email": address}
        return render(request, "carers/applicant/link_sent.html", context)
    context = {"page_title": _("Come back to what you began"), "form": form}
    return render(request, "carers/applicant/way_back.html", context, status=422 if form.is_bound else 200)
