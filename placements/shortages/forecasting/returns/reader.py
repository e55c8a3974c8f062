"""A council's return, from files to a care history, with a report of every row that was not used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from placements.shortages.forecasting.categories import kind_of_place
from placements.shortages.forecasting.history import UNKNOWN_MONTH, CareHistory, month_end, month_number, with_cut_off
from placements.shortages.forecasting.returns.births import ChildIndex, read_births
from placements.shortages.forecasting.returns.codes import TEMPORARY_PLACES
from placements.shortages.forecasting.returns.findings import REJECTED_SHARE_LIMIT, ImportReport, ReturnRefusedError
from placements.shortages.forecasting.returns.merge import Merged, merge, reject_open_adults
from placements.shortages.forecasting.returns.rows import EpisodeReader, EpisodeRow
from placements.shortages.forecasting.returns.tables import EPISODES, HEADER, UASC, Source, Table, recognise, sources_in
from placements.shortages.forecasting.returns.window import note_early, window_of
from placements.shortages.forecasting.returns.year import HANDFUL, LastDay, end_of, last_day


@dataclass(frozen=True)
class ImportResult:
    """`history` is what may be stored; `report` holds no personal data and may be stored too."""

    history: CareHistory
    report: ImportReport


def read_folder(
    folder: Path, key: bytes, published: Iterable[tuple[int, int]] = (), year: int | None = None
) -> ImportResult:
    """Read the return in a folder; see `read_sources`. Yearly subfolders are read as one return."""
    return read_sources(sources_in(folder), key, published, year)


def read_sources(
    sources: Sequence[Source], key: bytes, published: Iterable[tuple[int, int]] = (), year: int | None = None
) -> ImportResult:
    """Read one file set or many years.

    `year`: the year it ends in, where somebody said so; it stands above what a single file's name says. Otherwise
    the names of files and folders tell, or the rows together (`returns.year`), or the return is refused and the
    year asked for. A row dated after the end is a finding and moves nothing.

    `key` (16 bytes or more) replaces each CHILD by a keyed hash; only the month of birth is kept.
    `published`: DfE's children looked after on 31 March as (year, children), to compare with.
    Raises ReturnRefusedError, whose report lists every rejected row, when more than 2% of rows are rejected
    or nothing usable is left.
    """
    report = ImportReport()
    tables = _tables(_for_the_year(sources, year), report)
    children, births = ChildIndex(key), dict[int, int]()
    for table in tables:
        if table.kind == HEADER:
            read_births(table, report, children, births)
    for table in tables:
        if table.kind == UASC:
            _read_unaccompanied(table, report, children, births)
    unnamed = [table for table in tables if table.kind == EPISODES and table.source.year is None]
    last = last_day(unnamed, year, report) if unnamed else None
    rows = _episodes(tables, report, children, births, last)
    _refuse_if_named_wrongly(tables, rows, report)
    merged = merge(rows, report)
    first_month_known, last_month = window_of(merged, rows, last)
    if rows:
        note_early(merged, rows, first_month_known, report)
        merged = reject_open_adults(merged, rows, births, month_end(last_month).toordinal(), report)
    _refuse_if_poor(report, rows)
    history = with_cut_off(_history(merged, rows, children.keys(), births, (first_month_known, last_month)))
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
            if table.strange:
                names = ", ".join(name[:40] for name in table.strange[:20])
                report.notes.append(f"{source.name}: columns that no return has were not read: {names}.")
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
    tables: Sequence[Table],
    report: ImportReport,
    children: ChildIndex,
    births: dict[int, int],
    unnamed: LastDay | None,
) -> list[EpisodeRow]:
    """`unnamed`: the last day of tables that name no year."""
    rows: list[EpisodeRow] = []
    for table in tables:
        report.files.append(table.source.name)
        if table.kind == EPISODES:
            year = table.source.year
            last = end_of(year) if year else unnamed
            assert last is not None
            rows += EpisodeReader(table, report, children, births, len(report.files) - 1, last).read()
    return rows


def _for_the_year(sources: Sequence[Source], year: int | None) -> list[Source]:
    """The sources with the year that was said in the place of one that their names guess at."""
    named = {source.year for source in sources if source.year}
    if year is None or not named or named == {year}:
        return list(sources)
    if len(named) > 1:
        if max(named) == year:
            return list(sources)
        raise ReturnRefusedError(
            f"The files are named for {min(named)} to {max(named)}, so the return ends in {max(named)} and not in "
            f"{year}. Leave the year empty, or rename the files."
        )
    return [replace(source, year=None) for source in sources]


def _refuse_if_named_wrongly(tables: Sequence[Table], rows: Sequence[EpisodeRow], report: ImportReport) -> None:
    """A name never condemns rows: where many are dated after the year in a file's name, the name is in doubt."""
    late = Counter(one.file for one in report.errors() if one.code == "after-the-return")
    kept = Counter(report.files[row.file] for row in rows)
    for table in tables:
        name, year = table.source.name, table.source.year
        number = late[name]
        if year and number > max(HANDFUL, REJECTED_SHARE_LIMIT * (number + kept[name])):
            raise ReturnRefusedError(
                f"The name of {name} says {year}, but {number} of its rows are dated after 31 March {year}. Say which "
                "year the return ends in (2025 for April 2024 to March 2025), or rename the file.",
                report,
            )


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
