"""Kinds of care, age bands and lengths of time in care that the forecast works with.

Kinds of care group the SSDA903 placement codes (DfE, "Children looked after by local authorities in
England: guide to the SSDA903 collection"). Age bands are those of DfE's published tables.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRIENDS, MAINSTREAM, RESIDENTIAL, SUPPORTED, OTHER = range(5)
LEFT = 5
KINDS = ("family_and_friends", "mainstream_foster", "residential", "supported", "other")
KIND_LABELS = (
    "Family and friends foster care",
    "Mainstream foster care",
    "Residential care",
    "Supported accommodation",
    "Other",
)
FOSTER_KINDS = (FRIENDS, MAINSTREAM)

KIND_OF_PLACE: dict[str, int] = {
    "U1": FRIENDS, "U2": FRIENDS, "U3": FRIENDS,
    "U4": MAINSTREAM, "U5": MAINSTREAM, "U6": MAINSTREAM,
    "K2": RESIDENTIAL, "R1": RESIDENTIAL, "P3": RESIDENTIAL, "S1": RESIDENTIAL,
    "K3": SUPPORTED, "H5": SUPPORTED, "P2": SUPPORTED,
}  # fmt: skip

BANDS = ("under_1", "1_to_4", "5_to_9", "10_to_15", "16_plus")
BAND_LABELS = ("Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17")
ADULT_MONTHS = 216
BAND_STARTS = np.array([0, 12, 60, 120, 192])

# Months since the start of the period of care. Exits are most likely early and rare after years.
DURATION_STARTS = np.array([0, 2, 6, 18, 42])
DURATIONS = len(DURATION_STARTS)


def kind_of_place(place: str) -> int:
    """The kind of care of an SSDA903 placement code; codes outside the four main kinds are `OTHER`."""
    return KIND_OF_PLACE.get(place, OTHER)


def age_band(months: NDArray[np.integer]) -> NDArray[np.int8]:
    """Age band 0..4 of each age in whole months (ages under 0 count as the first band)."""
    return np.clip(np.searchsorted(BAND_STARTS, months, side="right") - 1, 0, 4).astype(np.int8)


def duration_band(months: NDArray[np.integer]) -> NDArray[np.int8]:
    """Length-of-care band 0..4 of each number of whole months since the period of care began."""
    return np.clip(np.searchsorted(DURATION_STARTS, months, side="right") - 1, 0, 4).astype(np.int8)
