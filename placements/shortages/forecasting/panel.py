"""Who was where at the end of each month: the panel from which rates are counted.

A child is in care at the end of month g when an episode started in or before g and ended in a later
month, so whole months decide everything and no exact date of birth is needed. A child whose 18th
birthday falls in month g is no longer counted at its end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import ADULT_MONTHS, BANDS, KINDS, LEFT, MAINSTREAM, age_band
from placements.shortages.forecasting.history import UNKNOWN_MONTH, CareHistory, months_of_days


@dataclass(frozen=True)
class Panel:
    """`state` (children, months) holds the kind of care 0..4 or `LEFT`; `since` the month number in
    which that period of care began; `birth_month` (children,). Column 0 is `first_month`.
    `placements_found` (months,) counts new mainstream foster placements begun in each month."""

    state: NDArray[np.int8]
    since: NDArray[np.int32]
    birth_month: NDArray[np.int32]
    placements_found: NDArray[np.int64]
    first_month: int
    unknown_ages: int

    @property
    def months(self) -> int:
        return int(self.state.shape[1])

    @property
    def last_month(self) -> int:
        return self.first_month + self.months - 1

    def ages(self, column: int) -> NDArray[np.int32]:
        """Age of every child in whole months at the end of month `first_month + column`."""
        return self.first_month + column - self.birth_month

    def counts(self) -> NDArray[np.int64]:
        """Children in care, shape (months, age bands, kinds)."""
        rows, columns = np.nonzero(self.state < LEFT)
        bands = age_band(self.first_month + columns - self.birth_month[rows])
        cells = (columns * len(BANDS) + bands) * len(KINDS) + self.state[rows, columns]
        size = self.months * len(BANDS) * len(KINDS)
        return np.bincount(cells, minlength=size).reshape(self.months, len(BANDS), len(KINDS))


def period_starts(history: CareHistory) -> NDArray[np.int32]:
    """Day ordinal on which each episode's period of care began (episodes that touch are one period)."""
    if not history.episodes:
        return history.start
    same_child = history.child[1:] == history.child[:-1]
    touching = same_child & (history.start[1:] <= history.end[:-1]) & (history.end[:-1] > 0)
    opening = np.concatenate([[True], ~touching])
    began: NDArray[np.int32] = history.start[opening][np.cumsum(opening) - 1]
    return began


def build_panel(history: CareHistory) -> Panel:
    """Panel of every child with a known month of birth; the others are counted in `unknown_ages`."""
    months = max(history.last_month - history.first_month + 1, 1)
    state = np.full((history.children, months), LEFT, np.int8)
    since = np.zeros((history.children, months), np.int32)
    known = history.birth_month[history.child] != UNKNOWN_MONTH
    starts, ends = months_of_days(history.start), months_of_days(history.end)
    began = months_of_days(period_starts(history))
    birth = history.birth_month[history.child]
    low = np.maximum(starts, history.first_month)
    high = np.minimum(np.minimum(ends, history.last_month + 1), birth + ADULT_MONTHS)
    length = np.where(known, np.maximum(high - low, 0), 0)
    which = np.repeat(np.arange(history.episodes), length)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
    rows, columns = history.child[which], low[which] + offset - history.first_month
    state[rows, columns] = history.kind[which]
    since[rows, columns] = began[which]
    unknown = int((history.birth_month == UNKNOWN_MONTH).sum())
    found = _placements_found(history, starts, months)
    return Panel(state, since, history.birth_month, found, history.first_month, unknown)


def _placements_found(history: CareHistory, starts: NDArray[np.int32], months: int) -> NDArray[np.int64]:
    wanted = history.new_placement & (history.kind == MAINSTREAM)
    columns = starts[wanted] - history.first_month
    inside = columns[(columns >= 0) & (columns < months)]
    return np.bincount(inside, minlength=months)
