"""How long a record is kept: rules as data and the days they give. Plain Python, no database.

A period is counted from a day on which something ended. "At least ten years from the day approval ended" (SI 2011/581
reg 32) keeps the record through the corresponding date; it is due from the day after. A month's end is the
corresponding date where the month is too short.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["months", "days"]
LONGEST = {"months": 1200, "days": 3660}


@dataclass(frozen=True)
class Rule:
    """One kind of record. `default`, `shortest` and `longest` count `unit`s.

    `shortest` is the law's minimum where `by_law`, else what the service needs to work. `verified` is False where the
    source was not read itself: the page says so.
    """

    key: str
    unit: Unit
    default: int
    shortest: int = 1
    by_law: bool = False
    verified: bool = True
    longest: int = 0

    @property
    def most(self) -> int:
        return self.longest or LONGEST[self.unit]

    def allows(self, amount: int) -> bool:
        return self.shortest <= amount <= self.most


def last_kept(since: date, amount: int, unit: Unit) -> date:
    """The last day on which a record is kept whose period runs from `since`."""
    if unit == "days":
        return since + timedelta(days=amount)
    years, month = divmod(since.year * 12 + since.month - 1 + amount, 12)
    return date(years, month + 1, min(since.day, monthrange(years, month + 1)[1]))


def goes_on(since: date, amount: int, unit: Unit) -> date:
    """The first day on which the record is due to go."""
    return last_kept(since, amount, unit) + timedelta(days=1)


def due_before(today: date, amount: int, unit: Unit) -> date:
    """A record is due today exactly if its period ran from a day before this one.

    >>> due_before(date(2026, 3, 1), 6, "months")  # from 31 August the period ends on 28 February
    datetime.date(2025, 9, 1)
    """
    day = last_kept(today, -amount, unit)
    while last_kept(day, amount, unit) < today:
        day += timedelta(days=1)
    return day
