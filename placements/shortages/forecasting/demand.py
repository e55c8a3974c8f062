"""Children in care month by month: a microsimulation of every child, many times over.

Each child in care at the origin is moved month by month between kinds of care or out of care, ages by
one month a month, and leaves on turning 18. New children come in at a negative binomial rate and are
copies of children who came in before. Every draw uses its own rates, so that what is not known about
the rates is in the result. All figures come from the same draws: bands and totals always agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import (
    ADULT_MONTHS,
    BAND_STARTS,
    BANDS,
    DURATIONS,
    FOSTER_KINDS,
    KINDS,
    LEFT,
    MAINSTREAM,
    age_band,
    duration_band,
)
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.pool import Pool
from placements.shortages.forecasting.rates import CELLS, YEAR_EFFECT_ENTRY, YEAR_EFFECT_LEAVING, Rates, fit_rates

DRAWS = 400
CHILD_DRAWS = 1_800_000
CHUNK = 2**18
STATES = len(KINDS) + 1


@dataclass(frozen=True)
class DemandDraws:
    """`stock` (draws, months, bands, kinds): children in care at each month end after the origin.
    `to_find` (draws, months): new mainstream foster placements needed in each month."""

    stock: NDArray[np.int32]
    to_find: NDArray[np.int32]

    def foster(self) -> NDArray[np.int32]:
        """Children in any foster care, shape (draws, months, bands)."""
        fostered: NDArray[np.int32] = self.stock[:, :, :, list(FOSTER_KINDS)].sum(axis=3, dtype=np.int32)
        return fostered


def year_effect(draws: int, spread: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Lognormal factors of mean 1, shape (draws,): evenly spaced quantiles in random order.

    Spacing them evenly keeps the luck of a few hundred draws out of the forecast's level.
    """
    ranks = (rng.permutation(draws) + 0.5) / draws
    normal = np.array([NormalDist().inv_cdf(rank) for rank in ranks.tolist()])
    return np.exp(spread * normal - spread**2 / 2)


@dataclass(frozen=True)
class Adjustment:
    """A what-if: exits from care times `exits`, entries times `entries` (1 = unchanged)."""

    exits: float = 1.0
    entries: float = 1.0


class _Transitions:
    """Chance of any change, and where it leads, for every draw, cell and state."""

    def __init__(self, rates: Rates, draws: int, rng: np.random.Generator, exits: float) -> None:
        kinds = len(KINDS)
        parameters = rates.posterior.reshape(CELLS, kinds, STATES)
        chance = rng.standard_gamma(np.broadcast_to(parameters, (draws, CELLS, kinds, STATES)))
        chance /= chance.sum(axis=3, keepdims=True)
        chance[..., LEFT] *= exits * year_effect(draws, YEAR_EFFECT_LEAVING, rng)[:, None, None]
        chance /= chance.sum(axis=3, keepdims=True)
        index = np.arange(kinds)
        chance[..., index, index] = 0
        change = np.zeros((draws, CELLS, STATES), np.float32)
        change[..., :kinds] = chance.sum(axis=3)
        targets = np.zeros((draws, CELLS, STATES, STATES), np.float32)
        targets[:, :, :kinds] = np.cumsum(chance, axis=3)
        self.change, self.targets = change.ravel(), targets.reshape(-1, STATES)

    def move(self, index: NDArray[np.int32], rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[np.int8]]:
        """Positions (flat) that change this month and the state each one goes to."""
        chance = rng.random(index.size, dtype=np.float32)
        position = np.flatnonzero(chance < self.change[index.ravel()])
        line = self.targets[index.ravel()[position]]
        target = (chance[position, None] >= line).sum(axis=1)
        return position, np.minimum(target, LEFT).astype(np.int8)


def draws_for(panel: Panel, origin: int) -> int:
    """Draws for a council of this size: large ones vary less for their size and take longer."""
    present = int((panel.state[:, origin] < LEFT).sum())
    return int(np.clip(CHILD_DRAWS // max(present, 1), DRAWS // 2, DRAWS))


def simulate(
    panel: Panel,
    origin: int,
    months: int,
    *,
    draws: int | None = None,
    seed: int = 903,
    adjustment: Adjustment | None = None,
    rates: Rates | None = None,
    pool: Pool | None = None,
) -> DemandDraws:
    """Draws of the `months` month ends after column `origin` of the panel.

    Only columns up to `origin` are used. Unless given, `draws` falls from 400 to 200 as a council grows.
    A council with no children and no entries gives zeros.
    """
    draws = draws or draws_for(panel, origin)
    change = adjustment or Adjustment()
    rates = rates or fit_rates(panel, origin, pool)
    rng = np.random.default_rng(seed)
    table = _Transitions(rates, draws, rng, change.exits)
    stock = np.zeros((draws, months, len(BANDS), len(KINDS)), np.int32)
    to_find = np.zeros((draws, months), np.int32)
    _advance_present(panel, origin, table, stock, to_find, rng)
    _advance_entrants(rates, table, stock, to_find, rng, change.entries)
    in_mainstream = stock[..., MAINSTREAM].sum(axis=2)
    to_find += rng.poisson(rates.extra_placements * in_mainstream).astype(np.int32)
    return DemandDraws(stock, to_find)


def _advance_present(
    panel: Panel,
    origin: int,
    table: _Transitions,
    stock: NDArray[np.int32],
    to_find: NDArray[np.int32],
    rng: np.random.Generator,
) -> None:
    """Move the children in care at the origin; children are sorted by age so that bands are slices."""
    here = np.flatnonzero(panel.state[:, origin] < LEFT)
    age = panel.ages(origin)[here]
    here, age = here[np.argsort(age, kind="stable")], np.sort(age, kind="stable")
    held = panel.first_month + origin - panel.since[here, origin]
    draws = len(stock)
    size = max(1, CHUNK // max(len(here), 1))
    for low in range(0, draws, size):
        rows = np.arange(low, min(low + size, draws))
        state = np.repeat(panel.state[here, origin][None], len(rows), axis=0)
        for month in range(stock.shape[1]):
            cell = age_band(age + month).astype(np.int32) * DURATIONS + duration_band(held + month)
            index = (rows[:, None] * CELLS + cell[None]).astype(np.int32) * STATES + state
            position, target = table.move(index, rng)
            flat = state.reshape(-1)
            arriving = position[(target == MAINSTREAM) & (flat[position] != MAINSTREAM)]
            flat[position] = target
            minor = int(np.searchsorted(age, ADULT_MONTHS - month - 1))
            state[:, minor:] = LEFT
            if len(here):
                kept = arriving[arriving % len(here) < minor] // len(here)
                to_find[rows, month] += np.bincount(kept, minlength=len(rows)).astype(np.int32)
            _count_slices(
                state,
                np.searchsorted(age + month + 1, [*BAND_STARTS, ADULT_MONTHS]),
                stock[rows[0] : rows[-1] + 1, month],
            )


def _count_slices(state: NDArray[np.int8], edges: NDArray[np.intp], out: NDArray[np.int32]) -> None:
    edges = edges.copy()
    edges[0] = 0
    for band in range(len(BANDS)):
        part = state[:, edges[band] : edges[band + 1]]
        for kind in range(len(KINDS)):
            out[:, band, kind] += np.count_nonzero(part == kind, axis=1).astype(np.int32)


def _entries_drawn(rates: Rates, draws: int, months: int, rng: np.random.Generator, factor: float) -> NDArray[np.int64]:
    """Children coming in, shape (draws, months)."""
    if rates.entries <= 0 or not len(rates.entrants.age) or factor <= 0:
        return np.zeros((draws, months), np.int64)
    seen = max(rates.entry_months, 1.0)
    spread = np.sqrt(YEAR_EFFECT_ENTRY**2 + 1 / (rates.entries * seen) + 1 / (rates.entries_shape * seen))
    mean = factor * rates.entries * year_effect(draws, float(spread), rng)
    k = rates.entries_shape
    return rng.negative_binomial(k, k / (k + mean[:, None]), (draws, months)).astype(np.int64)


def _advance_entrants(
    rates: Rates,
    table: _Transitions,
    stock: NDArray[np.int32],
    to_find: NDArray[np.int32],
    rng: np.random.Generator,
    factor: float,
) -> None:
    draws, months = stock.shape[:2]
    arrivals = _entries_drawn(rates, draws, months, rng, factor)
    row = np.zeros(0, np.int32)
    age = held = np.zeros(0, np.int32)
    state = np.zeros(0, np.int8)
    for month in range(months):
        cell = age_band(age).astype(np.int32) * DURATIONS + duration_band(held)
        index = ((row * CELLS + cell) * STATES + state).astype(np.int32)
        position, target = table.move(index, rng)
        arriving = position[(target == MAINSTREAM) & (state[position] != MAINSTREAM)]
        _add(to_find, row[arriving[age[arriving] + 1 < ADULT_MONTHS]], month)
        state[position] = target
        age, held = age + 1, held + 1
        stay = (state < LEFT) & (age < ADULT_MONTHS)
        new_row = np.repeat(np.arange(draws, dtype=np.int32), arrivals[:, month])
        who = _pick(rates, len(new_row), rng)
        new_kind = rates.entrants.kind[who]
        _add(to_find, new_row[new_kind == MAINSTREAM], month)
        row = np.concatenate([row[stay], new_row])
        age = np.concatenate([age[stay], rates.entrants.age[who]])
        held = np.concatenate([held[stay], rates.entrants.since[who]])
        state = np.concatenate([state[stay], new_kind])
        cells = (row.astype(np.int64) * len(BANDS) + age_band(age)) * len(KINDS) + state
        counts = np.bincount(cells, minlength=draws * len(BANDS) * len(KINDS)).astype(np.int32)
        stock[:, month] += counts.reshape(draws, len(BANDS), len(KINDS))


def _pick(rates: Rates, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    if not count:
        return np.zeros(0, np.intp)
    edges = np.cumsum(rates.entrants.weight)
    drawn = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    who: NDArray[np.intp] = np.minimum(drawn, len(edges) - 1).astype(np.intp)
    return who


def _add(out: NDArray[np.int32], rows: NDArray[np.integer], month: int) -> None:
    out[:, month] += np.bincount(rows, minlength=len(out)).astype(np.int32)


def quantiles(values: NDArray[np.integer], levels: tuple[float, ...] = (0.1, 0.5, 0.9)) -> NDArray[np.float64]:
    """Quantiles over the first axis (draws), the levels becoming the first axis."""
    points: NDArray[np.float64] = np.quantile(values, levels, axis=0)
    return points
