"""SSDA903 code sets by collection year (the year a return ends in: 2026 is April 2025 to March 2026).

Source: DfE, "Children looked after by local authorities in England: guide to the SSDA903 collection",
as carried by the published validator rules of 2021 to 2026. A code that belongs to another year is
kept with a warning: its meaning is clear and councils change over at different times. A code of no
year is an error.
"""

from __future__ import annotations

FIRST_YEAR, LAST_YEAR = 2017, 2026

_EVER = (FIRST_YEAR, LAST_YEAR)
PLACES: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("U1", "U2", "U3", "U4", "U5", "U6", "A3", "A4", "A5", "A6"), _EVER),
    **dict.fromkeys(("K1", "K2", "R1", "R2", "R3", "R5", "S1", "P1", "P3"), _EVER),
    **dict.fromkeys(("T0", "T1", "T2", "T3", "T4"), _EVER),
    **dict.fromkeys(("H5", "P2", "Z1"), (FIRST_YEAR, 2025)),
    **dict.fromkeys(("K3", "Z11", "Z12", "Z13", "Z14"), (2026, LAST_YEAR)),
}
PROVIDERS = dict.fromkeys(("PR0", "PR1", "PR2", "PR3", "PR4", "PR5"), _EVER)
STARTS = dict.fromkeys(("S", "L", "P", "T", "B", "U"), _EVER)
ENDINGS = dict.fromkeys(
    (
        "X1", "E2", "E3", "E4A", "E4B", "E5", "E6", "E7", "E8", "E9", "E11", "E12", "E13", "E14",
        "E15", "E16", "E17", "E41", "E45", "E46", "E47", "E48",
    ),
    _EVER,
)  # fmt: skip
# Returns for years before a code was split still carry the older code on episodes that had ended.
ENDINGS |= dict.fromkeys(("E4", "E43", "E44"), (FIRST_YEAR, 2019))

NEW_CARER_STARTS = frozenset(("S", "P", "B"))
SHORT_BREAKS = frozenset(("V3", "V4"))
TEMPORARY_PLACES = frozenset(("T0", "T1", "T2", "T3", "T4"))


def in_code_set(codes: dict[str, tuple[int, int]], code: str, year: int | None) -> bool | None:
    """True: a code of that year; False: a code of another year only; None: no such code in any year.

    With no year (all years in one file) any year's code is accepted.
    """
    if code not in codes:
        return None
    first, last = codes[code]
    return year is None or first <= year <= last
