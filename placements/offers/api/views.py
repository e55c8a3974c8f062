"""Referrals, matching, placing and shortages through the API; each act calls the service the pages call."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.views import UUID_IN_PATH, CallerViewSet
from placements.offers.api.choices import ReferralChoices
from placements.offers.api.matching import ReferralActs
from placements.placing.api.which import WhichFilters, which_asked
from placements.placing.services import place
from placements.referrals.api.reading import asked
from placements.referrals.api.serializers import (
    ExplanationSerializer,
    NewReferralSerializer,
    PlacementSerializer,
    PlaceSerializer,
    RankingSerializer,
    ReferralFilters,
    ReferralSerializer,
)
from placements.referrals.selectors.beside import with_waiting
from placements.referrals.selectors.referrals import referrals
from placements.referrals.services.referring import refer
from placements.search.services import matches
from placements.search.services.matching import Ranked, rank_referral


@extend_schema_view(list=extend_schema(parameters=[ReferralFilters]))
class ReferralViewSet(ReferralChoices, ReferralActs, mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """Referrals of your council: open one, see homes in order with every reason, place."""

    serializer_class = ReferralSerializer
    capabilities = {
        "list": "referrals.read",
        "retrieve": "referrals.read",
        "create": "referrals.write",
        "ranking": "referrals.read",
        "explain": "referrals.read",
        "place": "place",
        "hold": "place",
        "release": "place",
        "close": "referrals.write",
        "again": "referrals.write",
        "offers": "referrals.read",
        "decline_offer": "referrals.write",
        "plan": "referrals.read",
        "longer": "place",
        "services": "referrals.read",
        "share": "referrals.write",
        "clear_screen": "referrals.write",
        "ask_approval": "place",
        "tonight": "referrals.read",
        "decisions": "referrals.read",
        "children": "referrals.read",
    }

    def get_queryset(self) -> Any:
        return referrals(self.organisation_id, self.filters.get("state", ""))

    @extend_schema(request=NewReferralSerializer, responses={201: ReferralSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        facts = asked(NewReferralSerializer, request)
        children = facts.pop("children")
        made = refer(self.caller, facts, [dict(child) for child in children])
        return Response(ReferralSerializer(self.get_queryset().get(pk=made.pk)).data, status=201)

    def list(self, request: Request) -> Response:
        page = with_waiting(self.paginate_queryset(self.get_queryset()) or [])
        return self.get_paginated_response(ReferralSerializer(page, many=True).data)

    def _ranked(self, request: Request, pk: str) -> Ranked:
        row = get_object_or_404(self.get_queryset(), pk=pk)
        return rank_referral(row, self.caller.organisation, which_asked(request, row))

    @extend_schema(parameters=[WhichFilters], responses=RankingSerializer)
    @action(detail=True, methods=["get"])
    def ranking(self, request: Request, pk: str) -> Response:
        ranked = self._ranked(request, pk)
        ranking = ranked.ranking
        data = {
            "rules": ranked.rules.name,
            "looked_at": len(ranked.pool.homes),
            "eligible": ranking.eligible,
            "excluded": ranking.excluded,
            "homes": ranking.top(50),
        }
        return Response(RankingSerializer(data).data)

    @extend_schema(parameters=[WhichFilters], responses=ExplanationSerializer)
    @action(detail=True, methods=["get"], url_path=f"homes/(?P<home>{UUID_IN_PATH})")
    def explain(self, request: Request, pk: str, home: str) -> Response:
        ranked = self._ranked(request, pk)
        if home not in ranked.pool.index:
            raise Http404
        seen = matches.shown(ranked, home, self.organisation_id)
        return Response(ExplanationSerializer(seen).data)

    @extend_schema(request=PlaceSerializer, responses={201: PlacementSerializer(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None)
    @idempotent
    def place(self, request: Request, pk: str) -> Response:
        facts = asked(PlaceSerializer, request)
        try:
            rows = place(
                self.caller, UUID(pk), facts["home"], facts["starts_on"], facts["reason"],
                children=facts["children"], authorised_by=facts["authorised_by"], as_asked=facts["as_asked"],
            )  # fmt: skip
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(PlacementSerializer(rows, many=True).data, status=201)
