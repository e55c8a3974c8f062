"""How large a council's part of the region is: its published figures by year, and a target for any day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from placements.region import ratios

BANDS = ("under_1", "age_1_4", "age_5_9", "age_10_15", "age_16_plus")
# First and last full year of age of each DfE band.
AGES = {
    "under_1": (0, 0),
    "age_1_4": (1, 4),
    "age_5_9": (5, 9),
    "age_10_15": (10, 15),
    "age_16_plus": (16, 17),
}


class NoFiguresError(LookupError):
    """Nothing was published from which a region could be sized."""


@dataclass(frozen=True)
class Figure:
    """One published number: `measure` of the year ending 31 March `year`."""

    year: int
    measure: str
    value: int


@dataclass(frozen=True)
class Size:
    """Targets of one council. `fostered`: fostered children by band and year, whole numbers, scaled."""

    council: str
    fostered: dict[int, dict[str, int]]
    far_share: float
    outside_share: float
    started_a_year: float

    @property
    def latest(self) -> dict[str, int]:
        return self.fostered[max(self.fostered)]

    @property
    def children(self) -> int:
        return sum(self.latest.values())

    def on(self, day: date) -> dict[str, int]:
        """Fostered children by band on `day`: straight lines between 31 Marches, level beyond them."""
        years = sorted(self.fostered)
        position = day.year + (day - date(day.year, 3, 31)).days / 365.25
        if position <= years[0]:
            return dict(self.fostered[years[0]])
        for before, after in pairwise(years):
            if position <= after:
                part = (position - before) / (after - before)
                low, high = self.fostered[before], self.fostered[after]
                return {band: round(low[band] + part * (high[band] - low[band])) for band in BANDS}
        return dict(self.latest)


def share_out(total: int, weights: dict[str, float]) -> dict[str, int]:
    """`total` in whole numbers in proportion to `weights`, largest remainders first."""
    whole = sum(weights.values()) or 1.0
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


def _value(year: dict[str, int], measure: str) -> float:
    """The published figure, or England's share of the looked-after children where it was suppressed."""
    if measure in year:
        return year[measure]
    return year["looked_after"] * ratios.ENGLAND[measure]


def _fostered(year: dict[str, int], scale: float, least: int) -> dict[str, int]:
    weights = {band: _value(year, band) * ratios.FOSTERED_OF_BAND[band] for band in BANDS}
    total = max(least, round(_value(year, "foster_placements") * scale))
    return share_out(total, weights)


def size_of(council: str, figures: Iterable[Figure], scale: float, as_of: date, least: int = 1) -> Size:
    """Size a council from its figures of years that had ended by `as_of`, else from the first one.

    Raises NoFiguresError where not even the number of looked-after children was published.
    """
    years: dict[int, dict[str, int]] = {}
    for figure in figures:
        years.setdefault(figure.year, {})[figure.measure] = figure.value
    years = {year: values for year, values in years.items() if values.get("looked_after")}
    if not years:
        raise NoFiguresError(council)
    known = {year: values for year, values in years.items() if date(year, 3, 31) <= as_of}
    known = known or {min(years): years[min(years)]}
    last = known[max(known)]
    fostered = {year: _fostered(values, scale, least) for year, values in known.items()}
    latest = fostered[max(fostered)]
    return Size(
        council=council,
        fostered=fostered,
        far_share=_value(last, "over_20_miles") / last["looked_after"],
        outside_share=_value(last, "outside_council") / last["looked_after"],
        started_a_year=min(
            _value(last, "started") * scale * ratios.FOSTERED_OF_STARTED,
            ratios.STARTED_AT_MOST * sum(latest.values()),
        ),
    )
