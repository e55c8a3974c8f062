"""Holds, offers, asks, gates, endings, the plan and tonight through the API: the services the pages call."""

from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.pagination import Keyset
from accounts.api.views import UUID_IN_PATH, CallerViewSet
from placements.models import Ask, Decline, Ending, Gate, Offer, Placement, Referral
from placements.offers.api.recorded import RecordedActs
from placements.offers.services import asking, offering
from placements.placing import services as placing
from placements.placing.api.living import StayActs
from placements.placing.api.which import WhichFilters, which_asked
from placements.placing.services import Ended, closing, gates
from placements.referrals.api.reading import asked, known
from placements.referrals.api.serializers import ChildrenField, PlacementSerializer, ReferralSerializer
from placements.referrals.selectors.beside import with_waiting
from placements.referrals.selectors.referrals import inbox, living_with, offers_for
from placements.search.services import matches
from placements.search.services.matching import rank_referral
from placements.search.services.planning import plan_for


class HomeSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()


class HoldPlacesSerializer(HomeSerializer):
    hours = serializers.FloatField(default=4, min_value=0.1, max_value=24)
    children = ChildrenField()


class ReferAgainSerializer(serializers.Serializer[Any]):
    beside = serializers.BooleanField(default=False, help_text="although another referral of the same children is open")


class CloseSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Referral.Outcome.choices)
    as_asked = serializers.ChoiceField(choices=Referral.AsAsked.choices, required=False, default="")
    words = serializers.CharField(required=False, default="", allow_blank=True)


class OfferSerializer(serializers.ModelSerializer[Offer]):
    class Meta:
        model = Offer
        fields = (
            "id", "referral", "household", "agency", "state", "price", "tier", "weekly_fee", "words", "held_until",
            "decided_words", "children",
        )  # fmt: skip
        read_only_fields = fields


class NewOfferSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()
    weekly_fee = serializers.DecimalField(max_digits=8, decimal_places=2, required=False, allow_null=True, default=None)
    price = serializers.ChoiceField(choices=Offer.Price.choices, default="framework")
    tier = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    words = serializers.CharField(required=False, default="", allow_blank=True)
    children = ChildrenField()


class ReasonWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(required=False, default="", allow_blank=True)


class NotUsSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=Decline.Reason.choices)


class CarerAskSerializer(serializers.ModelSerializer[Ask]):
    class Meta:
        model = Ask
        fields = ("id", "household", "referral", "state", "reason", "asked_at", "answer_by", "answered_at")
        read_only_fields = fields


class AnswerSerializer(serializers.Serializer[Any]):
    yes = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Ask.Reason.choices, required=False, default="")


class GateSerializer(serializers.ModelSerializer[Gate]):
    class Meta:
        model = Gate
        fields = (
            "id",
            "referral",
            "household",
            "kind",
            "state",
            "asked_words",
            "office",
            "decided_words",
            "decided_at",
        )
        read_only_fields = fields


class GateDecisionSerializer(serializers.Serializer[Any]):
    approved = serializers.BooleanField()
    office = serializers.CharField(max_length=100)
    words = serializers.CharField()


class EndSerializer(serializers.Serializer[Any]):
    """`reason` where the child moves, `left_care` where they left care: one of them."""

    on = serializers.DateField(help_text="the first day the child no longer lives there")
    planned = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Ending.Reason.choices, required=False, default="")
    left_care = serializers.ChoiceField(choices=Ending.LeftCare.choices, required=False, default="")
    debrief = serializers.CharField(required=False, default="", allow_blank=True)


class DatesSerializer(serializers.Serializer[Any]):
    starts = serializers.DateField()
    ends = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=300)


class ShortBreakSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()
    starts = serializers.DateField()
    ends = serializers.DateField()


PLACEMENTS = PlacementSerializer(many=True)


class ReferralActs:
    """Acts of the council on one of its referrals; mixed into the viewset of referrals."""

    caller: Any
    get_object: Any
    get_queryset: Any
    organisation_id: UUID

    @extend_schema(request=HoldPlacesSerializer, responses={201: PLACEMENTS})
    @action(detail=True, methods=["post"], pagination_class=None)
    @idempotent
    def hold(self, request: Request, pk: str) -> Response:
        """Hold places in one home, for all who wait or for some. The same request again gives the same hold."""
        facts = asked(HoldPlacesSerializer, request)
        what = facts["home"], facts["hours"], facts["children"]
        rows = known(lambda: placing.hold(self.caller, self.get_object().pk, *what))
        return Response(PlacementSerializer(rows, many=True).data, status=201)

    @extend_schema(
        request=HomeSerializer, responses=inline_serializer("Released", {"released": serializers.IntegerField()})
    )
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        facts = asked(HomeSerializer, request)
        return Response({"released": known(lambda: placing.release(self.caller, self.get_object().pk, facts["home"]))})

    @extend_schema(request=CloseSerializer, responses=ReferralSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        facts = asked(CloseSerializer, request)
        closing.close(self.caller, self.get_object().pk, **facts)
        return Response(ReferralSerializer(self.get_object()).data)

    @extend_schema(request=ReferAgainSerializer, responses={201: ReferralSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def again(self, request: Request, pk: str) -> Response:
        """Open the need of a closed referral again, for its children without a home, shared as the earlier one was."""
        facts = asked(ReferAgainSerializer, request)
        made = closing.refer_again(self.caller, self.get_object().pk, facts["beside"])
        return Response(ReferralSerializer(self.get_queryset().get(pk=made.pk)).data, status=201)

    @extend_schema(responses=OfferSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def offers(self, request: Request, pk: str) -> Response:
        return Response(OfferSerializer(offers_for(self.get_object()), many=True).data)

    @extend_schema(request=ReasonWordsSerializer, responses=OfferSerializer)
    @action(
        detail=True, methods=["post"], url_path=f"offers/(?P<offer>{UUID_IN_PATH})/decline", url_name="decline-offer"
    )
    def decline_offer(self, request: Request, pk: str, offer: str) -> Response:
        facts = asked(ReasonWordsSerializer, request)
        self.get_object()
        row = known(lambda: offering.decline_offer(self.caller, UUID(offer), facts["words"]))
        return Response(OfferSerializer(row).data)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    @action(detail=False, methods=["get"])
    def plan(self, request: Request) -> Response:
        """A suggested plan for all open referrals, beside first-come.

        `children` of a line is how many, `which` who: children who wait, each in one referral, also where two are open.
        `gap`: the share of its worth by which the best possible plan may be better; 0 where this one is `proven`
        best, null where none was found in time and first-come is given. `standing` says it in words.
        """
        found = plan_for(self.caller.organisation)
        lines = [
            {
                "referral": line.referral.pk, "home": line.household, "children": line.children, "points": line.points,
                "which": [child.pk for child in line.which],
            }
            for line in found.lines
        ]  # fmt: skip
        return Response({
            "lines": lines, "plan": found.better, "first_come": found.first_come, "proven": found.proven,
            "gap": found.gap, "standing": found.standing, "open_referrals": found.waiting,
            "left_without_a_home": [row.pk for row in found.left],
            "counted_elsewhere": [row.pk for row in found.counted_elsewhere],
        })  # fmt: skip


@extend_schema_view(list=extend_schema(responses=ReferralSerializer(many=True)))
class InboxViewSet(RecordedActs, CallerViewSet):
    """Referrals shared with your agency, or written down by it: its homes in order for each, asks, offers, "not us"."""

    queryset = Referral.objects.none()
    serializer_class = ReferralSerializer
    pagination_class = Keyset
    capabilities = {
        "list": "inbox.read",
        "homes": "inbox.read",
        "ask": "inbox.write",
        "offer": "inbox.write",
        "not_us": "inbox.write",
        "create": "inbox.write",
        "chosen": "inbox.write",
        "close": "inbox.write",
    }

    def get_queryset(self) -> Any:
        return inbox(self.organisation_id)

    def list(self, request: Request) -> Response:
        page = with_waiting(self.paginate_queryset(self.get_queryset().order_by("-id")) or [])
        return self.get_paginated_response(ReferralSerializer(page, many=True).data)

    @extend_schema(parameters=[WhichFilters], responses={200: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"])
    def homes(self, request: Request, pk: str) -> Response:
        """Every own home: verdict, points, every reason in full, lawful steps, the smallest change."""
        row = self.get_object()
        ranked = rank_referral(row, row.council, which_asked(request, row))
        found = []
        for name in matches.own_homes(ranked, self.organisation_id):
            seen = matches.shown(ranked, name, self.organisation_id)
            found.append(
                {
                    "home": name,
                    "verdict": seen.verdict,
                    "score": seen.explanation.score,
                    "reasons": seen.reasons,
                    "to_check": seen.to_check,
                    "steps": seen.steps,
                    "smallest_change": seen.changes,
                }
            )
        return Response(found)

    @extend_schema(request=HomeSerializer, responses={201: CarerAskSerializer})
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        facts, row = asked(HomeSerializer, request), self.get_object()
        return Response(
            CarerAskSerializer(known(lambda: asking.ask(self.caller, row.pk, facts["home"]))).data, status=201
        )

    @extend_schema(request=NewOfferSerializer, responses={201: OfferSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def offer(self, request: Request, pk: str) -> Response:
        facts, row = asked(NewOfferSerializer, request), self.get_object()
        home = facts.pop("home")
        made = known(lambda: offering.offer(self.caller, row.pk, home, **facts))
        return Response(OfferSerializer(made).data, status=201)

    @extend_schema(request=NotUsSerializer, responses={201: NotUsSerializer})
    @action(detail=True, methods=["post"])
    def not_us(self, request: Request, pk: str) -> Response:
        facts, row = asked(NotUsSerializer, request), self.get_object()
        return Response({"reason": offering.not_us(self.caller, row.pk, facts["reason"]).reason}, status=201)


class AskViewSet(CallerViewSet):
    """Asks to carers and their answers."""

    queryset = Ask.objects.none()
    serializer_class = CarerAskSerializer
    capabilities = {"answer": "inbox.write"}

    def get_queryset(self) -> Any:
        return Ask.objects.filter(agency=self.organisation_id)

    @extend_schema(request=AnswerSerializer, responses=CarerAskSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        facts, row = asked(AnswerSerializer, request), self.get_object()
        return Response(CarerAskSerializer(asking.answer(self.caller, row.pk, facts["yes"], facts["reason"])).data)


class OfferViewSet(CallerViewSet):
    """Your agency's offers."""

    queryset = Offer.objects.none()
    serializer_class = OfferSerializer
    capabilities = {"withdraw": "inbox.write"}

    def get_queryset(self) -> Any:
        return Offer.objects.filter(agency=self.organisation_id)

    @extend_schema(request=ReasonWordsSerializer, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        facts, row = asked(ReasonWordsSerializer, request), self.get_object()
        return Response(OfferSerializer(offering.withdraw(self.caller, row.pk, facts["words"])).data)


class GateViewSet(CallerViewSet):
    """Decisions the law asks for before a placement outside the council's area."""

    queryset = Gate.objects.none()
    serializer_class = GateSerializer
    capabilities = {"decide": "gates.decide"}

    def get_queryset(self) -> Any:
        return Gate.objects.filter(council=self.organisation_id)

    @extend_schema(request=GateDecisionSerializer, responses=GateSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        facts, row = asked(GateDecisionSerializer, request), self.get_object()
        return Response(GateSerializer(gates.decide(self.caller, row.pk, **facts)).data)


@extend_schema_view(list=extend_schema(responses=PLACEMENTS))
class PlacementViewSet(StayActs, CallerViewSet):
    """Who lives in your agency's homes: endings, moves, other dates, short breaks, briefing and debrief."""

    queryset = Placement.objects.none()
    serializer_class = PlacementSerializer
    pagination_class = Keyset
    capabilities = {
        "list": "homes.read",
        "end": "homes.write",
        "dates": "homes.write",
        "short_break": "homes.write",
        "move": "homes.write",
        "briefing": "homes.write",
        "debrief": "homes.write",
    }

    def get_queryset(self) -> Any:
        return Placement.objects.filter(agency=self.organisation_id)

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(living_with(self.organisation_id))
        return self.get_paginated_response(PlacementSerializer(page, many=True).data)

    @extend_schema(request=EndSerializer, responses=PlacementSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        facts, row = asked(EndSerializer, request), self.get_object()
        on: date = facts.pop("on")
        return Response(PlacementSerializer(placing.end_placement(self.caller, row.pk, on, Ended(**facts))).data)

    @extend_schema(request=DatesSerializer, responses=PlacementSerializer)
    @action(detail=True, methods=["post"])
    def dates(self, request: Request, pk: str) -> Response:
        facts, row = asked(DatesSerializer, request), self.get_object()
        return Response(PlacementSerializer(placing.change_dates(self.caller, row.pk, **facts)).data)

    @extend_schema(request=ShortBreakSerializer, responses={201: PlacementSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def short_break(self, request: Request, pk: str) -> Response:
        facts, row = asked(ShortBreakSerializer, request), self.get_object()
        made = known(lambda: placing.short_break(self.caller, row.pk, facts["home"], facts["starts"], facts["ends"]))
        return Response(PlacementSerializer(made).data, status=201)
