"""Shortage by Hall's condition: places that cannot take a child never hide a gap.

With D children in each age band and places that each take a range of bands, the children who cannot be
placed however cleverly places are shared out number max over sets A of bands of
D(A) - places whose range meets A (Hall 1935; the deficiency version is Ore's). Kinds of care are
separate markets unless a place is given for several: then sets run over pairs of band and kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import BANDS
from placements.shortages.forecasting.demand import quantiles
from placements.shortages.forecasting.flow import smallest_minimum_cut
from placements.shortages.forecasting.supply import RANGES

Ints = NDArray[np.int64]

SUBSETS = np.array([[mask >> band & 1 for band in range(len(BANDS))] for mask in range(1, 2 ** len(BANDS))])
_MEETS = np.array([[int(any(subset[low : high + 1])) for low, high in RANGES] for subset in SUBSETS.tolist()], np.int64)


@dataclass(frozen=True)
class Shortage:
    """How many cannot be placed, and the smallest set of needs that shows it (empty when none).

    `needs`: children in that set; `places`: places that can take any of them.
    """

    short: int
    binding: tuple[int, ...]
    needs: int
    places: int


def shortage_draws(demand: NDArray[np.integer], places: NDArray[np.integer]) -> Ints:
    """Children who cannot be placed in each draw and month.

    `demand` (draws, months, bands); `places` (draws, months, ranges) as `supply.RANGES`. Both must come
    from the same number of draws; result (draws, months), never negative.
    """
    gap = demand.astype(np.int64) @ SUBSETS.T - places.astype(np.int64) @ _MEETS.T
    short: Ints = np.maximum(gap.max(axis=-1), 0)
    return short


def shortage_now(needs: Sequence[int], places: Sequence[tuple[int, int, int]]) -> Shortage:
    """Shortage of one day: `needs` by age band, `places` as (count, lowest band, highest band)."""
    slots = [(count, frozenset(range(low, high + 1))) for count, low, high in places]
    return shortage_of(list(needs), slots)


def shortage_of(needs: Sequence[int], slots: Sequence[tuple[int, frozenset[int]]]) -> Shortage:
    """General form: need groups (any split by band and kind) and places as (count, groups they take).

    Exact for any number of groups: a maximum flow is found, and the binding set is its smallest
    minimum cut, where trying every set would take 2 ** groups steps.
    """
    short, binding = smallest_minimum_cut(list(needs), [(count, takes) for count, takes in slots if count > 0])
    reach = set(binding)
    return Shortage(
        short,
        tuple(sorted(reach)),
        sum(needs[group] for group in reach),
        sum(count for count, takes in slots if takes & reach),
    )


@dataclass(frozen=True)
class GapSummary:
    """`points` (3, months): 10%, 50% and 90% points of the shortage; `chance` (months,) that there is one."""

    points: NDArray[np.float64]
    chance: NDArray[np.float64]


def summarise(short: Ints) -> GapSummary:
    return GapSummary(quantiles(short), (short > 0).mean(axis=0))
