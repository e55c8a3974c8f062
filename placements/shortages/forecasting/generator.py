"""Synthetic SSDA903 returns: no real person, every value drawn from a seeded generator.

Rates are round numbers set by eye against DfE's national totals 2021 to 2025 (Open Government Licence
v3.0): age at starting, placement mix on 31 March, starts per looked-after child a year (about 0.39).
They are not fitted to any council. The world is deliberately not stationary, so that a back-test is
honest: a yearly trend, a lognormal year effect on entries, season, bursts of unaccompanied children,
exits that depend on time in care, returns to care, moves that depend on age and placement.

The same seed gives the same children for ever: the order of random draws below is part of the contract.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

ETHNICITIES = (
    ["WBRI"] * 68 + ["WOTH"] * 4 + ["MWBC"] * 3 + ["MWAS"] * 2 + ["MOTH"] * 4 + ["APKN"] * 2
    + ["ABAN"] * 1 + ["AOTH"] * 4 + ["BCRB"] * 2 + ["BAFR"] * 5 + ["OOTH"] * 4 + ["NOBT"] * 1
)  # fmt: skip
UASC_ETHNICITIES = ("OOTH", "BAFR", "AOTH")
BAND_ENDS = (1, 5, 10, 16, 18)
FIRST_PLACE: tuple[dict[str, float], ...] = (
    {"U6": 0.58, "U1": 0.14, "R2": 0.10, "P1": 0.18},
    {"U6": 0.68, "U1": 0.19, "P1": 0.13},
    {"U6": 0.68, "U1": 0.17, "K2": 0.06, "P1": 0.09},
    {"U6": 0.58, "U1": 0.09, "K2": 0.25, "P1": 0.05, "S1": 0.03},
    {"U6": 0.27, "U1": 0.03, "K2": 0.19, "K3": 0.26, "H5": 0.16, "P2": 0.09},
)
NEXT_PLACE: tuple[dict[str, float], ...] = (
    {"U5": 0.50, "U1": 0.18, "P1": 0.17, "A3": 0.15},
    {"U4": 0.26, "U5": 0.30, "U1": 0.14, "P1": 0.15, "A3": 0.15},
    {"U4": 0.46, "U5": 0.26, "U1": 0.12, "K2": 0.09, "P1": 0.07},
    {"U4": 0.35, "U5": 0.20, "U1": 0.05, "K2": 0.33, "P1": 0.05, "S1": 0.02},
    {"U4": 0.15, "U5": 0.09, "U1": 0.02, "K2": 0.20, "K3": 0.34, "H5": 0.11, "P2": 0.09},
)
MOVES_A_YEAR = {
    "U1": 0.25, "U4": 0.18, "U5": 0.55, "U6": 1.05, "K2": 0.6, "K3": 0.75,
    "H5": 0.95, "P2": 1.0, "P1": 0.35, "A3": 0.12, "R2": 1.6, "S1": 0.3,
}  # fmt: skip
ENDINGS = {
    "young": ("E11", "E45", "E4A", "E41", "E12", "E46"),
    "mid": ("E4A", "E4B", "E45", "E41", "E3"),
    "old": ("E4A", "E4B", "E7", "E15", "E13", "E9"),
    "adult": ("E7", "E13", "E14", "E15", "E16", "E6"),
}
MOVE_REASONS = ("PLACE", "CARPL", "CREQB", "CHILD", "LAREQ")
YEAR_DAYS = 365.25


@dataclass
class Spell:
    """One episode: from `start` to `end` (the day it ended; after the last return = still open)."""

    start: date
    rne: str
    legal: str
    need: str
    place: str
    provider: str
    end: date
    ending: str
    move_reason: str
    home_post: str
    place_post: str
    urn: int
    miles: float
    inside: bool


@dataclass
class SyntheticChild:
    """One child: `spells` in order of time; the identifiers are made up."""

    first_day: date
    born: date
    uasc: bool
    spells: list[Spell] = field(default_factory=list)
    identifier: int = 0
    sex: int = 0
    ethnicity: str = ""
    upn: str = ""
    mother: int = 0


@dataclass(frozen=True)
class Recipe:
    """`children`: about how many over the whole window; `growth`: of entries, a year, as a fraction."""

    children: int = 2000
    years: int = 5
    last: int = 2025
    seed: int = 1
    growth: float = 0.02
    council: str = "Testshire"

    @property
    def start(self) -> date:
        return date(self.last - self.years, 4, 1)

    @property
    def end(self) -> date:
        return date(self.last, 3, 31)


def synthetic_children(recipe: Recipe) -> list[SyntheticChild]:
    """Every child in care on at least one day of the window."""
    rng = np.random.default_rng(recipe.seed)
    children = []
    for first_day, uasc in _arrivals(rng, recipe):
        if first_day > recipe.end:
            continue
        child = SyntheticChild(first_day, first_day - timedelta(_age_in_days(rng, uasc)), uasc)
        _live(rng, child)
        if child.spells and child.spells[-1].end >= recipe.start:
            children.append(child)
    _identify(rng, children, recipe)
    return children


def _band(years: float) -> int:
    return next((i for i, end in enumerate(BAND_ENDS) if years < end), 4)


def _pick(rng: np.random.Generator, mix: Mapping[str, float]) -> str:
    chance = np.array(list(mix.values()))
    return list(mix)[rng.choice(len(mix), p=chance / chance.sum())]


def _one_of(rng: np.random.Generator, items: tuple[str, ...] | list[str]) -> str:
    return items[rng.integers(len(items))]


def _postcode(rng: np.random.Generator) -> str:
    area, district, sector = _one_of(rng, list("ABCDEFGH")), rng.integers(1, 30), rng.integers(1, 9)
    return f"{area}{district} {sector}{_one_of(rng, list('ABDEFGHJLN'))}{_one_of(rng, list('ABDEFGHJLN'))}"


def _provider(rng: np.random.Generator, place: str) -> str:
    if place == "P1":
        return "PR0"
    if place == "U1":
        return "PR1"
    if place[0] == "U":
        return "PR1" if rng.random() < 0.62 else "PR4"
    if place == "A3":
        return "PR1" if rng.random() < 0.6 else "PR5"
    if rng.random() < 0.2:
        return "PR1"
    return "PR5" if rng.random() < 0.1 else "PR4"


def _arrivals(rng: np.random.Generator, recipe: Recipe) -> list[tuple[date, bool]]:
    """(day of first entry, unaccompanied) from 17 years before the window, so that it opens in balance."""
    yearly = recipe.children / (recipe.years + 2.35)
    opening = date(recipe.last - recipe.years - 17, 4, 1)
    effect = {year: math.exp(rng.normal(0, 0.07) - 0.00245) for year in range(opening.year, recipe.last + 1)}
    arrivals = []
    for offset in range((recipe.end - opening).days + 1):
        day = opening + timedelta(offset)
        financial_year = day.year if day >= date(day.year, 4, 1) else day.year - 1
        since = (day - recipe.start).days
        growth = (1 + recipe.growth) ** (since / YEAR_DAYS) if since >= 0 else 1.0
        season = 1 + 0.07 * math.cos(2 * math.pi * ((day.timetuple().tm_yday - 60) / YEAR_DAYS))
        expected = 0.87 * yearly / YEAR_DAYS * growth * season * effect[financial_year]
        arrivals += [(day, False)] * int(rng.poisson(expected))
        if day.day == 1:
            monthly = 0.13 * yearly / 12 * growth
            for _ in range(rng.negative_binomial(1.5, 1.5 / (1.5 + monthly))):
                arrivals.append((day + timedelta(int(rng.integers(27))), True))
    return arrivals


def _age_in_days(rng: np.random.Generator, uasc: bool) -> int:
    if uasc:
        return int((16 + 1.7 * rng.random() ** 1.2) * YEAR_DAYS)
    share = rng.random()
    if share < 0.19:
        years = rng.beta(0.6, 2.2)
    elif share < 0.36:
        years = 1 + 4 * rng.random()
    elif share < 0.53:
        years = 5 + 5 * rng.random()
    elif share < 0.86:
        years = 10 + 6 * rng.random() ** 0.8
    else:
        years = 16 + 1.6 * rng.random() ** 1.5
    return int(years * YEAR_DAYS)


def _exit_rate(age: float, held: float) -> float:
    """Leaving care, a year; `held` = years in care so far."""
    base = (0.30, 0.40, 0.24, 0.17, 0.16)[_band(age)]
    return base * (3.0 if held < 0.12 else 1.9 if held < 0.5 else 1.15 if held < 2 else 0.55)


def _adult_day(born: date) -> date:
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    return date(born.year + 18, born.month, day)


def _live(rng: np.random.Generator, child: SyntheticChild) -> None:
    """Up to four periods of care, with gaps at home between them."""
    adult, day = _adult_day(child.born), child.first_day
    for _ in range(4):
        if day >= adult:
            return
        day = _Period(rng, child, adult, day).run()
        if rng.random() < (0.0 if child.uasc else 0.11):
            day += timedelta(int(rng.gamma(1.5, 200)) + 7)
        else:
            return


class _Period:
    """One period of care, walked about five weeks at a time (rates are redrawn; waits are memoryless)."""

    def __init__(self, rng: np.random.Generator, child: SyntheticChild, adult: date, day: date) -> None:
        self.rng, self.child, self.adult, self.day, self.held = rng, child, adult, day, 0.0
        self.place = _pick(rng, FIRST_PLACE[_band(self.age)])
        self.legal = "V2" if (child.uasc or rng.random() < 0.55) else "C1"
        if child.uasc:
            self.need = "N8"
        else:
            self.need = "N1" if rng.random() < 0.68 else f"N{rng.integers(2, 8)}"
        self.rne, self.start = "S", day
        self._carer()
        self.home = _postcode(rng)
        self._distance()

    @property
    def age(self) -> float:
        return (self.day - self.child.born).days / YEAR_DAYS

    def _carer(self) -> None:
        self.provider, self.post = _provider(self.rng, self.place), _postcode(self.rng)
        self.urn = int(self.rng.integers(1000000, 9999999))

    def _distance(self) -> None:
        self.miles = round(float(self.rng.gamma(1.2, 12)), 1)
        self.inside = bool(self.miles < 14 or self.rng.random() < 0.25)

    def _close(self, end: date, ending: str, reason: str = "") -> None:
        self.child.spells.append(
            Spell(
                self.start, self.rne, self.legal, self.need, self.place, self.provider, end, ending,
                reason, self.home, self.post, self.urn, self.miles, self.inside,
            )
        )  # fmt: skip

    def run(self) -> date:
        """Live until the period ends; returns the day it ended."""
        rng = self.rng
        while True:
            age = self.age
            leave = _exit_rate(age, self.held) * (0.35 if self.child.uasc else 1)
            leave *= 2.2 if self.place == "A3" else 1
            early = 1.5 if self.held < 0.5 else 1 if self.held < 2 else 0.8
            move, legal = MOVES_A_YEAR[self.place] * early, 0.55 if self.held < 1.2 else 0.06
            total = leave + move + legal
            wait = rng.exponential(1 / total)
            following = self.day + timedelta(max(1, round(min(wait, 0.1) * YEAR_DAYS)))
            self.held += (following - self.day).days / YEAR_DAYS
            if following >= self.adult:
                self._close(self.adult, ENDINGS["adult"][rng.integers(6)])
                return self.adult
            self.day = following
            if wait <= 0.1 and self._event(age, rng.random() * total, leave, move):
                return self.day

    def _event(self, age: float, draw: float, leave: float, move: float) -> bool:
        """Leave (true), or move, or change legal status."""
        if draw < leave:
            self._close(self.day, _one_of(self.rng, ENDINGS["young" if age < 5 else "mid" if age < 12 else "old"]))
            return True
        if draw < leave + move:
            following = _pick(self.rng, NEXT_PLACE[_band(age)])
            self._close(self.day, "X1", MOVE_REASONS[self.rng.integers(5)])
            self.place, self.rne, self.start = following, "P", self.day
            self._carer()
            self._distance()
            return False
        self._close(self.day, "X1")
        self.rne, self.start = "L", self.day
        after_full = "E1" if age < 5 and self.rng.random() < 0.3 else "C2"
        self.legal = {"V2": "C1", "C1": "C2", "C2": after_full}.get(self.legal, self.legal)
        return False


def _identify(rng: np.random.Generator, children: list[SyntheticChild], recipe: Recipe) -> None:
    identifiers = rng.choice(np.arange(10**5, 10**7), size=len(children), replace=False)
    for identifier, child in zip(identifiers, children, strict=True):
        child.identifier = int(identifier)
        child.sex = 1 if rng.random() < (0.93 if child.uasc else 0.54) else 2
        if (recipe.start - child.born).days < 1500:
            child.upn = "UN2"
        else:
            child.upn = f"{_one_of(rng, list('ABCDEFGH'))}{rng.integers(10**11):012d}"
        child.ethnicity = _one_of(rng, UASC_ETHNICITIES if child.uasc else ETHNICITIES)
        old_enough = child.sex == 2 and child.spells[-1].end >= date(child.born.year + 15, 1, 1)
        child.mother = 1 if old_enough and rng.random() < 0.02 else 0
