"""Councils alike: the nearest on published measures of circumstance, each standardised over England.

No statistical-neighbour model is published with the data that this product carries: those in use rest on the census
(population, deprivation, ethnicity), which it does not. So this one is our own and says on the page what it rests on.
It takes what a council has to deal with (size, rate, growth, entries, ages, how built-up it is) and leaves out what it
makes of it (foster care, distance, own area), so that peers can be compared on exactly that.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from django.utils.translation import gettext_lazy

YEAR, FIRST_YEAR = 2025, 2021
PEERS = 10
FEWEST_SHARED = 5  # measures that both councils must have
# Measures in the order of `Likeness.values`, in words.
MEASURES = {
    "size": gettext_lazy("Children looked after"),
    "rate": gettext_lazy("Looked after for every 1,000 postcodes"),
    "growth": gettext_lazy("Change since 2021, per cent"),
    "entries": gettext_lazy("Came into care in the year, per cent"),
    "aged_10_15": gettext_lazy("Aged 10 to 15, per cent"),
    "aged_16": gettext_lazy("Aged 16 and over, per cent"),
    "density": gettext_lazy("Postcodes to the square kilometre"),
}
_LOGS = {"size", "rate", "entries", "density"}  # spread over orders of magnitude: halves and doubles count alike
FIGURES = ("looked_after", "started", "age_10_15", "age_16_plus", "postcodes", "hectares")
Figures = Mapping[tuple[str, int, str], int | None]  # (council, year, measure) -> value
Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Likeness:
    """A council with its `values` of the measures as published and its distance from another (0: the same in all)."""

    code: str
    values: Values
    distance: float


def measured(found: Figures, code: str) -> Values:
    """A council's values of `MEASURES`; None where the source withholds a figure."""

    def of(measure: str, year: int = YEAR) -> int | None:
        return found.get((code, year, measure))

    children, postcodes = of("looked_after"), of("postcodes")
    return (
        children or None, _ratio(children, postcodes, 1000), _change(children, of("looked_after", FIRST_YEAR)),
        _ratio(of("started"), children, 100), _ratio(of("age_10_15"), children, 100),
        _ratio(of("age_16_plus"), children, 100), _ratio(postcodes, of("hectares"), 100),
    )  # fmt: skip


def _ratio(top: int | None, below: int | None, times: int) -> float | None:
    return None if top is None or not below else round(times * top / below, 1)


def _change(now: int | None, then: int | None) -> float | None:
    return None if now is None or not then else round(100 * now / then - 100, 1)


def standardised(values: Mapping[str, Values]) -> dict[str, Values]:
    """Each measure less its mean, over its standard deviation, of all councils that have it."""
    scaled = {code: tuple(map(_scaled, MEASURES, row)) for code, row in values.items()}
    columns = [[value for value in column if value is not None] for column in zip(*scaled.values(), strict=True)]
    centre = [(fmean(column), pstdev(column)) if column else (0.0, 0.0) for column in columns]
    return {
        code: tuple(
            None if value is None else (value - mean) / spread if spread else 0.0
            for value, (mean, spread) in zip(row, centre, strict=True)
        )
        for code, row in scaled.items()
    }


def _scaled(measure: str, value: float | None) -> float | None:
    if value is None or measure not in _LOGS:
        return value
    return math.log(value) if value > 0 else None


def distance(a: Values, b: Values) -> float | None:
    """Root mean square of the differences over the measures that both have; None where those are too few."""
    shared = [(x - y) ** 2 for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    return math.sqrt(fmean(shared)) if len(shared) >= FEWEST_SHARED else None


def nearest(values: Mapping[str, Values], own: str, among: Iterable[str] | None = None) -> Sequence[Likeness]:
    """The councils nearest to `own`, nearest first; equals in the order of their codes. `own` is not among them."""
    points = standardised(values)
    if own not in points:
        return []
    apart = [
        (far, code) for code in (points if among is None else among)
        if code != own and (far := distance(points[own], points[code])) is not None
    ]  # fmt: skip
    return [Likeness(code, values[code], round(far, 2)) for far, code in sorted(apart)[:PEERS]]
