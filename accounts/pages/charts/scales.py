"""Scales, ticks and paths: from figures to SVG coordinates."""

import math
from collections.abc import Iterable, Sequence


def coordinate(value: float) -> str:
    """A number as SVG wants it: at most two decimals, no trailing zeros, never "-0"."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def scale(value: float, domain: tuple[float, float], target: tuple[float, float]) -> float:
    """`value` of `domain` on `target`, unclamped; a domain without width maps to the target's start."""
    low, high = domain
    start, end = target
    if high == low:
        return start
    return start + (value - low) / (high - low) * (end - start)


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round values (1, 2, 2.5 or 5 times a power of ten) that enclose `low` to `high`.

    The first is at or below `low` and the last at or above `high`, so they also give an axis its ends.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high < low:
        raise ValueError(f"An axis needs finite ends in order, not {low} to {high}.")
    if high == low:
        high = low + 1
    raw = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if raw <= factor * power * (1 + 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def line_path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a path through the points, in order; closed for an area."""
    body = "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
    if not body:
        return ""
    return f"M{body}Z" if closed else f"M{body}"


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Label positions nearest to `places`, in their order, at least `gap` apart and within `low` to `high`.

    Labels that do not all fit between the ends are spaced evenly instead: crowded, but still in order.
    """
    if not places:
        return []
    order = sorted(range(len(places)), key=lambda index: places[index])
    room = high - low
    if gap * (len(places) - 1) > room:
        gap = room / max(1, len(places) - 1)
    placed = [0.0] * len(places)
    floor = low
    for index in order:
        placed[index] = max(floor, places[index])
        floor = placed[index] + gap
    ceiling = high
    for index in reversed(order):
        placed[index] = min(ceiling, placed[index])
        ceiling = placed[index] - gap
    return placed
