"""A small invented country for planning regions without a database: a council, three neighbours, a grid."""

from datetime import date

from placements.region.build import Area, Sources
from placements.region.plan import Spot
from placements.region.sizes import Figure

AS_OF = date(2026, 11, 22)
PUBLISHED = {
    "looked_after": 400, "foster_placements": 280, "over_20_miles": 80, "outside_council": 140, "under_1": 16,
    "age_1_4": 50, "age_5_9": 80, "age_10_15": 150, "age_16_plus": 104, "started": 120,
}  # fmt: skip


def area(code: str, name: str, lat: float, lon: float, published: dict[str, int] | None = None) -> Area:
    numbers = PUBLISHED if published is None else published
    figures = [
        Figure(year, measure, round(value * (0.9 if year == 2023 else 1)))
        for year in (2023, 2024, 2025)
        for measure, value in numbers.items()
    ]
    return Area(code, name, "unitary", Spot("", lat, lon, code), figures)


def sources(published: dict[str, int] | None = None) -> Sources:
    own = area("E06000901", "Middleham", 53.0, -1.5, published)
    others = [
        area("E06000902", "Northby", 53.25, -1.5),
        area("E06000903", "Southby", 52.6, -1.5),
        area("E06000904", "Eastby", 53.0, -0.8),
    ]
    sectors = [
        (Spot(f"{place.name[:2].upper()}{row} {column}", *_at(place.middle, row, column), place.code), 40 + row)
        for place in (own, *others)
        for row in range(9)
        for column in range(9)
    ]
    return Sources(own, others, sectors)


def _at(middle: Spot, row: int, column: int) -> tuple[float, float]:
    return middle.lat + row * 0.03 - 0.12, middle.lon + column * 0.04 - 0.16
