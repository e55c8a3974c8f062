"""A council's return, from files to a care history, with a report of every row that was not used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from placements.forecasting.categories import kind_of_place
from placements.forecasting.history import (
    UNKNOWN_MONTH,
    CareHistory,
    last_month_end,
    month_end,
    month_number,
    months_of_days,
    with_cut_off,
)
from placements.forecasting.returns.codes import TEMPORARY_PLACES
from placements.forecasting.returns.findings import REJECTED_SHARE_LIMIT, ImportReport, ReturnRefusedError
from placements.forecasting.returns.merge import Ints, Merged, merge, reject_open_adults
from placements.forecasting.returns.rows import ChildIndex, EpisodeReader, EpisodeRow, read_births
from placements.forecasting.returns.tables import EPISODES, HEADER, UASC, Source, Table, recognise, sources_in


@dataclass(frozen=True)
class ImportResult:
    """`history` is what may be stored; `report` holds no personal data and may be stored too."""

    history: CareHistory
    report: ImportReport


def read_folder(folder: Path, key: bytes, published: Iterable[tuple[int, int]] = ()) -> ImportResult:
    """Read the return in a folder; see `read_sources`. Yearly subfolders are read as one return."""
    return read_sources(sources_in(folder), key, published)


def read_sources(sources: Sequence[Source], key: bytes, published: Iterable[tuple[int, int]] = ()) -> ImportResult:
    """Read one file set or many years.

    `key` (16 bytes or more) replaces each CHILD by a keyed hash; only the month of birth is kept.
    `published`: DfE's children looked after on 31 March as (year, children), to compare with.
    Raises ReturnRefusedError, whose report lists every rejected row, when more than 2% of rows are rejected
    or nothing usable is left.
    """
    report = ImportReport()
    tables = _tables(sources, report)
    children, births = ChildIndex(key), dict[int, int]()
    for table in tables:
        if table.kind == HEADER:
            read_births(table, report, children, births)
    for table in tables:
        if table.kind == UASC:
            _read_unaccompanied(table, report, children, births)
    rows = _episodes(tables, report, children, births)
    merged = merge(rows, report)
    first_month, last_month = _window(merged, rows)
    last_day = month_end(last_month).toordinal() if rows else 0
    merged = reject_open_adults(merged, rows, births, last_day, report)
    _refuse_if_poor(report, rows)
    history = with_cut_off(_history(merged, rows, children.keys(), births, (first_month, last_month)))
    _count(history, report)
    report.reconcile(published)
    return ImportResult(history, report)


def _tables(sources: Sequence[Source], report: ImportReport) -> list[Table]:
    tables = []
    for source in sources:
        table = recognise(source)
        if table is None:
            report.notes.append(f"{source.name} is not an Episodes, Header or UASC table and was not read.")
        else:
            tables.append(table)
    for kind in (EPISODES, HEADER):
        if not any(table.kind == kind for table in tables):
            raise ReturnRefusedError(
                f"The return has no {kind.capitalize()} table. Add the file with the "
                f"{kind.capitalize()} table's headings on its first line.",
                report,
            )
    return tables


def _read_unaccompanied(table: Table, report: ImportReport, children: ChildIndex, births: dict[int, int]) -> None:
    """Dates of birth that Header left blank; the count of unaccompanied children."""
    own: dict[int, int] = {}
    read_births(table, report, children, own)
    for child, born in own.items():
        if born and not births.get(child):
            births[child] = born
    report.unaccompanied = max(report.unaccompanied, len(own))


def _episodes(
    tables: Sequence[Table], report: ImportReport, children: ChildIndex, births: dict[int, int]
) -> list[EpisodeRow]:
    rows: list[EpisodeRow] = []
    for table in tables:
        report.files.append(table.source.name)
        if table.kind == EPISODES:
            rows += EpisodeReader(table, report, children, births, len(report.files) - 1).read()
    return rows


def _refuse_if_poor(report: ImportReport, rows: Sequence[EpisodeRow]) -> None:
    if report.rejected_share > REJECTED_SHARE_LIMIT:
        rejected = report.rejected_episode_rows + report.rejected_header_rows
        common = ", ".join(f"{code} ({count})" for code, count in list(report.counts().items())[:3])
        raise ReturnRefusedError(
            f"{rejected} rows ({report.rejected_share:.1%}) were rejected, and a return is refused above "
            f"{REJECTED_SHARE_LIMIT:.0%}. Most often: {common}. "
            "Correct the rows in the report and upload again.",
            report,
        )
    if not rows:
        raise ReturnRefusedError(
            "The return has no usable episode, so no child is in care on any day. "
            "Check that the Episodes table is the right file.",
            report,
        )


def _window(merged: Merged, rows: Sequence[EpisodeRow]) -> tuple[int, int]:
    """First and last month end on which the return shows everybody in care.

    Known from the collection years; otherwise from the first ending and the last date in the file
    (a return holds the episodes that touch its financial years). Where it shows nobody on any of them, because
    its only month has not ended, that month: a nought would be false (`cut_off` tells).
    """
    if not rows:
        return 0, 0
    years = [row.year for row in rows if row.year]
    if years:
        return month_number(date(min(years) - 1, 4, 1)), month_number(date(max(years), 3, 31))
    ends = merged.end[merged.end > 0]
    latest = date.fromordinal(int(max(merged.start.max(), ends.max(initial=0))))
    year_end = date(latest.year + (latest.month > 3), 3, 31)
    last = month_number(year_end) if (year_end - latest).days <= 31 else last_month_end(latest)
    first = _first_month(merged, ends)
    return (first, last) if _shows_somebody(merged, first, last) else (month_number(latest), month_number(latest))


def _first_month(merged: Merged, ends: Ints) -> int:
    if not len(ends):
        return month_number(date.fromordinal(int(merged.start.min())))
    opening = date.fromordinal(int(ends.min()))
    return month_number(date(opening.year - (opening.month < 4), 4, 1))


def _shows_somebody(merged: Merged, first: int, last: int) -> bool:
    """Whether a child is in care at the end of any month from `first` to `last`."""
    low = np.maximum(months_of_days(merged.start), first)
    return bool((low <= np.minimum(months_of_days(merged.end) - 1, last)).any())


def _history(
    merged: Merged,
    rows: Sequence[EpisodeRow],
    keys: tuple[str, ...],
    births: dict[int, int],
    window: tuple[int, int],
) -> CareHistory:
    present, child = np.unique(merged.child, return_inverse=True)
    born = [births.get(int(number), 0) for number in present]
    months = [month_number(date.fromordinal(day)) if day else UNKNOWN_MONTH for day in born]
    taken = [rows[at] for at in merged.row]
    return CareHistory(
        tuple(keys[number] for number in present),
        np.array(months, np.int32),
        child.astype(np.int32),
        merged.start.astype(np.int32),
        merged.end.astype(np.int32),
        _kinds(taken, child),
        np.array([row.new_carer for row in taken], bool),
        *window,
    )


def _kinds(
    rows: Sequence[EpisodeRow], child: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Kind of care of each episode; a temporary stay (T codes) counts as the placement it interrupts."""
    kinds = np.array([kind_of_place(row.place) for row in rows], np.int8)
    for at, row in enumerate(rows):
        if row.place in TEMPORARY_PLACES and at and child[at] == child[at - 1]:
            kinds[at] = kinds[at - 1]
    return kinds


def stock_on(history: CareHistory, day: date) -> int:
    """Children in care at the end of `day` who are not yet 18 (by month of birth)."""
    at = day.toordinal()
    present = (history.start <= at) & ((history.end == 0) | (history.end > at))
    born = history.birth_month[history.child]
    minor = (born == UNKNOWN_MONTH) | (month_number(day) - born < 216 + (month_end(month_number(day)) != day))
    return len(np.unique(history.child[present & minor]))


def _count(history: CareHistory, report: ImportReport) -> None:
    report.children, report.episodes_kept = history.children, history.episodes
    report.notes += history.notes
    ends = (month_end(month) for month in range(history.first_month, history.last_month + 1))
    report.stock_31_march = {day.year: stock_on(history, day) for day in ends if day.month == 3}
    unknown = int((history.birth_month == UNKNOWN_MONTH).sum())
    if unknown:
        report.notes.append(f"Children without a date of birth, left out of forecasts: {unknown}.")
    if not any(report.stock_31_march.values()) and not len(history.child):
        raise ReturnRefusedError("No child is in care on any month end of the return.", report)
