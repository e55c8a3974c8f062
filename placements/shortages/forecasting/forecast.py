"""One council's forecast as it may be shown: the method where it has earned it, the last value where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.backtest import (
    HORIZONS,
    SERIES,
    Checks,
    foster_counts,
    microsimulation,
    run_backtest,
)
from placements.shortages.forecasting.calibration import calibrated, conformal_factor, widen
from placements.shortages.forecasting.demand import Adjustment, DemandDraws, quantiles, simulate
from placements.shortages.forecasting.gate import (
    ENGLAND_YEARLY_GROWTH,
    LIMITED,
    METHOD,
    YEARLY_VARIANCE_PER_CHILD,
    Verdict,
    judge,
    last_value,
    limited,
    yearly_variance,
)
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.pool import Pools

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """`points` (3, months, series): 10%, 50% and 90% points of children in foster care (`SERIES`), the
    middle one rounded only on the page. `found` (3, months): new mainstream placements to find a month.
    `verdicts`: what is shown for each of `HORIZONS` and why. `draws`: every figure behind it, for the gap
    and for scenarios. `notes`: limits, in words."""

    as_of: int
    now: Floats
    points: Floats
    found: Floats
    verdicts: dict[int, Verdict]
    draws: DemandDraws
    notes: tuple[str, ...]

    def shown(self, month: int) -> str:
        """What the figures `month` months ahead (1 = next month end) rest on."""
        return self.verdicts[_horizon_of(month)].shown


def _horizon_of(month: int) -> int:
    return next((horizon for horizon in HORIZONS if month <= horizon), HORIZONS[-1])


def make_forecast(
    panel: Panel,
    months: int = 24,
    *,
    origin: int | None = None,
    pools: Pools | None = None,
    checks: Checks | None = None,
    draws: int | None = None,
    seed: int = 903,
    adjustment: Adjustment | None = None,
) -> Forecast:
    """Forecast from column `origin` (the last one if not given), using nothing after it.

    `checks`: this council's back-test, if already run; it is cut to what was known at the origin.
    Beyond 12 months the 12-month verdict and calibration apply.
    """
    origin = panel.months - 1 if origin is None else origin
    known = until(panel, origin)
    truth = foster_counts(known)
    now = truth[origin]
    pool = pools.of(panel, origin) if pools else None
    drawn = simulate(known, origin, months, draws=draws, seed=seed, adjustment=adjustment, pool=pool)
    found = quantiles(drawn.to_find)
    notes = _notes(known)
    short = limited(known, origin, float(now[0]))
    if short:
        points = last_value(now, months, YEARLY_VARIANCE_PER_CHILD, ENGLAND_YEARLY_GROWTH)
        verdicts = {horizon: _limited_verdict(short, horizon) for horizon in HORIZONS}
        return Forecast(known.last_month, now, points, found, verdicts, drawn, (*notes, f"Limited data. {short}"))
    if checks is None:
        checks = run_backtest([panel], microsimulation(pools=pools))
    checks = _known_at(checks, known.last_month)
    verdicts = {horizon: judge(calibrated(checks), horizon) for horizon in HORIZONS}
    points = _shown_points(drawn, checks, verdicts, last_value(now, months, yearly_variance(truth)))
    return Forecast(known.last_month, now, points, found, verdicts, drawn, notes)


def until(panel: Panel, origin: int) -> Panel:
    """The panel as it stood at a column: later months are not there to be seen."""
    end = origin + 1
    return replace(
        panel,
        state=panel.state[:, :end],
        since=panel.since[:, :end],
        placements_found=panel.placements_found[:end],
    )


def _known_at(checks: Checks, month: int) -> Checks:
    return checks.where(checks.origin + checks.horizon <= month)


def _limited_verdict(reason: str, horizon: int) -> Verdict:
    return replace(judge(_no_checks(), horizon), shown=LIMITED, reason=f"{reason} The last value is shown.")


def _no_checks() -> Checks:
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    return Checks(whole, whole, whole, whole, real, real, real, real, real)


def _notes(panel: Panel) -> tuple[str, ...]:
    if not panel.unknown_ages:
        return ()
    return (f"Left out of the forecast because the month of birth is unknown: {panel.unknown_ages}.",)


def _shown_points(drawn: DemandDraws, checks: Checks, verdicts: dict[int, Verdict], fallback: Floats) -> Floats:
    foster = drawn.foster()
    series = np.concatenate([foster.sum(axis=2, keepdims=True), foster], axis=2)
    points = quantiles(series)
    factors = {horizon: conformal_factor(checks.where(checks.horizon == horizon)) for horizon in HORIZONS}
    for month in range(points.shape[1]):
        horizon = _horizon_of(month + 1)
        if verdicts[horizon].shown != METHOD:
            points[:, month] = fallback[:, month]
            continue
        low, mid, high = points[:, month]
        points[0, month], points[2, month] = widen(low, mid, high, factors[horizon])
    return points


def as_rows(forecast: Forecast) -> Sequence[dict[str, object]]:
    """Plain rows, one a month and series, for tables, CSV and JSON."""
    return [
        {
            "months_ahead": month + 1,
            "series": name,
            "p10": round(float(forecast.points[0, month, at]), 1),
            "p50": round(float(forecast.points[1, month, at]), 1),
            "p90": round(float(forecast.points[2, month, at]), 1),
            "shown": forecast.shown(month + 1),
        }
        for month in range(forecast.points.shape[1])
        for at, name in enumerate(SERIES)
    ]
