"""The middleware has said who asks; here the API learns it, with CSRF for browser sessions."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api.caller import caller_of_request


class CallerAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        caller = caller_of_request(request)
        if caller.bad_key:
            raise AuthenticationFailed(_("This API key is not known or was revoked. Ask your manager for a new one."))
        if not caller.is_known:
            return None
        if caller.kind == "user":
            SessionAuthentication().enforce_csrf(request)
        return request._request.user, caller

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="hearth"'


class CallerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = CallerAuthentication
    name = ["bearer", "session"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [
            {"type": "http", "scheme": "bearer", "description": "An API key of your organisation"},
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        ]
