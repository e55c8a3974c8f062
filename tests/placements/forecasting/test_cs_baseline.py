"""The yardstick reproduces cs-demand-model's own figures, and its faults are not ours."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from placements.shortages.forecasting import cs_baseline as cs
from placements.shortages.forecasting.categories import MAINSTREAM
from placements.shortages.forecasting.counting import month_weights, transition_counts
from placements.shortages.forecasting.cs_backtest import cs_method, daily_episodes
from placements.shortages.forecasting.demand import Adjustment, simulate
from placements.shortages.forecasting.history import CareHistory, month_number
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.returns import ImportResult

DATA = Path(__file__).parent / "data"
STATE = {name: at for at, name in enumerate(cs.STATES)}
FIRST, LAST = date(2019, 7, 1).toordinal(), date(2020, 1, 1).toordinal()
Build = Callable[..., CareHistory]


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open() as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def sample() -> cs.DailyEpisodes:
    columns = np.loadtxt(DATA / "merged_sample.csv", delimiter=",", skiprows=1, dtype=np.int64).T
    return cs.DailyEpisodes(*columns)


@pytest.fixture(scope="module")
def fitted(sample: cs.DailyEpisodes) -> cs.Fitted:
    return cs.fit(sample, FIRST, LAST)


def test_every_rate_and_entrant_rate(fitted: cs.Fitted) -> None:
    expected = np.zeros((25, 25))
    for row in table("transition_rates.csv"):
        expected[STATE[row["from"]], STATE[row["to"]]] = float(row["daily_rate"])
    assert fitted.rates == pytest.approx(expected, abs=1e-9)
    entrants = np.zeros(25)
    for row in table("entrants.csv"):
        entrants[STATE[row["to"]]] = float(row["entrants_per_day"])
    assert fitted.entrants == pytest.approx(entrants, abs=1e-9)


@pytest.mark.parametrize("days", [0, 1, 30, 90, 365])
def test_every_population(fitted: cs.Fitted, days: int) -> None:
    got = fitted.population if days == 0 else cs.predict(fitted, days)[-1]
    name = "pop_0" if days == 0 else f"pop_+{days}"
    for row in table("reference_populations.csv"):
        value = got.sum() if row["state"] == "TOTAL" else got[STATE[row["state"]]]
        assert value == pytest.approx(float(row[name]), abs=1e-6), row["state"]


def test_one_step_of_ninety_days(fitted: cs.Fitted) -> None:
    got = cs.step(fitted.population, cs.with_ageing(fitted.rates), fitted.entrants, 90)
    for row in table("reference_populations.csv"):
        value = got.sum() if row["state"] == "TOTAL" else got[STATE[row["state"]]]
        assert value == pytest.approx(float(row["pop_+90_onestep90"]), abs=1e-6), row["state"]


@pytest.mark.parametrize("days", [30, 90, 365])
def test_what_happened(sample: cs.DailyEpisodes, days: int) -> None:
    """The observed populations beside the reference, by age at the start of the episode."""
    at = LAST + days
    here = (sample.start <= at) & ((sample.end == 0) | (sample.end > at))
    got = np.bincount(sample.states()[here], minlength=25)
    for row in table("reference_populations.csv"):
        value = got.sum() if row["state"] == "TOTAL" else got[STATE[row["state"]]]
        assert value == float(row[f"actual_+{days}"]), row["state"]


@pytest.mark.parametrize("days", [30, 90, 365])
def test_the_regional_successor(days: int) -> None:
    rates, entries, start = (table(f"regional_{name}.csv") for name in ("rates", "entry", "populations"))
    names = sorted({row["from"] for row in rates} | {row["to"] for row in rates} | {row["to"] for row in entries})
    at = {name: i for i, name in enumerate(names)}
    matrix, daily, population = np.zeros((len(names),) * 2), np.zeros(len(names)), np.zeros(len(names))
    for row in rates:
        matrix[at[row["from"]], at[row["to"]]] = float(row["transition_rate"])
    for row in entries:
        daily[at[row["to"]]] = float(row["daily_entry_probability"])
    shown = [row for row in start if row[""] != "TOTAL"]
    for row in shown:
        population[at[row[""]]] = float(row["pop_0"])
    filled = cs.regional_matrix(matrix)
    present = matrix.sum(axis=1) > 0
    assert filled.T[present] == pytest.approx(matrix[present], abs=1e-12)
    mean, variance = cs.regional_predict(population, filled, daily, days)
    for row in shown:
        assert mean[at[row[""]]] == pytest.approx(float(row[f"pop_+{days}"]), abs=1e-6)
        assert variance[at[row[""]]] == pytest.approx(float(row[f"var_+{days}"]), abs=1e-6)
    (total,) = (row for row in start if row[""] == "TOTAL")
    assert sum(mean[at[row[""]]] for row in shown) == pytest.approx(float(total[f"pop_+{days}"]), abs=2e-6)
    assert sum(variance[at[row[""]]] for row in shown) == pytest.approx(float(total[f"var_+{days}"]), abs=2e-6)


def test_fault_1_more_entries_scale_with_entries_not_with_children(panel: Panel) -> None:
    """There "one more child a month" grows with the number in care; here twice the entries are twice the
    entries, whoever is in care."""
    rates = np.zeros((25, 25))
    source, target = STATE["TEN_TO_SIXTEEN|FOSTERING"], STATE["TEN_TO_SIXTEEN|RESIDENTIAL"]
    changed = cs.with_ageing(cs.add_a_month(rates, source, target, 1))
    moved = []
    for children in (30.0, 300.0):
        population = np.zeros(25)
        population[source] = children
        moved.append(cs.step(population, changed, np.zeros(25))[target] * 30)
    assert moved == pytest.approx([30, 300], rel=0.01)  # the fault: one child a month became 30 and 300
    empty = simulate(panel, 47, 1, draws=400, adjustment=Adjustment(entries=0))
    added = [
        simulate(panel, 47, 1, draws=400, adjustment=Adjustment(entries=k)).stock.sum(axis=(1, 2, 3)).mean()
        - empty.stock.sum(axis=(1, 2, 3)).mean()
        for k in (1.0, 2.0)
    ]
    assert added[1] == pytest.approx(2 * added[0], rel=0.15)


def test_fault_2_children_who_left_are_not_in_any_total(fitted: cs.Fitted, history_of: Build) -> None:
    path = cs.predict(fitted, 365)
    left = [at for name, at in STATE.items() if name.endswith("NOT_IN_CARE")]
    assert path[-1][left].sum() > 90  # the fault: more than a third of "the total" has left
    first = month_number(date(2022, 4, 1))
    day = date(2022, 4, 5).toordinal()
    rows = [(i, first - 100, day, day + 60 if i < 6 else 0, MAINSTREAM) for i in range(10)]
    counts = build_panel(history_of(rows, first, first + 5)).counts()
    assert counts.sum(axis=(1, 2)).tolist() == [10, 10, 4, 4, 4, 4]


def test_fault_3_age_is_age_on_the_day_not_at_the_start(history_of: Build) -> None:
    first = month_number(date(2018, 4, 1))
    day = date(2018, 4, 5).toordinal()
    history = history_of([(0, first - 100, day, 0, MAINSTREAM)], first, first + 60)
    band = [np.flatnonzero(month.sum(axis=1))[0] for month in build_panel(history).counts()]
    assert band[0] == 2  # 8 years old
    assert band[-1] == 3  # 13 years old
    assert cs.STATES[daily_episodes(history).states()[0]].startswith("FIVE_TO_TEN")  # the fault: 8 for ever


def test_fault_4_a_same_day_episode_in_an_empty_state_is_no_division_by_zero(history_of: Build) -> None:
    first = month_number(date(2022, 4, 1))
    day = date(2022, 6, 5).toordinal()
    rows = [(0, first - 100, day - 90, 0, MAINSTREAM), (1, first - 100, day, day, 2)]
    history = history_of(rows, first, first + 24)
    rates = cs.fit(daily_episodes(history), day - 60, day + 60).rates
    assert np.isinf(rates).any()  # the fault
    panel = build_panel(history)
    assert np.isfinite(transition_counts(panel, 24, month_weights(24))).all()
    assert np.isfinite(simulate(panel, 24, 12, draws=20).stock).all()


def test_the_baseline_runs_over_our_origins(panel: Panel, council: ImportResult) -> None:
    points = cs_method([panel], [council.history])(panel, 40, 12)
    assert points.shape == (3, 12, 6)
    assert points[1, :, 0] == pytest.approx(points[1, :, 1:].sum(axis=1))
    assert np.isnan(points[0]).all()
