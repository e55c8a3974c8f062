"""The register through the API: capacity on a day, availability, terms, endings of an agency's homes."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import DayField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.input.days import DONE
from carers.homes.services import departures, register
from carers.law.vocabulary import ExitReason, UnavailableReason
from carers.models import Departure
from placements.homes.api.register_acts import RegisterActs
from placements.homes.selectors.capacity import capacity
from placements.homes.selectors.leaving import councils_to_tell
from placements.homes.services.leaving import receive_resignation
from placements.placing.api.short_stays import ShortStaysOfHome


class UnavailableSerializer(serializers.Serializer[Any]):
    """`ends` is the first day on which the place can be used again, or null."""

    slot = serializers.IntegerField(min_value=1)
    starts = DayField()
    ends = DayField(allow_null=True, required=False, default=None)
    reason = serializers.ChoiceField(choices=UnavailableReason.choices)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class EndingSerializer(serializers.Serializer[Any]):
    """A resignation takes effect 28 days after `on`; the others on that day."""

    kind = serializers.ChoiceField(choices=Departure.Kind.choices)
    on = DayField(span=DONE)
    reason = serializers.ChoiceField(choices=ExitReason.choices)
    words = serializers.CharField(required=False, default="", allow_blank=True)


class DayFilters(serializers.Serializer[Any]):
    day = DayField(required=False, help_text="today if left out")


class RegisterViewSet(ShortStaysOfHome, RegisterActs, CallerViewSet):
    """Approved + above terms = filled + vacant + not available, on any day; and what changes it."""

    capabilities = {
        **dict.fromkeys(("list", "retrieve", "notes", "timeline", "duties", "preferences", "exemptions"), "homes.read"),
        **dict.fromkeys(
            (
                "confirm",
                "unavailable",
                "available",
                "no_short_stays",
                "short_stays_again",
                "end",
                "terms",
                "duty_done",
                "ask_carers",
                "extend",
                "connected",
                "agency_says",
                "exempt",
                "emergency",
                "settle_preferences",
                "access",
                "end_access",
                "add_note",
            ),
            "homes.write",
        ),
    }

    def _home(self, pk: str) -> UUID:
        found: UUID = self.own_row(pk).pk
        return found

    def _capacity(self, home: UUID | None) -> Response:
        seen = capacity(self.organisation_id, self.filters.get("day"), home)
        return Response(vars(seen))

    @extend_schema(operation_id="register_of_agency", responses={200: dict}, parameters=[DayFilters])
    def list(self, request: Request) -> Response:
        return self._capacity(None)

    @extend_schema(responses={200: dict}, parameters=[DayFilters])
    def retrieve(self, request: Request, pk: str) -> Response:
        return self._capacity(self._home(pk))

    @extend_schema(request=None, responses={200: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def confirm(self, request: Request, pk: str) -> Response:
        home = register.confirm_availability(self.caller, self._home(pk))
        return Response({"confirmed_at": home.availability_confirmed_at})

    @extend_schema(request=UnavailableSerializer, responses={201: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def unavailable(self, request: Request, pk: str) -> Response:
        home = self._home(pk)
        row = register.mark_unavailable(self.caller, home, **valid(UnavailableSerializer, request))
        return Response({"id": row.pk, "slot": row.slot}, status=201)

    @extend_schema(request=EndingSerializer, responses={201: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def end(self, request: Request, pk: str) -> Response:
        home = self._home(pk)
        asked = valid(EndingSerializer, request)
        kind, on, reason, words = (asked[name] for name in ("kind", "on", "reason", "words"))
        if kind == Departure.Kind.RESIGNED:
            made = receive_resignation(self.caller, home, on, reason, words)
        else:
            made = departures.terminate(self.caller, home, on, reason, words, kind)
        by_staff = councils_to_tell(home) if kind == Departure.Kind.RESIGNED else []
        answer = {"id": made.pk, "takes_effect_on": made.takes_effect_on, "councils_to_tell": by_staff}
        return Response(answer, status=201)
