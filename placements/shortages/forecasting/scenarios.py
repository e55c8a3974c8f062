"""What would close the gap: named changes to supply and demand, worked through the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from placements.shortages.forecasting.categories import MAINSTREAM
from placements.shortages.forecasting.demand import Adjustment, DemandDraws, simulate
from placements.shortages.forecasting.gap import GapSummary, shortage_draws, summarise
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.pipeline import ArrivalModel
from placements.shortages.forecasting.pool import Pool
from placements.shortages.forecasting.supply import Experience, Home, Recruits, simulate_supply


@dataclass(frozen=True)
class Scenario:
    """A named what-if. `fewer_household_exits`: 0.2 = a fifth fewer deregistrations. `child_exits` and
    `entries`: factors on children leaving and coming into care (1 = unchanged)."""

    name: str
    recruit: tuple[Recruits, ...] = ()
    fewer_household_exits: float = 0.0
    child_exits: float = 1.0
    entries: float = 1.0


@dataclass(frozen=True)
class ScenarioInputs:
    """The council's children and homes; the same seed for every scenario, so that differences are the
    scenario's own."""

    panel: Panel
    origin: int
    homes: Sequence[Home]
    experience: Experience
    arrivals: ArrivalModel | None = None
    share: tuple[int, int] = (852, 148)
    pool: Pool | None = None
    draws: int = 400
    seed: int = 903


def run_scenario(inputs: ScenarioInputs, scenario: Scenario, months: int = 12) -> GapSummary:
    """Shortage of mainstream foster places, month by month, under the scenario."""
    if not 0 <= scenario.fewer_household_exits < 1:
        raise ValueError("Fewer household exits is a share from 0 to under 1: 0.2 means a fifth fewer.")
    demand = _demand(inputs, scenario, months)
    supply = simulate_supply(
        inputs.homes,
        months,
        experience=inputs.experience,
        share=inputs.share,
        arrivals=inputs.arrivals,
        exits_factor=1 - scenario.fewer_household_exits,
        draws=inputs.draws,
        seed=inputs.seed,
        recruits=scenario.recruit,
    )
    return summarise(shortage_draws(demand.stock[..., MAINSTREAM], supply.places))


def compare(inputs: ScenarioInputs, scenarios: Sequence[Scenario], months: int = 12) -> dict[str, GapSummary]:
    """Each scenario beside "No change"."""
    everything = [Scenario("No change"), *scenarios]
    return {scenario.name: run_scenario(inputs, scenario, months) for scenario in everything}


def _demand(inputs: ScenarioInputs, scenario: Scenario, months: int) -> DemandDraws:
    return simulate(
        inputs.panel,
        inputs.origin,
        months,
        draws=inputs.draws,
        seed=inputs.seed,
        adjustment=Adjustment(scenario.child_exits, scenario.entries),
        pool=inputs.pool,
    )
