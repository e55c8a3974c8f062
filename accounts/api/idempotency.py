"""A POST that carries an Idempotency-Key is done once; the same caller's retry within a day gets the first answer."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acts.once import claim
from accounts.api.caller import caller_of_request
from accounts.input.errors import Invalid, ServiceError
from accounts.models import IdempotencyKey
from accounts.pages.limits import address_of
from accounts.tenancy.caller import at_organisation

Method = Callable[..., Response]


def _fingerprint(request: Request) -> str:
    return hashlib.sha256(json.dumps(request.data, sort_keys=True, default=str).encode()).hexdigest()


def _asker(request: Request) -> str:
    """Whose key it is; the public's by the address they send from, so that no two strangers share one."""
    caller = caller_of_request(request)
    if caller.is_known:
        return caller.mark
    return f"public:{hashlib.sha256(address_of(request._request).encode()).hexdigest()[:40]}"


def _claim(organisation: UUID, request: Request, key: str) -> IdempotencyKey:
    """Insert or find. A second request with the key waits here until the first has committed."""
    if len(key) > 200:
        raise Invalid(_("An Idempotency-Key has at most 200 characters."), "idempotency.key_too_long")
    row = claim(organisation, _asker(request), request.path, key, _fingerprint(request))
    if row.fingerprint != _fingerprint(request):
        raise ServiceError(
            _("This Idempotency-Key was used with another body. Use a fresh key for a new request."),
            "idempotency.key_reused",
        )
    return row


def answer_once(request: Request, organisation: UUID, act: Callable[[], Response]) -> Response:
    """Do `act`, or give again what it answered to this Idempotency-Key. Without a key, just do it.

    An act that fails leaves no trace: the claim is rolled back with it, and a retry tries again.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    row = _claim(organisation, request, key)
    if row.status is not None:
        return Response(row.body, status=row.status, headers={"Idempotency-Replayed": "true"})
    answer = act()
    row.status = answer.status_code
    row.body = json.loads(JSONRenderer().render(answer.data)) if answer.data is not None else None
    row.save(update_fields=["status", "body"])
    return answer


def idempotent(method: Method) -> Method:
    """Wrap a DRF handler of a caller who has an organisation."""

    @wraps(method)
    def wrapper(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        organisation = at_organisation(caller_of_request(request)).organisation_id
        return answer_once(request, organisation, lambda: method(view, request, *args, **kwargs))

    return wrapper
