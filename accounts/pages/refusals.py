"""A refusal that no page of its own caught, told in words: what happened, that nothing was saved, what to do next."""

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.input.errors import ServiceError
from accounts.tenancy.constraints import words_for


def refusal(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer for a service's or a named constraint's refusal; None for anything else, which is our fault."""
    if isinstance(error, ServiceError):
        return _told(request, error.status, error.code, error.message)
    known = words_for(error) if isinstance(error, IntegrityError) else None
    return _told(request, 409, known.code, known.message) if known else None


def _told(request: HttpRequest, status: int, code: str, words: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": f"about:blank#{code}", "title": _("Not possible now"), "status": status, "code": code,
                "detail": words}  # fmt: skip
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context = {"page_title": _("This can’t be done as it stands"), "words": words}
    return render(request, "accounts/refused.html", context, status=status)
