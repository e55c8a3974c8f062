"""The shortage dashboard through the API: the same blocks as the pages and their downloads."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import DayField
from accounts.api.views import CallerViewSet
from accounts.input.errors import Invalid
from accounts.models import Organisation
from placements.shortages.forecasting.categories import BANDS
from placements.shortages.selectors.edition import FILTERS_OF_EDITION, edition_of
from placements.shortages.selectors.england import MEASURES, OPEN, YEARS
from placements.shortages.selectors.files import BLOCKS, NOW_FILTERS, block_of, filters_of_block
from placements.shortages.selectors.kept_now import now_asked
from placements.shortages.selectors.now import KINDS, SERVICES, SIZES
from placements.shortages.selectors.now_blocks import STATES


class BandSerializer(serializers.Serializer[Any]):
    band = serializers.CharField()
    need = serializers.IntegerField()
    met_badly = serializers.IntegerField()
    usable = serializers.IntegerField(help_text="places that could take this age; a place counts under each")
    gap = serializers.IntegerField()


class ShortageSerializer(serializers.Serializer[Any]):
    """Need against usable places today; `shortage` counts each place once (Hall's condition)."""

    as_of = DayField()
    coverage = serializers.CharField()
    sentence = serializers.CharField()
    shortage = serializers.IntegerField()
    tightest_bands = serializers.ListField(child=serializers.CharField())
    tightest_kinds = serializers.ListField(child=serializers.CharField())
    bands = BandSerializer(many=True)
    places = serializers.DictField(child=serializers.IntegerField())


class BlockSerializer(serializers.Serializer[Any]):
    """One table of figures with its day and coverage; keys of the rows are the block's own."""

    name = serializers.CharField()
    title = serializers.CharField()
    as_of = DayField()
    coverage = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.DictField())


class DayKnownFilters(serializers.Serializer[Any]):
    as_of = DayField(required=False, help_text="what was known on that day; today if left out")


class NowFilters(DayKnownFilters):
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    band = serializers.ChoiceField(choices=BANDS, required=False)
    service = serializers.ChoiceField(choices=list(SERVICES), required=False)
    size = serializers.ChoiceField(choices=SIZES, required=False, help_text="children in the group; 4: four or more")


class FigureFilters(NowFilters):
    """Of these a figure takes those that it can be narrowed by, and refuses the others."""

    measure = serializers.ChoiceField(choices=[*MEASURES, *OPEN], required=False, help_text="of England's councils")
    year = serializers.ChoiceField(choices=[str(year) for year in YEARS], required=False)


class _Council(CallerViewSet):
    @property
    def council(self) -> Organisation:
        """The caller's council. A body without an area of its own has no figures of its own."""
        council = self.caller.organisation
        if council is None or not council.area_id:
            raise Http404
        return council

    def asked_of(self, takes: frozenset[str]) -> dict[str, str]:
        """The filters as an address writes them. Raises Invalid for one that the figures cannot be narrowed by."""
        wrong = {name: "These figures cannot be narrowed by this. Leave it out." for name in self.filters
                 if name not in takes}  # fmt: skip
        if wrong:
            raise Invalid(_("A filter is not understood; nothing was looked up."), "input.filter", wrong)
        return {name: str(value) for name, value in self.filters.items()}


class NowViewSet(_Council):
    """Need, usable places and shortage in your council's area, today or as known on `as_of`; filters as on the page."""

    serializer_class = ShortageSerializer
    capabilities = {"list": "shortages.read"}

    @extend_schema(parameters=[NowFilters], responses=ShortageSerializer)
    def list(self, request: Request) -> Response:
        now = now_asked(self.council, self.asked_of(NOW_FILTERS))
        if now is None:
            raise Http404
        data = {
            "as_of": now.day,
            "coverage": now.coverage(),
            "sentence": now.sentence(),
            "shortage": now.total.short,
            "tightest_bands": [BANDS[band] for band in now.short_bands],
            "tightest_kinds": now.short_kinds,
            "bands": [
                {
                    "band": name, "need": now.need(band), "met_badly": now.badly[band]["met_badly"],
                    "usable": now.usable(band), "gap": now.shortage([band]).short,
                }
                for band, name in enumerate(BANDS)
            ],
            "places": {state: getattr(now.places, state) for state in STATES},
        }  # fmt: skip
        return Response(ShortageSerializer(data).data)


class FigureViewSet(_Council):
    """Every block of the dashboard by name: the same figures as the page shows for the same filters."""

    serializer_class = BlockSerializer
    lookup_value_regex = "[a-z_]+"
    capabilities = {"list": "shortages.read", "retrieve": "shortages.read"}

    @extend_schema(responses={200: serializers.ListSerializer(child=serializers.CharField())})
    def list(self, request: Request) -> Response:
        return Response(sorted(BLOCKS))

    @extend_schema(parameters=[FigureFilters], responses=BlockSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        found = block_of(self.council, pk, self.asked_of(filters_of_block(pk)))
        if found is None:
            raise Http404
        return Response(found.as_json())


class EditionViewSet(_Council):
    """The edition for the sufficiency strategy: `officers` with exact counts, `publication` with open figures."""

    lookup_value_regex = "officers|publication"
    capabilities = {"retrieve": "shortages.read"}

    @extend_schema(parameters=[FigureFilters], responses={200: dict})
    def retrieve(self, request: Request, pk: str) -> Response:
        found = edition_of(self.council, pk, self.asked_of(FILTERS_OF_EDITION[pk]))
        if found is None:
            raise Http404
        return Response(found.as_json())
