"""A referral that came by e-mail, through the API: written down, the home the council chose, how it ended otherwise."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from placements.models import Referral
from placements.offers.services import recording
from placements.placing.services.closing import OUTCOMES_OF_RECORDED
from placements.referrals.api.children import NewChildSerializer
from placements.referrals.api.reading import asked, known
from placements.referrals.api.serializers import (
    ChildrenField,
    NewReferralSerializer,
    PlacementSerializer,
    ReferralSerializer,
)
from placements.referrals.selectors.referrals import inbox


class RecordedChildSerializer(NewChildSerializer):
    """A child by number alone: its reference is made from the referral's."""

    reference = None  # type: ignore[assignment]


class RecordSerializer(NewReferralSerializer):
    """A referral that reached your agency by e-mail. It is your agency's alone and counts in nobody's need."""

    council = serializers.CharField(max_length=9, help_text="ONS code of the council that asks")
    reference = serializers.CharField(max_length=36)
    looked = serializers.BooleanField(default=False, help_text="nothing in the words tells who a child is")
    children = RecordedChildSerializer(many=True, min_length=1, max_length=8)  # type: ignore[call-arg]
    own_first_hours = None  # type: ignore[assignment]
    choose_services = None  # type: ignore[assignment]
    sharing = None  # type: ignore[assignment]


class RecordedChosenSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()
    starts_on = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=2000, help_text="what the council said")
    children = ChildrenField()


class CloseRecordedSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Referral.Outcome.choices, help_text=", ".join(OUTCOMES_OF_RECORDED))
    words = serializers.CharField(required=False, default="", allow_blank=True)


class RecordedActs:
    """Acts of an agency on referrals that came by e-mail; mixed into the viewset of its inbox."""

    caller: Any
    get_object: Any
    organisation_id: Any

    @extend_schema(request=RecordSerializer, responses={201: ReferralSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Write down a referral that came by e-mail."""
        facts = asked(RecordSerializer, request)
        council, looked, children = facts.pop("council"), facts.pop("looked"), facts.pop("children")
        made = recording.record_by_mail(self.caller, council, facts, [dict(child) for child in children], looked)
        return Response(ReferralSerializer(inbox(self.organisation_id).get(pk=made.pk)).data, status=201)

    @extend_schema(request=RecordedChosenSerializer, responses={201: PlacementSerializer(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None)
    @idempotent
    def chosen(self, request: Request, pk: str) -> Response:
        """The council that asked by e-mail chose this home: the children live there from a day on."""
        facts, row = asked(RecordedChosenSerializer, request), self.get_object()
        home, start, reason = facts["home"], facts["starts_on"], facts["reason"]
        rows = known(lambda: recording.chosen(self.caller, row.pk, home, start, reason, facts["children"]))
        return Response(PlacementSerializer(rows, many=True).data, status=201)

    @extend_schema(request=CloseRecordedSerializer, responses=ReferralSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """How a referral that came by e-mail ended otherwise than in one of your homes."""
        facts, row = asked(CloseRecordedSerializer, request), self.get_object()
        return Response(ReferralSerializer(known(lambda: recording.close_recorded(self.caller, row.pk, **facts))).data)


__all__ = ["RecordedActs"]
