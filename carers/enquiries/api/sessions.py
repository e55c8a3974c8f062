"""Information sessions through the API: planned, booked, attended. And an agency's own settings."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import MomentField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.input.days import SOON
from carers.enquiries.services import sessions
from carers.models import AgencySettings, Booking, InformationSession
from carers.people.selectors.people import enquiries
from carers.people.selectors.settings import settings_of
from carers.people.services.settings import change_settings

READ, WRITE = "people.read", "people.write"


class SessionSerializer(serializers.ModelSerializer[InformationSession]):
    booked = serializers.IntegerField(read_only=True, default=0)
    starts_at = MomentField(span=SOON)

    class Meta:
        model = InformationSession
        fields = ("id", "title", "where", "starts_at", "seats", "cancelled_at", "booked")
        read_only_fields = ("cancelled_at",)
        extra_kwargs = {"seats": {"min_value": 1, "max_value": 1000}}


class BookingSerializer(serializers.ModelSerializer[Booking]):
    name = serializers.CharField(source="enquiry.name", read_only=True)

    class Meta:
        model = Booking
        fields = ("id", "enquiry", "name", "booked_at", "attended")
        read_only_fields = fields


class BookSerializer(serializers.Serializer[Any]):
    enquiry = serializers.UUIDField()


class AttendedSerializer(serializers.Serializer[Any]):
    booking = serializers.UUIDField()
    attended = serializers.BooleanField()


class SessionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Evenings at which people hear about fostering."""

    serializer_class = SessionSerializer
    capabilities = {"list": READ, "retrieve": READ, "create": WRITE, "bookings": READ, "book": WRITE, "attended": WRITE}

    def get_queryset(self) -> Any:
        found = InformationSession.objects.filter(agency=self.organisation_id)
        return found.annotate(booked=Count("bookings"))

    @extend_schema(request=SessionSerializer, responses={201: SessionSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        made = sessions.plan_session(self.caller, **valid(SessionSerializer, request))
        return Response(SessionSerializer(self.get_queryset().get(pk=made.pk)).data, status=201)

    @extend_schema(responses=BookingSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def bookings(self, request: Request, pk: str) -> Response:
        row = get_object_or_404(self.get_queryset(), pk=pk)
        found = Booking.objects.filter(session=row).select_related("enquiry").order_by("enquiry__name")
        return Response(BookingSerializer(found, many=True).data)

    @extend_schema(request=BookSerializer, responses={201: BookingSerializer})
    @bookings.mapping.post
    @idempotent
    def book(self, request: Request, pk: str) -> Response:
        row = get_object_or_404(self.get_queryset(), pk=pk)
        asked = valid(BookSerializer, request)["enquiry"]
        person = get_object_or_404(enquiries(self.organisation_id), pk=asked)
        return Response(BookingSerializer(sessions.book(self.caller, row.pk, person)).data, status=201)

    @extend_schema(request=AttendedSerializer, responses=BookingSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def attended(self, request: Request, pk: str) -> Response:
        row, asked = get_object_or_404(self.get_queryset(), pk=pk), valid(AttendedSerializer, request)
        try:
            booking = Booking.objects.get(pk=asked["booking"], session=row)
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(BookingSerializer(sessions.note_attendance(self.caller, booking.pk, asked["attended"])).data)


class AgencySettingsSerializer(serializers.ModelSerializer[AgencySettings]):
    class Meta:
        model = AgencySettings
        fields = ("first_response_days", "visit_offer_days", "references_wanted", "panel_kept", "dbs_renewal_years",
                  "supervision_weeks", "fresh_days", "stuck_days")  # fmt: skip
        extra_kwargs = {name: {"required": False} for name in fields}


class AgencySettingsViewSet(CallerViewSet):
    """What an agency sets itself; nothing here can loosen the law."""

    serializer_class = AgencySettingsSerializer
    capabilities = {"list": READ, "create": "agency_settings.write"}

    @extend_schema(responses=AgencySettingsSerializer)
    def list(self, request: Request) -> Response:
        return Response(AgencySettingsSerializer(settings_of(self.organisation_id)).data)

    @extend_schema(request=AgencySettingsSerializer, responses=AgencySettingsSerializer)
    @idempotent
    def create(self, request: Request) -> Response:
        """Change what is named; the rest stays."""
        asked = valid(AgencySettingsSerializer, request, partial=True)
        return Response(AgencySettingsSerializer(change_settings(self.caller, asked)).data)
