"""What every viewset shares: the caller, rows scoped to their organisation, and that nothing sent is dropped."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from accounts.api.caller import caller_of_request
from accounts.api.contract import WITH_BODY, Contract, contract_of
from accounts.api.pagination import Keyset
from accounts.api.reading import filters_of, refuse, refuse_query, strangers
from accounts.input.errors import NotUnderstood, ServiceError
from accounts.tenancy.caller import Caller, CallerAt, at_organisation

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
UUID_IN_PATH = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class CallerViewSet(GenericViewSet[Any]):
    """`capabilities` maps each action to a capability, `public` or `signed_in` (accounts.api.permissions).

    Before any act runs, the request is held against what the act declares for its OpenAPI (accounts.api.contract):
    a field, a nested field or a query parameter that is not declared is refused by name, and so is a filter whose
    value is not understood. `filters` holds those of the address.
    """

    capabilities: dict[str, str] = {}
    lookup_value_regex = UUID_IN_PATH
    filters: dict[str, Any] = {}
    pagination_class: Any = None  # what documents pages must have them: those that list as the framework does, below

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if issubclass(cls, ListModelMixin) and cls.pagination_class is None:
            cls.pagination_class = Keyset

    @property
    def anybody(self) -> Caller:
        """Who asks, where the act is open to the public or to people without an organisation."""
        return caller_of_request(self.request)

    @property
    def caller(self) -> CallerAt:
        """Who acts, at an organisation. Raises LookupError where there is none."""
        return at_organisation(self.anybody)

    @property
    def organisation_id(self) -> UUID:
        return self.caller.organisation_id

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        if method.lower() not in (self.action_map or {}):
            return  # no such method here: the view itself answers 405
        contract = contract_of(self, method)
        refuse_query(request.query_params, contract.names)
        self.filters = filters_of(contract.filters, request.query_params)
        if method in WITH_BODY:
            self._hold_body(request, contract)

    def as_it_stands(self) -> Mapping[str, Any]:
        """What a GET of this address answers now: of it, what only Hearth sets may come back as it was read."""
        return {}

    def _hold_body(self, request: Request, contract: Contract) -> None:
        shape = contract.body_shape()
        body = _sent(request, shape is None)
        if body is None and shape is None:
            return
        if not isinstance(body, Mapping):
            raise NotUnderstood(_("Send an object with named fields."), "input.not_an_object")
        if shape is None:
            refuse({str(name): _("This act takes no fields. Leave it out.") for name in body})
            return
        unknown = dict(strangers(shape, body))
        back = [name for name in unknown if name in body]
        now = self._standing() if back else {}
        for name in back:
            if name in now and now[name] == body[name]:
                del unknown[name], body[name]
        refuse(unknown)

    def _standing(self) -> Mapping[str, Any]:
        """`as_it_stands` in JSON; nothing, where the row is not there (the act will say so)."""
        try:
            found: Mapping[str, Any] = json.loads(JSONRenderer().render(self.as_it_stands()))
        except (Http404, ServiceError):
            return {}
        return found


def _sent(request: Request, takes_none: bool) -> Any:
    """The body. An act that takes none may be sent an empty form, as plain tools do with an empty POST."""
    try:
        return request.data
    except UnsupportedMediaType:
        if not takes_none or not str(request.content_type).startswith(FORMS):
            raise
    plain = request._request
    sent = dict.fromkeys([*plain.POST, *plain.FILES])
    request._full_data = sent  # type: ignore[attr-defined]  # what else asks for the body reads the same
    return sent
