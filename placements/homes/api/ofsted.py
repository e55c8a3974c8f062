"""An agency's yearly figures through the API: the same blocks as the page."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import CallerViewSet
from placements.homes.selectors.ofsted import years_of
from placements.homes.selectors.ofsted_files import OFSTED_BLOCKS, ofsted_figures
from placements.shortages.api.shortages import BlockSerializer


class OfstedViewSet(CallerViewSet):
    """What Ofsted asks a fostering service for each year, and the same lines beside the dashboard's."""

    serializer_class = BlockSerializer
    lookup_value_regex = "[a-z_]+-[0-9]{4}"
    capabilities = {"list": "homes.read", "retrieve": "homes.read"}

    @extend_schema(responses={200: serializers.ListSerializer(child=serializers.CharField())})
    def list(self, request: Request) -> Response:
        years = years_of(timezone.localdate())
        return Response([f"{name}-{year}" for year in years for name in OFSTED_BLOCKS])

    @extend_schema(responses=BlockSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        name, _dash, year = pk.rpartition("-")
        found = ofsted_figures(name, self.organisation_id, int(year), timezone.localdate())
        if found is None:
            raise Http404
        return Response(found.as_json())
