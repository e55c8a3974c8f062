"""Enquiries, applications and homes through the API; each act calls the service that the pages call."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once, idempotent
from accounts.api.views import CallerViewSet
from accounts.caller import Caller
from accounts.errors import Invalid
from accounts.limits import address_of
from accounts.models import Organisation
from accounts.services.itself import hearth_itself
from accounts.tenancy import scope
from carers import selectors
from carers.api.serializers import (
    ApplicationSerializer,
    EnquirySerializer,
    HouseholdSerializer,
    MoveSerializer,
    NewEnquirySerializer,
    ReceiptSerializer,
    TermsSerializer,
)
from carers.models import Enquiry
from carers.services import enquiries, stages
from carers.services.approving import HomeFacts, Terms, approve
from carers.services.enquiring import enquire_at, guard_door
from carers.words import call_by


class EnquiryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Enquiries of your agency. POST is open to the public, who name the agency."""

    serializer_class = EnquirySerializer
    capabilities = {
        "list": "people.read",
        "retrieve": "people.read",
        "create": "public",
        "move": "people.write",
    }

    def get_queryset(self) -> Any:
        query = self.request.query_params
        return selectors.enquiries(self.organisation_id, query.get("state", ""), query.get("q", ""))

    @extend_schema(request=NewEnquirySerializer, responses={201: ReceiptSerializer})
    def create(self, request: Request) -> Response:
        asked = NewEnquirySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = dict(asked.validated_data)
        agency, agencies = facts.pop("agency", None), facts.pop("agencies", [])
        if self.caller.can("people.write"):
            return self._receive(self.caller, facts | {"source": "other"})
        chosen = list(dict.fromkeys([*([agency] if agency else []), *agencies]))
        if not chosen:
            words = _("Choose at least one fostering service")
            raise Invalid(words, fields={"agency": words})
        # What was answered is kept for a retry: with the one service, or with Hearth itself for several,
        # so that none of them reads the names of the others.
        holder = chosen[0].pk if len(chosen) == 1 else hearth_itself().pk
        with transaction.atomic(), scope(holder):
            return answer_once(request, holder, lambda: self._from_public(chosen, facts))

    def _from_public(self, agencies: list[Organisation], facts: dict[str, Any]) -> Response:
        """Counted at the door like the form, or a script could fill an agency's list; a replay is not counted."""
        guard_door(address_of(self.request._request), facts["email"] or facts["telephone"])
        return _told(enquire_at(agencies, facts), [agency.name for agency in agencies])

    def _receive(self, by: Caller, facts: dict[str, Any]) -> Response:
        return answer_once(self.request, by.organisation_id, lambda: _received(by, facts))

    @extend_schema(request=MoveSerializer, responses=EnquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def move(self, request: Request, pk: str) -> Response:
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            moved = enquiries.advance_enquiry(self.caller, pk, **asked.validated_data)  # type: ignore[arg-type]
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(EnquirySerializer(moved).data)


def _received(by: Caller, facts: dict[str, Any]) -> Response:
    assert by.organisation is not None
    return _told([enquiries.receive_enquiry(by, facts)], [by.organisation.name])


def _told(made: list[Enquiry], names: list[str]) -> Response:
    told = {"received": True, "agency": names[0], "agencies": names, "answer_by": call_by(made[0])}
    return Response(ReceiptSerializer(told).data, status=201)


class ApplicationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Applications of your agency: their stage, moving on, and approval with terms."""

    serializer_class = ApplicationSerializer
    capabilities = {
        "list": "people.read",
        "retrieve": "people.read",
        "move": "people.write",
        "approve": "approve",
    }

    def get_queryset(self) -> Any:
        return selectors.applications(self.organisation_id, self.request.query_params.get("stage", ""))

    @extend_schema(request=MoveSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def move(self, request: Request, pk: str) -> Response:
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            moved = stages.advance_application(self.caller, pk, **asked.validated_data)  # type: ignore[arg-type]
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(ApplicationSerializer(moved).data)

    @extend_schema(request=TermsSerializer, responses={201: HouseholdSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def approve(self, request: Request, pk: str) -> Response:
        asked = TermsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = dict(asked.validated_data)
        version = facts.pop("version")
        try:
            home = approve(self.caller, pk, Terms(**facts), HomeFacts(), version)  # type: ignore[arg-type]
        except ObjectDoesNotExist:
            raise Http404 from None
        made = selectors.households(self.organisation_id).get(pk=home.pk)
        return Response(HouseholdSerializer(made).data, status=201)


class HouseholdViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Homes of your agency with the terms in force today."""

    serializer_class = HouseholdSerializer
    capabilities = {"list": "homes.read", "retrieve": "homes.read"}

    def get_queryset(self) -> Any:
        return selectors.households(self.organisation_id, self.request.query_params.get("status", ""))
