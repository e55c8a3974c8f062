"""Pages that belong to no door: signing in by link, choosing an organisation, statements, errors."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access.middleware import ORGANISATION_KEY
from accounts.access.pages.signing_in import sign_in
from accounts.access.services.login_links import redeem
from accounts.outbox.gateways.mailbox import Mailbox
from accounts.pages.access import CallerRequest, public, signed_in
from accounts.pages.failures import note_wrong, refuse_after_many
from accounts.pages.limits import TooOften
from accounts.pages.navigation import first_page
from accounts.pages.refusals import refusal
from accounts.reference.selectors import memberships_of
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


@public
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Messages of the file mailbox, in development only."""
    if not settings.DEVELOPMENT:
        raise Http404
    sent = Mailbox(settings.MAILBOX_DIR).messages()[:200]
    return render(request, "accounts/mailbox.html", {"page_title": _("Mailbox"), "sent": sent})


@public
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/accessibility.html", {"page_title": _("Accessibility statement")})


@public
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html", {"page_title": _("Privacy")})


def _told_a_program(request: HttpRequest, status: int, code: str, title: str, detail: str) -> HttpResponse | None:
    """Under /api/ every error is problem+json, also one that no view of ours answered."""
    if not request.path.startswith("/api/"):
        return None
    body = {"type": f"about:blank#{code}", "title": title, "status": status, "code": code, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = _("Something in the address or in what was sent can't be read. Nothing was saved.")
    told = _told_a_program(request, 400, "input.invalid", _("Something in the request is not right"), words)
    return told or render(request, "accounts/400.html", {"page_title": _("This address can’t be read")}, status=400)


def too_fast(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Signing in was tried too often from one address (allauth's limits)."""
    words = _("Signing in was tried very often from your connection. Wait a minute and try again.")
    answer = refusal(request, TooOften(words))
    assert answer is not None
    return answer


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "accounts/403.html", {"page_title": _("You cannot open this page")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = _("There is nothing here that you can see. The schema at /api/v1/schema lists every address.")
    told = _told_a_program(request, 404, "row.not_found", _("Not found"), words)
    return told or render(request, "accounts/404.html", {"page_title": _("Page not found")}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    words = _("Something went wrong on our side and nothing was saved. Send it again in a minute.")
    told = _told_a_program(request, 500, "service.broken", _("Something went wrong"), words)
    return told or render(request, "accounts/500.html", {"page_title": _("Something went wrong")}, status=500)
