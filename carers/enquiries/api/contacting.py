"""How one person may be written to, through the API: the same acts and refusals as the page."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.models import Message, Suppression
from accounts.outbox.services import stopping
from accounts.tenancy.ids import key_of
from carers.followups.selectors.contacting import standings
from carers.followups.services import contacting
from carers.models import Enquiry


class StopSerializer(serializers.ModelSerializer[Suppression]):
    class Meta:
        model = Suppression
        fields = ("id", "channel", "address", "why", "at")
        read_only_fields = fields


class StandingSerializer(serializers.Serializer[Any]):
    channel = serializers.CharField()
    address = serializers.CharField()
    consents = serializers.BooleanField(help_text="to marketing; service messages need no consent")
    source = serializers.CharField(help_text="how we know")  # type: ignore[assignment]
    stops = StopSerializer(many=True)


class ConsentSerializer(serializers.Serializer[Any]):
    channel = serializers.ChoiceField(choices=Message.Channel.choices)
    given = serializers.BooleanField()
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, default="", allow_blank=True, max_length=200
    )


class EndStopSerializer(serializers.Serializer[Any]):
    stop = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=list(stopping.ENDINGS.items()))


class ContactViewSet(CallerViewSet):
    """Each channel of one enquirer: address, consent for marketing, stops that stand."""

    serializer_class = StandingSerializer
    capabilities = {"list": "people.read", "consent": "followups.write", "end_stop": "followups.write"}

    def _enquiry(self) -> Enquiry:
        key = key_of(self.kwargs["enquiry"])
        found = Enquiry.objects.filter(agency=self.organisation_id, pk=key).first() if key else None
        if found is None:
            raise Http404
        return found

    @extend_schema(responses=StandingSerializer(many=True))
    def list(self, request: Request, enquiry: str) -> Response:
        return Response(StandingSerializer(standings(self._enquiry()), many=True).data)

    @extend_schema(request=ConsentSerializer, responses=StandingSerializer(many=True))
    @action(detail=False, methods=["post"])
    @idempotent
    def consent(self, request: Request, enquiry: str) -> Response:
        """Note that they agreed to marketing by a channel (with how we know), or no longer do."""
        row = self._enquiry()
        contacting.note_consent(self.caller, row, **valid(ConsentSerializer, request))
        return self.list(request, enquiry)

    @extend_schema(request=EndStopSerializer, responses=StandingSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="end-stop")
    @idempotent
    def end_stop(self, request: Request, enquiry: str) -> Response:
        """End a stop on one of their addresses, with the reason."""
        row, asked = self._enquiry(), valid(EndStopSerializer, request)
        try:
            contacting.end_stop(self.caller, row, asked["stop"], asked["reason"])
        except ObjectDoesNotExist:
            raise Http404 from None
        return self.list(request, enquiry)
