"""The clocks table, and readings at the boundaries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carers.law.clocks import CLOCKS, WARNING_FRACTION, ClockReading, State, read_clock, warns_at
from carers.law.working_days import LONDON

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))
FORWARD = st.sampled_from([clock for clock in CLOCKS.values() if clock.days > 0])


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[arg-type, misc]


def read(key: str, start: datetime | date, now: datetime, ended: datetime | date | None = None) -> ClockReading:
    return read_clock(CLOCKS[key], start, now, ended)


@pytest.mark.parametrize(
    ("key", "start", "due"),
    [
        ("first_response", at(2026, 5, 22, 17, 30), date(2026, 5, 26)),  # Friday evening, bank holiday Monday
        ("first_response", at(2026, 4, 2, 9), date(2026, 4, 7)),  # over Easter
        ("first_response", at(2026, 12, 24, 12), date(2026, 12, 29)),
        ("first_response", at(2026, 10, 25, 1, 30), date(2026, 10, 26)),
        ("first_response", at(2027, 3, 28, 1, 30), date(2027, 3, 30)),
        ("visit_offer", at(2026, 5, 22, 17, 30), date(2026, 6, 1)),
        ("stage_1_notice", date(2026, 12, 18), date(2027, 1, 6)),
        ("qualifying_determination", date(2028, 2, 1), date(2028, 2, 29)),
        ("whole_assessment", date(2027, 6, 30), date(2028, 2, 29)),
        ("first_review", date(2028, 2, 29), date(2029, 2, 28)),
        ("resignation", date(2026, 12, 4), date(2027, 1, 1)),  # calendar days do not skip New Year
        ("panel_papers", date(2026, 4, 8), date(2026, 3, 30)),
        ("temporary_approval", date(2026, 1, 1), date(2026, 4, 23)),
        ("emergency_placement", date(2026, 12, 23), date(2027, 1, 5)),
        ("dbs_renewal", date(2028, 2, 29), date(2031, 2, 28)),
    ],
)
def test_due_dates(key: str, start: datetime | date, due: date) -> None:
    assert CLOCKS[key].due(start) == due


def test_an_enquiry_before_midnight_in_summer_belongs_to_its_london_day() -> None:
    assert CLOCKS["first_response"].due(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)


def test_the_states_of_the_first_response() -> None:
    start = at(2026, 5, 22, 17, 30)
    running = read("first_response", start, at(2026, 5, 25, 12))
    assert (running.state, running.fraction, running.words) == (State.RUNNING, 0.0, "1 working day left")
    warning = read("first_response", start, at(2026, 5, 26, 15, 24))
    assert (warning.state, warning.words) == (State.WARNING, "Due today")
    assert read("first_response", start, at(2026, 5, 26, 15, 23)).state is State.RUNNING
    assert read("first_response", start, at(2026, 5, 26, 23, 59)).state is State.WARNING
    overdue = read("first_response", start, at(2026, 5, 27, 0, 1))
    assert (overdue.state, overdue.words, overdue.days_left) == (State.OVERDUE, "1 working day overdue", -1)
    assert read("first_response", start, at(2026, 6, 1), at(2026, 5, 26, 23)).state is State.MET
    late = read("first_response", start, at(2026, 6, 1), at(2026, 5, 28, 9))
    assert (late.state, late.words) == (State.MET_LATE, "Done 2 working days late")


def test_overdue_on_a_weekend_says_since_when() -> None:
    reading = read("first_response", at(2026, 5, 14, 10), at(2026, 5, 16, 10))
    assert (reading.state, reading.words) == (State.OVERDUE, "Overdue since 15 May 2026")


def test_papers_before_a_panel_count_back() -> None:
    clock, panel = CLOCKS["panel_papers"], date(2026, 4, 8)
    assert read_clock(clock, panel, at(2026, 3, 27, 10)).state is State.RUNNING
    assert read_clock(clock, panel, at(2026, 3, 30, 10)).state is State.WARNING
    assert read_clock(clock, panel, at(2026, 3, 31, 10)).state is State.OVERDUE
    begun = read_clock(clock, panel, at(2026, 3, 30, 10), opened=at(2026, 3, 16, 9))
    assert 0.9 < begun.fraction < 1


def test_every_clock_is_documented() -> None:
    for key, clock in CLOCKS.items():
        assert clock.key == key
        assert clock.source
        assert clock.starts_on
        assert clock.ends_on
        assert clock.days != 0
        if clock.label == "promise":
            assert "promise" in clock.source or "policy" in clock.source
    assert not CLOCKS["stage_1_notice"].verified


@settings(deadline=None)
@given(FORWARD, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=500)))
def test_a_reading_is_consistent(clock, start: datetime, passed: timedelta) -> None:  # type: ignore[no-untyped-def]
    reading = read_clock(clock, start, start + passed)
    today = (start + passed).astimezone(LONDON).date()
    assert reading.due > start.astimezone(LONDON).date()
    assert (reading.state is State.OVERDUE) == (today > reading.due)
    if reading.state is State.RUNNING:
        assert reading.fraction < WARNING_FRACTION
    if reading.state is State.OVERDUE:
        assert reading.fraction >= 1
        assert reading.days_left <= 0


@settings(deadline=None)
@given(
    FORWARD,
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=60)),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_time_never_runs_backwards(clock, start, first, more) -> None:  # type: ignore[no-untyped-def]
    order = [State.RUNNING, State.WARNING, State.OVERDUE]
    earlier = read_clock(clock, start, start + first)
    later = read_clock(clock, start, start + first + more)
    assert order.index(later.state) >= order.index(earlier.state)
    assert later.fraction >= earlier.fraction
    assert later.days_left <= earlier.days_left


@settings(deadline=None)
@given(st.sampled_from(["first_response", "visit_offer", "decision"]), MOMENTS)
def test_the_warning_moment_is_where_the_state_turns(key: str, start: datetime) -> None:
    clock = CLOCKS[key]
    moment = warns_at(clock, start)
    assert read_clock(clock, start, moment).state is State.WARNING
    if moment > start:
        assert read_clock(clock, start, moment - timedelta(minutes=1)).state is State.RUNNING
