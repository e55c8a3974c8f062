"""Operations through the API: the state of the outbox and the schedules; messages and their settlement."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.models import Message
from accounts.outbox import selectors as operations
from accounts.outbox import service_outbox
from accounts.outbox.services import messages
from accounts.tenancy import invariants as impossible


class ScheduleSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    every = serializers.DurationField()
    at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()


class OutboxSerializer(serializers.Serializer[Any]):
    waiting = serializers.IntegerField()
    later = serializers.IntegerField()
    sending = serializers.IntegerField()
    failed = serializers.IntegerField()
    doubtful = serializers.IntegerField()
    oldest = serializers.DateTimeField(allow_null=True)
    waited = serializers.DurationField(allow_null=True, help_text="how long the oldest that could go has waited")
    is_late = serializers.BooleanField()


class ImpossibleSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    words = serializers.CharField()
    to_do = serializers.CharField()
    count = serializers.IntegerField(help_text="at most 1,000")
    example = serializers.UUIDField()


class ServiceFailureSerializer(serializers.Serializer[Any]):
    """Messages of the service itself that did not go, never to whom."""

    sort = serializers.CharField(help_text="account or link")
    words = serializers.CharField()
    why = serializers.CharField()
    to_do = serializers.CharField()
    channel = serializers.CharField()
    count = serializers.IntegerField()
    newest = serializers.DateTimeField()
    again = serializers.BooleanField(help_text="worth another try: POST operations/service_again")


class OperationsSerializer(serializers.Serializer[Any]):
    queue_depth = serializers.IntegerField(allow_null=True, help_text="null: the broker does not answer")
    outbox = OutboxSerializer()
    schedules = ScheduleSerializer(many=True)
    impossible = ImpossibleSerializer(many=True)
    service_failures = ServiceFailureSerializer(many=True)


class OutboxMessageSerializer(serializers.ModelSerializer[Message]):
    class Meta:
        model = Message
        fields = (
            "id", "kind", "step", "cycle", "channel", "message_class", "recipient", "title", "reference", "state",
            "reason", "due_at", "next_attempt_at", "attempts", "sent_at", "delivery", "delivery_at",
        )  # fmt: skip
        read_only_fields = fields


class MessageFilters(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Message.State.choices, required=False)


class DecisionSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=list(messages.SETTLEMENTS.items()))


class OperationsViewSet(CallerViewSet):
    """Is work being done."""

    serializer_class = OperationsSerializer
    capabilities = {"list": "operations.read", "service_again": "operations.write"}

    @extend_schema(responses=OperationsSerializer)
    def list(self, request: Request) -> Response:
        found = {
            "queue_depth": operations.queue_depth(),
            "outbox": operations.outbox_of(self.organisation_id),
            "schedules": [asdict(row) for row in operations.schedules()],
            "impossible": [asdict(row) for row in impossible.found_at(self.organisation_id)],
            "service_failures": [asdict(row) for row in service_outbox.failures()],
        }
        return Response(OperationsSerializer(found).data)

    @extend_schema(request=None, responses={200: dict})
    @action(detail=False, methods=["post"])
    @idempotent
    def service_again(self, request: Request) -> Response:
        """Try the service's own messages again that were given up because a provider could not be reached."""
        return Response({"again": messages.send_service_given_up(self.caller)})


@extend_schema_view(list=extend_schema(parameters=[MessageFilters]))
class MessageViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Your organisation's outbox; ?state=failed or doubtful is what waits for a decision."""

    serializer_class = OutboxMessageSerializer
    capabilities = {"list": "operations.read", "retrieve": "operations.read", "settle": "operations.write"}

    def get_queryset(self) -> Any:
        found = Message.objects.filter(organisation=self.organisation_id)
        state = self.filters.get("state")
        return found.filter(state=state) if state else found

    @extend_schema(request=DecisionSerializer, responses=OutboxMessageSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def settle(self, request: Request, pk: str) -> Response:
        """Decide on a failed or doubtful message: was_sent, send_again, let_go."""
        decision = valid(DecisionSerializer, request)["decision"]
        try:
            row = messages.settle(self.caller, UUID(pk), decision)
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(OutboxMessageSerializer(row).data)
