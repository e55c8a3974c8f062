"""Clique cuts: in a home with few places, sets too large to live there side by side add up to at most one.

With V places, any two sets of at least t children (2t > V) exclude each other, and each of them excludes every
set of one more group with at least V - t + 1 children. The linear relaxation breaks these rows in a few dozen
homes; adding only the broken ones brings its bound down to the best plan, or nearly.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, Floats
from .problem import Entries, Index

BROKEN_BY = 1e-4


@dataclass(frozen=True, slots=True)
class Cut:
    """At most one of: sets of ``least`` children or more in a home, and sets of ``group`` that they exclude."""

    home: int
    least: int
    group: int


class Cuts:
    """The cuts found so far, each with the positions of its columns among all columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.size = columns.size
        self.group = np.array([part.group for part in columns.parts], np.int32)[columns.part]
        self.by_home = np.argsort(columns.home, kind="stable")
        self.starts = np.searchsorted(columns.home[self.by_home], np.arange(len(columns.pool) + 1))
        self.found: dict[Cut, Index] = {}

    def __len__(self) -> int:
        return len(self.found)

    def members(self, cut: Cut) -> Index:
        """Positions of all columns of a cut, whether priced in or not."""
        here = self.by_home[self.starts[cut.home] : self.starts[cut.home + 1]]
        partner = self.columns.pool.vacant[cut.home] - cut.least + 1
        size = self.size[here]
        chosen: Index = here[(size >= cut.least) | ((self.group[here] == cut.group) & (size >= partner))]
        return chosen

    def separate(self, positions: Index, values: Floats) -> list[Cut]:
        """Cuts that a relaxed plan breaks: ``values`` of the columns at ``positions``. They are kept."""
        touched = np.flatnonzero(values > BROKEN_BY)
        vacant = self.columns.pool.vacant[self.columns.home[positions[touched]]]
        broken: list[Cut] = []
        by_home: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for k in touched[vacant > 1]:
            column = positions[k]
            row = (int(self.group[column]), int(self.size[column]), float(values[k]))
            by_home[int(self.columns.home[column])].append(row)
        for home, rows in by_home.items():
            broken.extend(self._broken(home, rows))
        for cut in broken:
            self.found[cut] = self.members(cut)
        return broken

    def _broken(self, home: int, rows: list[tuple[int, int, float]]) -> list[Cut]:
        vacant, out = int(self.columns.pool.vacant[home]), []
        for least in range(vacant // 2 + 1, vacant + 1):
            large = sum(x for _, size, x in rows if size >= least)
            for group in sorted({group for group, _, _ in rows}):
                partner = vacant - least + 1
                mine = sum(x for g, size, x in rows if g == group and partner <= size < least)
                cut = Cut(home, least, group)
                if large + mine > 1 + BROKEN_BY and cut not in self.found:
                    out.append(cut)
        return out

    def entries(self, cuts: list[Cut], first_row: int, keep: Index) -> Entries:
        """Entries of the kept columns in these cuts, rows numbered from ``first_row``, columns as in ``keep``."""
        where = np.full(len(self.columns), -1)
        where[keep] = np.arange(len(keep))
        out: Entries = []
        for i, cut in enumerate(cuts):
            columns = where[self.found[cut]]
            columns = columns[columns >= 0]
            out.append((np.full(len(columns), first_row + i), columns, np.ones(len(columns))))
        return out

    def charge(self, reduced: Floats, prices: NDArray[np.float64]) -> None:
        """Take the prices of the cuts, in the order found, from the reduced worth of their columns."""
        for columns, price in zip(self.found.values(), prices, strict=True):
            if price > 0:
                reduced[columns] -= price
