"""Working days in England, London time, and periods that end on a date.

A working day is any day but a Saturday, a Sunday or a bank holiday in England (the `holidays` library,
GB/ENG: Banking and Financial Dealings Act 1971 and the proclamations under it). Periods that the law
sets are dates, never moments: the day of the event is not counted, the last day counts in full, and the
hour at which something arrived does not matter. Moments go in and out as aware datetimes; a naive one is
a ValueError.
"""

import calendar
import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)


@functools.lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in one calendar year, substitute days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def bank_holiday_name(day: date) -> str:
    """The holiday's usual name, or an empty string on any other day."""
    return str(holidays.country_holidays("GB", subdiv="ENG", years=day.year).get(day, ""))


def is_working_day(day: date) -> bool:
    return day.weekday() < calendar.SATURDAY and day not in bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day` (before it, if negative); `count` 0 gives `day` itself.

    >>> add_working_days(date(2026, 5, 22), 1)  # Friday before the spring bank holiday
    datetime.date(2026, 5, 26)
    """
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after `first`, up to and including `last`; negative when `last` is
    earlier.

    The inverse of `add_working_days`: between a day and its n-th working day lie n of them.
    """
    return _working_days_up_to(last) - _working_days_up_to(first)


_FIRST_YEAR = 1990


@functools.lru_cache(maxsize=256)
def _counts(year: int) -> tuple[int, ...]:
    """How many working days of a year lie up to and including its n-th day; index 0 is the year's eve."""
    counts, day = [0], date(year, 1, 1)
    while day.year == year:
        counts.append(counts[-1] + is_working_day(day))
        day += ONE_DAY
    return tuple(counts)


@functools.lru_cache(maxsize=256)
def _working_days_before(year: int) -> int:
    """Working days from the start of 1990 to the end of the year before; negative for earlier years."""
    if year <= _FIRST_YEAR:
        return -sum(_counts(earlier)[-1] for earlier in range(year, _FIRST_YEAR))
    return sum(_counts(earlier)[-1] for earlier in range(_FIRST_YEAR, year))


def _working_days_up_to(day: date) -> int:
    return _working_days_before(day.year) + _counts(day.year)[day.timetuple().tm_yday]


def add_months(day: date, months: int) -> date:
    """The corresponding date `months` later; the last day of the month where there is none.

    29 February plus twelve months is 28 February (the corresponding date rule, Dodds v Walker [1981]).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def london(moment: datetime) -> datetime:
    """The same instant on a London clock. ValueError if the moment has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("This moment has no time zone. Give one, for example UTC.")
    return moment.astimezone(LONDON)


def london_date(moment: datetime | date) -> date:
    """The London calendar day of a moment; a plain date is taken as it is."""
    return london(moment).date() if isinstance(moment, datetime) else moment


def london_moment(day: date, at: time) -> datetime:
    """The instant, in UTC, when London clocks show `at` on `day`.

    An hour that happens twice (last Sunday of October) means its first time; an hour that never happens
    (last Sunday of March, 01:00 to 02:00) means the same number of minutes after 02:00.
    """
    return datetime.combine(day, at.replace(fold=0), LONDON).astimezone(UTC)


def london_midnight(day: date) -> datetime:
    """The instant, in UTC, when `day` begins in London: what a moment is compared with to tell whether it lies before.

    The database takes a plain date for midnight in UTC, which in summer is an hour late.
    """
    return london_moment(day, time(0))


@dataclass(frozen=True)
class OfficeHours:
    """When a team works on a working day, London time; half-open, `opens` counts and `closes` does not."""

    opens: time = time(9)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Office hours must open before they close.")


OFFICE_HOURS = OfficeHours()


def next_working_moment(moment: datetime, hours: OfficeHours = OFFICE_HOURS) -> datetime:
    """The moment itself if the office is open, else when it next opens; in UTC."""
    here = london(moment)
    day = london_date(moment)
    if is_working_day(day):
        if here < london_moment(day, hours.opens):
            return london_moment(day, hours.opens)
        if here < london_moment(day, hours.closes):
            return moment.astimezone(UTC)
    return london_moment(next_working_day(day + ONE_DAY), hours.opens)


def working_seconds_between(start: datetime, end: datetime, hours: OfficeHours = OFFICE_HOURS) -> float:
    """Seconds of office time between two moments; 0 when `end` is not later than `start`."""
    first, last = london_date(start), london_date(end)
    if first >= last:
        return _open_time(first, start, end, hours).total_seconds() if first == last else 0.0
    # The days between are whole. Clocks change on Sundays, so every working day is equally long.
    whole = working_days_between(first, last) - is_working_day(last)
    a_day = datetime.combine(last, hours.closes) - datetime.combine(last, hours.opens)
    return (_open_time(first, start, end, hours) + whole * a_day + _open_time(last, start, end, hours)).total_seconds()


def _open_time(day: date, start: datetime, end: datetime, hours: OfficeHours) -> timedelta:
    """Office time of one day between two moments."""
    if not is_working_day(day):
        return timedelta(0)
    opened = max(start, london_moment(day, hours.opens))
    closed = min(end, london_moment(day, hours.closes))
    return max(timedelta(0), closed - opened)


def add_working_seconds(start: datetime, seconds: float, hours: OfficeHours = OFFICE_HOURS) -> datetime:
    """The first moment, in UTC, by which so many seconds of office time have passed since `start`."""
    moment = start.astimezone(UTC)
    day, left = london_date(moment), timedelta(seconds=seconds)
    while left > timedelta(0):
        if is_working_day(day):
            opened, closes = max(moment, london_moment(day, hours.opens)), london_moment(day, hours.closes)
            if opened + left <= closes:
                return opened + left
            left -= max(closes - opened, timedelta(0))
        day += ONE_DAY
    return moment
