"""The one clock of the tests, so that they are green on any day.

How to write a day in a test:

- `TODAY` is the London day of this run, one for all its processes; every other day is told from it:
  `in_days(-30)`, `str(in_days(7))` for an API, `boxes("on", in_days(-3))` for a form's three boxes.
- A child's month of birth is `born(9)`; a day that only has to be long past is `LONG_AGO`.
- Where a test needs a certain day (Christmas, a leap day, a Monday), it gives the product that day, as an argument or
  by `freeze`, and writes it as `fixed(2026, 12, 23)`: nothing then depends on the day on which the test runs.
- A moment near now is `timezone.now()` and what follows from it. No test asks for the day itself.

`tests/test_one_clock.py` finds what is written otherwise. `python -m tests.moved_days` runs tests on other days.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, overload
from zoneinfo import ZoneInfo

import pytest

LONDON = ZoneInfo("Europe/London")
LONG_AGO = date(2020, 1, 1)
_SHARED = "HEARTH_TEST_TODAY"
_LONGEST_RUN = timedelta(minutes=15)


def day_of_run(begun: datetime) -> date:
    """The London day on which a run that began at `begun` does its work: the next one shortly before midnight."""
    return (begun.astimezone(UTC) + _LONGEST_RUN).astimezone(LONDON).date()


# The first process of a run sets the day; the workers and whatever tests start inherit it.
TODAY = date.fromisoformat(os.environ.setdefault(_SHARED, day_of_run(datetime.now(UTC)).isoformat()))


def in_days(days: int) -> date:
    """The day so many days from today; days that are past are negative."""
    return TODAY + timedelta(days=days)


def born(age: int) -> date:
    """A month of birth, by its first day, of somebody who is so many years old today and for the rest of this year."""
    return date(TODAY.year - age, 1, 1)


def boxes(name: str, day: date) -> dict[str, str]:
    """A day as the three boxes of a form."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def month(day: date) -> str:
    """Its month, 2026-11: how an API takes a month of birth."""
    return f"{day:%Y-%m}"


def month_boxes(name: str, day: date) -> dict[str, str]:
    """Its month as the two boxes of a form."""
    return {f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@overload
def fixed(year: int, month: int, day: int) -> date: ...
@overload
def fixed(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime: ...
def fixed(year: int, month: int, day: int, hour: int | None = None, minute: int = 0) -> date:
    """A day, or with an hour a moment in UTC, that the test itself gives to what it tests."""
    return date(year, month, day) if hour is None else datetime(year, month, day, hour, minute, tzinfo=UTC)


def freeze(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> Callable[[datetime], None]:
    """The product's clock stands at `moment`; what is given back sets it to another one."""
    from django.utils import timezone

    def stand(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    stand(moment)
    return stand


def _until(day: date, now: datetime) -> float:
    """Seconds from `now` until `day` begins in London; not above 0 when it has begun."""
    return (datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC) - now).total_seconds()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Shortly before midnight a run waits for it: no test runs while its day turns."""
    left = _until(TODAY, datetime.now(UTC))
    if left > 0 and not hasattr(session.config, "workerinput") and not session.config.option.collectonly:
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            reporter.write_line(f"It is nearly midnight in London: the tests begin with the new day, in {left:.0f} s.")
        time.sleep(left + 1)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if datetime.now(UTC).astimezone(LONDON).date() > TODAY:
        terminalreporter.write_line(f"{TODAY} ended in London while these tests ran: look twice at what failed.")
