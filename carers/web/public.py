"""Pages for people who might foster."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.caller import public_at
from accounts.selectors import figures_of, normal_postcode, sector_of
from accounts.tenancy import scope
from accounts.web.access import public
from carers.forms import EnquiryForm
from carers.services.enquiries import receive_enquiry
from carers.words import call_by


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One sentence of published figures for the council of a postcode, and two ways on."""
    context: dict[str, object] = {"page_title": _("Could you give a child a home?")}
    asked = request.GET.get("postcode", "").strip()
    if asked:
        context |= {"asked": asked} | _council_sentence(asked)
    return render(request, "carers/public/home.html", context)


def _council_sentence(asked: str) -> dict[str, object]:
    try:
        sector = sector_of(normal_postcode(asked))
    except ValueError as error:
        return {"postcode_error": str(error)}
    if sector is None or sector.council is None:
        return {"postcode_error": _("We do not know that postcode as one in England. Check it, or go on without.")}
    figures = figures_of(sector.council)
    return {"council": sector.council, "figures": {name: f.value for name, f in figures.items()}}


@public
def enquire(request: HttpRequest) -> HttpResponse:
    """The enquiry: saved, acknowledged and answered with who will call by when."""
    form = EnquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        agency = facts.pop("agency")
        with transaction.atomic(), scope(agency.pk):
            enquiry = receive_enquiry(public_at(agency), facts)
            request.session["thanks"] = {
                "agency": agency.name,
                "day": call_by(enquiry),
                "email": enquiry.email,
            }
        return redirect("enquiry_thanks")
    status = 422 if form.is_bound else 200
    return render(
        request,
        "carers/public/enquire.html",
        {"page_title": _("Ask about fostering"), "form": form},
        status=status,
    )


@public
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    told = request.session.get("thanks")
    if not told:
        return redirect("enquire")
    return render(request, "carers/public/thanks.html", {"page_title": _("Thank you"), **told})
