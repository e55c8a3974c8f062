"""cs-demand-model 0.5.1's method run over the same origins as ours. It gives no interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.backtest import SERIES, Method
from placements.shortages.forecasting.categories import FRIENDS, MAINSTREAM, OTHER, RESIDENTIAL, SUPPORTED
from placements.shortages.forecasting.cs_baseline import AGES, PLACES, DailyEpisodes, fit, predict
from placements.shortages.forecasting.history import UNKNOWN_MONTH, CareHistory, month_end
from placements.shortages.forecasting.panel import Panel

PLACE_OF_KIND = {FRIENDS: 0, MAINSTREAM: 0, RESIDENTIAL: 1, SUPPORTED: 2, OTHER: 3}


def daily_episodes(history: CareHistory) -> DailyEpisodes:
    """Episodes as the baseline wants them; the day of birth is taken as the middle of its month."""
    known = history.birth_month[history.child] != UNKNOWN_MONTH
    month = history.birth_month[history.child][known]
    born = np.array([date(m // 12, m % 12 + 1, 15).toordinal() for m in month.tolist()], np.int64)
    place = np.array([PLACE_OF_KIND[kind] for kind in range(5)])[history.kind[known]]
    start, end = history.start[known].astype(np.int64), history.end[known].astype(np.int64)
    return DailyEpisodes(history.child[known].astype(np.int64), start, end, place, born)


def cs_method(panels: Sequence[Panel], histories: Sequence[CareHistory]) -> Method:
    """The baseline as a back-test method; its reference window is the year before the origin."""
    daily = {id(panel): daily_episodes(history) for panel, history in zip(panels, histories, strict=True)}

    def forecast(panel: Panel, origin: int, months: int) -> NDArray[np.float64]:
        month = panel.first_month + origin
        last, first = month_end(month).toordinal(), month_end(month - 12).toordinal()
        fitted = fit(daily[id(panel)].until(last), first, last)
        # In its favour: where the original would divide by an empty state, the rate is taken as 0.
        usable = replace(fitted, rates=np.where(np.isfinite(fitted.rates), fitted.rates, 0.0))
        path = predict(usable, _days(month, months))
        ends = [_days(month, ahead) - 1 for ahead in range(1, months + 1)]
        fostered = path[ends].reshape(months, len(AGES), len(PLACES))[:, :, 0]
        middle = np.concatenate([fostered.sum(axis=1, keepdims=True), fostered], axis=1)
        unknown = np.full((months, len(SERIES)), np.nan)
        return np.array([unknown, middle, unknown])

    return forecast


def _days(month: int, ahead: int) -> int:
    return (month_end(month + ahead) - month_end(month)).days
