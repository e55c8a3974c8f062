"""Great-circle distance in whole hectometres, and the ramp that turns it into a value.

R = 6371.0088 km; ``floor(20·R·asin(sqrt(a)) + 0.5)`` with a the haversine. The vectorised form works from unit
vectors (no trigonometry per home) and asks the scalar form wherever rounding could fall either way, so the two
agree to the hectometre.
"""

from collections.abc import Sequence
from copy import copy
from math import asin, cos, floor, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from .facts import Point

EARTH_KM = 6371.0088
UNKNOWN_HM = -1
# The chord form is off by about 1e-10 hm within a country: a thousandfold margin.
NEAR_HALF = 1e-6
FAR_CHORD = 0.25  # beyond a quarter of the squared diameter the arcsine grows touchy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def hectometres(a: Point, b: Point) -> int:
    """Whole hectometres between two points given in degrees."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    s, t = sin((lat_b - lat_a) / 2), sin((radians(b[1]) - radians(a[1])) / 2)
    h = s * s + cos(lat_a) * cos(lat_b) * t * t
    return floor(20 * EARTH_KM * asin(sqrt(min(1.0, h))) + 0.5)


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """(3, n) unit vectors; NaN where a coordinate is unknown."""
    la, lo = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(la) * np.cos(lo), np.cos(la) * np.sin(lo), np.sin(la)])


class Places:
    """The points of many homes, ready to be measured from any other point.

    ``lat`` and ``lon`` in degrees, NaN where unknown; an unknown distance is :data:`UNKNOWN_HM`.
    """

    def __init__(self, lat: Sequence[float] | Floats, lon: Sequence[float] | Floats) -> None:
        self.lat, self.lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
        self.xyz = unit_vectors(self.lat, self.lon)
        self.complete = not bool(np.isnan(self.xyz).any())

    def patched(self, rows: NDArray[np.intp], part: "Places") -> "Places":
        """These points with those at `rows` taken from `part`."""
        made = copy(self)
        made.lat, made.lon, made.xyz = self.lat.copy(), self.lon.copy(), self.xyz.copy()
        made.lat[rows], made.lon[rows], made.xyz[:, rows] = part.lat, part.lon, part.xyz
        made.complete = not bool(np.isnan(made.xyz).any())
        return made

    def hectometres(self, point: Point, index: NDArray[np.intp] | None = None) -> Ints:
        """Distances from ``point`` to all homes, or to those at ``index``, in whole hectometres."""
        xyz = self.xyz if index is None else self.xyz[:, index]
        lat, lon = radians(point[0]), radians(point[1])
        x, y, z = xyz[0] - cos(lat) * cos(lon), xyz[1] - cos(lat) * sin(lon), xyz[2] - sin(lat)
        h = (x * x + y * y + z * z) * 0.25
        exact = 20 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0))) + 0.5
        whole = np.floor(exact)
        if not self.complete:
            whole[np.isnan(whole)] = UNKNOWN_HM
        out: Ints = whole.astype(np.int64)
        doubtful = (np.abs(exact - np.rint(exact)) < NEAR_HALF) | (h > FAR_CHORD)
        for k in np.flatnonzero(doubtful):
            i = k if index is None else index[k]
            out[k] = hectometres((float(self.lat[i]), float(self.lon[i])), point)
        return out


def ramp(hm: int, near: int = 30, far: int = 400) -> int:
    """1000 up to ``near`` hectometres, 0 from ``far`` on, a whole-number slope between."""
    if hm <= near:
        return 1000
    return 0 if hm >= far else (far - hm) * 1000 // (far - near)


def ramps(hm: Ints, near: int = 30, far: int = 400) -> Ints:
    """:func:`ramp` of many; 0 where the distance is unknown."""
    values: Ints = (far - np.minimum(np.maximum(hm, near), far)) * 1000 // (far - near)
    values[hm == UNKNOWN_HM] = 0
    return values
