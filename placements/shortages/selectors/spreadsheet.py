"""Blocks as a spreadsheet: one sheet a block, with its day, coverage and notes below, like the CSV."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from placements.shortages.selectors.blocks import Block, Value

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_xlsx(blocks: Iterable[Block]) -> bytes:
    book = Workbook()
    for number, block in enumerate(blocks):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = block.name[:31]
        _fill(sheet, block)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, block: Block) -> None:
    lines: list[list[Value]] = [[heading for _key, heading in block.columns], *map(list, block.rows), []]
    lines += [[block.title], ["As of", block.as_of.isoformat()], ["Coverage", block.coverage]]
    lines += [["Note", note] for note in block.notes]
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(row, column, value)
            assert isinstance(cell, Cell)
            if isinstance(value, str):
                cell.data_type = "s"  # text stays text: nothing here is ever a formula
            if row == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
