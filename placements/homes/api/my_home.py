"""The carers' own home through the API: the services that their page calls. Somebody else's home is not there (404)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import DayField
from accounts.api.idempotency import answer_once
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.tenancy.caller import CallerAt
from carers.homes.selectors.my_home import at_home, preferences_of
from carers.homes.services import my_home, register, short_stays
from carers.law.vocabulary import ApprovedSex, KindOfCare
from carers.models import Approval, Household, Preference, Unavailability
from placements.homes.selectors.homes import home_today
from placements.models import Ask
from placements.offers.services import asking
from placements.placing.api.short_stays import OwnShortStays
from placements.placing.api.short_stays import told as periods_told

REASONS = [(reason.value, reason.label) for reason in my_home.CARERS_REASONS]


class WishesSerializer(serializers.Serializer[Any]):
    """What a home would rather take. `most_children` null: no number."""

    age_min = serializers.IntegerField(min_value=0, max_value=17)
    age_max = serializers.IntegerField(min_value=0, max_value=21)
    most_children = serializers.IntegerField(min_value=1, max_value=10, required=False, allow_null=True, default=None)
    sex = serializers.ChoiceField(choices=ApprovedSex.choices, default="any")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KindOfCare.choices), min_length=1, max_length=len(KindOfCare.choices)
    )
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class DaysOffSerializer(serializers.Serializer[Any]):
    """Without `slot` all rooms. `ends` is the first day on which children can come again."""

    slot = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    starts = DayField()
    ends = DayField()
    reason = serializers.ChoiceField(choices=REASONS)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class AbsenceSerializer(serializers.Serializer[Any]):
    absence = serializers.UUIDField()


class AskAnswerSerializer(serializers.Serializer[Any]):
    """A no needs its reason."""

    ask = serializers.UUIDField()
    yes = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Ask.Reason.choices, required=False, default="", allow_blank=True)


def wishes_of(row: Preference | None) -> dict[str, Any] | None:
    if row is None:
        return None
    names = ("age_min", "age_max", "most_children", "sex", "kinds", "note")
    return {name: getattr(row, name) for name in names}


def told(home: Household) -> dict[str, Any]:
    """Everything the carers' page shows."""
    today = timezone.localdate()
    terms = Approval.objects.filter(household=home, period__contains=today).first()
    found = preferences_of(home, terms)
    return {
        "id": home.pk, "name": home.name, "status": home.status, "confirmed_at": home.availability_confirmed_at,
        "rooms": [{"slot": room.slot, "state": room.state} for room in home_today(home)],
        "absences": [
            {"id": row.pk, "slot": row.slot, "from": row.period.lower, "until": row.period.upper, "reason": row.reason}
            for row in Unavailability.objects.filter(household=home).order_by("period", "slot")
            if row.period.upper is None or row.period.upper > today
        ],
        "no_short_stays": periods_told(short_stays.periods(home, today)),
        "preferences": {
            "ours": wishes_of(found.carers), "services": wishes_of(found.agency), "differ": list(found.differ),
            "waits_for_the_service": found.is_conflict, "answer": found.carers.answer if found.carers else "",
        },
        "asks": [
            {"id": ask.pk, "state": ask.state, "reason": ask.reason, "asked_at": ask.asked_at,
             "answer_by": ask.answer_by, "kind": ask.referral.kind, "urgency": ask.referral.urgency,
             "needed_by": ask.referral.needed_by}
            for ask in Ask.objects.filter(household=home).select_related("referral").order_by("-id")[:50]
        ],
    }  # fmt: skip


class MyHomeViewSet(OwnShortStays, CallerViewSet):
    """Your own home: rooms, days off, what you would rather take, what you were asked."""

    capabilities = dict.fromkeys(
        ("list", "confirm", "days_off", "available", "preferences", "answer", "no_short_stays", "short_stays_again"),
        "signed_in",
    )

    def _at_home(self, act: Callable[[CallerAt, Household], Any]) -> Response:
        """Do `act` in the agency's scope, and answer with the home as it is then; a retry gets the first answer."""
        if self.anybody.user is None:
            raise Http404
        try:
            with at_home(self.anybody.user) as (by, home):
                return answer_once(self.request, by.organisation_id, lambda: self._done(act, by, home))
        except ObjectDoesNotExist:
            raise Http404 from None

    def _done(self, act: Callable[[CallerAt, Household], Any], by: CallerAt, home: Household) -> Response:
        act(by, home)
        return Response(told(Household.objects.get(pk=home.pk)))

    @extend_schema(responses={200: dict})
    def list(self, request: Request) -> Response:
        return self._at_home(lambda by, home: None)

    @extend_schema(request=None, responses={200: dict})
    @action(detail=False, methods=["post"])
    def confirm(self, request: Request) -> Response:
        return self._at_home(lambda by, home: register.confirm_availability(by, home.pk))

    @extend_schema(request=DaysOffSerializer, responses={200: dict})
    @action(detail=False, methods=["post"], url_path="days-off")
    def days_off(self, request: Request) -> Response:
        asked = valid(DaysOffSerializer, request)
        return self._at_home(lambda by, home: my_home.take_days_off(by, home.pk, **asked))

    @extend_schema(request=AbsenceSerializer, responses={200: dict})
    @action(detail=False, methods=["post"])
    def available(self, request: Request) -> Response:
        key = valid(AbsenceSerializer, request)["absence"]
        return self._at_home(
            lambda by, home: my_home.come_back(by, home.pk, Unavailability.objects.get(pk=key, household=home))
        )

    @extend_schema(request=WishesSerializer, responses={200: dict})
    @action(detail=False, methods=["post"])
    def preferences(self, request: Request) -> Response:
        wishes = my_home.Wishes(**valid(WishesSerializer, request))
        return self._at_home(lambda by, home: my_home.say_preferences(by, home.pk, wishes, Preference.Side.CARERS))

    @extend_schema(request=AskAnswerSerializer, responses={200: dict})
    @action(detail=False, methods=["post"])
    def answer(self, request: Request) -> Response:
        asked = valid(AskAnswerSerializer, request)
        return self._at_home(
            lambda by, home: asking.answer(
                by, Ask.objects.get(pk=asked["ask"], household=home).pk, asked["yes"], asked["reason"]
            )
        )
