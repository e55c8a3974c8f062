"""Pages that belong to nobody in particular: statements and errors."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import public
from accounts.pages.limits import TooOften
from accounts.pages.refusals import refusal


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
