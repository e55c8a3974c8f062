"""Save an enquiry and come back later: a link by e-mail or text, and the page that it opens."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from accounts.pages.access import public
from accounts.pages.limits import TooOften
from carers.applications.forms.coming_back import AddressForm
from carers.applications.pages.refusals import link_refused
from carers.applications.services import coming_back
from carers.enquiries.pages import enquiry_draft
from carers.enquiries.pages.enquire import ORDER, first_missing, gone
from carers.people.services.inviting import LinkSpent


@public
def save(request: HttpRequest) -> HttpResponseBase:
    """Where should the link go? The draft is kept from here on, for as long as the page says."""
    try:
        draft = enquiry_draft.read(request)
    except enquiry_draft.DraftGone:
        return gone(request)
    known = draft.get("email") or draft.get("telephone") or ""
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"address": known})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            address = form.cleaned_data["address"]
            coming_back.guard_links(request, address)
            kept = coming_back.keep_draft(draft, address, enquiry_draft.held(request))
        except ServiceError as refused:
            form.add_error(None, refused.message)
            status = refused.status
        else:
            enquiry_draft.hold(request, kept.pk)
            return render(request, "carers/public/enquiry_saved.html", _saved(address))
    context = {
        "page_title": _("Save and come back later"),
        "form": form,
        "days": coming_back.KEPT_DAYS,
        "back_href": reverse("enquiry_step", args=[first_missing(draft) or ORDER[-1]]),
    }
    return render(request, "carers/public/enquiry_save.html", context, status=status)


def _saved(address: str) -> dict[str, object]:
    by_text = coming_back.channel_of(address) == "sms"
    title = _("Look at your phone") if by_text else _("Look in your mailbox")
    return {"page_title": title, "address": address, "by_text": by_text, "days": coming_back.KEPT_DAYS}


@public
def resume(request: HttpRequest, token: str) -> HttpResponseBase:
    """A look changes nothing, because mail scanners open links; the button goes on, or deletes."""
    try:
        coming_back.guard_opening(request)
        draft = coming_back.find_draft(token)
    except (LinkSpent, TooOften) as refused:
        return link_refused(request, refused)
    if request.method == "POST" and "delete" in request.POST:
        coming_back.drop_draft(draft.pk)
        request.session.pop(enquiry_draft.HELD, None)
        return render(request, "carers/public/enquiry_deleted.html", {"page_title": _("Deleted")})
    if request.method == "POST":
        enquiry_draft.hold(request, draft.pk)
        missing = first_missing(draft.answers)
        return redirect("enquiry_step", missing) if missing else redirect("enquiry_check")
    context = {"page_title": _("Go on with your enquiry"), "days": coming_back.KEPT_DAYS}
    return render(request, "carers/public/enquiry_resume.html", context)
