"""The gap of the next months, for the forecast and for scenarios alike: same children, same homes, same draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from accounts.models import Organisation
from placements.shortages.forecasting.categories import BANDS, MAINSTREAM
from placements.shortages.forecasting.demand import Adjustment, simulate
from placements.shortages.forecasting.gap import SUBSETS, shortage_draws
from placements.shortages.forecasting.gate import ENGLAND_YEARLY_GROWTH, METHOD, YEARLY_VARIANCE_PER_CHILD
from placements.shortages.forecasting.history import last_month_end
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.supply import RANGES, Recruits, SupplyDraws, simulate_supply
from placements.shortages.selectors.history import history_of
from placements.shortages.selectors.need import waiting
from placements.shortages.selectors.supply import Supply, supply_of

Ints = NDArray[np.int64]
MONTHS, DRAWS, SEED = 24, 400, 903
MOST_BEHIND = 12  # months that a return may lie behind today and still be rolled forward


@dataclass(frozen=True)
class Inputs:
    """`behind`: months from the last month end that the returns cover to the last one before today.
    `waiting`: children in open referrals by band, who need a place on top of those who live in one.
    `known_to`: the last day known of; `notes`: what limits the history, in words. `today`: the month that the first
    month ahead follows."""

    panel: Panel
    source: str
    behind: int
    supply: Supply
    waiting: Ints
    known_to: date
    notes: tuple[str, ...]
    today: int

    @property
    def origin(self) -> int:
        return self.panel.months - 1


@dataclass(frozen=True)
class Gap:
    """`short` (draws, months): children who could not be placed. `demand` (draws, months, bands)."""

    short: Ints
    demand: Ints
    supply: SupplyDraws

    def points(self) -> list[list[float]]:
        """10, 50 and 90% points and the chance of any shortage, month by month."""
        levels = np.quantile(self.short, (0.1, 0.5, 0.9), axis=0)
        chance = (self.short > 0).mean(axis=0)
        return [[*row, round(one, 3)] for row, one in zip(levels.T.round(1).tolist(), chance.tolist(), strict=True)]

    def tightest(self, month: int) -> list[int]:
        """The set of age bands that is short by most on average in a month (counted from 0)."""
        meets = np.array([[int(any(subset[low : high + 1])) for low, high in RANGES] for subset in SUBSETS.tolist()])
        left = self.demand[:, month] @ SUBSETS.T - self.supply.places[:, month] @ meets.T
        mean = left.mean(axis=0)
        best = int(mean.argmax())
        return [band for band in range(len(BANDS)) if SUBSETS[best][band]] if mean[best] > 0 else []

    def by_band(self, month: int) -> list[float]:
        """Middle shortage of each band looked at alone."""
        reach = np.array([[int(low <= band <= high) for low, high in RANGES] for band in range(len(BANDS))])
        alone = self.demand[:, month] - self.supply.places[:, month] @ reach.T
        return [round(float(value), 1) for value in np.median(np.maximum(alone, 0), axis=0)]


def inputs_of(council: Organisation, day: date) -> Inputs:
    """Read once; every scenario of the day can use it."""
    sourced = history_of(council.pk, day)
    panel = build_panel(sourced.history)
    today = max(last_month_end(day), panel.last_month)
    behind = min(today - panel.last_month, MOST_BEHIND)
    bands = np.bincount([need.band for need in waiting(council.pk, day)], minlength=len(BANDS))
    supply, history = supply_of(council.pk, council.area_id or "", day), sourced.history
    notes = (*history.notes, *_too_old(today - panel.last_month, history.known_to))
    return Inputs(panel, sourced.source, behind, supply, bands, history.known_to, notes, today)


def _too_old(months: int, known_to: date) -> list[str]:
    if months <= MOST_BEHIND:
        return []
    return [
        f"What is known ends in {known_to:%B %Y}, {months} months ago. It was carried forward by {MOST_BEHIND} months "
        "and taken for today. Upload a newer return."
    ]


def gap_of(
    inputs: Inputs, shown: str = METHOD, *, recruits: Sequence[Recruits] = (), fewer_exits: float = 0.0,
    entries: float = 1.0,
) -> Gap:  # fmt: skip
    """The gap under a what-if. Where the method has not earned its place (`shown`), children stay at the last
    value with an honest spread, moved only by what the what-if itself changes."""
    demand = _stock(inputs, entries)
    if shown != METHOD:
        change = demand - _stock(inputs, 1.0) if entries != 1.0 else np.zeros_like(demand)
        demand = np.maximum(_last_value(inputs) + change, 0)
    demand = demand + inputs.waiting
    supply = simulate_supply(
        inputs.supply.homes, MONTHS, experience=inputs.supply.experience, share=inputs.supply.share,
        arrivals=inputs.supply.arrivals, exits_factor=1 - fewer_exits, recruits=recruits, draws=DRAWS, seed=SEED,
    )  # fmt: skip
    return Gap(shortage_draws(demand, supply.places), demand, supply)


def _stock(inputs: Inputs, entries: float) -> Ints:
    drawn = simulate(
        inputs.panel, inputs.origin, MONTHS + inputs.behind, draws=DRAWS, seed=SEED,
        adjustment=Adjustment(1.0, entries),
    )  # fmt: skip
    return drawn.stock[:, inputs.behind :, :, MAINSTREAM].astype(np.int64)


def _last_value(inputs: Inputs) -> Ints:
    """Draws round the last value: England's growth, the spread seen between years in councils' figures."""
    level = inputs.panel.counts()[inputs.origin, :, MAINSTREAM].astype(float)
    years = (np.arange(1, MONTHS + 1) + inputs.behind)[:, None] / 12
    spread = np.sqrt(YEARLY_VARIANCE_PER_CHILD * level * years)
    luck = np.random.default_rng(SEED).standard_normal((DRAWS, 1, len(BANDS)))
    return np.maximum(np.rint(level * ENGLAND_YEARLY_GROWTH**years + spread * luck), 0).astype(np.int64)
