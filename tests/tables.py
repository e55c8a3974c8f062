"""Figures as a reader finds them: tables of a page by caption, of a CSV file, of a spreadsheet."""

import csv
import io
from html.parser import HTMLParser

import openpyxl

Table = list[list[str]]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Table] = {}
        self._caption, self._text, self._rows = "", "", Table()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("caption", "th", "td"):
            self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = " ".join(self._text.split())
        elif tag in ("th", "td"):
            self._rows[-1].append(self._text.strip())
        elif tag == "table":
            self.found[self._caption] = self._rows


def page_tables(html: str) -> dict[str, Table]:
    """caption -> rows of text, headings first."""
    parser = _Tables()
    parser.feed(html)
    return parser.found


def csv_table(text: str) -> Table:
    """Headings and rows, to the first empty line: day, coverage and notes stand below it."""
    rows = list(csv.reader(io.StringIO(text)))
    return rows[: rows.index([])]


def sheet_table(book: bytes, name: str) -> list[list[object]]:
    """The same of one sheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(book))[name[:31]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    end = next(at for at, row in enumerate(rows) if all(value is None for value in row))
    return rows[:end]
