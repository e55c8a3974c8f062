"""What is kept how long, through the API: the dry run, the periods, holds, and what was done."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.models import RetentionHold, RetentionRun
from accounts.models.retention import HOLD_GROUNDS
from accounts.records import keepers
from accounts.records.services import retention


class RecordGoingSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()
    since = serializers.DateField()
    goes = serializers.DateField()


class RuleSerializer(serializers.Serializer[Any]):
    """One kind of record that you may read: its period at your organisation, and what goes."""

    rule = serializers.CharField(source="kept.keeper.rule.key")
    name = serializers.CharField(source="kept.keeper.name")
    counted_from = serializers.CharField(source="kept.keeper.starts")
    becomes = serializers.CharField(source="kept.keeper.becomes")
    legal_basis = serializers.CharField(source="kept.keeper.source")
    amount = serializers.IntegerField(source="kept.amount")
    unit = serializers.CharField(source="kept.keeper.rule.unit")
    least = serializers.IntegerField(source="kept.keeper.rule.shortest")
    by_law = serializers.BooleanField(source="kept.keeper.rule.by_law")
    begins_on = serializers.DateField(
        source="begins", allow_null=True, help_text="nothing of this kind goes before; null: nothing stands in the way"
    )
    tonight = serializers.IntegerField()
    soon = serializers.IntegerField(help_text="within thirty days")
    records = RecordGoingSerializer(source="lines", many=True, help_text="the first fifty within thirty days")


class RetentionSerializer(serializers.Serializer[Any]):
    begins_on = serializers.DateField(help_text="people's records go from this day")
    rules = RuleSerializer(many=True)


class PeriodSerializer(serializers.Serializer[Any]):
    rule = serializers.CharField(max_length=40)
    amount = serializers.IntegerField(help_text="in the rule's unit, months or days")


class NightSerializer(serializers.ModelSerializer[RetentionRun]):
    class Meta:
        model = RetentionRun
        fields = ("on", "done", "finished_at")
        read_only_fields = fields


class HoldSerializer(serializers.ModelSerializer[RetentionHold]):
    class Meta:
        model = RetentionHold
        fields = ("id", "subject_kind", "subject_id", "ground", "reason", "placed_on", "review_on", "ended_at",
                  "ended_reason")  # fmt: skip
        read_only_fields = fields


class MakeHoldSerializer(serializers.Serializer[Any]):
    record = serializers.UUIDField(help_text="of an enquiry, an application or a home")
    ground = serializers.ChoiceField(choices=HOLD_GROUNDS)
    reason = serializers.CharField(max_length=300)
    review_on = serializers.DateField()


class EndHoldSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class RetentionViewSet(CallerViewSet):
    """A dry run of the coming nights, the periods, and the nights before."""

    serializer_class = RetentionSerializer
    capabilities = dict.fromkeys(("list", "period", "nights"), "retention.write")

    @extend_schema(responses=RetentionSerializer)
    def list(self, request: Request) -> Response:
        return Response(self._seen())

    def _seen(self) -> Any:
        rules = keepers.outlook(self.organisation_id, timezone.localdate(), self.caller)
        return RetentionSerializer({"begins_on": keepers.begins_on(self.organisation_id), "rules": rules}).data

    @extend_schema(request=PeriodSerializer, responses=RetentionSerializer)
    @action(detail=False, methods=["post"])
    @idempotent
    def period(self, request: Request) -> Response:
        """Keep a kind of record for so long; less than the law asks for is refused. People only, no keys."""
        asked = valid(PeriodSerializer, request)
        retention.set_period(self.caller, asked["rule"], asked["amount"])
        return Response(self._seen())

    @extend_schema(responses=NightSerializer(many=True))
    @action(detail=False, methods=["get"])
    def nights(self, request: Request) -> Response:
        """How many records went, by rule; the last hundred nights, newest first."""
        return Response(NightSerializer(keepers.runs(self.organisation_id)[:100], many=True).data)


class HoldViewSet(mixins.ListModelMixin, CallerViewSet):
    """Records that are kept whatever their age, ended holds among them."""

    serializer_class = HoldSerializer
    capabilities = dict.fromkeys(("list", "create", "end"), "retention.write")

    def get_queryset(self) -> Any:
        return keepers.holds_open_to(self.caller)

    @extend_schema(request=MakeHoldSerializer, responses={201: HoldSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Keep a person's whole record until somebody ends it."""
        asked = valid(MakeHoldSerializer, request)
        try:
            made = retention.hold(self.caller, asked.pop("record"), **asked)
        except LookupError:
            raise Http404 from None
        return Response(HoldSerializer(made).data, status=201)

    @extend_schema(request=EndHoldSerializer, responses=HoldSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def end(self, request: Request, pk: str) -> Response:
        try:
            ended = retention.end_hold(self.caller, UUID(pk), valid(EndHoldSerializer, request)["reason"])
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(HoldSerializer(ended).data)
