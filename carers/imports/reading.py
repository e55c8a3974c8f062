"""From CSV text to clean rows, or to every fault with its line, column and words. Knows no database."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.input.spreadsheets import is_blank

MOST_ROWS = 5000
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Column:
    """`clean` turns a cell into a value or raises ValueError with words; `example` stands in the template."""

    key: str
    clean: Callable[[str], Any]
    required: bool = False
    example: str = ""
    empty: Any = ""


@dataclass(frozen=True)
class Fault:
    """`line` as the spreadsheet numbers it, the heading being line 1; `column` is empty where the line is meant."""

    line: int
    column: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """`check` looks at a whole clean row and gives (column, words) of what does not fit together."""

    key: str
    columns: Sequence[Column]
    unique: str = ""
    check: Callable[[dict[str, Any]], list[tuple[str, str]]] = lambda row: []

    def template(self) -> list[list[str]]:
        return [[column.key for column in self.columns], [column.example for column in self.columns]]


@dataclass
class Reading:
    """`rows` pairs each line number with its values; to be used only where there are no faults."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def text_of(data: bytes) -> str:
    """UTF-8 with or without its mark, or the Windows encoding that spreadsheets save. ValueError in words."""
    if len(data) > MOST_BYTES:
        raise ValueError("The file is larger than 2 MB. Split it, and bring the parts in one after the other.")
    if data.startswith((b"PK", b"\xd0\xcf")):
        raise ValueError("This is a workbook, not CSV. In your spreadsheet choose “Save as”, then CSV.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(sheet: Sheet, text: str) -> Reading:
    """Every row clean, or every fault: a file is mended in one go, not one error at a time."""
    found = Reading()
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\0", "")), strict=True))
    except csv.Error as error:
        found.faults.append(Fault(1, "", f"This is not a CSV file that can be read: {error}."))
        return found
    if not lines or not any(cell.strip() for cell in lines[0]):
        found.faults.append(Fault(1, "", "The first line must hold the headings. Start from the template."))
        return found
    heads = [cell.strip().lower().replace(" ", "_") for cell in lines[0]]
    found.faults += _heading_faults(sheet, heads)
    if found.faults:
        return found
    if len(lines) - 1 > MOST_ROWS:
        found.faults.append(Fault(MOST_ROWS + 2, "", f"There are more than {MOST_ROWS:,} rows. Split the file."))
        return found
    for number, cells in enumerate(lines[1:], start=2):
        if not is_blank(cells):
            _read_line(sheet, found, number, heads, cells)
    if not found.rows and not found.faults:
        found.faults.append(Fault(2, "", "There is no row under the headings."))
    _find_twins(sheet, found)
    return found


def _heading_faults(sheet: Sheet, heads: list[str]) -> list[Fault]:
    known = {column.key for column in sheet.columns}
    faults = [Fault(1, head, f"“{head}” is not a column of the template. Remove or rename it.")
              for head in heads if head and head not in known]  # fmt: skip
    faults += [
        Fault(1, head, f"“{head}” stands there twice.") for head in sorted(set(heads)) if head and heads.count(head) > 1
    ]
    faults += [
        Fault(1, column.key, f"The column “{column.key}” is missing.")
        for column in sheet.columns
        if column.required and column.key not in heads
    ]
    return faults


def _cells_without_heading(heads: list[str], cells: list[str]) -> bool:
    unnamed = [cell for head, cell in zip(heads, cells, strict=False) if not head]
    return any(cell.strip() for cell in (*unnamed, *cells[len(heads) :]))


def _read_line(sheet: Sheet, found: Reading, number: int, heads: list[str], cells: list[str]) -> None:
    if _cells_without_heading(heads, cells):
        found.faults.append(Fault(number, "", "A cell stands under no heading. Name its column, or empty it."))
        return
    given = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
    row: dict[str, Any] = {}
    before = len(found.faults)
    for column in sheet.columns:
        text = given.get(column.key, "")
        if not text:
            row[column.key] = column.empty
            if column.required:
                found.faults.append(Fault(number, column.key, "This must not be empty."))
            continue
        try:
            row[column.key] = column.clean(text)
        except ValueError as error:
            found.faults.append(Fault(number, column.key, f"“{text[:60]}”: {error}"))
    if len(found.faults) == before:
        found.faults += [Fault(number, column, words) for column, words in sheet.check(row)]
    if len(found.faults) == before:
        found.rows.append((number, row))


def _find_twins(sheet: Sheet, found: Reading) -> None:
    seen: dict[str, int] = {}
    for number, row in found.rows if sheet.unique else []:
        value = str(row[sheet.unique]).casefold()
        if value in seen:
            found.faults.append(Fault(number, sheet.unique, f"The same as on line {seen[value]}."))
        seen.setdefault(value, number)
