"""Who the children of a return are: identifiers replaced at once, dates of birth, and those that are no one child."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from accounts.input.spreadsheets import is_damaged
from placements.shortages.forecasting.returns.dates import BAD, BLANK, DateColumn
from placements.shortages.forecasting.returns.findings import Finding, ImportReport, ReturnRefusedError
from placements.shortages.forecasting.returns.tables import Table


class ChildIndex:
    """Numbers children by keyed hash, so that the council's own identifier is forgotten at once."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("The key that replaces children's identifiers needs at least 16 bytes.")
        self._key = key
        self._index: dict[str, int] = {}
        self.several: dict[int, str] = {}  # identifiers that several children share, and the lines that show it

    def number(self, identifier: str) -> int:
        digest = hmac.new(self._key, identifier.encode(), hashlib.sha256).hexdigest()[:32]
        return self._index.setdefault(digest, len(self._index))

    def keys(self) -> tuple[str, ...]:
        return tuple(self._index)


@dataclass
class Context:
    """A table and the findings of its import."""

    table: Table
    report: ImportReport
    findings: list[Finding]

    def add(self, error: bool, line: int, column: str, code: str, message: str, fix: str) -> None:
        self.findings.append(Finding(error, self.table.source.name, line, column, code, message, fix))


def read_births(table: Table, report: ImportReport, children: ChildIndex, births: dict[int, int]) -> None:
    """Dates of birth by child number, `BLANK` where the return has none. From Header or UASC rows.

    An identifier with several dates of birth within one table is no child: its rows are rejected, each by its line.
    """
    context = Context(table, report, report.findings)
    dates = DateColumn(table.source.name)
    at_child, at_born = table.columns["CHILD"], table.columns.get("DOB")
    is_header = table.kind == "header"
    read: list[tuple[int, int, int]] = []
    for line, row in table.rows():
        report.header_rows += is_header
        identifier = identifier_on(table, line, row[at_child] if at_child < len(row) else "")
        if not identifier:
            report.rejected_header_rows += is_header
            context.add(True, line, "CHILD", "child-missing", "The row has no child identifier.", "Fill in CHILD.")
            continue
        born = dates.read(row[at_born], line) if at_born is not None and at_born < len(row) else BLANK
        read.append((line, children.number(identifier), born))
    _find_several(read, children)
    for line, child, born in read:
        if child in children.several and is_header:
            report.rejected_header_rows += 1
            context.add(
                True, line, "DOB", "several-birth-dates",
                f"This identifier has several dates of birth ({children.several[child]}): it is not one child.",
                "Give each child its own CHILD, or correct the date of birth.",
            )  # fmt: skip
        else:
            _take_birth(context, line, child, born, births)


def identifier_on(table: Table, line: int, text: str) -> str:
    """The identifier of a row. One that a spreadsheet has rounded refuses the file: several children share it, and
    which is which cannot be told from any row."""
    identifier = text.strip()
    if is_damaged(identifier):
        raise ReturnRefusedError(
            f"{table.source.name}, line {line}: CHILD was changed by a spreadsheet (it is written like 1.23E+11), so "
            "that several children have become one. Export the table again and save it without opening it in a "
            "spreadsheet, or with CHILD formatted as text."
        )
    return identifier


def _find_several(read: list[tuple[int, int, int]], children: ChildIndex) -> None:
    found: dict[int, dict[int, int]] = {}
    for line, child, born in read:
        if born > 0:
            found.setdefault(child, {}).setdefault(born, line)
    for child, lines in found.items():
        if len(lines) > 1:
            children.several[child] = "lines " + ", ".join(map(str, sorted(lines.values())[:4]))


def _take_birth(context: Context, line: int, child: int, born: int, births: dict[int, int]) -> None:
    is_header = context.table.kind == "header"
    if born <= 0:
        births.setdefault(child, BLANK)
        if is_header:
            _no_birth_date(context, line, born)
        return
    if is_header and births.get(child, born) not in (born, BLANK):
        context.add(
            False, line, "DOB", "birth-date-differs",
            "The date of birth differs from an earlier row for the same child; this one is used.",
            "Correct the date of birth in the earlier return.",
        )  # fmt: skip
    births[child] = born


def _no_birth_date(context: Context, line: int, born: int) -> None:
    what = "is not a date" if born == BAD else "is blank"
    context.add(
        False, line, "DOB", "birth-date-unknown",
        f"The date of birth {what}. The child is kept without an age and left out of forecasts.",
        "Give the date of birth as dd/mm/yyyy or yyyy-mm-dd.",
    )  # fmt: skip
