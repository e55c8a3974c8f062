"""One person: how they may be written to, what they agreed to, what stops messages, and who may end that."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.outbox.services import stopping
from accounts.pages.access import StaffRequest, needs
from accounts.tenancy.ids import key_of
from carers.enquiries.pages.person import own_enquiry
from carers.followups.selectors.contacting import standings
from carers.followups.services import contacting
from carers.models import Enquiry


@needs("people.read")
@require_GET
def contact(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    return _page(request, own_enquiry(request, enquiry_id))


def _page(request: StaffRequest, enquiry: Enquiry, error: str = "", status: int = 200) -> HttpResponse:
    names = {"email": _("E-mail"), "sms": _("Text message"), "letter": _("Letter")}
    context = {
        "page_title": _("How we may write to %s") % enquiry.name,
        "enquiry": enquiry,
        "standings": [(names[row.channel], row) for row in standings(enquiry)],
        "reasons": stopping.ENDINGS.items(),
        "error": error,
    }
    return render(request, "carers/followups/contact.html", context, status=status)


@needs("followups.write")
@require_POST
def note_consent(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    enquiry, given = own_enquiry(request, enquiry_id), request.POST.get("given") == "yes"
    try:
        contacting.note_consent(
            request.caller, enquiry, request.POST.get("channel", ""), given, request.POST.get("source", "")
        )
    except ServiceError as refused:
        return _page(request, enquiry, refused.message, refused.status)
    messages.success(request, _("Consent noted.") if given else _("Noted: no more marketing this way."))
    return redirect("person_contact", enquiry.pk)


@needs("followups.write")
@require_POST
def end_stop(request: StaffRequest, enquiry_id: UUID) -> HttpResponseBase:
    enquiry, stop = own_enquiry(request, enquiry_id), key_of(request.POST.get("stop", ""))
    if stop is None:
        raise Http404
    try:
        contacting.end_stop(request.caller, enquiry, stop, request.POST.get("reason", ""))
    except ObjectDoesNotExist:
        raise Http404 from None
    except ServiceError as refused:
        return _page(request, enquiry, refused.message, refused.status)
    messages.success(request, _("The stop has ended. Messages that are due go again."))
    return redirect("person_contact", enquiry.pk)
