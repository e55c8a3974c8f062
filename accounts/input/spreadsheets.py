"""What spreadsheets do to tables on the way: one judge for every reader of an uploaded file. Knows no Django."""

import re
from collections.abc import Sequence

# 123456789012 shown as 1.23457E+11 and saved as shown, or a column too narrow to show it at all.
_DAMAGED = re.compile(r"[-+]?\d+(?:[.,]\d+)?E\+\d+|[-+]?\d+[.,]\d+E\d+|#{2,}", re.IGNORECASE)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether every cell of a row is empty: such a row says nothing, and no reader counts it."""
    return not any(cell.strip() for cell in cells)


def is_damaged(identifier: str) -> bool:
    """Whether an identifier was turned into a rounded number (1.23457E+11): several become one, and none is itself.

    `12E10` may be somebody's own number, so a plain E without a point or a plus is left alone.
    """
    return _DAMAGED.fullmatch(identifier.strip()) is not None
