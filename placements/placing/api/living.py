"""Children in an agency's homes through the API: moves, briefing, debrief."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from placements.models import Ending
from placements.placing import services as placing
from placements.placing.services import Ended
from placements.referrals.api.reading import asked, known
from placements.referrals.api.serializers import PlacementSerializer


class StayMoveSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField(help_text="the next home")
    on = serializers.DateField()
    planned = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Ending.Reason.choices)
    debrief = serializers.CharField(required=False, default="", allow_blank=True)
    ends = serializers.DateField(required=False, allow_null=True, default=None)


class StayWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(help_text="no names")


class StayActs:
    """Acts on one stay; mixed into the viewset of placements."""

    caller: Any
    get_object: Any

    @extend_schema(request=StayMoveSerializer, responses={201: PlacementSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def move(self, request: Request, pk: str) -> Response:
        """End the stay and begin the next in another home on the same day: both, or neither."""
        facts, row = asked(StayMoveSerializer, request), self.get_object()
        how = Ended(facts["planned"], facts["reason"], "", facts["debrief"])
        made = known(lambda: placing.move(self.caller, row.pk, facts["home"], facts["on"], how, facts["ends"]))
        return Response(PlacementSerializer(made).data, status=201)

    @extend_schema(request=StayWordsSerializer, responses=PlacementSerializer)
    @action(detail=True, methods=["post"])
    def briefing(self, request: Request, pk: str) -> Response:
        facts, row = asked(StayWordsSerializer, request), self.get_object()
        return Response(PlacementSerializer(placing.write_briefing(self.caller, row.pk, facts["words"])).data)

    @extend_schema(request=StayWordsSerializer, responses=StayWordsSerializer)
    @action(detail=True, methods=["post"])
    def debrief(self, request: Request, pk: str) -> Response:
        facts, row = asked(StayWordsSerializer, request), self.get_object()
        return Response({"words": placing.write_debrief(self.caller, row.pk, facts["words"]).debrief})
