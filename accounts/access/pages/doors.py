"""Coming in: by a one-time link, to where one works, for which organisation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access.middleware import ORGANISATION_KEY
from accounts.access.pages.signing_in import sign_in
from accounts.access.selectors.callers import memberships_of
from accounts.access.services.login_links import redeem
from accounts.pages.access import CallerRequest, public, signed_in
from accounts.pages.failures import note_wrong, refuse_after_many
from accounts.pages.navigation import first_page
from accounts.tenancy.ids import key_of


@public
def login_once(request: HttpRequest, uid: str, token: str) -> HttpResponseBase:
    """A one-time address. The page asks for one press, so that a mail scanner does not use it up."""
    if request.method != "POST":
        return render(request, "accounts/login_once.html", {"page_title": _("Sign in")})
    user = redeem(uid, token)
    if user is None:
        refuse_after_many("link", request)
        note_wrong("link", request)
        return render(request, "accounts/link_spent.html", {"page_title": _("This link no longer works")}, status=410)
    return sign_in(request, user)


@signed_in
@require_GET
def home(request: CallerRequest) -> HttpResponseBase:
    """Where a signed-in person's work is."""
    if request.caller.organisation is None:
        return redirect("/my-application/")
    for door in ("agency", "council", "region"):
        if own := first_page(door, request.caller):
            return redirect(own)
    raise Http404


@signed_in
def organisations(request: CallerRequest) -> HttpResponseBase:
    """Choose which of your organisations you work for just now."""
    assert request.caller.user is not None
    memberships = memberships_of(request.caller.user)
    if request.method == "POST":
        chosen = memberships.filter(organisation=key_of(request.POST.get("organisation", ""))).first()
        if chosen is None:
            raise Http404
        request.session[ORGANISATION_KEY] = str(chosen.organisation_id)
        messages.success(request, _("You are now working for %s.") % chosen.organisation.name)
        return redirect("home")
    return render(
        request,
        "accounts/organisations.html",
        {"page_title": _("Choose an organisation"), "memberships": memberships},
    )
