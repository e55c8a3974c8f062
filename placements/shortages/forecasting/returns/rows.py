"""Rules that one row of the Header or Episodes table must meet. An error rejects the row, never the file."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from placements.shortages.forecasting.returns import codes
from placements.shortages.forecasting.returns.births import ChildIndex, Context, identifier_on
from placements.shortages.forecasting.returns.dates import BAD, BLANK, DateColumn
from placements.shortages.forecasting.returns.findings import ImportReport
from placements.shortages.forecasting.returns.tables import Table
from placements.shortages.forecasting.returns.year import LastDay


class EpisodeRow(NamedTuple):
    """One accepted episode row. Days are ordinals, `end` 0 while open; `file` indexes `report.files`."""

    child: int
    start: int
    end: int
    place: str
    new_carer: bool
    ending: str
    year: int
    file: int
    line: int


def _shown(code: str) -> str:
    return f'"{code}"' if re.fullmatch(r"[A-Za-z0-9]{1,4}", code) else "this value"


class EpisodeReader:
    """Reads one Episodes table against the children's dates of birth."""

    def __init__(
        self,
        table: Table,
        report: ImportReport,
        children: ChildIndex,
        births: dict[int, int],
        file: int,
        last: LastDay,
    ) -> None:
        self.table, self.report, self.children, self.births, self.file = table, report, children, births, file
        self.context = Context(table, report, report.findings)
        self.dates = DateColumn(table.source.name)
        self.year = table.source.year
        self.last = last
        self.numbers: dict[str, int] = {}
        self.good: dict[tuple[str, str, str, str], bool] = {}

    def read(self) -> list[EpisodeRow]:
        """Rows that met every rule; the rest are in the report."""
        found = []
        columns = self.table.columns
        order = [columns[name] for name in ("CHILD", "DECOM", "RNE", "PLACE", "PLACE_PROVIDER", "DEC", "REC")]
        at_legal, width = columns.get("LS", -1), max(order) + 1
        for line, row in self.table.rows():
            self.report.episode_rows += 1
            row += [""] * (width - len(row))
            if 0 <= at_legal < len(row) and row[at_legal].strip().upper() in codes.SHORT_BREAKS:
                self.report.short_break_rows += 1
                continue
            accepted = self._accept(line, [row[at].strip() for at in order])
            if accepted:
                found.append(accepted)
            else:
                self.report.rejected_episode_rows += 1
        return found

    def _accept(self, line: int, values: list[str]) -> EpisodeRow | None:
        identifier, decom, rne, place, provider, dec, rec = values
        rne, place, provider, rec = rne.upper(), place.upper(), provider.upper(), rec.upper()
        child = self._child(identifier, line)
        if child is None or not self._codes(line, (rne, place, provider, rec)):
            return None
        start, end = self.dates.read(decom, line), self.dates.read(dec, line)
        if not self._days(line, start, end, rec) or not self._life(line, child, start, end):
            return None
        return EpisodeRow(child, start, end, place, rne in codes.NEW_CARER_STARTS, rec, self.year or 0, self.file, line)

    def _error(self, line: int, column: str, code: str, message: str, fix: str) -> bool:
        self.context.add(True, line, column, code, message, fix)
        return False

    def _child(self, identifier: str, line: int) -> int | None:
        if not identifier:
            self._error(line, "CHILD", "child-missing", "The row has no child identifier.", "Fill in CHILD.")
            return None
        child = self.numbers.get(identifier)
        if child is None:
            identifier_on(self.table, line, identifier)
            child = self.numbers[identifier] = self.children.number(identifier)
        if child in self.children.several:
            self._error(
                line, "CHILD", "several-birth-dates",
                "Header gives this identifier several dates of birth: it is not one child.",
                "Give each child its own CHILD in both tables, or correct the date of birth in Header.",
            )  # fmt: skip
            return None
        if child in self.births:
            return child
        self._error(
            line, "CHILD", "child-without-header", "No Header row has this child.",
            "Add the child to the Header table, or correct CHILD.",
        )  # fmt: skip
        return None

    def _codes(self, line: int, values: tuple[str, str, str, str]) -> bool:
        if self.good.get(values):
            return True
        rne, place, provider, rec = values
        sure = True
        for column, code, known, may_be_blank in (
            ("RNE", rne, codes.STARTS, False),
            ("PLACE", place, codes.PLACES, False),
            ("PLACE_PROVIDER", provider, codes.PROVIDERS, True),
            ("REC", rec, codes.ENDINGS, True),
        ):
            if not code and may_be_blank:
                continue
            standing = codes.in_code_set(known, code, self.year)
            if standing is None:
                return self._unknown_code(line, column, code)
            if not standing:
                sure = False
                self._other_year(line, column, code, known[code])
        self.good[values] = sure
        return True

    def _unknown_code(self, line: int, column: str, code: str) -> bool:
        what = f"{_shown(code)} is not a {column} code of any year." if code else f"{column} is blank."
        fix = f"Use a {column} code from the SSDA903 guide for the year."
        return self._error(line, column, f"unknown-{column.lower().replace('_', '-')}", what, fix)

    def _other_year(self, line: int, column: str, code: str, years: tuple[int, int]) -> None:
        self.context.add(
            False, line, column, "code-of-another-year",
            f"{_shown(code)} is a {column} code of {years[0]} to {years[1]}, not of {self.year}. "
            "The row is kept.",
            f"Check that {code} is meant.",
        )  # fmt: skip

    def _days(self, line: int, start: int, end: int, rec: str) -> bool:
        style = "Write it as dd/mm/yyyy or yyyy-mm-dd."
        if start <= 0:
            what = "is blank" if start == BLANK else "is not a date"
            return self._error(line, "DECOM", "bad-date", f"The day the episode began {what}.", style)
        if end == BAD:
            return self._error(line, "DEC", "bad-date", "The day the episode ended is not a date.", style)
        if end and end < start:
            return self._error(
                line, "DEC", "ends-before-start", "The episode ends before it began.", "Correct DECOM or DEC."
            )
        if not end and rec and rec != "X1":
            return self._error(
                line, "DEC", "ending-without-date", "There is a reason for ending (REC) but no date.",
                "Fill in DEC, or clear REC if the episode goes on.",
            )  # fmt: skip
        if start > self.last.day or end > self.last.day:
            return self._error(
                line, "DECOM" if start > self.last.day else "DEC", "after-the-return",
                f"The date is after {self.last.told}.",
                "Correct the date, or put the row into the return of its year.",
            )  # fmt: skip
        return True

    def _life(self, line: int, child: int, start: int, end: int) -> bool:
        born = self.births[child]
        if born == BLANK:
            return True
        if start < born or (end and end < born):
            column = "DECOM" if start < born else "DEC"
            return self._error(
                line, column, "before-birth", "The date is before the child was born.",
                "Correct the date, or the date of birth in Header.",
            )  # fmt: skip
        if not end and self.year and adult_day(born) < self.last.day:
            return self._error(line, "DEC", "open-after-18", OPEN_AFTER_18, CLOSE_AT_18)
        return True


OPEN_AFTER_18 = "The episode is still open although the child has turned 18."
CLOSE_AT_18 = "Give the day it ended, or correct the date of birth in Header."


def adult_day(born: int) -> int:
    """Ordinal of the 18th birthday (28 February for those born on a 29th)."""
    day = date.fromordinal(born)
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 18, day.month, 28 if leap else day.day).toordinal()
