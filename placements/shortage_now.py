"""Need against usable places by age band, as Hall's condition sees it. Plain Python.

A sum of gaps hides a shortage: ten spare baby places can't take one teenager. The shortage is the largest,
over all sets of bands, of the children in the set less the places that could take a child of any band in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

BANDS = ("under_1", "1_4", "5_9", "10_15", "16_plus")
BAND_WORDS = {
    "under_1": "Under 1", "1_4": "1 to 4", "5_9": "5 to 9", "10_15": "10 to 15", "16_plus": "16 and over",
}  # fmt: skip
_STARTS = (0, 1, 5, 10, 16)


def band_of(age: int) -> str:
    """DfE's age band of an age in whole years."""
    return BANDS[max(i for i, start in enumerate(_STARTS) if age >= start)]


def bands_between(youngest: int, oldest: int) -> frozenset[str]:
    """The bands of which at least one whole age lies in [youngest, oldest]."""
    ends = (0, 4, 9, 15, 21)
    return frozenset(
        band for band, start, end in zip(BANDS, _STARTS, ends, strict=True) if youngest <= end and oldest >= start
    )


@dataclass(frozen=True)
class Shortage:
    """`total` children who can't all be given a place; `bands` is the set that shows it."""

    total: int
    bands: tuple[str, ...]


def shortage(need: Mapping[str, int], places: Sequence[tuple[frozenset[str], int]]) -> Shortage:
    """`places`: (bands a place can take, how many such places). The tightest set of bands binds."""
    worst = Shortage(0, ())
    for size in range(1, len(BANDS) + 1):
        for chosen in combinations(BANDS, size):
            asked = sum(need.get(band, 0) for band in chosen)
            there = sum(count for bands, count in places if bands & set(chosen))
            if asked - there > worst.total:
                worst = Shortage(asked - there, chosen)
    return worst
