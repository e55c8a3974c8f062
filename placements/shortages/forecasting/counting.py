"""Counting moves, exits and entries in a panel up to an origin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import (
    ADULT_MONTHS,
    BANDS,
    DURATIONS,
    KINDS,
    LEFT,
    age_band,
    duration_band,
)
from placements.shortages.forecasting.panel import Panel

Floats = NDArray[np.float64]

TRANSITION_HALF_LIFE = 60.0
ENTRY_HALF_LIFE = 36.0
COUNT_SHAPE = (len(BANDS), DURATIONS, len(KINDS), len(KINDS) + 1)


def month_weights(origin: int, half_life: float = TRANSITION_HALF_LIFE) -> Floats:
    """Weight of each pair of months (g, g + 1), g = 0..origin - 1; the newest weighs 1."""
    return 0.5 ** ((origin - np.arange(origin) - 1) / half_life)


def transition_counts(panel: Panel, origin: int, weights: Floats) -> Floats:
    """Weighted counts of child-months by next state, shape `COUNT_SHAPE`, the last column "left care".

    Pairs in which the child turns 18 are left out: that ending is certain, not a rate.
    """
    before, after = panel.state[:, :origin], panel.state[:, 1 : origin + 1]
    rows, columns = np.nonzero(before < LEFT)
    age = panel.first_month + columns - panel.birth_month[rows]
    minor = age + 1 < ADULT_MONTHS
    rows, columns, age = rows[minor], columns[minor], age[minor]
    held = panel.first_month + columns - panel.since[rows, columns]
    source, target = before[rows, columns], after[rows, columns]
    cell = (age_band(age).astype(np.int64) * DURATIONS + duration_band(held)) * len(KINDS) + source
    index = cell * (len(KINDS) + 1) + target
    return np.bincount(index, weights[columns], minlength=int(np.prod(COUNT_SHAPE))).reshape(COUNT_SHAPE)


def entrants_seen(
    panel: Panel, origin: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8], NDArray[np.int64]]:
    """Age in months, months since the period began, kind and month pair of everybody who came in."""
    before, after = panel.state[:, :origin], panel.state[:, 1 : origin + 1]
    rows, columns = np.nonzero((before == LEFT) & (after < LEFT))
    month = panel.first_month + columns + 1
    held = np.maximum(month - panel.since[rows, columns + 1], 0)
    age = np.maximum(month - panel.birth_month[rows], 0)
    return age.astype(np.int32), held.astype(np.int32), after[rows, columns], columns


def entry_moments(per_month: NDArray[np.integer], weights: Floats) -> tuple[float, float, float]:
    """Weighted mean, negative binomial k by moments (1e6 = Poisson), and effective number of months."""
    if not len(per_month):
        return 0.0, 1e6, 0.0
    share = weights / weights.sum()
    seen = 1.0 / float((share**2).sum())
    mean = float(share @ per_month)
    variance = float(share @ (per_month - mean) ** 2) / max(1.0 - 1.0 / seen, 1e-9)
    excess = variance - mean
    shape = mean**2 / excess if excess > 1e-9 and mean > 0 else 1e6
    return mean, float(np.clip(shape, 1.0, 1e6)), seen
