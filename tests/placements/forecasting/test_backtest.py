"""Back-test, calibration and the gate: scored by hand, and honest when the method is not good enough."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.shortages.forecasting.backtest import (
    MONTHS_NEEDED,
    Checks,
    foster_counts,
    microsimulation,
    origins_of,
    run_backtest,
    score,
)
from placements.shortages.forecasting.calibration import calibrated, conformal_factor, widen
from placements.shortages.forecasting.forecast import as_rows, make_forecast, until
from placements.shortages.forecasting.gate import (
    LAST_VALUE,
    LIMITED,
    METHOD,
    coverage_range,
    judge,
    last_value,
    yearly_variance,
)
from placements.shortages.forecasting.history import empty_history
from placements.shortages.forecasting.panel import Panel, build_panel
from placements.shortages.forecasting.pool import Pools
from placements.shortages.forecasting.returns import ImportResult
from placements.shortages.forecasting.table import backtest_table
from tests.proofs.forecasting import good_enough


def checks_of(error: float, spread: float, count: int = 200, plain: float = 10.0, horizon: int = 3) -> Checks:
    """Checks whose outcomes lie `error` from the median, alternately above and below."""
    whole = np.zeros(count, np.int64)
    sign = np.where(np.arange(count) % 2, 1.0, -1.0)
    middle = np.full(count, 100.0)
    actual = middle + sign * error
    return Checks(
        whole, whole + np.arange(count), whole + horizon, whole, actual, actual + plain, middle - spread, middle,
        middle + spread,
    )  # fmt: skip


@pytest.fixture(scope="module")
def checks(panel: Panel) -> Checks:
    return run_backtest([panel], microsimulation(draws=60))


def test_each_check_sets_the_forecast_beside_what_happened(panel: Panel, checks: Checks) -> None:
    truth = foster_counts(panel)
    for at in range(0, len(checks), 17):
        column = int(checks.origin[at]) - panel.first_month
        assert checks.last[at] == truth[column, checks.series[at]]
        assert checks.actual[at] == truth[column + checks.horizon[at], checks.series[at]]
    assert len(np.unique(checks.origin)) >= 12
    assert (checks.low <= checks.mid).all()
    assert (checks.mid <= checks.high).all()


def test_origins_are_quarterly_with_two_years_behind_and_the_horizon_ahead(panel: Panel) -> None:
    origins = list(origins_of(panel))
    assert np.diff(origins).tolist() == [3] * (len(origins) - 1)
    assert origins[0] >= MONTHS_NEEDED - 1
    assert origins[-1] + 3 < panel.months
    assert list(origins_of(until(panel, 20))) == []


def test_a_late_forecast_scores_worse(panel: Panel) -> None:
    """Planted fault: the figures of the month before last quarter passed off as the forecast."""

    def stale(panel: Panel, origin: int, months: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        level = foster_counts(panel)[origin - 6]
        return last_value(level, months, 1.0)

    def plain(panel: Panel, origin: int, months: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return last_value(foster_counts(panel)[origin], months, 1.0)

    assert score(run_backtest([panel], plain)).relative_mae == 1.0
    worse = score(run_backtest([panel], stale)).relative_mae
    assert worse is not None
    assert worse > 1.1


def test_the_small_table_beats_no_change_and_the_yardstick(council: ImportResult) -> None:
    table = backtest_table([council])
    got = table.as_json()
    assert set(got) == {"hearth", "cs_demand_model"}
    for horizon in ("3", "6", "12"):
        ours, theirs = got["hearth"][horizon], got["cs_demand_model"][horizon]
        assert ours["relative_mae"] is not None
        assert theirs["relative_mae"] is not None
        assert ours["relative_mae"] < 1 < theirs["relative_mae"]
        assert theirs["coverage80"] is None
    assert json.loads(json.dumps(got)) == got
    assert table.as_text().count("\n|") == 11


def test_the_proof_fails_on_a_method_without_ageing(council: ImportResult, monkeypatch: pytest.MonkeyPatch) -> None:
    good = backtest_table([council]).hearth[12].relative_mae
    real = Panel.ages
    monkeypatch.setattr(Panel, "ages", lambda self, column: np.minimum(real(self, column), 100))
    bad = backtest_table([council])
    assert good is not None
    assert bad.hearth[12].relative_mae is not None
    assert bad.hearth[12].relative_mae > good + 0.2
    assert not good_enough(bad)


def test_conformal_factor_is_the_80_per_cent_point_of_the_record() -> None:
    assert conformal_factor(checks_of(6, 5)) == pytest.approx(1.2)
    assert conformal_factor(checks_of(50, 5)) == 1.5
    assert conformal_factor(checks_of(1, 5)) == 0.8
    assert conformal_factor(checks_of(6, 5, count=19)) == 1.0


def test_calibration_uses_only_outcomes_known_at_the_origin() -> None:
    """Spoiling later outcomes must not change an earlier interval."""
    checks = checks_of(6, 5)
    spoiled = replace(checks, actual=np.where(checks.origin >= 100, 1e6, checks.actual))
    before = checks.origin <= 100 + 3 - 1
    assert (calibrated(spoiled).high[before] == calibrated(checks).high[before]).all()
    assert calibrated(checks).high[-1] == pytest.approx(106)
    assert calibrated(checks).high[0] == 105


@given(st.floats(0, 500), st.floats(0, 50), st.floats(0, 50), st.floats(0.8, 1.5))
def test_widened_intervals_keep_their_order(mid: float, down: float, up: float, factor: float) -> None:
    low, high = widen(np.array([max(mid - down, 0)]), np.array([mid]), np.array([mid + up]), factor)
    assert 0 <= low[0] <= mid <= high[0]


@pytest.mark.parametrize(
    ("made", "shown", "words"),
    [
        (checks_of(5, 5.5, plain=10), LAST_VALUE, "held 100% of outcomes"),
        (checks_of(5, 4, plain=10), LAST_VALUE, "held 0% of outcomes"),
        (checks_of(5, 5, plain=4), LAST_VALUE, "erred as much as"),
        (checks_of(5, 5, count=0), LAST_VALUE, "No forecast 3 months ahead could be checked"),
    ],
)
def test_a_method_that_has_not_earned_it_is_not_shown(made: Checks, shown: str, words: str) -> None:
    verdict = judge(made, 3)
    assert verdict.shown == shown
    assert words in verdict.reason
    assert "The last value is shown instead." in verdict.reason


def test_a_method_that_has_earned_it_is_shown_with_its_record() -> None:
    checks = checks_of(5, 6)
    outside = np.arange(len(checks)) % 5 == 0
    checks = replace(checks, high=np.where(outside, 101.0, checks.high), low=np.where(outside, 99.0, checks.low))
    verdict = judge(checks, 3)
    assert verdict.shown == METHOD
    assert "its 80% range held 80% of outcomes" in verdict.reason


def test_fewer_outcomes_allow_more_chance() -> None:
    assert coverage_range(10_000, 3) == (0.75, 0.85)
    few, fewer = coverage_range(72, 3), coverage_range(72, 12)
    assert fewer[0] < few[0] < 0.75
    assert few[1] > 0.85


def test_a_small_council_gets_the_last_value_moved_by_england(panel: Panel) -> None:
    children = np.flatnonzero(panel.state[:, 30] < 2)[:20]
    few = replace(
        panel, state=panel.state[children], since=panel.since[children], birth_month=panel.birth_month[children]
    )
    made = make_forecast(few, 24, origin=30, draws=20)
    assert {verdict.shown for verdict in made.verdicts.values()} == {LIMITED}
    assert made.points[1, 11, 0] == pytest.approx(made.now[0] * (54820 / 56990) ** 0.25)
    width = made.points[2, 11, 0] - made.points[1, 11, 0]
    assert width == pytest.approx(1.2816 * (1.5 * made.now[0]) ** 0.5, rel=1e-3)
    assert any("Limited data" in note for note in made.notes)


def test_a_short_record_is_limited_data(panel: Panel) -> None:
    made = make_forecast(panel, 12, origin=15, draws=20)
    assert {verdict.shown for verdict in made.verdicts.values()} == {LIMITED}
    assert "16 months of returns" in made.notes[-1]


def test_no_children_gives_zeros_and_says_so() -> None:
    made = make_forecast(build_panel(empty_history(24200, 24259)), 24, draws=10)
    assert made.points.sum() == 0
    assert made.found.sum() == 0
    assert any("Limited data" in note for note in made.notes)
    assert not any(str(value) == "nan" for row in as_rows(made) for value in row.values())


def test_a_forecast_is_whole_and_ordered(panel: Panel, checks: Checks) -> None:
    made = make_forecast(panel, 24, draws=50, checks=checks)
    assert made.points.shape == (3, 24, 6)
    assert np.isfinite(made.points).all()
    assert (np.diff(made.points, axis=0) >= 0).all()
    assert len(as_rows(made)) == 24 * 6


def test_a_forecast_of_the_past_uses_only_what_was_known(panel: Panel, checks: Checks) -> None:
    then = make_forecast(panel, 12, origin=47, draws=40, checks=checks)
    alone = make_forecast(until(panel, 47), 12, draws=40, checks=checks)
    assert (then.points == alone.points).all()
    assert then.as_of == panel.first_month + 47


def test_a_pool_is_of_the_others_and_of_the_same_month(panel: Panel) -> None:
    half = np.arange(len(panel.birth_month)) % 2 == 0
    two = [
        replace(panel, state=panel.state[mine], since=panel.since[mine], birth_month=panel.birth_month[mine])
        for mine in (half, ~half)
    ]
    pool = Pools(two).of(two[0], 40)
    assert pool is not None
    spoiled = replace(two[1], state=np.where(np.arange(panel.months) > 40, 5, two[1].state).astype(np.int8))
    again = Pools([two[0], spoiled]).of(two[0], 40)
    assert again is not None
    assert (pool.chances == again.chances).all()
    assert Pools([panel]).of(panel, 40) is None


def test_the_random_walk_spread_comes_from_the_council_itself() -> None:
    still, moving = np.full((60, 6), 100.0), np.full((60, 6), 100.0)
    moving[1::2] += 20
    assert (yearly_variance(still) == 0).all()
    assert (yearly_variance(moving) > 1).all()
    assert (yearly_variance(np.zeros((60, 6))) == 1.5).all()
