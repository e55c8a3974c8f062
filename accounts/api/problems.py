"""Every error as application/problem+json (RFC 9457) with a stable code."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from accounts.input.errors import ServiceError
from accounts.tenancy.constraints import words_for

_CODES = {
    400: "input.invalid",
    401: "caller.unknown",
    403: "act.not_allowed",
    404: "row.not_found",
    405: "method.not_allowed",
    406: "answer.not_acceptable",
    409: "act.refused",
    415: "input.media_type",
    429: "caller.too_fast",
}
_TITLES = {
    400: _lazy("Something in the request is not right"),
    401: _lazy("Sign in or send an API key"),
    403: _lazy("Not allowed"),
    404: _lazy("Not found"),
    409: _lazy("Not possible now"),
    422: _lazy("Something in the request is not right"),
    429: _lazy("Too many requests"),
}


def problem(status: int, code: str, detail: str, errors: dict[str, Any] | None = None) -> Response:
    body: dict[str, Any] = {
        "type": f"about:blank#{code}",
        "title": str(_TITLES.get(status, _("Not possible"))),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status, content_type="application/problem+json")


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ServiceError):
        set_rollback()
        return problem(error.status, error.code, error.message, error.fields)
    if isinstance(error, IntegrityError):
        known = words_for(error)
        if known is None:
            return None
        set_rollback()
        return problem(409, known.code, known.message)
    usual = exception_handler(error, context)
    if usual is None:
        return None
    return _retold(error, usual)


def _retold(error: Exception, usual: Response) -> Response:
    status = usual.status_code
    if isinstance(error, exceptions.ValidationError):
        errors = usual.data if isinstance(usual.data, dict) else {"body": usual.data}
        answer = problem(status, "input.invalid", _("Some fields need another look; nothing was saved."), errors)
    elif isinstance(error, Http404 | exceptions.NotFound):
        answer = problem(status, "row.not_found", _("There is nothing here that you can see."))
    elif isinstance(error, PermissionDenied):
        answer = problem(status, "act.not_allowed", _("Your role does not include this."))
    else:
        detail = usual.data.get("detail", "") if isinstance(usual.data, dict) else ""
        answer = problem(status, _CODES.get(status, "request.failed"), str(detail))
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in usual.headers:
            answer.headers[header] = usual.headers[header]
    return answer
