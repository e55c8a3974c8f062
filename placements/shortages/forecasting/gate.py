"""The honest rule: a forecast is shown only if it has earned it; otherwise the last value, and why.

The method is shown when, over the council's own past, it erred less than "no change" and its 80%
interval held between 75% and 85% of outcomes (wider when few outcomes are known). A council with less
than two years of returns or fewer than 30 children in foster care gets the last value moved by
England's growth, with the spread seen between years in DfE's figures for councils.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.backtest import EVERY_MONTHS, MONTHS_NEEDED, Checks, Score, score
from placements.shortages.forecasting.panel import Panel

Floats = NDArray[np.float64]

FOSTERED_NEEDED = 30
COVERAGE_RANGE = (0.75, 0.85)
# DfE, Children looked after in England 2025: 56,990 fostered on 31 March 2021, 54,820 in 2025.
ENGLAND_YEARLY_GROWTH = (54820 / 56990) ** 0.25
# Variance of a year's change over the level, 147 councils 2021 to 2025: 1.45 to 1.53.
YEARLY_VARIANCE_PER_CHILD = 1.5
NORMAL_80 = 1.2815515655446004
METHOD, LAST_VALUE, LIMITED = "forecast", "last value", "limited data"


@dataclass(frozen=True)
class Verdict:
    """What may be shown for one horizon, and one plain sentence why."""

    shown: str
    score: Score
    reason: str


def limited(panel: Panel, origin: int, fostered: float) -> str:
    """Why there is too little data for the method; empty if there is enough."""
    if origin + 1 < MONTHS_NEEDED:
        months = "is 1 month" if origin == 0 else f"are {origin + 1} months"
        return f"There {months} of returns and the forecast needs {MONTHS_NEEDED}."
    if fostered < FOSTERED_NEEDED:
        whom = "children of known age" if panel.unknown_ages else "children"
        return f"There are {fostered:.0f} {whom} in foster care and the forecast needs {FOSTERED_NEEDED}."
    return ""


def coverage_range(checks: int, horizon: int) -> tuple[float, float]:
    """Coverage that is accepted: 75% to 85%, or what chance allows with so few outcomes.

    Outcomes of overlapping horizons repeat each other; they count for `EVERY_MONTHS / horizon` each.
    """
    independent = max(checks * min(1.0, EVERY_MONTHS / horizon), 1.0)
    slack = 1.645 * math.sqrt(0.16 / independent)
    return min(COVERAGE_RANGE[0], 0.8 - slack), max(COVERAGE_RANGE[1], 0.8 + slack)


def judge(checks: Checks, horizon: int) -> Verdict:
    """Verdict on one horizon from the council's own calibrated checks."""
    own = score(checks.where(checks.horizon == horizon))
    if own.relative_mae is None or own.coverage80 is None:
        reason = f"No forecast {horizon} months ahead could be checked against what happened."
        return Verdict(LAST_VALUE, own, reason + " The last value is shown instead.")
    low, high = coverage_range(own.checks, horizon)
    if own.relative_mae >= 1:
        return Verdict(
            LAST_VALUE, own,
            f"Over the council's own past the forecast {horizon} months ahead erred as much as "
            f"\"no change\" or more ({own.relative_mae:.2f} times). The last value is shown instead.",
        )  # fmt: skip
    if not low <= own.coverage80 <= high:
        return Verdict(
            LAST_VALUE, own,
            f"The 80% range of the forecast {horizon} months ahead held {own.coverage80:.0%} of outcomes, "
            f"outside {low:.0%} to {high:.0%}. The last value is shown instead.",
        )  # fmt: skip
    return Verdict(
        METHOD, own,
        f"Over the council's own past the forecast {horizon} months ahead erred {1 - own.relative_mae:.0%} "
        f"less than \"no change\", and its 80% range held {own.coverage80:.0%} of outcomes.",
    )  # fmt: skip


def yearly_variance(truth: Floats) -> Floats:
    """Variance of a year's change per child, for each series, from monthly counts (months, series).

    Pooled over series, so that a small band does not claim certainty from a quiet year.
    """
    steps = truth[EVERY_MONTHS:] - truth[:-EVERY_MONTHS]
    level = truth[:-EVERY_MONTHS].sum(axis=0)
    if not len(steps) or level.sum() <= 0:
        return np.full(truth.shape[1], YEARLY_VARIANCE_PER_CHILD)
    yearly = 12 / EVERY_MONTHS * (steps**2).sum(axis=0)
    pooled = yearly.sum() / level.sum()
    smoothed: Floats = (yearly + 50 * pooled) / (level + 50)
    return smoothed


def last_value(level: Floats, months: int, variance: Floats | float, growth: float = 1.0) -> Floats:
    """10%, 50% and 90% points, shape (3, months, series): the level with a random-walk interval.

    `variance`: of a year's change, per child. Never below zero; zero stays zero.
    """
    years = np.arange(1, months + 1)[:, None] / 12
    middle = level[None] * growth**years
    spread = NORMAL_80 * np.sqrt(variance * np.maximum(level, 0.0) * years)
    points: Floats = np.maximum(np.array([middle - spread, middle, middle + spread]), 0.0)
    return points
