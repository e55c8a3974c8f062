"""The rows that keep a plan lawful, as sparse arrays for a solver.

Core rows: each child at most once; places, bedrooms and the usual limit of each home that could take two sets.
Side rows: one set of a group per home where the home takes no sibling group that large; ``not_with`` between
groups. Side rows are left out of the pricing LP, which stays a valid bound without them.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .columns import Columns
from .company import broken
from .need import Need

Index = NDArray[np.intp]
Entries = list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]]


@dataclass
class Rows:
    """Row bounds and entries (row, column, value); columns are positions in the kept list."""

    upper: list[float]
    entries: Entries

    def add(self, columns: NDArray[np.int64], values: NDArray[np.float64], upper: float) -> None:
        self.entries.append((np.full(len(columns), len(self.upper)), columns, values))
        self.upper.append(upper)

    def by_column(self, n: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        """(start, row index, value) in column order, ``n`` columns."""
        if not self.entries:
            return np.zeros(n + 1, np.int32), np.empty(0, np.int32), np.empty(0)
        rows, columns, values = (np.concatenate(x) for x in zip(*self.entries, strict=True))
        order = np.lexsort((rows, columns))
        start = np.zeros(n + 1, np.int32)
        np.cumsum(np.bincount(columns, minlength=n), out=start[1:])
        return start, rows[order].astype(np.int32), values[order]


class CoreRows:
    """Row numbers of the core rows, fixed for all columns, so that columns can be added as pricing finds them."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        pool = columns.pool
        self.child_row: dict[tuple[int, int], int] = {}
        upper: list[float] = []
        for part in columns.parts:
            group = columns.groups[part.group]
            for member in part.members[:1] if group.whole_only else part.members:
                if (part.group, member) not in self.child_row:
                    self.child_row[part.group, member] = len(upper)
                    upper.append(1.0)
        part_rows = [
            [self.child_row[p.group, m] for m in (p.members[:1] if columns.groups[p.group].whole_only else p.members)]
            for p in columns.parts
        ]
        self.lengths = np.array([len(rows) for rows in part_rows], np.int64)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self.child_rows = np.array([row for rows in part_rows for row in rows], np.int64)
        self._owner = np.repeat(np.arange(len(part_rows)), self.lengths)
        room = np.minimum(pool.vacant, np.maximum(0, columns.rules.usual_limit - pool.held))
        used = np.zeros(len(pool), np.bool_)
        used[columns.home] = True
        # A home with one place is closed by its places row alone.
        self.place_row = self._number(used, upper, pool.vacant)
        self.room_row = self._number(used & (pool.vacant > 1), upper, pool.rooms_free)
        self.unit_row = self._number(used & (pool.vacant > 1), upper, room)
        self.upper = np.array(upper)

    @cached_property
    def _several(self) -> tuple[Index, NDArray[np.int32]]:
        """Columns in homes with rows for bedrooms and the usual limit, and their homes."""
        where = np.flatnonzero((self.room_row >= 0)[self.columns.home])
        return where, self.columns.home[where]

    @staticmethod
    def _number(which: NDArray[np.bool_], upper: list[float], bound: NDArray[np.int32]) -> NDArray[np.int64]:
        rows = np.full(len(which), -1)
        chosen = np.flatnonzero(which)
        rows[chosen] = len(upper) + np.arange(len(chosen))
        upper.extend(bound[chosen].astype(float).tolist())
        return rows

    def entries(self, keep: Index) -> Entries:
        """Core entries of the kept columns, numbered from 0 in the order of ``keep``."""
        columns = self.columns
        part, home = columns.part[keep], columns.home[keep]
        lengths = self.lengths[part]
        mine = np.repeat(np.arange(len(keep)), lengths)
        offset = np.arange(len(mine)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found: Entries = [(self.child_rows[self.starts[part][mine] + offset], mine, np.ones(len(mine)))]
        for row, take in (
            (self.place_row, columns.size),
            (self.room_row, columns.rooms),
            (self.unit_row, columns.units),
        ):
            value = take[keep].astype(float)
            touched = np.flatnonzero((row[home] >= 0) & (value > 0))
            found.append((row[home][touched], touched, value[touched]))
        return found

    def reduced(self, worth: NDArray[np.float64], dual: NDArray[np.float64]) -> NDArray[np.float64]:
        """Reduced worth of every column at the given row prices."""
        columns, priced = self.columns, np.append(dual, 0.0)
        of_part = np.bincount(self._owner, dual[self.child_rows], len(self.lengths))
        out: NDArray[np.float64] = worth - of_part[columns.part]
        out -= columns.size * priced[self.place_row][columns.home]
        where, home = self._several
        if len(where):
            charged = columns.rooms[where] * priced[self.room_row][home]
            charged += columns.units[where] * priced[self.unit_row][home]
            out[where] -= charged
        return out


def full_rows(core: CoreRows, keep: Index) -> Rows:
    """Core and side rows over the kept columns."""
    rows = Rows(core.upper.tolist(), core.entries(keep))
    for home, positions in _shared_homes(core.columns, keep):
        _one_part_rows(core.columns, keep, home, positions, rows)
        _company_rows(core.columns, keep, positions, rows, int(core.columns.pool.vacant[home]))
    return rows


def _shared_homes(columns: Columns, keep: Index) -> list[tuple[int, NDArray[np.int64]]]:
    """Homes that could take two sets, each with the positions of its kept columns."""
    home = columns.home[keep]
    order = np.argsort(home, kind="stable")
    homes, first = np.unique(home[order], return_index=True)
    last = np.append(first[1:], len(order))
    several = (columns.pool.vacant[homes] > 1) & (last - first > 1)
    return [(int(homes[i]), order[first[i] : last[i]]) for i in np.flatnonzero(several)]


def _one_part_rows(columns: Columns, keep: Index, home: int, positions: NDArray[np.int64], rows: Rows) -> None:
    """Two halves of a group in one home are a sibling group there, however they are written down."""
    by_group: dict[int, list[int]] = defaultdict(list)
    part = columns.part[keep[positions]]
    large = columns.divisible[part] > columns.pool.sibling_max[home]
    for position, k in zip(positions[large].tolist(), part[large].tolist(), strict=True):
        by_group[columns.parts[k].group].append(position)
    for found in by_group.values():
        if len(found) > 1:
            rows.add(np.array(found), np.ones(len(found)), 1.0)


def _company_rows(columns: Columns, keep: Index, positions: NDArray[np.int64], rows: Rows, most: int) -> None:
    """For each set with a ``not_with``: either it, or up to ``most`` sets of other groups that it rules out."""
    here = columns.part[keep[positions]]
    asking = np.flatnonzero(columns.particular[here])
    parts = [columns.parts[k] for k in here] if len(asking) else []
    for position, part in ((positions[i], parts[i]) for i in asking):
        clash = [
            int(p)
            for p, other in zip(positions, parts, strict=True)
            if other.group != part.group and rules_out(part.need, other.need)
        ]
        if clash:
            weight = min(most, len(clash))
            values = np.ones(len(clash) + 1)
            values[0] = weight
            rows.add(np.array([int(position), *clash]), values, float(weight))


def rules_out(need: Need, other: Need) -> bool:
    """Does a child of ``need`` have a ``not_with`` that a child of ``other`` breaks?"""
    teen = need.rules.teen_age
    return any(
        broken(child, code, person, teen) is True
        for child in need.children
        for code in child.not_with or ()
        for person in other.children
    )
