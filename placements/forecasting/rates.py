"""Monthly rates of moving and leaving, and of coming into care, with what is not known about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.forecasting.categories import (
    ADULT_MONTHS,
    BANDS,
    DURATIONS,
    KINDS,
    LEFT,
    MAINSTREAM,
    age_band,
    duration_band,
)
from placements.forecasting.panel import Panel

Floats = NDArray[np.float64]

HALF_LIFE_MONTHS = 18.0
PRIOR_CHILD_MONTHS = 40.0
YEAR_EFFECT_LEAVING = 0.06
YEAR_EFFECT_ENTRY = 0.08
CELLS = len(BANDS) * DURATIONS


@dataclass(frozen=True)
class Rates:
    """What the months up to the origin say.

    `posterior` (bands, durations, kinds, kinds + 1): Dirichlet parameters of the next month's state, the
    last column being "left care". `entries`: weighted mean entries a month; `entries_shape`: negative
    binomial k (large = Poisson); `entry_months`: effective number of months seen.
    `entrant_age`, `entrant_since`, `entrant_kind`, `entrant_weight`: the entrants seen, weights sum to 1.
    `extra_placements`: new mainstream placements a month per child in mainstream care that month-end
    snapshots do not show (moves between two foster homes, short stays).
    """

    posterior: Floats
    entries: float
    entries_shape: float
    entry_months: float
    entrant_age: NDArray[np.int32]
    entrant_since: NDArray[np.int32]
    entrant_kind: NDArray[np.int8]
    entrant_weight: Floats
    extra_placements: float


def fit_rates(panel: Panel, origin: int, half_life: float = HALF_LIFE_MONTHS) -> Rates:
    """Rates from the month ends 0..origin of the panel; nothing after `origin` is looked at."""
    weights = 0.5 ** ((origin - np.arange(origin) - 1) / half_life)
    counts, into_mainstream = _transition_counts(panel, origin, weights)
    ages, since, kinds, months = _entrants(panel, origin)
    per_month = np.bincount(months, minlength=origin)[:origin] if origin else np.zeros(0)
    mean, shape, seen = _entry_moments(per_month, weights)
    entrant_weight = weights[months] if len(months) else np.zeros(0)
    total = entrant_weight.sum()
    entering = float(entrant_weight[kinds == MAINSTREAM].sum())
    stock = float(weights @ (panel.state[:, :origin] == MAINSTREAM).sum(axis=0)) if origin else 0.0
    found = float(weights @ panel.placements_found[1 : origin + 1]) if origin else 0.0
    extra = max(found - entering - into_mainstream, 0.0) / stock if stock > 0 else 0.0
    posterior = counts + PRIOR_CHILD_MONTHS * _prior(counts)
    share = entrant_weight / total if total > 0 else entrant_weight
    return Rates(posterior, mean, shape, seen, ages, since, kinds, share, extra)


def _transition_counts(panel: Panel, origin: int, weights: Floats) -> tuple[Floats, float]:
    """Weighted counts (bands, durations, kinds, kinds + 1), and moves into mainstream care.

    Pairs in which the child turns 18 are left out: that ending is certain, not a rate.
    """
    shape = (len(BANDS), DURATIONS, len(KINDS), len(KINDS) + 1)
    if origin < 1:
        return np.zeros(shape), 0.0
    before, after = panel.state[:, :origin], panel.state[:, 1 : origin + 1]
    rows, columns = np.nonzero(before < LEFT)
    age = panel.first_month + columns - panel.birth_month[rows]
    minor = age + 1 < ADULT_MONTHS
    rows, columns, age = rows[minor], columns[minor], age[minor]
    held = panel.first_month + columns - panel.since[rows, columns]
    source, target = before[rows, columns], after[rows, columns]
    # A child out and in again within the month has a new period: it left, and came back as an entry.
    broke = (target < LEFT) & (panel.since[rows, columns] != panel.since[rows, columns + 1])
    target = np.where(broke, source, target)
    cell = (age_band(age).astype(np.int64) * DURATIONS + duration_band(held)) * len(KINDS) + source
    index = cell * (len(KINDS) + 1) + target
    counts = np.bincount(index, weights[columns], minlength=int(np.prod(shape))).reshape(shape)
    moves = counts[:, :, :, MAINSTREAM].sum() - counts[:, :, MAINSTREAM, MAINSTREAM].sum()
    return counts, float(moves)


def _prior(counts: Floats) -> Floats:
    """Prior means of the same shape: pooled over time in care, times the effect of time on leaving."""
    kinds = len(KINDS)
    smooth = np.full((kinds, kinds + 1), 0.005)
    np.fill_diagonal(smooth, 1.0)
    smooth[:, LEFT] = 0.02
    smooth /= smooth.sum(axis=1, keepdims=True)
    everyone = counts.sum(axis=(0, 1)) + 20.0 * smooth
    everyone /= everyone.sum(axis=1, keepdims=True)
    by_age = counts.sum(axis=1) + 20.0 * everyone[None]
    by_age /= by_age.sum(axis=2, keepdims=True)
    at_risk = counts.sum(axis=3)
    expected = (at_risk * by_age[:, None, :, LEFT]).sum(axis=(0, 2))
    left = counts[..., LEFT].sum(axis=(0, 2))
    factor = (left + 2.0) / (expected + 2.0)
    prior = np.repeat(by_age[:, None], DURATIONS, axis=1)
    leaving = np.clip(prior[..., LEFT] * factor[None, :, None], 1e-4, 0.9)
    staying = (1 - leaving) / (1 - prior[..., LEFT])
    prior = prior * staying[..., None]
    prior[..., LEFT] = leaving
    return prior


def _entrants(
    panel: Panel, origin: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8], NDArray[np.int64]]:
    """Age, months since the period began, kind, and month pair of everybody who came in by the origin."""
    before, after = panel.state[:, :origin], panel.state[:, 1 : origin + 1]
    rows, columns = np.nonzero((before == LEFT) & (after < LEFT))
    month = panel.first_month + columns + 1
    held = np.maximum(month - panel.since[rows, columns + 1], 0)
    age = np.maximum(month - panel.birth_month[rows], 0)
    return age.astype(np.int32), held.astype(np.int32), after[rows, columns], columns


def _entry_moments(per_month: NDArray[np.integer], weights: Floats) -> tuple[float, float, float]:
    """Weighted mean, negative binomial k by moments, and the effective number of months."""
    if not len(per_month):
        return 0.0, 1e6, 0.0
    share = weights / weights.sum()
    seen = 1.0 / float((share**2).sum())
    mean = float(share @ per_month)
    correction = max(1.0 - 1.0 / seen, 1e-9)
    variance = float(share @ (per_month - mean) ** 2) / correction
    excess = variance - mean
    shape = mean**2 / excess if excess > 1e-9 and mean > 0 else 1e6
    return mean, float(np.clip(shape, 1.0, 1e6)), seen
