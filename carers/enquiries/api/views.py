"""Enquiries, applications and homes through the API; each act calls the service that the pages call."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once, idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.input.errors import Invalid
from accounts.models import Organisation
from accounts.tenancy.caller import CallerAt
from accounts.tenancy.scopes import scope
from accounts.tenancy.system_organisation import hearth_itself
from carers.applications.api.application_acts import ApplicationActs, ApplicationMoveSerializer
from carers.applications.selectors.subject_access import what_we_hold
from carers.applications.services import stages, subject_access
from carers.applications.services.approving import HomeFacts, approve
from carers.enquiries.services.enquiring import count_asking, enquire_at, guard_door
from carers.homes.selectors.homes import households
from carers.homes.services.terms import Terms
from carers.law.vocabulary import WithdrawalReason
from carers.models import Enquiry
from carers.people.api.acts import MoveAct, MoveSerializer, NoteActs, OwnerAct
from carers.people.api.serializers import (
    ApplicationFilters,
    ApplicationSerializer,
    EnquiryFilters,
    EnquirySerializer,
    HomeFilters,
    HouseholdSerializer,
    NewEnquirySerializer,
    ReceiptSerializer,
    TermsSerializer,
)
from carers.people.selectors.people import applications
from carers.people.selectors.people import enquiries as enquiries_of_agency
from carers.people.services import cases, enquiries
from carers.texts.enquiries import call_by


class MergeSerializer(serializers.Serializer[Any]):
    into = serializers.UUIDField(help_text="the enquiry that stays")


class TogetherSerializer(serializers.Serializer[Any]):
    """`to` moves everybody there; without it, everybody gets `owner` (null: nobody)."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=cases.MOST_AT_ONCE)
    to = serializers.ChoiceField(choices=Enquiry.State.choices, required=False, default="")
    reason = serializers.ChoiceField(choices=WithdrawalReason.choices, required=False, default="")
    owner = serializers.UUIDField(required=False, allow_null=True, default=None)


@extend_schema_view(list=extend_schema(parameters=[EnquiryFilters]))
class EnquiryViewSet(MoveAct, NoteActs, OwnerAct, mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Enquiries of your agency. POST is open to the public, who name the agency."""

    serializer_class = EnquirySerializer
    own_model = Enquiry
    capabilities = {
        **dict.fromkeys(("list", "retrieve", "notes", "timeline"), "people.read"),
        **dict.fromkeys(("move", "owner", "add_note", "merge", "unmerge", "export", "together"), "people.write"),
        "create": "public",
    }

    def get_queryset(self) -> Any:
        query = self.filters
        owner = self.caller.user_id if query.get("whose") == "mine" else None
        return enquiries_of_agency(self.organisation_id, query.get("state", ""), query.get("q", ""), owner)

    @extend_schema(request=NewEnquirySerializer, responses={201: ReceiptSerializer})
    def create(self, request: Request) -> Response:
        by_staff = self.anybody.can("people.write")
        if not by_staff:
            count_asking(request._request)
        facts = valid(NewEnquirySerializer, request)
        agency, agencies = facts.pop("agency", None), facts.pop("agencies", [])
        if by_staff:
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
        guard_door(self.request._request, facts["email"] or facts["telephone"], agencies)
        return _told(enquire_at(agencies, facts), [agency.name for agency in agencies])

    def _receive(self, by: CallerAt, facts: dict[str, Any]) -> Response:
        return answer_once(self.request, by.organisation_id, lambda: _received(by, facts))

    def advance(self, key: UUID, asked: dict[str, Any]) -> Model:
        return enquiries.advance_enquiry(self.caller, key, **asked)

    @extend_schema(request=MoveSerializer, responses=EnquirySerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        return super().move(request, pk)

    @extend_schema(request=MergeSerializer, responses=EnquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def merge(self, request: Request, pk: str) -> Response:
        """Say that this enquiry is one person's with `into`, which stays. It can be undone."""
        row = self.own_row(pk)
        cases.merge(self.caller, row, self.own_row(str(valid(MergeSerializer, request)["into"])))
        return self.shown(row.pk)

    @extend_schema(request=None, responses=EnquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def unmerge(self, request: Request, pk: str) -> Response:
        return self.shown(cases.undo_merge(self.caller, self.own_row(pk)).pk)

    @extend_schema(request=None, responses={200: dict})
    @action(detail=True, methods=["post"])
    def export(self, request: Request, pk: str) -> Response:
        """What is held about the person, for a subject-access request: without third parties' confidential parts."""
        row = self.own_row(pk)
        held = what_we_hold(self.caller, row)
        subject_access.note_export(self.caller, row)
        return Response(held)

    @extend_schema(request=TogetherSerializer, responses={200: dict})
    @action(detail=False, methods=["post"])
    @idempotent
    def together(self, request: Request) -> Response:
        """One act on all, or on nobody: a list with one stranger is refused as a whole."""
        asked = valid(TogetherSerializer, request)
        if asked["to"]:
            done = cases.move_all(self.caller, asked["ids"], asked["to"], asked["reason"])
        else:
            done = cases.assign_all(self.caller, asked["ids"], asked["owner"])
        return Response({"done": done})


def _received(by: CallerAt, facts: dict[str, Any]) -> Response:
    return _told([enquiries.receive_enquiry(by, facts)], [by.organisation.name])


def _told(made: list[Enquiry], names: list[str]) -> Response:
    told = {"received": True, "agency": names[0], "agencies": names, "answer_by": call_by(made[0])}
    return Response(ReceiptSerializer(told).data, status=201)


@extend_schema_view(list=extend_schema(parameters=[ApplicationFilters]))
class ApplicationViewSet(
    ApplicationActs, MoveAct, NoteActs, OwnerAct, mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet
):
    """Applications of your agency: their stage, moving on, and approval with terms."""

    serializer_class = ApplicationSerializer
    move_serializer = ApplicationMoveSerializer
    capabilities = {
        **dict.fromkeys(("list", "retrieve", "notes", "timeline", "paper"), "people.read"),
        **dict.fromkeys(
            ("move", "owner", "add_note", "ask_check", "chase_check", "judge_check", "whose_check", "ask_missing",
             "panel", "comments", "route", "pause", "resume"),
            "people.write",
        ),
        "approve": "approve",
    }  # fmt: skip

    def get_queryset(self) -> Any:
        query = self.filters
        owner = self.caller.user_id if query.get("whose") == "mine" else None
        return applications(self.organisation_id, query.get("stage", ""), query.get("q", ""), owner)

    def advance(self, key: UUID, asked: dict[str, Any]) -> Model:
        return stages.advance_application(self.caller, key, **asked)

    @extend_schema(request=ApplicationMoveSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        return super().move(request, pk)

    @extend_schema(request=TermsSerializer, responses={201: HouseholdSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def approve(self, request: Request, pk: str) -> Response:
        facts = valid(TermsSerializer, request)
        version = facts.pop("version")
        try:
            home = approve(self.caller, pk, Terms(**facts), HomeFacts(), version)  # type: ignore[arg-type]
        except ObjectDoesNotExist:
            raise Http404 from None
        made = households(self.organisation_id).get(pk=home.pk)
        return Response(HouseholdSerializer(made).data, status=201)


@extend_schema_view(list=extend_schema(parameters=[HomeFilters]))
class HouseholdViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Homes of your agency with the terms in force today."""

    serializer_class = HouseholdSerializer
    capabilities = {"list": "homes.read", "retrieve": "homes.read"}

    def get_queryset(self) -> Any:
        query = self.filters
        return households(self.organisation_id, query.get("status", ""), query.get("q", ""))
