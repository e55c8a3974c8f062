"""Children's histories of care as arrays: what a return becomes once it has been read and merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

OPEN_MONTH = 12 * 4000
UNKNOWN_MONTH = -1


def month_number(day: date) -> int:
    """Months since year 0: the unit of every month in the engine."""
    return day.year * 12 + day.month - 1


def month_end(month: int) -> date:
    """Last day of a month given as a month number."""
    first_of_next = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date.fromordinal(first_of_next.toordinal() - 1)


def last_month_end(day: date) -> int:
    """Number of the last month whose end is on or before `day`."""
    month = month_number(day)
    return month if month_end(month) == day else month - 1


_LONE = 0.02  # of all endings


def first_ending(ends: NDArray[np.integer]) -> int:
    """The day (ordinal) of the first of some endings (not empty), passing over one, or one or two in a hundred: a
    single mistyped year must not stretch the time in which everybody in care is taken to be known."""
    days = np.sort(ends)
    return int(days[min(max(1, int(_LONE * len(days))), len(days) - 1)])


@dataclass(frozen=True)
class CareHistory:
    """Episodes of care of one council, one row an episode, sorted by child and start.

    `child` indexes `birth_month` (month number, `UNKNOWN_MONTH` where the return has none) and `keys`
    (keyed hashes; never the council's own identifiers). `start` and `end` are day ordinals
    (`date.toordinal`), `end` 0 while the episode is open. `kind` is 0..4 (see `categories`).
    `new_placement` is true where the child moved to a carer (RNE S, P or B), false where only the
    legal status or the placement type changed. `first_month`..`last_month`: month ends on which the
    return shows everybody in care. `cut_off`: the last date of a return whose only month had not ended by then.
    """

    keys: tuple[str, ...]
    birth_month: NDArray[np.int32]
    child: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[np.int8]
    new_placement: NDArray[np.bool_]
    first_month: int
    last_month: int
    cut_off: date | None = None

    @property
    def known_to(self) -> date:
        """The last day of which children in care are known."""
        return self.cut_off or month_end(self.last_month)

    @property
    def notes(self) -> tuple[str, ...]:
        """What limits every figure made from it, in words."""
        if self.cut_off is None:
            return ()
        return (
            "Limited data. The return has no complete month: children are counted as on "
            f"{self.cut_off:%-d %B %Y}, the last date in it. Add earlier months to have a forecast.",
        )

    @property
    def children(self) -> int:
        return len(self.birth_month)

    @property
    def episodes(self) -> int:
        return len(self.child)


def with_cut_off(history: CareHistory) -> CareHistory:
    """A return's history, marked where it covers one month that had not ended on the last date in it.

    Children are then counted as on that date: at the month's end, which nobody knows yet, there may be more or fewer.
    """
    if history.first_month != history.last_month or not history.episodes:
        return history
    latest = date.fromordinal(int(max(history.start.max(), history.end.max())))
    return replace(history, cut_off=latest) if latest < month_end(history.last_month) else history


def months_of_days(days: NDArray[np.integer]) -> NDArray[np.int32]:
    """Month number of each day ordinal; 0 (an open episode) becomes `OPEN_MONTH`."""
    stamps = (days.astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(days == 0, OPEN_MONTH, months).astype(np.int32)


def empty_history(first_month: int, last_month: int) -> CareHistory:
    """A council with no children in care: forecasts of it are zeros, marked as limited data."""
    none = np.zeros(0, np.int32)
    return CareHistory((), none, none, none, none, none.astype(np.int8), none.astype(bool), first_month, last_month)
