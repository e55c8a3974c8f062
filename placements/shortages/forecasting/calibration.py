"""Intervals made honest by the method's own record (split conformal prediction).

Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World"; the split form of Lei and others
(2018). The half-width is multiplied by the 80% point of |outcome - median| / half-width over forecasts
whose outcome was known by the origin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.backtest import Checks

Floats = NDArray[np.float64]

LEVEL = 0.8
FACTOR_RANGE = (0.8, 1.5)
CHECKS_NEEDED = 20
SMALLEST_HALF_WIDTH = 0.5


def half_width(low: Floats, high: Floats) -> Floats:
    return np.maximum((high - low) / 2, SMALLEST_HALF_WIDTH)


def conformal_factor(checks: Checks) -> float:
    """Factor for the half-width, 1 where fewer than 20 outcomes are known."""
    if len(checks) < CHECKS_NEEDED:
        return 1.0
    ratio = np.abs(checks.actual - checks.mid) / half_width(checks.low, checks.high)
    rank = min(1.0, LEVEL * (1 + 1 / len(ratio)))
    return float(np.clip(np.quantile(ratio, rank), *FACTOR_RANGE))


def widen(low: Floats, mid: Floats, high: Floats, factor: float) -> tuple[Floats, Floats]:
    """The interval with each side stretched by `factor` about the median; never below zero."""
    return np.maximum(mid - factor * (mid - low), 0.0), mid + factor * (high - mid)


def calibrated(checks: Checks) -> Checks:
    """Each check with its interval widened by what was known at its origin (all councils pooled)."""
    low, high = checks.low.copy(), checks.high.copy()
    for horizon in np.unique(checks.horizon):
        same = checks.horizon == horizon
        for origin in np.unique(checks.origin[same]):
            known = checks.where(same & (checks.origin + horizon <= origin))
            now = same & (checks.origin == origin)
            low[now], high[now] = widen(checks.low[now], checks.mid[now], checks.high[now], conformal_factor(known))
    return checks.with_interval(low, high)
