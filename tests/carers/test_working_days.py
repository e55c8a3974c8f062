"""Working days in England and London time, at the days and nights where they go wrong."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carers.law.working_days import (
    LONDON,
    OfficeHours,
    add_months,
    add_working_days,
    add_working_seconds,
    bank_holiday_name,
    is_working_day,
    london_date,
    london_moment,
    next_working_day,
    next_working_moment,
    working_days_between,
    working_seconds_between,
)

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 5, 22), 1, date(2026, 5, 26)),  # Friday before the spring bank holiday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Maundy Thursday: Good Friday and Easter Monday fall out
        (date(2026, 4, 2), 10, date(2026, 4, 20)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day 2026 is a Saturday: 28 December stands in
        (date(2026, 12, 24), 5, date(2027, 1, 5)),
        (date(2021, 12, 24), 1, date(2021, 12, 29)),  # both Christmas days had substitutes
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
        (date(2023, 5, 5), 1, date(2023, 5, 9)),  # the coronation
        (date(2022, 9, 16), 1, date(2022, 9, 20)),  # the Queen's funeral
        (date(2026, 5, 23), 1, date(2026, 5, 26)),  # a Saturday start
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 5, 25), 0, date(2026, 5, 25)),
    ],
)
def test_working_days_over_bank_holidays(start: date, count: int, expected: date) -> None:
    assert add_working_days(start, count) == expected


def test_the_holidays_of_scotland_are_working_days_here() -> None:
    assert is_working_day(date(2026, 11, 30))
    assert is_working_day(date(2025, 1, 2))
    assert bank_holiday_name(date(2026, 12, 25)) == "Christmas Day"
    assert bank_holiday_name(date(2026, 12, 23)) == ""


@settings(deadline=None)
@given(DAYS, st.integers(0, 60))
def test_between_is_the_inverse_of_adding(day: date, count: int) -> None:
    assert working_days_between(day, add_working_days(day, count)) == count


@settings(deadline=None)
@given(DAYS, DAYS, DAYS)
def test_between_adds_up(first: date, second: date, third: date) -> None:
    there = working_days_between(first, second) + working_days_between(second, third)
    assert there == working_days_between(first, third)


@settings(deadline=None)
@given(DAYS, st.integers(-40, 40).filter(bool))
def test_adding_lands_on_a_working_day(day: date, count: int) -> None:
    landed = add_working_days(day, count)
    assert is_working_day(landed)
    assert (landed > day) == (count > 0)


@settings(deadline=None)
@given(DAYS)
def test_next_working_day_is_the_first(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((found - day).days))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2026, 6, 30), 8, date(2027, 2, 28)),
        (date(2027, 6, 30), 8, date(2028, 2, 29)),
        (date(2026, 5, 31), 8, date(2027, 1, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_on_the_corresponding_date(start: date, months: int, expected: date) -> None:
    assert add_months(start, months) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(2026, 5, 22, 17, 30), at(2026, 5, 26, 9)),  # Friday evening before a bank holiday
        (at(2026, 5, 22, 16, 59), at(2026, 5, 22, 16, 59)),
        (at(2026, 5, 22, 17, 0), at(2026, 5, 26, 9)),
        (at(2026, 5, 21, 8, 59), at(2026, 5, 21, 9)),
        (at(2026, 10, 25, 1, 30), at(2026, 10, 26, 9)),
        (at(2027, 3, 28, 3, 30), at(2027, 3, 30, 9)),  # Easter Sunday 2027 is the clock-change day
        (at(2026, 12, 24, 18), at(2026, 12, 29, 9)),
    ],
)
def test_next_working_moment(moment: datetime, expected: datetime) -> None:
    assert next_working_moment(moment) == expected


@settings(deadline=None)
@given(MOMENTS)
def test_next_working_moment_is_open_and_settles(moment: datetime) -> None:
    found = next_working_moment(moment)
    here = found.astimezone(LONDON)
    assert found >= moment
    assert is_working_day(here.date())
    assert time(9) <= here.time() < time(17)
    assert next_working_moment(found) == found


def test_the_hour_that_happens_twice_and_the_hour_that_never_happens() -> None:
    assert london_moment(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert london_moment(date(2027, 3, 28), time(1, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert london_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    # From midnight to midnight that Sunday lasts 25 hours, the other one 23.
    october = london_moment(date(2026, 10, 26), time(0)) - london_moment(date(2026, 10, 25), time(0))
    march = london_moment(date(2027, 3, 29), time(0)) - london_moment(date(2027, 3, 28), time(0))
    assert (october, march) == (timedelta(hours=25), timedelta(hours=23))


def test_office_time_does_not_run_at_night_or_on_holidays() -> None:
    assert working_seconds_between(at(2026, 5, 22, 17, 30), at(2026, 5, 26, 10)) == 3600
    assert working_seconds_between(at(2026, 5, 22, 16), at(2026, 5, 22, 15)) == 0


def test_bad_input_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        london_date(datetime(2026, 5, 22, 17, 30))
    with pytest.raises(ValueError, match="open before they close"):
        OfficeHours(time(17), time(9))


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 400_000))
def test_adding_office_time_is_the_inverse_of_measuring_it(start: datetime, seconds: int) -> None:
    end = add_working_seconds(start, seconds)
    assert working_seconds_between(start, end) == seconds
    # A second earlier less was done; not a whole second less where the end lies just after the office opens.
    assert seconds - 1 <= working_seconds_between(start, end - timedelta(seconds=1)) < seconds


def test_counting_by_years_agrees_with_counting_day_by_day() -> None:
    first = date(1988, 12, 20)
    for step in range(0, 15_000, 37):
        last = first + timedelta(days=step)
        by_hand = sum(is_working_day(first + timedelta(days=n)) for n in range(1, step + 1)) if step < 900 else None
        assert by_hand is None or working_days_between(first, last) == by_hand
        assert working_days_between(last, first) == -working_days_between(first, last)
        assert working_days_between(first, last + timedelta(days=1)) - working_days_between(first, last) == (
            is_working_day(last + timedelta(days=1))
        )
