"""Sending windows over clock changes and holidays, and the retry plan."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carers.law.sending_hours import RETRY_HORIZON, SendingHours, is_allowed, next_allowed, retry_at
from carers.law.working_days import LONDON, is_working_day

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
NIGHTS = SendingHours(time(1), time(2), frozenset(range(7)), bank_holidays=True)


def at(*parts: int, fold: int = 0) -> datetime:
    """A London time as an instant in UTC: two London times compare by their clock faces."""
    return datetime(*parts, tzinfo=LONDON, fold=fold).astimezone(UTC)  # type: ignore[arg-type, misc]


@settings(deadline=None)
@given(MOMENTS)
def test_next_allowed_is_allowed_and_first(moment: datetime) -> None:
    found = next_allowed(moment)
    here = found.astimezone(LONDON)
    assert found >= moment
    assert is_working_day(here.date())
    assert time(9) <= here.time() < time(19)
    if found > moment:
        assert not is_allowed(moment)
        assert not is_allowed(moment + (found - moment) / 2)
        assert not is_allowed(found - timedelta(seconds=1))


def test_bank_holidays_and_weekends_are_quiet() -> None:
    assert next_allowed(at(2026, 12, 24, 19)) == at(2026, 12, 29, 9)
    assert next_allowed(at(2026, 4, 3, 12)) == at(2026, 4, 7, 9)
    open_on_holidays = SendingHours(bank_holidays=True)
    assert next_allowed(at(2026, 4, 3, 12), open_on_holidays) == at(2026, 4, 3, 12)


def test_the_hour_that_happens_twice_is_one_window() -> None:
    first, second = at(2026, 10, 25, 1, 30), at(2026, 10, 25, 1, 30, fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    assert is_allowed(first, NIGHTS)
    assert is_allowed(second, NIGHTS)
    assert next_allowed(at(2026, 10, 25, 0, 10), NIGHTS) == at(2026, 10, 25, 1)
    assert next_allowed(at(2026, 10, 25, 2), NIGHTS) == at(2026, 10, 26, 1)


def test_the_hour_that_never_happens_is_no_window() -> None:
    assert next_allowed(at(2027, 3, 28, 0, 30), NIGHTS) == at(2027, 3, 29, 1)
    assert next_allowed(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), NIGHTS) == at(2027, 3, 29, 1)


def test_hours_that_make_no_sense_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="open before they close"):
        SendingHours(time(19), time(9))
    with pytest.raises(ValueError, match="at least one day"):
        SendingHours(weekdays=frozenset())


@settings(deadline=None)
@given(MOMENTS, st.text(max_size=12), st.none() | st.timedeltas(timedelta(0), timedelta(hours=6)))
def test_retries_grow_stay_in_the_horizon_and_do_not_move(
    failed: datetime, reference: str, told: timedelta | None
) -> None:
    plan = []
    attempt = 1
    while (moment := retry_at(failed, attempt, reference)) is not None:
        plan.append(moment)
        attempt += 1
    assert 8 <= len(plan) <= 20
    assert plan == sorted(plan)
    assert failed + timedelta(seconds=30) <= plan[0] <= failed + timedelta(minutes=1)
    assert plan[-1] <= failed + RETRY_HORIZON
    assert plan[0] == retry_at(failed, 1, reference)
    if told is not None:
        waited = retry_at(failed, 1, reference, told)
        assert (waited is None) == (max(told, plan[0] - failed) > RETRY_HORIZON)
        assert waited is None or waited >= failed + told


def test_retries_of_many_messages_are_spread() -> None:
    start = at(2026, 5, 21, 10)
    moments = {retry_at(start, 5, str(number)) for number in range(500)}
    assert len(moments) == 500
    with pytest.raises(ValueError, match="counted from 1"):
        retry_at(start, 0, "x")
