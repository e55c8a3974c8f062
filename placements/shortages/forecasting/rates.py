"""Monthly rates of moving and leaving, and of coming into care, with what is not known about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import (
    ADULT_MONTHS,
    BANDS,
    DURATIONS,
    LEFT,
    MAINSTREAM,
    age_band,
    duration_band,
)
from placements.shortages.forecasting.counting import (
    ENTRY_HALF_LIFE,
    entrants_seen,
    entry_moments,
    month_weights,
    transition_counts,
)
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.pool import CHILD_MONTHS_AN_ENTRANT, OWN_STRENGTH, Pool
from placements.shortages.forecasting.priors import structured_prior

Floats = NDArray[np.float64]

YEAR_EFFECT_LEAVING = 0.06
YEAR_EFFECT_ENTRY = 0.08
# How far entries may drift from exits in the long run (sd of the log): a council's stock is itself a
# record of years of entries, and a return of two or three years alone is a noisier one.
BALANCE_SPREAD = 0.06
CELLS = len(BANDS) * DURATIONS


@dataclass(frozen=True)
class Entrants:
    """The children seen coming in: age in months, months since the period began, kind; weights sum to 1."""

    age: NDArray[np.int32]
    since: NDArray[np.int32]
    kind: NDArray[np.int8]
    weight: Floats


@dataclass(frozen=True)
class Rates:
    """What the months up to the origin say.

    `posterior` (bands, durations, kinds, kinds + 1): Dirichlet parameters of the next month's state, the
    last column being "left care". `entries`: expected entries a month; `entries_shape`: negative
    binomial k (large = Poisson); `entry_months`: effective number of months behind `entries`.
    `extra_placements`: new mainstream placements a month per child in mainstream care that month-end
    snapshots do not show (moves between two foster homes, short stays).
    """

    posterior: Floats
    entries: float
    entries_shape: float
    entry_months: float
    entrants: Entrants
    extra_placements: float


def fit_rates(panel: Panel, origin: int, pool: Pool | None = None) -> Rates:
    """Rates from the month ends 0..origin of the panel; nothing after `origin` is looked at."""
    counts = transition_counts(panel, origin, month_weights(origin))
    prior, strength = (structured_prior(counts), OWN_STRENGTH) if pool is None else (pool.chances, pool.strength)
    posterior = counts + strength * prior
    weights = month_weights(origin, ENTRY_HALF_LIFE)
    age, since, kind, months = entrants_seen(panel, origin)
    per_month = np.bincount(months, minlength=origin)[:origin]
    mean, shape, seen = entry_moments(per_month, weights)
    mean, seen = _towards_balance(mean, shape, seen, expected_exits(panel, origin, posterior))
    own = Entrants(age, since, kind, weights[months])
    extra = _extra_placements(panel, origin, weights, own, counts)
    return Rates(posterior, mean, shape, seen, _mix(own, pool), extra)


def expected_exits(panel: Panel, origin: int, posterior: Floats) -> float:
    """Children expected to leave care in a month, 18th birthdays of the coming year included."""
    here = np.flatnonzero(panel.state[:, origin] < LEFT)
    age, kind = panel.ages(origin)[here], panel.state[here, origin]
    held = panel.first_month + origin - panel.since[here, origin]
    leaving = posterior[..., LEFT] / posterior.sum(axis=3)
    chance = leaving[age_band(age), duration_band(held), kind]
    months_left = np.minimum(ADULT_MONTHS - age, 12)
    staying = (1 - chance) ** (months_left - 1)
    return float((chance.sum() * 12 + staying[ADULT_MONTHS - age <= 12].sum() * 1.0) / 12)


def _towards_balance(mean: float, shape: float, seen: float, exits: float) -> tuple[float, float]:
    """Entries pulled towards exits, the more the fewer entries have been seen."""
    if mean <= 0 or exits <= 0 or seen <= 0:
        return mean, seen
    variance = 1 / (mean * seen) + 1 / (shape * seen)
    pull = variance / (variance + BALANCE_SPREAD**2)
    return float(np.exp((1 - pull) * np.log(mean) + pull * np.log(exits))), seen / (1 - pull)


def _mix(own: Entrants, pool: Pool | None) -> Entrants:
    total = own.weight.sum()
    share = own.weight / total if total > 0 else own.weight
    if pool is None or not len(pool.entrant_age) or total <= 0:
        return Entrants(own.age, own.since, own.kind, share)
    trust = total / (total + pool.strength / CHILD_MONTHS_AN_ENTRANT)
    others = np.full(len(pool.entrant_age), (1 - trust) / len(pool.entrant_age))
    return Entrants(
        np.concatenate([own.age, pool.entrant_age]),
        np.concatenate([own.since, pool.entrant_since]),
        np.concatenate([own.kind, pool.entrant_kind]),
        np.concatenate([trust * share, others]),
    )


def _extra_placements(panel: Panel, origin: int, weights: Floats, own: Entrants, counts: Floats) -> float:
    stock = float(weights @ (panel.state[:, :origin] == MAINSTREAM).sum(axis=0))
    if stock <= 0:
        return 0.0
    into = counts[:, :, :, MAINSTREAM].sum() - counts[:, :, MAINSTREAM, MAINSTREAM].sum()
    at_risk = counts[:, :, MAINSTREAM].sum()
    found = float(weights @ panel.placements_found[1 : origin + 1]) / stock
    entering = float(own.weight[own.kind == MAINSTREAM].sum()) / stock
    return max(found - entering - float(into) / max(float(at_risk), 1.0), 0.0)
