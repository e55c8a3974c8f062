"""What is left in each home while sets are placed one after another, and first-come placing by it."""

from collections import defaultdict

import numpy as np

from .columns import Columns, Part
from .problem import Index, rules_out


class Ledger:
    """Places, bedrooms and shares of the usual limit still free, and who has been placed where."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        pool = columns.pool
        self.vacant, self.rooms = pool.vacant.copy(), pool.rooms_free.copy()
        self.room = np.minimum(pool.vacant, np.maximum(0, columns.rules.usual_limit - pool.held))
        self.chosen: list[int] = []
        self.there: dict[int, list[int]] = defaultdict(list)
        self.placed: set[tuple[int, int]] = set()

    def takes(self, column: int) -> bool:
        """Could this column be added to what is placed already?"""
        c, home = self.columns, int(self.columns.home[column])
        part = c.parts[c.part[column]]
        if any((part.group, member) in self.placed for member in part.members):
            return False
        if part.need.size > self.vacant[home] or c.rooms[column] > self.rooms[home]:
            return False
        if c.units[column] > self.room[home]:
            return False
        return all(self._side_by_side(part, c.parts[c.part[k]], home) for k in self.there[home])

    def _side_by_side(self, part: Part, other: Part, home: int) -> bool:
        if part.group == other.group:
            return len(part.need.group.children) <= int(self.columns.pool.sibling_max[home])
        return not (rules_out(part.need, other.need) or rules_out(other.need, part.need))

    def add(self, column: int) -> None:
        c, home = self.columns, int(self.columns.home[column])
        part = c.parts[c.part[column]]
        self.vacant[home] -= part.need.size
        self.rooms[home] -= c.rooms[column]
        self.room[home] -= c.units[column]
        self.there[home].append(column)
        self.placed.update((part.group, member) for member in part.members)
        self.chosen.append(column)


def first_come(columns: Columns) -> Index:
    """Each group in the order it was referred takes the best home left, whole if it can, else its largest parts."""
    ledger = Ledger(columns)
    best = np.lexsort((columns.home, columns.journey, -columns.score, -columns.size))
    by_group: dict[int, list[int]] = defaultdict(list)
    group_of = np.array([part.group for part in columns.parts])[columns.part] if len(columns) else columns.part
    for column in best:
        by_group[int(group_of[column])].append(int(column))
    for index in sorted(by_group, key=lambda g: (columns.groups[g].referred_at, columns.groups[g].id)):
        for column in by_group[index]:
            if ledger.takes(column):
                ledger.add(column)
    return np.array(sorted(ledger.chosen), np.intp)
