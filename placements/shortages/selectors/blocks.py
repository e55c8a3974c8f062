"""A block: one table of figures with its day and coverage. Page, CSV, JSON and API all show a block, so they agree."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from placements.shortages.disclosure.publication import WITHHELD

Value = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Block:
    """`columns`: (key, heading) pairs, the first one names the row. `notes`: what a reader must know."""

    name: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]
    as_of: date
    coverage: str
    notes: Sequence[str] = ()

    @property
    def words(self) -> list[bool]:
        """Which columns hold words: they are set to the left. Numbers, and a mark for a withheld one, to the right."""
        return [any(_is_words(row[at]) for row in self.rows) for at in range(len(self.columns))]

    def table(self) -> dict[str, Any]:
        """As the table macro of charts takes it."""
        head = [heading for _, heading in self.columns]
        return {"caption": self.title, "head": head, "rows": self.rows, "words": self.words}

    def as_json(self) -> dict[str, Any]:
        keys = [key for key, _ in self.columns]
        return {
            "name": self.name,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "coverage": self.coverage,
            "notes": list(self.notes),
            "rows": [dict(zip(keys, row, strict=True)) for row in self.rows],
        }

    def as_csv(self) -> str:
        """Comma-separated, with day, coverage and notes in rows below the table."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([heading for _, heading in self.columns])
        writer.writerows([_safe(value) for value in row] for row in self.rows)
        writer.writerow([])
        writer.writerow(["As of", self.as_of.isoformat()])
        writer.writerow(["Coverage", self.coverage])
        writer.writerows(["Note", note] for note in self.notes)
        return out.getvalue()


def _is_words(value: Value) -> bool:
    return isinstance(value, str) and value not in ("", WITHHELD)


def _safe(value: Value) -> Value:
    """A spreadsheet must not run a cell: text that looks like a formula gets a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
