"""The panel against brute force, and the simulation against councils whose future is certain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.shortages.forecasting import demand
from placements.shortages.forecasting.categories import ADULT_MONTHS, KINDS, LEFT, MAINSTREAM
from placements.shortages.forecasting.demand import Adjustment, simulate
from placements.shortages.forecasting.forecast import until
from placements.shortages.forecasting.history import CareHistory, empty_history, month_end, month_number
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.rates import fit_rates
from tests.proofs.forecasting import clockwork_council, clockwork_rates, clockwork_truth

Build = Callable[..., CareHistory]
FIRST, LAST = month_number(date(2021, 4, 1)), month_number(date(2023, 3, 1))
DAY = date(2021, 4, 1).toordinal()


@st.composite
def episode_rows(draw: st.DrawFn) -> list[tuple[int, int, int, int, int]]:
    rows = []
    for child in range(draw(st.integers(1, 5))):
        born = draw(st.integers(FIRST - 230, FIRST))
        day = DAY + draw(st.integers(-200, 500))
        for _ in range(draw(st.integers(1, 3))):
            length = draw(st.integers(0, 300))
            rows.append((child, born, day, day + length if length else day, draw(st.integers(0, 4))))
            day += length + draw(st.sampled_from([0, 0, 3, 40]))
    return rows


@given(rows=episode_rows())
@settings(max_examples=60, deadline=None)
def test_the_panel_is_who_was_there_at_each_month_end(
    rows: list[tuple[int, int, int, int, int]], history_of: Build
) -> None:
    panel = build_panel(history_of(rows, FIRST, LAST))
    for column in range(panel.months):
        month = FIRST + column
        day = month_end(month).toordinal()
        for child in {row[0] for row in rows}:
            here = [r[4] for r in rows if r[0] == child and r[2] <= day < r[3] and month - r[1] < ADULT_MONTHS]
            assert panel.state[child, column] == (here[-1] if here else LEFT)


def test_a_clockwork_council_is_forecast_exactly() -> None:
    """Nobody moves, leaves early or comes in: only birthdays count, and every month must be exact."""
    panel = clockwork_council()
    drawn = simulate(panel, 24, 24, draws=8, rates=clockwork_rates())
    assert (drawn.stock == clockwork_truth(panel)[None, 25:49]).all()
    assert (drawn.to_find == 0).all()


@pytest.mark.parametrize("fault", ["late by a month", "no ageing", "no 18th birthday"])
def test_planted_faults_break_the_clockwork(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = clockwork_council()
    truth = clockwork_truth(panel)[None, 25:49]
    if fault == "no 18th birthday":
        monkeypatch.setattr(demand, "ADULT_MONTHS", 10_000)
    if fault == "no ageing":
        real = Panel.ages
        monkeypatch.setattr(Panel, "ages", lambda self, column: np.minimum(real(self, column), 100))
    if fault == "late by a month":
        truth = clockwork_truth(panel)[None, 24:48]
    drawn = simulate(panel, 24, 24, draws=8, rates=clockwork_rates())
    assert not (drawn.stock == truth).all()


def test_nothing_after_the_origin_is_looked_at(panel: Panel) -> None:
    origin = 40
    spoiled = panel.state.copy()
    spoiled[:, origin + 1 :] = LEFT
    later = replace(panel, state=spoiled, placements_found=panel.placements_found * (np.arange(panel.months) <= origin))
    expected = simulate(panel, origin, 12, draws=30)
    assert (simulate(later, origin, 12, draws=30).stock == expected.stock).all()
    assert (simulate(until(panel, origin), origin, 12, draws=30).stock == expected.stock).all()


def test_children_are_never_lost_or_made(panel: Panel) -> None:
    """With no entries nobody is added, and children can only leave."""
    drawn = simulate(panel, 47, 12, draws=50, adjustment=Adjustment(entries=0.0))
    totals = drawn.stock.sum(axis=(2, 3))
    assert (np.diff(totals, axis=1) <= 0).all()
    assert (totals[:, 0] <= panel.counts()[47].sum()).all()


def test_scenarios_move_the_forecast_the_right_way(panel: Panel) -> None:
    def mean(change: Adjustment) -> float:
        return float(simulate(panel, 47, 12, draws=100, adjustment=change).stock[:, -1].sum(axis=(1, 2)).mean())

    assert mean(Adjustment(exits=1.5)) < mean(Adjustment()) < mean(Adjustment(entries=1.5))


def test_the_same_seed_gives_the_same_draws(panel: Panel) -> None:
    one, two = (simulate(panel, 47, 6, draws=20, seed=5).stock for _ in range(2))
    assert (one == two).all()
    assert not (simulate(panel, 47, 6, draws=20, seed=6).stock == one).all()


def test_chunks_do_not_change_the_size_of_anything(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(panel, 47, 6, draws=40).stock.sum(axis=(2, 3)).mean()
    monkeypatch.setattr(demand, "CHUNK", 7)
    assert simulate(panel, 47, 6, draws=40).stock.sum(axis=(2, 3)).mean() == pytest.approx(whole, rel=0.05)


def test_placements_to_find_are_about_those_found(panel: Panel) -> None:
    drawn = simulate(panel, 35, 24, draws=100)
    found = panel.placements_found[36:60].sum()
    assert drawn.to_find.sum(axis=1).mean() == pytest.approx(found, rel=0.2)


@pytest.mark.parametrize("months", [1, 30])
def test_no_children_gives_zeros(months: int) -> None:
    panel = build_panel(empty_history(FIRST, FIRST + months - 1))
    drawn = simulate(panel, months - 1, 12, draws=10)
    assert drawn.stock.sum() == 0
    assert drawn.to_find.sum() == 0


def test_rates_are_chances_everywhere(panel: Panel) -> None:
    for origin in (0, 1, 30):
        rates = fit_rates(panel, origin)
        assert np.isfinite(rates.posterior).all()
        assert (rates.posterior >= 0).all()
        assert rates.posterior.shape == (5, 5, len(KINDS), len(KINDS) + 1)
        assert rates.extra_placements >= 0


def test_unknown_ages_are_left_out_and_counted(history_of: Build) -> None:
    rows = [(0, FIRST - 100, DAY, 0, MAINSTREAM), (1, -1, DAY, 0, MAINSTREAM)]
    panel = build_panel(history_of(rows, FIRST, LAST))
    assert panel.unknown_ages == 1
    assert panel.counts()[-1].sum() == 1
    assert not np.isnan(simulate(panel, panel.months - 1, 12, draws=10).stock).any()


def test_same_day_episodes_count_nowhere_and_divide_by_nothing(history_of: Build) -> None:
    rows = [(i, FIRST - 100, DAY + 30, DAY + 30, MAINSTREAM) for i in range(5)]
    panel = build_panel(history_of(rows, FIRST, LAST))
    assert panel.counts().sum() == 0
    assert np.isfinite(fit_rates(panel, panel.months - 1).posterior).all()
