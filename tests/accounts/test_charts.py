"""Chart geometry: properties that hold for any figures."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.pages import charts

small = st.floats(-1e4, 1e4, allow_nan=False)
counts = st.integers(0, 5000)


@given(small, small, st.integers(2, 10))
def test_ticks_enclose_the_figures_in_even_round_steps(a: float, b: float, count: int) -> None:
    low, high = sorted((round(a, 2), round(b, 2)))
    ticks = charts.nice_ticks(low, high, count)
    steps = {round(right - left, 6) for left, right in itertools.pairwise(ticks)}
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= high - 1e-6
    assert len(steps) == 1
    mantissa = steps.pop() / 10 ** math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9)
    assert min(abs(mantissa - good) for good in (1, 2, 2.5, 5, 10)) < 1e-3
    assert 2 <= len(ticks) <= count + 2


@pytest.mark.parametrize("ends", [(0, math.inf), (math.nan, 1), (5, 4)])
def test_an_axis_without_ends_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="finite ends"):
        charts.nice_ticks(*ends)


@given(st.lists(st.floats(0, 300), max_size=8), st.floats(1, 40))
def test_labels_keep_their_order_and_distance_inside_the_frame(places: list[float], gap: float) -> None:
    placed = charts.spread(places, gap, 0, 300)
    fitting = min(gap, 300 / max(1, len(places) - 1))
    in_order = [placed[i] for i in sorted(range(len(places)), key=lambda i: places[i])]
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in placed)
    assert all(b - a >= fitting - 1e-6 for a, b in itertools.pairwise(in_order))


def test_labels_that_do_not_collide_stay_where_they_are() -> None:
    assert charts.spread([10, 90, 50], 15, 0, 100) == [10, 90, 50]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.001, "0"), (1.5, "1.5"), (2.0, "2"), (1 / 3, "0.33"), (-12.345, "-12.35")],
)
def test_coordinates_are_short(value: float, text: str) -> None:
    assert charts.coordinate(value) == text


def test_paths() -> None:
    assert charts.line_path([(0, 1), (2.5, 3)]) == "M0 1L2.5 3"
    assert charts.line_path([(0, 0), (1, 0), (1, 1)], closed=True) == "M0 0L1 0L1 1Z"
    assert charts.line_path([]) == ""


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_gap_bars_never_leave_their_track(pairs: list[tuple[int, int]]) -> None:
    rows = [charts.GapRow(f"row {i}", need, usable) for i, (need, usable) in enumerate(pairs)]
    chart = charts.GapBars("Gap", rows)
    for row in rows:
        assert 0 <= chart.length(row.usable) <= 100
        drawn = min(row.need, row.usable) if row.need else row.usable
        assert abs(chart.length(drawn) + chart.length(row.short) - chart.length(row.need)) < 0.02 or not row.need
        assert row.short == 0 or row.spare == 0
    assert chart.ticks[0] == 0


def test_a_gap_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="below nought"):
        charts.GapRow("Under 5", -1, 3)


def test_a_funnel_only_narrows_and_counts_what_it_lost() -> None:
    steps = [charts.FunnelStep("Homes", 900), charts.FunnelStep("Open", 180), charts.FunnelStep("Yes", 1)]
    funnel = charts.Funnel("Why not", steps)
    assert [funnel.lost(i) for i in range(3)] == [0, 720, 179]
    assert [funnel.length(step) for step in steps] == [100, 20, 0.6]
    with pytest.raises(ValueError, match="more than the step before"):
        charts.Funnel("Wrong", [steps[1], steps[0]])


@given(st.lists(st.tuples(st.floats(0.5, 20), st.floats(0, 1)), min_size=1, max_size=9))
def test_score_bars_show_points_as_area(parts: list[tuple[float, float]]) -> None:
    score = charts.ScoreBars([charts.ScorePart(str(i), m * s, m) for i, (m, s) in enumerate(parts)])
    bars = score.bars()
    assert bars[-1]["x"] + bars[-1]["width"] == pytest.approx(score.width, abs=0.1)
    free = score.width - score.gap * (len(parts) - 1)
    whole = sum(most for most, _ in parts)
    areas = sum(bar["width"] * bar["height"] for bar in bars)
    assert areas == pytest.approx(score.total / whole * free * score.height, rel=0.02, abs=0.6)


def test_a_fan_starts_from_what_is_known_and_labels_its_ends() -> None:
    history = [charts.FanPoint.known("Oct", 10), charts.FanPoint.known("Nov", 12)]
    fan = charts.FanChart("Short", history, [charts.FanPoint("Dec", 8, 12, 19), charts.FanPoint("Jan", 9.5, 13, 22.4)])
    drawn = fan.at(400, 300, 60)
    start = drawn["history"].split("L")[-1]
    assert drawn["middle"].startswith(f"M{start}L")
    assert drawn["band"].count("L") == 2 * 3 - 1
    assert [end["text"] for end in drawn["ends"]] == ["22", "13", "9.5"]
    assert drawn["months"][-1]["text"] == "Jan"


def test_percentiles_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        charts.FanPoint("Dec", 9, 8, 12)


def test_a_level_sparkline_runs_through_the_middle() -> None:
    line = charts.Sparkline([4, 4, 4], "2021", "2025")
    assert {y for _, y in line.points()} == {15.0}
    assert line.in_words == "From 4 in 2021 to 4 in 2025"


def test_rooms_have_four_states_only() -> None:
    with pytest.raises(ValueError, match="'empty'"):
        charts.Room("Room 1", "empty")
    with pytest.raises(ValueError, match="3 states for 2 periods"):
        charts.CapacityStrip("Months", ["Nov", "Dec"], [charts.CapacityRow("Room 1", ["filled"] * 3)])


def test_a_key_lists_the_states_that_occur() -> None:
    rows = [charts.CapacityRow("Room 1", ["vacant", "filled"])]
    assert charts.CapacityStrip("Months", ["Nov", "Dec"], rows).states_shown == [
        ("filled", "Filled"),
        ("vacant", "Vacant"),
    ]


def test_grid_references_become_miles_and_far_homes_are_counted() -> None:
    near = charts.MapPoint.from_grid("1", (430000, 433000), (430000 + 1609.344 * 3, 433000 + 1609.344 * 4))
    assert (near.east, near.north, near.miles) == pytest.approx((3, 4, 5))
    ring = charts.RingMap("Near", "Leeds", [near, charts.MapPoint("2", 21, 0)])
    (mark,) = ring.drawn
    assert ring.beyond == 1
    assert math.hypot(float(str(mark["x"])) - 200, float(str(mark["y"])) - 200) == pytest.approx(
        5 * ring.scale, abs=0.1
    )
    assert float(str(mark["y"])) < 200


@pytest.mark.parametrize(("value", "band"), [(None, None), (0, 0), (3, 0), (3.5, 1), (7, 1), (8, 2), (99, 2)])
def test_bands(value: float | None, band: int | None) -> None:
    assert charts.TileMap.band_of(value, [3, 7]) == band


def test_two_councils_cannot_share_a_square() -> None:
    with pytest.raises(ValueError, match="same square"):
        charts.TileMap("England", [charts.Tile("Leeds", 1, 1, 0, ""), charts.Tile("York", 1, 1, 0, "")])
