"""The figures of the page "Next months": children, gap, the method's own record, and the forecast of a year ago."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from accounts.models import Organisation
from placements.shortages.forecasting.backtest import (
    HORIZONS,
    SERIES,
    Checks,
    foster_counts,
    microsimulation,
    run_backtest,
)
from placements.shortages.forecasting.forecast import Forecast, make_forecast
from placements.shortages.forecasting.history import month_end
from placements.shortages.forecasting.panel import Panel
from placements.shortages.services.gap import MONTHS, Gap, Inputs, gap_of, inputs_of

SHOWN_MONTHS = (3, 6, 12, 24)
PAST_SHOWN = 24


def outlook(council: Organisation, day: date) -> dict[str, Any]:
    """Everything of the page, ready for JSON. No children and no homes give noughts and "limited data"."""
    inputs = inputs_of(council, day)
    panel = inputs.panel
    checks = run_backtest([panel], microsimulation()) if panel.months > HORIZONS[0] else None
    made = make_forecast(panel, MONTHS + inputs.behind, checks=checks)
    gap = gap_of(inputs, made.verdicts[12].shown)
    return {
        "source": inputs.source,
        "known_to": inputs.known_to.isoformat(),
        "behind": inputs.behind,
        "history": _history(panel),
        "now": foster_counts(panel)[-1, 1:].astype(int).tolist(),
        "children": _children(made, inputs),
        "carried": _carried(made, inputs),
        "bands": _bands(made, inputs),
        "found": made.found.T[inputs.behind :].round(1).tolist(),
        "gap": gap.points(),
        "gap_bands": {str(month): gap.by_band(month - 1) for month in SHOWN_MONTHS},
        "tightest": gap.tightest(11),
        "homes": _homes(gap),
        "waiting": inputs.waiting.tolist(),
        "verdicts": {str(h): {"shown": v.shown, "why": v.reason, "error": v.score.relative_mae,
                              "inside": v.score.coverage80} for h, v in made.verdicts.items()},
        "notes": [*inputs.notes, *made.notes],
        "year_ago": _year_ago(panel, checks),
    }  # fmt: skip


def _history(panel: Panel) -> list[list[Any]]:
    counts = foster_counts(panel)[:, 0]
    first = max(0, panel.months - PAST_SHOWN)
    return [[month_end(panel.first_month + at).isoformat(), int(counts[at])] for at in range(first, panel.months)]


def _children(made: Forecast, inputs: Inputs) -> list[list[Any]]:
    """[month end, 10%, 50%, 90%, what is shown] for each month after today."""
    rows = []
    for at in range(inputs.behind, made.points.shape[1]):
        low, mid, high = made.points[:, at, 0].round(1).tolist()
        rows.append([month_end(inputs.today + at - inputs.behind + 1).isoformat(), low, mid, high, made.shown(at + 1)])
    return rows


def _carried(made: Forecast, inputs: Inputs) -> list[list[Any]]:
    """[month end, 10%, 50%, 90%] of the months between the last one known and today."""
    points = made.points[:, : inputs.behind, 0].T.round(1).tolist()
    return [[month_end(made.as_of + at + 1).isoformat(), *row] for at, row in enumerate(points)]


def _bands(made: Forecast, inputs: Inputs) -> dict[str, list[list[float]]]:
    """For each month shown: 10, 50, 90% points of each band."""
    out = {}
    for month in SHOWN_MONTHS:
        at = month - 1 + inputs.behind
        out[str(month)] = made.points[:, at, 1:].T.round(1).tolist()
    return out


def _homes(gap: Gap) -> list[list[float]]:
    levels = np.quantile(gap.supply.homes, (0.1, 0.5, 0.9), axis=0)
    places = np.quantile(gap.supply.places.sum(axis=2), (0.1, 0.5, 0.9), axis=0)
    return [[*homes, *room] for homes, room in zip(levels.T.round(1).tolist(), places.T.round(1).tolist(), strict=True)]


def _year_ago(panel: Panel, checks: Checks | None) -> list[list[Any]]:
    """What was forecast twelve months before the last known month, from what was known then, and what happened."""
    origin = panel.months - 13
    if origin < 1 or checks is None:
        return []
    then = make_forecast(panel, 12, origin=origin, checks=checks)
    truth = foster_counts(panel)
    return [
        _compared(name, horizon, then, at, int(truth[origin + horizon, at]), int(truth[origin, at]))
        for horizon in HORIZONS
        for at, name in enumerate(SERIES)
    ]


def _compared(name: str, horizon: int, then: Forecast, at: int, actual: int, before: int) -> list[Any]:
    points: Sequence[float] = then.points[:, horizon - 1, at].round(1).tolist()
    inside = points[0] <= actual <= points[2]
    return [horizon, name, before, *points, actual, bool(inside), then.shown(horizon)]
