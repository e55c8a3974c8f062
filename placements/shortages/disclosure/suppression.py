"""Withhold small counts, and as many others as it takes that nobody can work them out.

Primary: counts that are small by the rule. Secondary: while an attacker who sees everything published,
and is even told which cells are small, could narrow a withheld cell to fewer than the promised choices,
one of the shown cells that allow it is withheld too. Which one depends on what would be shown, not on
the exact counts: leaves before totals, smaller before larger, true zeros last.
"""

from collections.abc import Sequence
from functools import cached_property

from placements.shortages.disclosure.publication import WITHHELD, Cell, Fact, Published, Rule, small_limits
from placements.shortages.disclosure.ranges import UNBOUNDED, Extreme, Ranges
from placements.shortages.disclosure.table import Key, Table

DEFAULT_RULE = Rule()


class CannotProtectError(ValueError):
    """Nothing more can be withheld, because the rest is already public."""


def publish(
    table: Table,
    rule: Rule = DEFAULT_RULE,
    *,
    already: Published | None = None,
    facts: Sequence[Fact] = (),
    secondary: bool = True,
    told: bool = True,
) -> Published:
    """What may be shown of a table.

    `already` is an earlier publication that shares cells with this one (last month's, say): what it
    shows cannot be taken back and what it withholds stays withheld. `facts` are known from elsewhere.
    `secondary` is off only to show what goes wrong without it. `told`: safe even against a reader who is
    told which cells are small; no reader is, and where exact totals are known from elsewhere that can be
    too much to ask. CannotProtectError if the earlier publication or the facts leave no way.
    """
    limits = small_limits(table, rule)
    before = dict(already.cells) if already is not None else {}
    cells = {}
    for key, count in table.counts.items():
        if key in table.hidden:
            continue
        if key in before:
            cells[key] = before[key]
        else:
            cells[key] = Cell(None, WITHHELD) if key in limits else Cell(rule.rounded(count))
    if secondary:
        _Protection(table, rule, cells, limits, frozenset(before), facts, told).run()
    return Published(cells, table.families, table.hidden, rule)


def knowledge(
    cells: dict[Key, Cell], hidden: frozenset[Key], rule: Rule, told: dict[Key, int]
) -> dict[Key, tuple[int, int]]:
    """The least and greatest count of each cell by itself. `told` gives the limits of small cells."""
    bounds = {}
    for key in (*cells, *sorted(hidden)):
        cell = cells.get(key)
        if cell is not None and cell.value is not None:
            bounds[key] = rule.interval(cell.value)
        else:
            bounds[key] = (1, told[key]) if key in told else (0, UNBOUNDED)
    return bounds


def given_away_by(facts: Sequence[Fact], table: Table, rule: Rule) -> frozenset[Key]:
    """Cells of which fewer numbers are possible than the rule promises, before anything at all is published."""
    ranges = Ranges(dict.fromkeys(table.counts, (0, UNBOUNDED)), table.families, facts, table.counts)
    found = set()
    for key, cell in ranges.index.items():
        for upwards in (True, False):
            if ranges.span(cell) < rule.choices:
                ranges.extreme(cell, upwards, rule.choices)
        if ranges.span(cell) < rule.choices:
            found.add(key)
    return frozenset(found)


class _Protection:
    """One run of secondary suppression: a work list of withheld cells, each made safe in turn."""

    def __init__(
        self,
        table: Table,
        rule: Rule,
        cells: dict[Key, Cell],
        limits: dict[Key, int],
        fixed: frozenset[Key],
        facts: Sequence[Fact],
        told: bool,
    ) -> None:
        self.rule, self.cells, self.fixed, self.table = rule, cells, fixed, table
        self.small, self.limits = frozenset(limits), limits if told else {}
        bounds = knowledge(cells, table.hidden, rule, self.limits)
        self.ranges, self.facts = Ranges(bounds, table.families, facts, table.counts), facts

    def run(self) -> None:
        index = self.ranges.index
        waiting = [key for key, cell in self.cells.items() if cell.value is None]
        # A hidden cell that is not small may be known: nobody promised to withhold it.
        waiting += sorted(key for key in self.table.hidden if key in self.small)
        self.ranges.stir([index[key] for key in waiting if not self._safe(key)], 3)
        for key in waiting:
            while not self._safe(key):
                stopped = [self.ranges.extreme(index[key], True, self._need(key))]
                if not self._safe(key):
                    stopped.append(self.ranges.extreme(index[key], False, self._need(key)))
                if self._safe(key):
                    break
                choice = self._withhold_one(key, stopped)
                if choice is None and not self._nought_among_three(key) and key not in self.known_anyway:
                    raise CannotProtectError(
                        f"{key} cannot be protected: everything that would have to be withheld is already public. "
                        "Do not publish this table; publish a coarser one."
                    )
                if choice is None:
                    break
                waiting.append(choice)

    def _need(self, key: Key) -> int:
        """How far apart its least and greatest must lie; a cell that might be nought has one choice less."""
        return self.rule.choices - 1 if key in self.limits else self.rule.choices

    def _safe(self, key: Key) -> bool:
        return self.ranges.span(self.ranges.index[key]) >= self._need(key)

    def _nought_among_three(self, key: Key) -> bool:
        """A true nought withheld for another's sake, with nothing left to withhold: 0, 1 and 2 are choices enough.

        Whoever takes it for a small count is wrong, and no small count is given away.
        """
        return self.table.counts[key] == 0 and self.ranges.span(self.ranges.index[key]) >= self.rule.choices - 1

    @cached_property
    def known_anyway(self) -> frozenset[Key]:
        """Cells that the facts alone give away, whatever is published: nothing that is withheld can hide them."""
        return given_away_by(self.facts, self.table, self.rule) if self.facts else frozenset()

    def _withhold_one(self, key: Key, stopped: Sequence[Extreme]) -> Key | None:
        """Withhold the cheapest shown cell among those that stop this one's range; None where all are public."""
        keys = self.ranges.keys
        candidates = {keys[number] for end in stopped for number in end.binding}
        if not any(map(self._may_go, candidates)):
            # Degenerate corners can hide what binds: look at every cell that shares a sum with this one.
            candidates = {
                member
                for family in self.table.families
                if key in (family.total, *family.parts)
                for member in (family.total, *family.parts)
            }
        if not any(map(self._may_go, candidates)):
            candidates = set(self.cells)
        choice = min(filter(self._may_go, candidates), key=self._cost, default=None)
        if choice is None:
            return None
        self.cells[choice] = Cell(None, WITHHELD)
        self.ranges.widen(self.ranges.index[choice], 0, UNBOUNDED)
        return choice

    def _may_go(self, key: Key) -> bool:
        cell = self.cells.get(key)
        return cell is not None and cell.value is not None and key not in self.fixed

    def _cost(self, key: Key) -> tuple[bool, int, int, Key]:
        shown = self.cells[key].value or 0
        return shown == 0, len(self.table.leaves_of[key]), shown, key
