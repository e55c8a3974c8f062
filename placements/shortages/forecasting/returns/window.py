"""The months in which a return shows everybody in care."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from placements.shortages.forecasting.history import last_month_end, month_number, months_of_days
from placements.shortages.forecasting.returns.findings import Finding, ImportReport
from placements.shortages.forecasting.returns.merge import Merged
from placements.shortages.forecasting.returns.rows import EpisodeRow
from placements.shortages.forecasting.returns.year import LastDay, first_month, year_of


def window_of(merged: Merged, rows: Sequence[EpisodeRow], unnamed: LastDay | None) -> tuple[int, int]:
    """First and last month end on which the return shows everybody in care.

    Known from the collection years; otherwise from the first endings and the last day of tables without a year
    (a return holds the episodes that touch its financial years). Where it shows nobody on any of them, because
    its only month has not ended, that month: a nought would be false (`cut_off` tells).
    """
    if not rows:
        return 0, 0
    years = [row.year for row in rows if row.year]
    if years and unnamed is not None and unnamed.whole_year:
        years.append(year_of(unnamed.day))
    if years:
        return month_number(date(min(years) - 1, 4, 1)), month_number(date(max(years), 3, 31))
    assert unnamed is not None
    ends = merged.end[merged.end > 0]
    latest = date.fromordinal(unnamed.day)
    last = last_month_end(latest)
    first = first_month(ends) if len(ends) else month_number(date.fromordinal(int(merged.start.min())))
    return (first, last) if _shows_somebody(merged, first, last) else (month_number(latest), month_number(latest))


def note_early(merged: Merged, rows: Sequence[EpisodeRow], first: int, report: ImportReport) -> None:
    """Endings before the return begins: where no name tells its years, these were passed over to find its beginning."""
    opens = date(first // 12, first % 12 + 1, 1)
    for at in np.flatnonzero((merged.end > 0) & (merged.end < opens.toordinal())):
        row = rows[merged.row[at]]
        if not row.year:
            message = f"The episode ended before {opens:%-d %B %Y}, where this return begins. It counts for nothing."
            fix = "Check the date. If it is right, leave the row out, or send the return of its year as well."
            report.findings.append(
                Finding(False, report.files[row.file], row.line, "DEC", "ended-before-the-return", message, fix)
            )


def _shows_somebody(merged: Merged, first: int, last: int) -> bool:
    """Whether a child is in care at the end of any month from `first` to `last`."""
    low = np.maximum(months_of_days(merged.start), first)
    return bool((low <= np.minimum(months_of_days(merged.end) - 1, last)).any())
