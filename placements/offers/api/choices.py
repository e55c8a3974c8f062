"""What a council chooses through the API: who sees a referral, how long a hold lasts, gates, notices, weights."""

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
from accounts.api.views import CallerViewSet
from placements.candidates import members_of, pool_for
from placements.matching.ruleset import PARTS, RuleSet
from placements.models import MatchRules, Notice
from placements.offers.api.matching import GateSerializer
from placements.placing import services as placing
from placements.placing.api.which import WhichFilters, which_asked
from placements.placing.selectors.decisions import decisions_of
from placements.placing.services import gates
from placements.referrals.api.children import ReferredChildSerializer
from placements.referrals.api.reading import asked, known
from placements.referrals.api.serializers import PlacementSerializer, ReferralSerializer
from placements.referrals.selectors.referrals import services_for
from placements.referrals.services import sharing
from placements.search.services import matches
from placements.search.services.matching import rank_referral
from placements.search.services.rules import in_force, set_rules
from placements.search.services.tonight import evening_of

PLACEMENTS = PlacementSerializer(many=True)
MOST_SERVICES = 500


class LongerSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()
    hours = serializers.FloatField(min_value=0.1, max_value=24)


class ShareSerializer(serializers.Serializer[Any]):
    services = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_SERVICES)
    level = serializers.ChoiceField(choices=["profile", "full"], default="profile")


class AskGateSerializer(serializers.Serializer[Any]):
    home = serializers.UUIDField()
    words = serializers.CharField(max_length=4000, help_text="why this home, and how needs are met there")


SERVICES = inline_serializer(
    "ServiceOfReferral",
    {
        "id": serializers.UUIDField(), "name": serializers.CharField(), "own": serializers.BooleanField(),
        "level": serializers.CharField(), "said_not_us": serializers.BooleanField(),
        "reply": serializers.CharField(help_text="of a service without an account that may have a home"),
    },
    many=True,
)  # fmt: skip


DECISIONS = inline_serializer(
    "DecisionOnReferral",
    {
        "what": serializers.CharField(), "on": serializers.DateField(allow_null=True), "words": serializers.CharField(),
        "office": serializers.CharField(), "person": serializers.CharField(), "service": serializers.CharField(),
    },
    many=True,
)  # fmt: skip


class ReferralChoices:
    """Choices of the council about one of its referrals; mixed into the viewset of referrals."""

    caller: Any
    get_object: Any
    get_queryset: Any
    organisation_id: UUID

    @extend_schema(request=LongerSerializer, responses=PLACEMENTS)
    @action(detail=True, methods=["post"], pagination_class=None)
    def longer(self, request: Request, pk: str) -> Response:
        """Make a hold end so many hours from now; 24 hours after it was made at most."""
        facts, row = asked(LongerSerializer, request), self.get_object()
        rows = known(lambda: placing.extend(self.caller, row.pk, facts["home"], facts["hours"]))
        return Response(PlacementSerializer(rows, many=True).data)

    @extend_schema(responses=SERVICES)
    @action(detail=True, methods=["get"], pagination_class=None)
    def services(self, request: Request, pk: str) -> Response:
        """Services that could be told of it, and what each reads already."""
        found = services_for(self.caller, self.get_object())
        rows = [
            {"id": s.pk, "name": s.name, "own": s.own, "level": s.level, "said_not_us": s.declined, "reply": s.reply}
            for s in found
        ]
        return Response(rows)

    @extend_schema(
        request=ShareSerializer, responses=inline_serializer("Shared", {"shared": serializers.IntegerField()})
    )
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """Let chosen services read the anonymised profile, or the full one."""
        facts, row = asked(ShareSerializer, request), self.get_object()
        return Response(
            {"shared": known(lambda: sharing.share(self.caller, row.pk, facts["services"], facts["level"]))}
        )

    @extend_schema(request=None, responses=ReferralSerializer)
    @action(detail=True, methods=["post"], url_path="clear-screen", url_name="clear-screen")
    def clear_screen(self, request: Request, pk: str) -> Response:
        """A person has looked at what the screen found: it is shared with whom the council chose, and nobody else."""
        sharing.clear_screen(self.caller, self.get_object().pk)
        return Response(ReferralSerializer(self.get_object()).data)

    @extend_schema(request=AskGateSerializer, responses={201: GateSerializer})
    @action(detail=True, methods=["post"], url_path="ask-approval", url_name="ask-approval")
    @idempotent
    def ask_approval(self, request: Request, pk: str) -> Response:
        """Ask for the approval that the law wants before a child is placed outside the council's area."""
        facts, row = asked(AskGateSerializer, request), self.get_object()
        homes = pool_for(row.needed_by, [facts["home"]]).homes
        if not homes:
            return Response(status=404)
        made = gates.ask(self.caller, row, facts["home"], homes[0].la, facts["words"])
        return Response(GateSerializer(made).data, status=201)

    @extend_schema(responses=ReferredChildSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def children(self, request: Request, pk: str) -> Response:
        """The children with everything that a home is measured by, as it was sent."""
        return Response(ReferredChildSerializer(members_of(self.get_object()), many=True).data)

    @extend_schema(responses=DECISIONS)
    @action(detail=True, methods=["get"], pagination_class=None)
    def decisions(self, request: Request, pk: str) -> Response:
        """Who decided what about it, in which office or by whose delegation, and when."""
        return Response([one.as_data() for one in decisions_of(self.get_object())])

    @extend_schema(parameters=[WhichFilters], responses={200: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"])
    def tonight(self, request: Request, pk: str) -> Response:
        """Homes that could take them now with the duty telephone, homes possible if, and the best splits."""
        row = self.get_object()
        ranked = rank_referral(row, self.caller.organisation, which_asked(request, row))
        evening = evening_of(ranked, self.caller.organisation)
        contacts = matches.contacts(row.pk, evening.everyone)

        def told(home: str) -> dict[str, Any]:
            who = contacts[home]
            return {
                "home": home, "service": who.agency, "telephone": who.telephone, "confirmed_at": who.confirmed_at,
                "offered": who.offered, "held": who.held,
            }  # fmt: skip

        steps = {name: matches.shown(ranked, name, self.organisation_id).steps for name in evening.possible}
        return Response({
            "together": [told(home) for home in evening.together],
            "possible_if": [told(home) | {"steps": steps[home]} for home in evening.possible],
            "splits": [
                {"miles": split.miles, "parts": [{"children": list(part), **told(home)} for part, home in split.parts]}
                for split in evening.splits
            ],
        })  # fmt: skip


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    class Meta:
        model = Notice
        fields = ("id", "referral", "household", "area", "due_on", "given_on", "how")
        read_only_fields = fields


class GiveNoticeSerializer(serializers.Serializer[Any]):
    given_on = serializers.DateField()
    how = serializers.CharField(max_length=100)


@extend_schema_view(list=extend_schema(responses=NoticeSerializer(many=True)))
class NoticeViewSet(CallerViewSet):
    """Written notices to the council of the area where a child will live (regulation 13)."""

    queryset = Notice.objects.none()
    serializer_class = NoticeSerializer
    pagination_class = Keyset
    capabilities = {"list": "referrals.read", "give": "referrals.write"}

    def get_queryset(self) -> Any:
        return Notice.objects.filter(council=self.organisation_id).order_by("due_on", "pk")

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset().order_by("-pk"))
        return self.get_paginated_response(NoticeSerializer(page, many=True).data)

    @extend_schema(request=GiveNoticeSerializer, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def give(self, request: Request, pk: str) -> Response:
        facts, row = asked(GiveNoticeSerializer, request), self.get_object()
        return Response(NoticeSerializer(gates.give_notice(self.caller, row.pk, facts["given_on"], facts["how"])).data)


class NewRulesSerializer(serializers.Serializer[Any]):
    """Weights left out keep their default; distances in hectometres."""

    weights = inline_serializer(
        "MatchWeights",
        {part: serializers.IntegerField(min_value=0, max_value=100, required=False) for part in PARTS},
        default=dict,
    )
    near_hm = serializers.IntegerField(default=RuleSet().near_hm, min_value=0, max_value=4000)
    far_hm = serializers.IntegerField(default=RuleSet().far_hm, min_value=1, max_value=4000)
    max_km = serializers.FloatField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=300)


class RulesSerializer(serializers.ModelSerializer[MatchRules]):
    class Meta:
        model = MatchRules
        fields = ("id", "version", "reading", "data", "reason", "made_at")
        read_only_fields = fields


class MatchRulesViewSet(CallerViewSet):
    """A council's weights and bounds of matching: what is in force, every version, and a new one."""

    queryset = MatchRules.objects.none()
    serializer_class = RulesSerializer
    capabilities = {"list": "referrals.read", "create": "match_rules.write"}

    @extend_schema(operation_id="match_rules_in_force", responses={200: OpenApiTypes.OBJECT})
    def list(self, request: Request) -> Response:
        return Response(self.as_it_stands())

    def as_it_stands(self) -> dict[str, Any]:
        now = in_force(self.organisation_id)
        rules = now.rules(None)
        rows = MatchRules.objects.filter(council=self.organisation_id).order_by("-version")[:100]
        return {
            "version": now.version, "rules": rules.name, "weights": dict(zip(PARTS, rules.weights.row(), strict=True)),
            "near_hm": rules.near_hm, "far_hm": rules.far_hm, "max_km": rules.max_km,
            "versions": RulesSerializer(rows, many=True).data,
        }  # fmt: skip

    @extend_schema(request=NewRulesSerializer, responses={201: RulesSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        return Response(RulesSerializer(set_rules(self.caller, **asked(NewRulesSerializer, request))).data, status=201)


__all__ = ["MatchRulesViewSet", "NoticeViewSet", "ReferralChoices"]
