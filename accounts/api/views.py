"""What every viewset shares: the caller, and rows scoped to their organisation."""

from typing import Any
from uuid import UUID

from rest_framework.viewsets import GenericViewSet

from accounts.api.caller import caller_of_request
from accounts.caller import Caller


class CallerViewSet(GenericViewSet[Any]):
    """`capabilities` maps each action to a capability, `public` or `signed_in` (accounts.api.permissions)."""

    capabilities: dict[str, str] = {}
    lookup_value_regex = "[0-9a-f-]{36}"

    @property
    def caller(self) -> Caller:
        return caller_of_request(self.request)

    @property
    def organisation_id(self) -> UUID:
        return self.caller.organisation_id
