"""What every viewset shares: the caller, and rows scoped to their organisation."""

from typing import Any
from uuid import UUID

from rest_framework.viewsets import GenericViewSet

from accounts.api.caller import caller_of_request
from accounts.caller import Caller

UUID_IN_PATH = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class CallerViewSet(GenericViewSet[Any]):
    """`capabilities` maps each action to a capability, `public` or `signed_in` (accounts.api.permissions)."""

    capabilities: dict[str, str] = {}
    lookup_value_regex = UUID_IN_PATH

    @property
    def caller(self) -> Caller:
        return caller_of_request(self.request)

    @property
    def organisation_id(self) -> UUID:
        return self.caller.organisation_id
