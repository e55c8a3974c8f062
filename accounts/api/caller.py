"""The caller whom the tenancy middleware found, as the API sees it."""

from rest_framework.request import Request

from accounts.tenancy.caller import Caller


def caller_of_request(request: Request) -> Caller:
    caller: Caller = request._request.caller  # type: ignore[attr-defined]
    return caller
