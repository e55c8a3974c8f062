"""The published facts a region is made of, read from the reference tables."""

from accounts.models import Council, Sector
from placements.region.build import Area, Sources
from placements.region.ground import km
from placements.region.plan import Spot
from placements.region.sizes import Figure


def _middle(council: Council) -> Spot:
    return Spot("", council.lat, council.lon, council.code)


def _area(council: Council) -> Area:
    figures = [
        Figure(figure.year, figure.measure, figure.value)
        for figure in council.figures.order_by("year", "measure")
        if figure.value is not None
    ]
    return Area(council.code, council.name, council.council_type, _middle(council), figures)


def sources_of(council: Council) -> Sources:
    """The council, those that adjoin it (an island: the nearest three), and England's sectors."""
    middle = _middle(council)
    others = sorted(Council.objects.exclude(pk=council.pk), key=lambda other: (km(middle, _middle(other)), other.code))
    codes = set(council.adjacencies.values_list("adjoining_id", flat=True))
    adjoining = [other for other in others if other.code in codes] or others[:3]
    sectors = [
        (Spot(sector.code, sector.lat, sector.lon, sector.council_id), sector.postcodes)
        for sector in Sector.objects.exclude(council=None).order_by("code")
        if sector.council_id is not None
    ]
    return Sources(_area(council), [_area(other) for other in adjoining], sectors)
