"""Episodes of several yearly returns become one history for each child.

The same episode stands in every return it touches: open in the first, closed in the last. Sorted by
child, start, year and end (open first), the last row of a start wins. Overlaps are shortened to the
next start. Same-day episodes are kept: they add nothing to any month-end count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from placements.shortages.forecasting.returns.findings import Finding, ImportReport, ReturnRefusedError
from placements.shortages.forecasting.returns.rows import CLOSE_AT_18, OPEN_AFTER_18, EpisodeRow, adult_day

Ints = NDArray[np.int64]
MOST_FORGOTTEN = 5  # children who may be missing from the next return whatever the size of the council


@dataclass
class Merged:
    """Merged episodes as arrays of one length, sorted by child and start; `row` indexes the rows given."""

    child: Ints
    start: Ints
    end: Ints
    row: Ints

    def keep(self, mask: NDArray[np.bool_]) -> Merged:
        return Merged(self.child[mask], self.start[mask], self.end[mask], self.row[mask])

    def followed(self) -> NDArray[np.bool_]:
        """True where the next episode is of the same child."""
        return np.append(self.child[1:] == self.child[:-1], False)

    def next_start(self) -> Ints:
        return np.append(self.start[1:], 0)


def merge(rows: list[EpisodeRow], report: ImportReport) -> Merged:
    """One history from all accepted rows; what was changed on the way is in the report."""
    child, start, end, year = (
        np.array([getattr(row, name) for row in rows], np.int64) for name in ("child", "start", "end", "year")
    )
    longer = end != start  # same-day episodes come before the one that follows them that day
    order = np.lexsort((end, year, longer, start, child)) if rows else np.zeros(0, np.int64)
    merged = Merged(child[order], start[order], end[order], order.astype(np.int64))
    merged = _last_of_each_start(merged, rows, report)
    merged = _end_the_forgotten(merged, rows, report)
    return _shorten(merged, rows, report)


def _note(report: ImportReport, row: EpisodeRow, column: str, code: str, message: str, fix: str) -> None:
    report.findings.append(Finding(False, report.files[row.file], row.line, column, code, message, fix))


def _reject(report: ImportReport, row: EpisodeRow, column: str, code: str, message: str, fix: str) -> None:
    report.findings.append(Finding(True, report.files[row.file], row.line, column, code, message, fix))
    report.rejected_episode_rows += 1


def _last_of_each_start(merged: Merged, rows: list[EpisodeRow], report: ImportReport) -> Merged:
    same = merged.followed() & (merged.next_start() == merged.start)
    keep = ~same
    for at in np.flatnonzero(same):
        earlier, later = rows[merged.row[at]], rows[merged.row[at + 1]]
        if earlier.end == earlier.start and later.end != later.start and earlier.year == later.year:
            keep[at] = True
        elif (earlier.file, earlier.year) == (later.file, later.year) and earlier.place != later.place:
            _reject(
                report, earlier, "DECOM", "two-placements-on-a-start",
                "The child has another episode from the same day in another placement "
                f"(line {later.line}, used).",
                "Keep one of the two, or give the first its true dates.",
            )  # fmt: skip
    return merged.keep(keep)


def _end_the_forgotten(merged: Merged, rows: list[EpisodeRow], report: ImportReport) -> Merged:
    """Close episodes still open in one return whose child is in none of the later ones."""
    years = sorted({row.year for row in rows if row.year})
    if len(years) < 2:
        return merged
    seen = np.array([row.year for row in rows], np.int64)[merged.row]
    last_seen = np.zeros(int(merged.child.max()) + 1, np.int64)
    np.maximum.at(last_seen, merged.child, seen)
    still_open = (merged.end == 0) & (seen > 0) & ~merged.followed()
    forgotten = still_open & (last_seen[merged.child] < years[-1])
    _refuse_half_a_return(years, still_open, forgotten, report)
    for at in np.flatnonzero(forgotten):
        row = rows[merged.row[at]]
        merged.end[at] = date(int(seen[at]), 4, 1).toordinal()
        _note(
            report, row, "DEC", "missing-from-next-year",
            f"Open on 31 March {row.year} but the child is in no later return. Taken as ended then.",
            "Add the child's episodes to the next return, or close this one.",
        )  # fmt: skip
    return merged


def _refuse_half_a_return(
    years: list[int], still_open: NDArray[np.bool_], forgotten: NDArray[np.bool_], report: ImportReport
) -> None:
    """One row in a table of a later year must not end the care of everybody who is not in it."""
    missing, open_ones = int(forgotten.sum()), int(still_open.sum())
    if missing > MOST_FORGOTTEN and missing > open_ones / 2:
        raise ReturnRefusedError(
            f"{missing} of {open_ones} children whose care goes on are not in the return of {years[-1]}. A table of "
            "that year is missing or not whole, or its year is wrong. Send all tables of each year.",
            report,
        )


def _shorten(merged: Merged, rows: list[EpisodeRow], report: ImportReport) -> Merged:
    followed, following = merged.followed(), merged.next_start()
    still_open = followed & (merged.end == 0)
    overlapping = followed & (merged.end > following)
    for at in np.flatnonzero(still_open | overlapping):
        code = "open-twice" if still_open[at] else "overlap"
        what = "is still open" if still_open[at] else "ends after the next one begins"
        _note(
            report, rows[merged.row[at]], "DEC", code,
            f"The episode {what} although a later one began. It is taken to end when that one begins.",
            "Correct DEC, or the start of the later episode.",
        )  # fmt: skip
    merged.end = np.where(still_open | overlapping, following, merged.end)
    _gaps(merged, rows, report)
    return merged


def _gaps(merged: Merged, rows: list[EpisodeRow], report: ImportReport) -> None:
    followed, following = merged.followed(), merged.next_start()
    moved_on = np.array([rows[at].ending == "X1" for at in merged.row], bool)
    closed = moved_on & (merged.end > 0)
    for at in np.flatnonzero(closed & followed & (following > merged.end)):
        _note(
            report, rows[merged.row[at]], "DEC", "gap-after-x1",
            "The child moved (X1) but the next episode begins on a later day. "
            "The days between are not in care.",
            "Make the dates meet, or give the reason for leaving care.",
        )  # fmt: skip
    for at in np.flatnonzero(closed & ~followed):
        _note(
            report, rows[merged.row[at]], "REC", "x1-without-next",
            "The child moved (X1) but no later episode follows. The child is taken to have left care.",
            "Add the next episode, or give the reason for leaving care.",
        )  # fmt: skip


def reject_open_adults(
    merged: Merged, rows: list[EpisodeRow], births: dict[int, int], last_day: int, report: ImportReport
) -> Merged:
    """Reject episodes open at the end of the return though the child turned 18 (for files without a year)."""
    keep = np.ones(len(merged.row), bool)
    for at in np.flatnonzero(merged.end == 0):
        born = births[int(merged.child[at])]
        if born and adult_day(born) < last_day:
            keep[at] = False
            _reject(report, rows[merged.row[at]], "DEC", "open-after-18", OPEN_AFTER_18, CLOSE_AT_18)
    return merged.keep(keep)
