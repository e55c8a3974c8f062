"""Doors for providers: delivery reports, bounces, texts that come in. Each needs its own bearer token."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.input.errors import ServiceError
from accounts.input.json_reading import read_json
from accounts.outbox.services import reports, stopping
from accounts.outbox.services.reports import NOTIFY_EVENTS, Report
from accounts.pages.access import public

Told = Callable[[dict[str, Any]], int]


def _problem(status: int, code: str, detail: str) -> JsonResponse:
    body = {"status": status, "code": code, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _door(setting: str) -> Callable[[Told], Callable[..., HttpResponseBase]]:
    """A POST of one JSON object or a list of them, by whoever knows the token that `setting` names."""

    def wrap(told: Told) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @public
        @require_POST
        @wraps(told)
        def view(request: HttpRequest) -> JsonResponse:
            token = str(getattr(settings, setting))
            given = request.headers.get("Authorization", "").partition(" ")[2]
            if not token or not constant_time_compare(given, token):
                return _problem(401, "caller.unknown", "Send the bearer token that was agreed for this address.")
            try:
                body = read_json(request.body)
                items = body if isinstance(body, list) else [body]
                known = sum(told(item) for item in items)
            except ServiceError as refused:
                return _problem(refused.status, refused.code, refused.message)
            except (ValueError, TypeError, AttributeError, KeyError):
                return _problem(400, "input.invalid", "Send one JSON object, or a list of them, as documented.")
            return JsonResponse({"known": known, "received": len(items)})

        return view

    return wrap


@_door("NOTIFY_CALLBACK_TOKEN")
def notify_delivery(item: dict[str, Any]) -> int:
    """GOV.UK Notify's delivery receipt."""
    event = NOTIFY_EVENTS.get(str(item["status"]), "")
    return int(bool(event) and reports.take(Report(str(item["reference"]), event, f"Notify: {item['status']}.")))


@_door("RELAY_CALLBACK_TOKEN")
def relay_report(item: dict[str, Any]) -> int:
    """An SMTP relay's webhook: {"message_id", "event": delivered | bounced | complained | failed, "reason"}."""
    event = str(item["event"])
    if event not in {"delivered", "bounced", "complained", "failed"}:
        raise ValueError(event)
    return int(reports.take(Report(str(item["message_id"]), event, str(item.get("reason", "")))))


@_door("SMS_CALLBACK_TOKEN")
def text_received(item: dict[str, Any]) -> int:
    """A text came in: {"source_number", "message"} (GOV.UK Notify's names; other providers' "from", "text")."""
    number = str(item.get("source_number") or item["from"])
    return stopping.heard_by_text(number, str(item.get("message") or item.get("text", "")))
