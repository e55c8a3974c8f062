"""Periods by brute force: no day too early, no day too late, and the law's minimum can't be set below."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.records.policy import Rule, due_before, goes_on, last_kept

DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
UNITS = st.sampled_from(["months", "days"])


@given(DAYS, st.integers(1, 400), UNITS, st.integers(-800, 4))
def test_a_record_is_due_exactly_after_its_last_day(today: date, amount: int, unit: str, off: int) -> None:
    """Around the border, and far from it, the one cut-off of a query says what each record's own calendar says."""
    before = due_before(today, amount, unit)  # type: ignore[arg-type]
    since = before + timedelta(days=off)
    assert (since < before) == (goes_on(since, amount, unit) <= today)  # type: ignore[arg-type]


@given(DAYS, st.integers(1, 400))
def test_the_last_day_is_the_corresponding_date_or_the_month_s_end(since: date, months: int) -> None:
    last = last_kept(since, months, "months")
    assert (last.year * 12 + last.month) - (since.year * 12 + since.month) == months
    assert last.day == since.day or (last.day < since.day and (last + timedelta(days=1)).day == 1)


def test_ten_years_from_leap_day() -> None:
    assert last_kept(date(2016, 2, 29), 120, "months") == date(2026, 2, 28)
    assert goes_on(date(2016, 2, 29), 120, "months") == date(2026, 3, 1)


def test_what_a_rule_allows() -> None:
    by_law = Rule("home", "months", default=120, shortest=120, by_law=True)
    assert [by_law.allows(amount) for amount in (119, 120, 1200, 1201)] == [False, True, True, False]
    assert [Rule("mail", "days", 1, longest=30).allows(amount) for amount in (0, 1, 30, 31)] == [
        False, True, True, False,
    ]  # fmt: skip
