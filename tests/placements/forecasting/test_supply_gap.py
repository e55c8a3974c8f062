"""Homes, the pipeline, and shortage against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.shortages.forecasting.gap import shortage_draws, shortage_now, shortage_of, summarise
from placements.shortages.forecasting.panel import Panel
from placements.shortages.forecasting.pipeline import (
    APPROVED,
    DECLINED,
    OPEN,
    WITHDRAWN,
    Applicant,
    ArrivalModel,
    StageRecord,
    aalen_johansen,
)
from placements.shortages.forecasting.scenarios import Scenario, ScenarioInputs, compare, run_scenario
from placements.shortages.forecasting.supply import (
    RANGES,
    Experience,
    Home,
    Recruits,
    exit_rates,
    simulate_supply,
    usable_share,
)

SURE = (10**9, 1)


def most_placed(needs: list[int], places: list[tuple[int, int, int]]) -> int:
    """Largest number of children who can be placed: augmenting paths over single children and places."""
    children = [band for band, count in enumerate(needs) for _ in range(count)]
    slots = [(low, high) for count, low, high in places for _ in range(count)]
    taken: dict[int, int] = {}

    def place(child: int, tried: set[int]) -> bool:
        for at, (low, high) in enumerate(slots):
            if low <= children[child] <= high and at not in tried:
                tried.add(at)
                if at not in taken or place(taken[at], tried):
                    taken[at] = child
                    return True
        return False

    return sum(place(child, set()) for child in range(len(children)))


places_lists = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(RANGES)).map(lambda pair: (pair[0], *pair[1])), max_size=6
)
needs_lists = st.lists(st.integers(0, 4), min_size=5, max_size=5)


@given(needs_lists, places_lists)
@settings(max_examples=150, deadline=None)
def test_shortage_is_who_cannot_be_placed_by_any_sharing_out(
    needs: list[int], places: list[tuple[int, int, int]]
) -> None:
    expected = sum(needs) - most_placed(needs, places)
    now = shortage_now(needs, places)
    assert now.short == expected
    if expected:
        assert now.needs - now.places == expected  # the set named really shows the whole shortage
        assert now.binding
    else:
        assert now.binding == ()
    by_range = np.zeros((1, 1, len(RANGES)), np.int64)
    for count, low, high in places:
        by_range[0, 0, RANGES.index((low, high))] += count
    assert shortage_draws(np.array(needs)[None, None], by_range)[0, 0] == expected


def test_spare_baby_places_do_not_hide_a_gap_for_teenagers() -> None:
    now = shortage_now([0, 0, 0, 5, 0], [(20, 0, 1), (2, 3, 4)])
    assert (now.short, now.binding, now.needs, now.places) == (3, (3,), 5, 2)


def test_shortage_over_bands_and_kinds() -> None:
    """Groups may be any pairs of band and kind; a place may serve several kinds."""
    groups = list(itertools.product(range(2), range(2)))
    both = frozenset(groups.index((1, kind)) for kind in range(2))
    found = shortage_of([0, 0, 3, 4], [(5, both), (9, frozenset({0, 1}))])
    assert (found.short, found.binding) == (2, (2, 3))


def test_nothing_needed_and_nothing_there() -> None:
    assert shortage_now([0] * 5, []).short == 0
    assert shortage_now([1, 0, 0, 0, 0], []).short == 1
    supply = simulate_supply([], 12, draws=20)
    assert supply.places.sum() == 0
    gap = summarise(shortage_draws(np.zeros((20, 12, 5), np.int64), supply.places))
    assert gap.points.sum() == 0
    assert gap.chance.sum() == 0


def test_homes_leave_at_the_rate_of_the_record() -> None:
    """With a long record of 20% a year about 80% are left after a year."""
    record = Experience(2e5, 1e6, 2e5, 1e6)
    supply = simulate_supply([Home(2, 0, 4)] * 200, 12, experience=record, share=SURE, draws=200)
    assert supply.homes[:, -1].mean() / 200 == pytest.approx(np.exp(-0.2), abs=0.01)
    assert (np.diff(supply.homes, axis=1) <= 0).all()
    assert (supply.places.sum(axis=2) <= supply.homes * 2).all()


def test_the_prior_is_ofsteds_rate_and_the_record_moves_it() -> None:
    rng = np.random.default_rng(1)
    new, settled = exit_rates(Experience(settled_exits=10, settled_years=200), 20_000, rng)
    assert new.mean() == pytest.approx(0.233, abs=0.005)
    assert settled.mean() == pytest.approx(17.25 / 231.1, abs=0.002)


def test_new_homes_settle_after_two_years() -> None:
    record = Experience(9e5, 1e6, 1, 1e6)  # new homes leave at 90% a year, settled ones hardly ever
    young = simulate_supply([Home(1, 0, 4, tenure_years=1.5)] * 300, 24, experience=record, draws=50)
    left = young.homes.mean(axis=0) / 300
    assert left[5] == pytest.approx(np.exp(-0.45), abs=0.02)
    assert left[-1] == pytest.approx(left[5], abs=0.01)


def test_an_unusable_home_gives_no_places() -> None:
    supply = simulate_supply([Home(3, 0, 4, usable=False)] * 5, 3, draws=20)
    assert supply.places.sum() == 0
    assert supply.homes[:, 0].mean() > 4
    assert usable_share(852, 148, 5000, np.random.default_rng(1)).mean() == pytest.approx(0.852, abs=0.01)


def test_aalen_johansen_by_hand() -> None:
    """Five applications: approved at 1, withdrawn at 2, one still open at 2, approved at 3, declined at 3."""
    found = aalen_johansen([1, 2, 2, 3, 3], [APPROVED, WITHDRAWN, OPEN, APPROVED, DECLINED], 5)
    assert found.at_risk.tolist() == [5, 5, 4, 2, 0]
    assert found.by_month[0].tolist() == pytest.approx([0, 0.2, 0.2, 0.5, 0.5])
    assert found.by_month[1].tolist() == pytest.approx([0, 0, 0.2, 0.2, 0.2])
    assert found.by_month[2].tolist() == pytest.approx([0, 0, 0, 0.3, 0.3])


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), max_size=30))
def test_incidence_never_passes_one(record: list[tuple[int, int]]) -> None:
    found = aalen_johansen([one[0] for one in record], [one[1] for one in record])
    assert (found.by_month >= 0).all()
    assert found.by_month[:, -1].sum() <= 1 + 1e-9


def test_open_applications_are_not_failures() -> None:
    """Half have ended, all approved; counting the open half as failures would give 50%."""
    found = aalen_johansen([4] * 50 + [2] * 50, [APPROVED] * 50 + [OPEN] * 50)
    assert found.approved == 1.0


def test_arrivals_follow_the_record_and_only_grow() -> None:
    record = StageRecord([6] * 400, [APPROVED] * 300 + [WITHDRAWN] * 100)
    model = ArrivalModel([Applicant(3, 0, 2, 0, 4)] * 40, {3: record})
    arrived = model.simulate(200, 24, np.random.default_rng(1))
    assert arrived.homes[:, -1].mean() == pytest.approx(30, abs=1.5)
    assert (np.diff(arrived.homes, axis=1) >= 0).all()
    assert (arrived.places.sum(axis=2) == 2 * arrived.homes).all()
    assert arrived.homes[:, 2].mean() < 3


def test_new_enquiries_bring_homes_later() -> None:
    arrived = ArrivalModel(enquiries_a_month=100).simulate(100, 24, np.random.default_rng(1))
    assert arrived.homes[:, 0].mean() < arrived.homes[:, -1].mean()
    assert 5 < arrived.homes[:, -1].mean() < 60
    assert ArrivalModel().simulate(5, 6, np.random.default_rng(1)).homes.sum() == 0


def test_scenarios_close_the_gap(panel: Panel) -> None:
    homes = [Home(2, 0, 2)] * 20 + [Home(1, 3, 4)] * 15
    inputs = ScenarioInputs(panel, panel.months - 1, homes, Experience(), draws=100)
    found = compare(
        inputs,
        [
            Scenario("Babies", (Recruits(20, 2, 0, 0, 1),)),
            Scenario("Teenagers", (Recruits(20, 2, 3, 4, 1),)),
            Scenario("Keep carers", fewer_household_exits=0.5),
        ],
    )
    short = {name: summary.points[1, -1] for name, summary in found.items()}
    assert short["Teenagers"] < short["Babies"] - 10
    assert short["Keep carers"] < short["No change"]
    with pytest.raises(ValueError, match="a fifth fewer"):
        run_scenario(inputs, Scenario("Impossible", fewer_household_exits=1.0))
