"""What the public sees of a table, and what anyone can deduce about one shown cell by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from placements.shortages.disclosure.table import Family, Key, Table

WITHHELD: Literal["c"] = "c"


@dataclass(frozen=True)
class Rule:
    """Counts from 1 to `threshold` are withheld; others are rounded to `base` (odd; 1 leaves them
    exact).

    `choices` is what is promised: whatever is deduced from everything published, a withheld small count
    can still be at least so many different numbers. Symbols as in DfE's statistics: `c` withheld, a
    shown 0 is a true 0.
    """

    threshold: int = 5
    base: int = 5
    choices: int = 3

    def __post_init__(self) -> None:
        if self.base < 1 or self.base % 2 == 0:
            raise ValueError("Round to an odd number, so that no count lies halfway.")
        if not 2 <= self.choices <= self.threshold:
            raise ValueError("A withheld count must keep at least two choices and no more than there are.")

    def rounded(self, count: int) -> int:
        return (count + self.base // 2) // self.base * self.base

    def interval(self, shown: int) -> tuple[int, int]:
        """The least and the greatest count that are shown as `shown`."""
        if shown == 0:
            return 0, 0
        half = self.base // 2
        return max(shown - half, self.threshold + 1), shown + half


@dataclass(frozen=True)
class Cell:
    """One published cell: a rounded value, or None with the symbol `c`."""

    value: int | None
    symbol: Literal["", "c"] = ""

    @property
    def text(self) -> str:
        return self.symbol if self.value is None else f"{self.value:,}"


@dataclass(frozen=True)
class Fact:
    """Something known from elsewhere: the sum of coefficient × count lies from `low` to `high`."""

    coefficients: Mapping[Key, int]
    low: int
    high: int


@dataclass(frozen=True)
class Published:
    """A publication: the cells, the sums that tie them, and cells that follow without being shown."""

    cells: Mapping[Key, Cell]
    families: tuple[Family, ...]
    hidden: frozenset[Key]
    rule: Rule

    @property
    def withheld(self) -> frozenset[Key]:
        return frozenset(key for key, cell in self.cells.items() if cell.value is None)

    def change(self, earlier: Key, later: Key) -> Cell:
        """A change between two cells, from what is shown of them and nothing else."""
        before, after = self.cells[earlier].value, self.cells[later].value
        if before is None or after is None:
            return Cell(None, WITHHELD)
        return Cell(after - before)


def small_limits(table: Table, rule: Rule) -> dict[Key, int]:
    """The cells to withhold for themselves, each with the greatest count that would be.

    A count is small from 1 to the threshold. A total is also small if it is less than `choices` above
    the number of small counts beneath it: five counts of 1 under a total of at most 5 could be nothing
    else.
    """
    leaves = {leaf for below in table.leaves_of.values() for leaf in below}
    tiny = {leaf for leaf in leaves if 1 <= table.counts[leaf] <= rule.threshold}
    limits = {}
    for key, count in table.counts.items():
        below = len(table.leaves_of[key] & tiny)
        limit = rule.threshold if key in leaves else max(rule.threshold, below + rule.choices - 1)
        if 1 <= count <= limit:
            limits[key] = limit
    return limits
