"""The method of cs-demand-model 0.5.1 restated from its formulas, as the yardstick for ours.

Source of the method: cs-demand-model 0.5.1 and its regional successor (Data to Insight and Social
Finance, MIT licence); restated here in numpy, faults included, and held to their own output by tests.

Daily: people leaving a state = min(population x sum of rates, population), shared out in proportion to
the rates; entries are numbers a day. A step of k days uses 1 - (1 - rate)^k and k times the entries.
Ageing is a rate of 1 / days in the bracket. Faults kept: children who left stay in totals
(`NOT_IN_CARE`), age is that at the start of the episode, "one child more a month" is a rate per child,
and a same-day episode in an empty state gives an infinite rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

AGES = ("BIRTH_TO_ONE", "ONE_TO_FIVE", "FIVE_TO_TEN", "TEN_TO_SIXTEEN", "SIXTEEN_TO_EIGHTEEN")
PLACES = ("FOSTERING", "RESIDENTIAL", "SUPPORTED", "OTHER", "NOT_IN_CARE")
STATES = tuple(f"{age}|{place}" for age in AGES for place in PLACES)
NOT_IN_CARE = PLACES.index("NOT_IN_CARE")
OUT = len(STATES)
BRACKET_ENDS = np.array([1, 5, 10, 16, 30])
BRACKET_DAYS = (365, 1460, 1825, 2190, 5110)
YEAR_DAYS = 365.24


@dataclass(frozen=True)
class DailyEpisodes:
    """Merged episodes by day ordinal, sorted by child and start; `end` 0 while open; `place` 0..3."""

    child: Ints
    start: Ints
    end: Ints
    place: Ints
    born: Ints

    def until(self, day: int) -> DailyEpisodes:
        """What was known on `day`."""
        seen = self.start <= day
        end = np.where(self.end > day, 0, self.end)
        return DailyEpisodes(*(a[seen] for a in (self.child, self.start, end, self.place, self.born)))

    def states(self) -> Ints:
        """State of each episode by age at its start (the fault of the original)."""
        age = (self.start - self.born) / YEAR_DAYS
        return np.minimum(np.searchsorted(BRACKET_ENDS, age, side="right"), 4) * len(PLACES) + self.place


@dataclass(frozen=True)
class Fitted:
    """`population` (25,) on the last day; `rates` (25, 25) a day; `entrants` (25,) a day."""

    population: Floats
    rates: Floats
    entrants: Floats


def fit(episodes: DailyEpisodes, first_day: int, last_day: int) -> Fitted:
    """Population, rates and entrants from the reference window, both ends included.

    Rate = mean over days of transitions(t) / stock(t - 1), with 0/0 as 0 and the first day against its
    own stock. Entrants a day = entrants / (last - first).
    """
    states, days = episodes.states(), last_day - first_day + 1
    change = np.zeros((days, len(STATES)))
    for day, sign in ((episodes.start, 1), (episodes.end, -1)):
        counted = (day > 0) & (day <= last_day)
        np.add.at(change, (np.maximum(day[counted] - first_day, 0), states[counted]), sign)
    stock = np.cumsum(change, axis=0)
    before = np.concatenate([stock[:1], stock[:-1]])
    moves = np.zeros((days, len(STATES), len(STATES)))
    inside = (episodes.end >= first_day) & (episodes.end <= last_day)
    np.add.at(moves, (episodes.end[inside] - first_day, states[inside], _following(episodes)[inside]), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        daily = moves / before[:, :, None]
    rates = np.where(np.isnan(daily), 0.0, daily).mean(axis=0)
    fresh = _is_entry(episodes) & (episodes.start >= first_day) & (episodes.start <= last_day)
    entrants = np.bincount(states[fresh], minlength=len(STATES)) / (last_day - first_day)
    return Fitted(stock[-1], rates, entrants)


def _following(episodes: DailyEpisodes) -> Ints:
    """State after each episode: same age bracket, the next place, or not in care."""
    joined = np.append((episodes.child[1:] == episodes.child[:-1]) & (episodes.start[1:] == episodes.end[:-1]), False)
    place = np.where(joined, np.append(episodes.place[1:], 0), NOT_IN_CARE)
    return episodes.states() // len(PLACES) * len(PLACES) + place


def _is_entry(episodes: DailyEpisodes) -> NDArray[np.bool_]:
    joined = (episodes.child[1:] == episodes.child[:-1]) & (episodes.start[1:] == episodes.end[:-1])
    return np.concatenate([[True], ~joined]) if len(episodes.child) else np.zeros(0, bool)


def with_ageing(rates: Floats) -> Floats:
    """Rates (25, 26) with ageing added; the last column is "too old"."""
    full = np.concatenate([rates, np.zeros((len(STATES), 1))], axis=1)
    for at in range(len(STATES)):
        age = at // len(PLACES)
        full[at, at + len(PLACES) if age < len(AGES) - 1 else OUT] += 1 / BRACKET_DAYS[age]
    return full


def step(population: Floats, rates: Floats, entrants: Floats, days: int = 1) -> Floats:
    """Population after one step of `days`; `rates` as `with_ageing` gives them."""
    chance = 1 - (1 - rates) ** days
    total = chance.sum(axis=1)
    leaving = np.minimum(population * total, population)
    share = np.divide(chance, total[:, None], out=np.zeros_like(chance), where=total[:, None] > 0)
    arriving = (share * leaving[:, None]).sum(axis=0)[: len(STATES)]
    following: Floats = population - leaving + arriving + entrants * days
    return following


def predict(fitted: Fitted, days: int) -> Floats:
    """Population on each of the next `days` days, shape (days, 25)."""
    rates, population = with_ageing(fitted.rates), fitted.population
    path = np.zeros((days, len(STATES)))
    for day in range(days):
        path[day] = population = step(population, rates, fitted.entrants)
    return path


def add_a_month(rates: Floats, source: int, target: int, children: float) -> Floats:
    """The original's "add `children` a month" between two states: a rate for each child (its fault)."""
    changed = rates.copy()
    changed[source, target] += children / 30
    return changed


def regional_predict(population: Floats, matrix: Floats, entries: Floats, days: int) -> tuple[Floats, Floats]:
    """The regional successor: means and variances after `days` days.

    `matrix` (to, from), columns summing to 1 by the same-state rate. Variance grows each day by
    (P(1 - P)) population + entries.
    """
    variance = np.zeros_like(population)
    for _day in range(days):
        variance = variance + (matrix * (1 - matrix)) @ population + entries
        population = matrix @ population + entries
    return population, variance


def regional_matrix(rates: Floats) -> Floats:
    """(to, from) matrix from rates (from, to): the same-state rate is whatever the others leave."""
    filled = rates.copy()
    index = np.arange(len(rates))
    filled[index, index] = 0
    filled[index, index] = 1 - filled.sum(axis=1)
    return filled.T
