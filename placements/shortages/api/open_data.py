"""Open shortage data through the API: for anybody, the same sets as the page and its files."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import CallerViewSet
from accounts.input.errors import Invalid
from placements.models import OpenFigures
from placements.shortages.api.shortages import BlockSerializer
from placements.shortages.selectors.open_data import areas_in, months_out, open_block, release


class AreaFilters(serializers.Serializer[Any]):
    area = serializers.CharField(required=False, max_length=9, help_text="ONS code of an area in the set")


class OpenDataViewSet(CallerViewSet):
    """Counts of 1 to 5 are withheld (`c`), with as many others as it takes; the rest is rounded to 5."""

    serializer_class = BlockSerializer
    lookup_value_regex = "[a-z]+-[0-9]{4}-[0-9]{2}"
    capabilities = {"list": "public", "retrieve": "public"}

    @extend_schema(responses={200: serializers.ListSerializer(child=serializers.CharField())})
    def list(self, request: Request) -> Response:
        return Response([f"{name}-{month}" for month in months_out() for name in OpenFigures.Name.values])

    @extend_schema(parameters=[AreaFilters], responses=BlockSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        name, _dash, month = pk.partition("-")
        found = release(name, month)
        if found is None:
            raise Http404
        area = self.filters.get("area", "")
        if area and area not in dict(areas_in(found)):
            words = _("No area of this set has that code")
            raise Invalid(f"{words}.", "input.filter", {"area": words})
        return Response(open_block(found, area).as_json())
