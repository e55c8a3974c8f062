"""Foster homes month by month: which stay, which go, and who is on the way.

Deregistration: each household leaves at a constant rate h drawn from a gamma posterior, with the prior
that Ofsted's figures for council services in 2018-19 give (0.233 a year, family and friends included).
Usable share: places not available are a beta-distributed share (14.8% of approved places in 2018-19).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.categories import BANDS
from placements.shortages.forecasting.pipeline import ArrivalModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Ofsted, Fostering in England 2018 to 2019, council services: deregistrations / households.
DEREGISTRATION_PRIOR = (7.25, 31.1)
RANGES = [(low, high) for low in range(len(BANDS)) for high in range(low, len(BANDS))]


@dataclass(frozen=True)
class Home:
    """One approved household: places, approved band range (inclusive, 0..4), service and tenure in years.

    `kind`: the kind of care the home can give, 0..4 of `categories` (mainstream = 1).
    """

    places: int
    low: int
    high: int
    kind: int = 1
    tenure_years: float = 2.0
    usable: bool = True


@dataclass(frozen=True)
class Recruits:
    """`homes` more households of one profile (places, band range), approved evenly over the first months."""

    homes: int
    places: int
    low: int
    high: int
    over_months: int = 12


@dataclass(frozen=True)
class Experience:
    """Deregistrations seen over household-years, for the newly approved (under two years) and the others."""

    new_exits: float = 0.0
    new_years: float = 0.0
    settled_exits: float = 0.0
    settled_years: float = 0.0


@dataclass(frozen=True)
class SupplyDraws:
    """`places` (draws, months, ranges): usable places at each month end by band range (`RANGES`).
    `homes` (draws, months): households still approved, arrivals included."""

    places: Ints
    homes: Ints


def exit_rates(experience: Experience, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Yearly deregistration rates of new and settled households, each of shape (draws,).

    Both start from the same prior; each has its own record.
    """
    a, b = DEREGISTRATION_PRIOR
    new = rng.gamma(a + experience.new_exits, 1 / (b + experience.new_years), draws)
    settled = rng.gamma(a + experience.settled_exits, 1 / (b + experience.settled_years), draws)
    return new, settled


def usable_share(usable: int, not_available: int, draws: int, rng: np.random.Generator) -> Floats:
    """Share of free approved places that can take a child, shape (draws,)."""
    return rng.beta(1 + usable, 1 + not_available, draws)


def simulate_supply(
    homes: Sequence[Home],
    months: int,
    *,
    experience: Experience | None = None,
    share: tuple[int, int] = (852, 148),
    arrivals: ArrivalModel | None = None,
    exits_factor: float = 1.0,
    recruits: Sequence[Recruits] = (),
    draws: int = 400,
    seed: int = 903,
) -> SupplyDraws:
    """Usable places and households at the next `months` month ends.

    `share`: usable and not available places counted now (the default is Ofsted's 2018-19 share).
    `exits_factor`: times the deregistration rates; `recruits`: extra homes. Both are for scenarios.
    No homes and nobody on the way gives zeros.
    """
    rng = np.random.default_rng(seed)
    new, settled = exit_rates(experience or Experience(), draws, rng)
    new, settled = new * exits_factor, settled * exits_factor
    u = usable_share(*share, draws, rng)
    approved = np.zeros((draws, months, len(RANGES)), np.int64)
    alive_homes = np.zeros((draws, months), np.int64)
    for home in homes:
        lasting = _months_lasting(home, new, settled, rng)
        alive = lasting[:, None] > np.arange(1, months + 1)[None]
        alive_homes += alive
        if home.usable:
            approved[:, :, RANGES.index((home.low, home.high))] += alive * home.places
    if arrivals is not None:
        arrived = arrivals.simulate(draws, months, rng)
        alive_homes += arrived.homes
        approved += arrived.places
    for group in recruits:
        _add_recruits(group, approved, alive_homes, new, np.random.default_rng(seed + 1))
    places = np.random.default_rng(seed + 2).binomial(approved, u[:, None, None])
    return SupplyDraws(places, alive_homes)


def _add_recruits(group: Recruits, approved: Ints, homes: Ints, new: Floats, rng: np.random.Generator) -> None:
    """Extra homes from their month of approval until they leave, at the rate of new households."""
    draws, months = homes.shape
    for number in range(group.homes):
        opened = int(number * group.over_months / group.homes)
        lasting = rng.exponential(1.0, draws) * 12 / new
        since = np.arange(1, months + 1) - opened
        alive = (since[None] > 0) & (lasting[:, None] > since[None])
        homes += alive
        approved[:, :, RANGES.index((group.low, group.high))] += alive * group.places


def _months_lasting(home: Home, new: Floats, settled: Floats, rng: np.random.Generator) -> Floats:
    """Months until the household leaves; the rate changes once it has been approved for two years."""
    early = rng.exponential(1.0, len(new)) * 12 / new
    until_settled = max(0.0, 2.0 - home.tenure_years) * 12
    late = until_settled + rng.exponential(1.0, len(new)) * 12 / settled
    return np.where(early < until_settled, early, late)
