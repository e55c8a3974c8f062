"""Days without short stays through the API, of an agency's home and of the carers' own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.reading import valid
from carers.homes.services import short_stays


class ShortStaysSerializer(serializers.Serializer[Any]):
    """`ends` is the first day on which short stays can come again."""

    starts = serializers.DateField()
    ends = serializers.DateField()


class AgainSerializer(serializers.Serializer[Any]):
    starts = serializers.DateField(help_text="the first day of the period that is taken back")


def told(periods: list[short_stays.Period]) -> list[dict[str, Any]]:
    return [{"from": start, "until": end} for start, end in periods]


class ShortStaysOfHome:
    """Acts of an agency on one of its homes; mixed into the viewset of the register."""

    caller: Any
    own_row: Any

    @extend_schema(request=ShortStaysSerializer, responses={200: dict})
    @action(detail=True, methods=["post"], url_path="no-short-stays")
    def no_short_stays(self, request: Request, pk: str) -> Response:
        """Nobody comes for respite, in an emergency or on remand in that time."""
        home, asked = self.own_row(pk), valid(ShortStaysSerializer, request)
        return Response({"no_short_stays": told(short_stays.take_none(self.caller, home.pk, **asked))})

    @extend_schema(request=AgainSerializer, responses={200: dict})
    @action(detail=True, methods=["post"], url_path="short-stays-again")
    def short_stays_again(self, request: Request, pk: str) -> Response:
        home, asked = self.own_row(pk), valid(AgainSerializer, request)
        return Response({"no_short_stays": told(short_stays.take_again(self.caller, home.pk, asked["starts"]))})


class OwnShortStays:
    """The same by the carers themselves; mixed into the viewset of their own home."""

    _at_home: Any

    @extend_schema(request=ShortStaysSerializer, responses={200: dict})
    @action(detail=False, methods=["post"], url_path="no-short-stays")
    def no_short_stays(self, request: Request) -> Response:
        asked = valid(ShortStaysSerializer, request)
        answer: Response = self._at_home(lambda by, home: short_stays.take_none(by, home.pk, **asked))
        return answer

    @extend_schema(request=AgainSerializer, responses={200: dict})
    @action(detail=False, methods=["post"], url_path="short-stays-again")
    def short_stays_again(self, request: Request) -> Response:
        starts = valid(AgainSerializer, request)["starts"]
        answer: Response = self._at_home(lambda by, home: short_stays.take_again(by, home.pk, starts))
        return answer
