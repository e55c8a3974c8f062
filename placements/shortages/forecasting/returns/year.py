"""Which year a return is for, where neither the files nor anybody say: by its rows together, never by one of them.

A return ends on 31 March. A date after that day belongs to no row of it, so a single mistyped year must not move the
end of the whole return: the year is the newest in which more than a handful of rows have a date, the few later rows
are findings, and where it cannot be told which of the two is wrong the year is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.history import first_ending, month_number
from placements.shortages.forecasting.returns.dates import DateColumn
from placements.shortages.forecasting.returns.findings import REJECTED_SHARE_LIMIT, ImportReport, ReturnRefusedError
from placements.shortages.forecasting.returns.tables import Table

HANDFUL = 5  # rows that may be wrong together; more that agree are no slip of the pen
_SILENCE = 31  # days without any row, where there would be several
_EXPECTED = 5.0


@dataclass(frozen=True)
class LastDay:
    """The last day a return can speak of, as an ordinal, and whether it is a 31 March or an extract's own last date."""

    day: int
    whole_year: bool = True

    @property
    def told(self) -> str:
        words = f"{date.fromordinal(self.day):%-d %B %Y}"
        return f"{words}, the end of this return" if self.whole_year else f"{words}, the last day this return covers"


def year_of(day: int) -> int:
    """The year in which the financial year of a day (an ordinal) ends."""
    found = date.fromordinal(day)
    return found.year + (found.month > 3)


def end_of(year: int) -> LastDay:
    return LastDay(date(year, 3, 31).toordinal())


def last_day(tables: Sequence[Table], given: int | None, report: ImportReport) -> LastDay:
    """The last day of Episodes tables that name no year: of the year `given`, else of the year most rows speak for.

    Raises ReturnRefusedError, asking for the year, where rows are dated after it that are neither few nor many.
    """
    days = np.array(sorted(day for table in tables for day in _latest(table)), np.int64)
    if not len(days):
        return end_of(given) if given else LastDay(date(2100, 1, 1).toordinal())
    year = given or _year_of_most(days, report)
    within = days[days <= end_of(year).day]
    return end_of(year) if given or not len(within) else _extract(within, year)


def _latest(table: Table) -> list[int]:
    """The later of the two days of each row; rows without a readable day are somebody else's finding."""
    dates = DateColumn(table.source.name)
    columns = [table.columns["DECOM"], table.columns["DEC"]]
    found = [
        max((dates.read(row[at].strip(), line) for at in columns if at < len(row)), default=0)
        for line, row in table.rows()
    ]
    return [day for day in found if day > 0]


def _year_of_most(days: NDArray[np.int64], report: ImportReport) -> int:
    rows = Counter(year_of(int(day)) for day in days)
    few = max(HANDFUL, REJECTED_SHARE_LIMIT * len(days))
    later, year = 0, max(rows)
    for year in sorted(rows, reverse=True):
        if later + rows[year] > few:
            break
        later += rows[year]
    else:
        if len(rows) == 1:
            return year
        raise _asked(f"The {len(days)} rows with dates are too few to tell which year the return is for.", report)
    if later and not later <= min(HANDFUL, REJECTED_SHARE_LIMIT * len(days)):
        raise _asked(
            f"Most rows are dated up to 31 March {year}, but {later} of {len(days)} are dated after it, up to "
            f"{date.fromordinal(int(days[-1])):%B %Y}.",
            report,
        )
    return year


def _asked(why: str, report: ImportReport) -> ReturnRefusedError:
    return ReturnRefusedError(
        f"It is not clear which year this return is for. {why} Say which year it ends in (2025 for April 2024 to "
        "March 2025) and send it again.",
        report,
    )


def _extract(days: NDArray[np.int64], year: int) -> LastDay:
    """31 March if the rows come within a month of it. Otherwise the return was taken out during the year, and covers
    it up to its last date: that of the last rows that do not stand alone after a silence."""
    end = end_of(year)
    for back in range(min(HANDFUL, int(REJECTED_SHARE_LIMIT * len(days)), len(days) - 1), 0, -1):
        before, after = int(days[-back - 1]), int(days[-back])
        a_quarter = int(np.count_nonzero(days[:-back] > before - 92))
        if after - before > _SILENCE and a_quarter / 92 * (after - before) >= _EXPECTED:
            days = days[:-back]
            break
    latest = int(days[-1])
    return end if end.day - latest <= _SILENCE else LastDay(latest, whole_year=False)


def first_month(ends: NDArray[np.integer]) -> int:
    """The month from which everybody in care is known, from the days on which episodes ended (ordinals, not empty):
    April of the financial year of the first ending that does not stand alone long before the others."""
    return month_number(date(year_of(first_ending(ends)) - 1, 4, 1))
