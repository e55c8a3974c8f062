"""The invitation to apply: a page with one button, which spends the link."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.pages.signing_in import sign_in
from accounts.input.errors import Invalid
from accounts.models import Organisation
from accounts.pages.access import public
from accounts.pages.limits import TooOften
from accounts.tenancy.scopes import scope
from carers.applications.forms.my_application import WayBackForm
from carers.applications.pages.refusals import link_refused
from carers.applications.services.coming_back import guard_opening
from carers.people.services import inviting
from carers.people.services.inviting import LinkSpent, SignInFirst


@public
def claim(request: HttpRequest, agency_id: UUID, secret: str) -> HttpResponseBase:
    """Open an invitation. It is spent by a press of the button, so that a mail scanner does not use it up."""
    agency = Organisation.objects.filter(pk=agency_id).first()
    form = WayBackForm(request.POST if request.method == "POST" else None)
    try:
        guard_opening(request)
        with scope(agency_id):
            found = inviting.find_claim(agency_id, secret)
        if request.method == "POST":
            typed = request.POST.get("email", "")
            return _claimed(request, inviting.claim(agency_id, secret, typed, request.user.pk))
    except (LinkSpent, TooOften) as refused:
        return link_refused(request, refused)
    except SignInFirst as refused:
        told = {"page_title": _("Sign in, then open the link again"), "words": refused.message}
        return render(request, "carers/applicant/claim_sign_in.html", told, status=refused.status)
    except Invalid as refused:
        if not form.has_error("email"):
            form.add_error("email", refused.message)
    needs_email = not inviting.proved_mailbox(found)
    context = {
        "page_title": _("Your application to foster"),
        "agency": agency,
        "form": form,
        "needs_email": needs_email,
    }
    status = 422 if form.is_bound else 200
    return render(request, "carers/applicant/claim.html", context, status=status)


def _claimed(request: HttpRequest, claimed: inviting.Claim) -> HttpResponseBase:
    if claimed.user is None:
        context = {"page_title": _("Look in your mailbox"), "email": claimed.sent_to}
        return render(request, "carers/applicant/link_sent.html", context)
    messages.success(request, _("Your application is ready."))
    go_to = reverse("apply", args=[claimed.form_id])
    return redirect(go_to) if claimed.user == request.user else sign_in(request, claimed.user, go_to)
