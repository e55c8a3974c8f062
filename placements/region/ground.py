"""Where homes and families lie: postcode sectors by how far they are from the council's own."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from math import asin, cos, radians, sin, sqrt
from random import Random

from placements.region.plan import Spot
from placements.region.ratios import KM_OF_20_MILES

_EARTH_KM = 6371.0088
# A home beyond this from the council's middle is on nobody's list there.
_FARTHEST_KM = 90.0
_FEW = 10


def km(a: Spot, b: Spot) -> float:
    """Great-circle distance in kilometres."""
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    half = sin(north / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


class Pool:
    """Sectors drawn in proportion to their postcodes."""

    def __init__(self, spots: Sequence[tuple[Spot, int]]) -> None:
        self._spots = [spot for spot, _ in spots]
        self._sums = list(accumulate(weight for _, weight in spots))

    def __len__(self) -> int:
        return len(self._spots)

    def draw(self, rng: Random) -> Spot:
        return self._spots[min(bisect(self._sums, rng.random() * self._sums[-1]), len(self._spots) - 1)]


class Ground:
    """The sectors of one council (`own`), near it (`around`) and over twenty miles from its middle (`far`).

    `around` and `far` come from the adjoining councils; where those hold hardly any far ones (London), from
    any English sector at that distance.
    """

    def __init__(self, council: str, middle: Spot, adjoining: set[str], sectors: Sequence[tuple[Spot, int]]) -> None:
        self.council, self.middle = council, middle
        own = [pair for pair in sectors if pair[0].council == council]
        rings = [(km(middle, spot), spot, weight) for spot, weight in sectors if spot.council != council]
        near = [(s, w) for d, s, w in rings if d <= KM_OF_20_MILES and s.council in adjoining]
        far = [(s, w) for d, s, w in rings if KM_OF_20_MILES < d <= _FARTHEST_KM and s.council in adjoining]
        if len(far) < _FEW:
            far = [(s, w) for d, s, w in rings if KM_OF_20_MILES < d <= _FARTHEST_KM]
        self.own = Pool(own)
        self.around = Pool(near or own)
        self.far = Pool(far or near or own)
