"""Would the forecast have been right? Every quarter of the past is forecast as it was known then.

The figures checked are children in foster care: the total and five age bands, 3, 6 and 12 months
ahead. Nothing after the origin is seen by the method, its rates or its calibration.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import BANDS, FOSTER_KINDS, LEFT
from placements.shortages.forecasting.demand import quantiles, simulate
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.pool import Pools

Floats = NDArray[np.float64]

HORIZONS = (3, 6, 12)
EVERY_MONTHS = 3
MONTHS_NEEDED = 24
SERIES = ("total", *BANDS)
BACKTEST_DRAWS = (100, 300)
BACKTEST_CHILD_DRAWS = 600_000
# Method: panel, origin column, months ahead -> (3, months, series) of 10%, 50% and 90% points.
Method = Callable[[Panel, int, int], Floats]


@dataclass(frozen=True)
class Checks:
    """One forecast beside what happened, as arrays of one length.

    `council` numbers the panels; `origin` and the target `origin + horizon` are month numbers; `series`
    indexes `SERIES`; `last` is the value at the origin. NaN in `low` and `high`: no interval given.
    """

    council: NDArray[np.int64]
    origin: NDArray[np.int64]
    horizon: NDArray[np.int64]
    series: NDArray[np.int64]
    actual: Floats
    last: Floats
    low: Floats
    mid: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.actual)

    def where(self, mask: NDArray[np.bool_]) -> Checks:
        return Checks(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))

    def with_interval(self, low: Floats, high: Floats) -> Checks:
        return replace(self, low=low, high=high)


@dataclass(frozen=True)
class Score:
    """`relative_mae`: mean absolute error over that of "no change" (below 1 is better; None when neither
    erred or there are no checks). `coverage80`: share of outcomes inside the 80% interval."""

    checks: int
    relative_mae: float | None
    coverage80: float | None


def foster_counts(panel: Panel) -> Floats:
    """Children in foster care, shape (months, series)."""
    bands = panel.counts()[:, :, list(FOSTER_KINDS)].sum(axis=2).astype(float)
    return np.concatenate([bands.sum(axis=1, keepdims=True), bands], axis=1)


def microsimulation(draws: int | None = None, seed: int = 903, pools: Pools | None = None) -> Method:
    """The method of `demand`, as the back-test runs it; with `pools`, helped by the other councils.

    Unless given, `draws` falls from 300 to 100 as a council grows, so that time grows slowly with size.
    """

    def forecast(panel: Panel, origin: int, months: int) -> Floats:
        pool = pools.of(panel, origin) if pools else None
        count = draws or _draws_for(panel, origin)
        foster = simulate(panel, origin, months, draws=count, seed=seed + origin, pool=pool).foster()
        series = np.concatenate([foster.sum(axis=2, keepdims=True), foster], axis=2)
        return quantiles(series)

    return forecast


def _draws_for(panel: Panel, origin: int) -> int:
    present = int((panel.state[:, origin] < LEFT).sum())
    low, high = BACKTEST_DRAWS
    return int(np.clip(BACKTEST_CHILD_DRAWS // max(present, 1), low, high))


def origins_of(panel: Panel, horizon: int = HORIZONS[0]) -> range:
    """Origin columns, one a quarter, with two years of returns behind and `horizon` months ahead.

    Counted back from the end, so that the newest 12-month outcome is always used.
    """
    newest = panel.months - 1 - HORIZONS[-1]
    newest += (HORIZONS[-1] - horizon) // EVERY_MONTHS * EVERY_MONTHS
    oldest = MONTHS_NEEDED - 1
    first = newest - (newest - oldest) // EVERY_MONTHS * EVERY_MONTHS if newest >= oldest else newest + 1
    return range(first, newest + 1, EVERY_MONTHS)


def run_backtest(panels: Sequence[Panel], method: Method | None = None) -> Checks:
    """Every check of every council, uncalibrated."""
    method = method or microsimulation(pools=Pools(panels))
    columns: list[tuple[float, ...]] = []
    for council, panel in enumerate(panels):
        truth = foster_counts(panel)
        for origin in origins_of(panel):
            ahead = min(HORIZONS[-1], panel.months - 1 - origin)
            points = method(panel, origin, ahead)
            month = panel.first_month + origin
            for horizon in (h for h in HORIZONS if h <= ahead):
                for series in range(len(SERIES)):
                    low, mid, high = points[:, horizon - 1, series]
                    columns.append(
                        (council, month, horizon, series, truth[origin + horizon, series],
                         truth[origin, series], low, mid, high)
                    )  # fmt: skip
    table = np.array(columns, float).reshape(-1, 9).T
    return Checks(*(table[i].astype(np.int64) for i in range(4)), *table[4:])


def score(checks: Checks) -> Score:
    """Pooled over councils, origins and series."""
    error, plain = np.abs(checks.actual - checks.mid).sum(), np.abs(checks.actual - checks.last).sum()
    inside = (checks.actual >= checks.low) & (checks.actual <= checks.high)
    known = ~np.isnan(checks.low)
    return Score(
        len(checks),
        float(error / plain) if plain > 0 else None,
        float(inside[known].mean()) if known.any() else None,
    )


def scores(checks: Checks) -> dict[int, Score]:
    """Score of each horizon in months."""
    return {horizon: score(checks.where(checks.horizon == horizon)) for horizon in HORIZONS}
