"""What every viewset shares: the caller, and rows scoped to their organisation."""

from typing import Any
from uuid import UUID

from rest_framework.viewsets import GenericViewSet

from accounts.caller import Caller


class CallerViewSet(GenericViewSet[Any]):
    """`capabilities` maps each action to a capability, `public` or `signed_in` (accounts.api.permissions)."""

    capabilities: dict[str, str] = {}
    lookup_value_regex = "[0-9a-f-]{36}"

    @property
    def caller(self) -> Caller:
        caller: Caller = self.request._request.caller  # type: ignore[attr-defined]
        return caller

    @property
    def organisation_id(self) -> UUID:
        return self.caller.organisation_id
