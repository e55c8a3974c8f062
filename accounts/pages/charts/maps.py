"""Two maps: England as a grid of squares, and homes in rings around a place."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.pages.charts.names import short_name

METRES_IN_A_MILE = 1609.344


@dataclass(frozen=True)
class Tile:
    """One council's square: column and row of the grid, a band from 0 (least) to 4 (most), or None."""

    name: str
    column: int
    row: int
    band: int | None
    words: str
    short: str = ""
    own: bool = False
    href: str = ""

    @property
    def shown(self) -> str:
        return self.short or short_name(self.name)


@dataclass(frozen=True)
class TileMap:
    """Squares that never overlap; `limits` are the upper ends of the bands, for the key."""

    title: str
    tiles: Sequence[Tile]
    limits: Sequence[str] = ()
    noun: str = ""

    def __post_init__(self) -> None:
        seen: dict[tuple[int, int], str] = {}
        for tile in self.tiles:
            other = seen.setdefault((tile.column, tile.row), tile.name)
            if other != tile.name:
                raise ValueError(f"{tile.name} and {other} stand on the same square.")

    @property
    def in_order(self) -> list[Tile]:
        """Alphabetical: the order for readers and for a page without styles."""
        return sorted(self.tiles, key=lambda tile: tile.name)

    @staticmethod
    def band_of(value: float | None, limits: Sequence[float]) -> int | None:
        """The band of a value, given the upper limits of all bands but the last; no value, no band."""
        return None if value is None else sum(value > limit for limit in limits)


@dataclass(frozen=True)
class MapPoint:
    """A home's postcode sector: miles east and north of the centre, never an address."""

    label: str
    east: float
    north: float
    words: str = ""
    kind: str = "home"

    @classmethod
    def from_grid(cls, label: str, centre: tuple[float, float], place: tuple[float, float], **extra: str) -> "MapPoint":
        """From National Grid metres (easting, northing) of the centre and the place."""
        east, north = ((a - b) / METRES_IN_A_MILE for a, b in zip(place, centre, strict=True))
        return cls(label, east, north, **extra)

    @property
    def miles(self) -> float:
        return math.hypot(self.east, self.north)


@dataclass(frozen=True)
class RingMap:
    """Points around a centre, with rings in miles; what lies beyond the last ring is counted, not drawn.

    `kinds` are the words of the key: "home" is an agency's home, "own" the council's own.
    """

    title: str
    centre: str
    points: Sequence[MapPoint]
    rings: Sequence[float] = (5, 10, 20)
    size: float = 400.0
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """Units of the drawing in a mile; a rim of 14 keeps marks on the last ring inside."""
        return (self.size / 2 - 14) / max(self.rings)

    @property
    def drawn(self) -> list[dict[str, object]]:
        half = self.size / 2
        return [
            {
                "x": round(half + p.east * self.scale, 1),
                "y": round(half - p.north * self.scale, 1),
                "point": p,
            }
            for p in self.points
            if p.miles <= max(self.rings)
        ]

    @property
    def beyond(self) -> int:
        return sum(point.miles > max(self.rings) for point in self.points)
