"""What is published together: counts, and the sums that tie them.

A key has one entry for each dimension, `TOTAL` where it is summed. A family says that one cell is the
sum of others. Rows, columns, totals, filters and months are all just cells and families, so the rule and
the attacker need not know which is which.
"""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Key = tuple[str, ...]

TOTAL = "*"


@dataclass(frozen=True)
class Family:
    """`total` is the sum of `parts`."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Table:
    """Every count of a published set, as whole numbers from 0 up.

    `hidden` cells are never shown but follow from others (what a filter leaves out, say): they are
    protected too. ValueError if a family names a cell without a count or does not add up.
    """

    counts: Mapping[Key, int]
    families: tuple[Family, ...] = ()
    hidden: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        for key, count in self.counts.items():
            if count < 0:
                raise ValueError(f"{key}: a count cannot be below nought.")
        for family in self.families:
            missing = [key for key in (family.total, *family.parts) if key not in self.counts]
            if missing:
                raise ValueError(f"{missing[0]} has no count but is part of a sum.")
            if self.counts[family.total] != sum(self.counts[part] for part in family.parts):
                raise ValueError(f"{family.total} is not the sum of its parts.")

    @cached_property
    def leaves_of(self) -> dict[Key, frozenset[Key]]:
        """The cells at the bottom under each cell; a cell that is no sum has itself alone."""
        parts: dict[Key, tuple[Key, ...]] = {}
        for family in self.families:
            parts.setdefault(family.total, family.parts)
        found: dict[Key, frozenset[Key]] = {}

        def visit(key: Key) -> frozenset[Key]:
            if key not in found:
                below = parts.get(key)
                found[key] = frozenset().union(*map(visit, below)) if below else frozenset([key])
            return found[key]

        for key in self.counts:
            visit(key)
        return found


@dataclass(frozen=True)
class Dimension:
    """One way to break counts down. `groups` are named unions of values, such as regions."""

    name: str
    values: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]] | None = None

    def members(self, level: str) -> tuple[str, ...]:
        if level == TOTAL:
            return self.values
        return (self.groups or {}).get(level, (level,))

    @property
    def levels(self) -> tuple[str, ...]:
        return (*self.values, *(self.groups or {}), TOTAL)


def every_margin(names: Sequence[str], always: Collection[str] = ()) -> frozenset[frozenset[str]]:
    """All the ways to keep some dimensions and sum the others; those in `always` are kept."""
    free = [name for name in names if name not in always]
    sizes = range(len(free) + 1)
    return frozenset(
        frozenset(always) | frozenset(kept) for size in sizes for kept in itertools.combinations(free, size)
    )


def nested_margins(names: Sequence[str], always: Collection[str] = ()) -> frozenset[frozenset[str]]:
    """A fixed drill-down in the order given: each level keeps one dimension more."""
    free = [name for name in names if name not in always]
    return frozenset(frozenset(always) | frozenset(free[:size]) for size in range(len(free) + 1))


def cross_table(
    leaves: Mapping[Key, int], dimensions: Sequence[Dimension], margins: Iterable[Collection[str]]
) -> Table:
    """Build the published set of a cross table.

    `leaves` gives the count of each combination of values (absent means 0). `margins` says which
    dimensions each part of the publication keeps; the full breakdown is always tied in, and stays hidden
    unless it is a margin.
    """
    names = [dimension.name for dimension in dimensions]
    shown = {frozenset(margin) for margin in margins}
    everything = frozenset(names)
    counts: dict[Key, int] = {}
    families = []
    for key in itertools.product(*(dimension.levels for dimension in dimensions)):
        if frozenset(_kept(key, names)) in shown | {everything}:
            counts[key] = sum(leaves.get(leaf, 0) for leaf in _below(key, dimensions))
    for key in counts:
        families += _families(key, dimensions, counts)
    hidden = frozenset(key for key in counts if everything not in shown and frozenset(_kept(key, names)) == everything)
    return Table(counts, tuple(families), hidden)


def _kept(key: Key, names: Sequence[str]) -> list[str]:
    return [name for name, level in zip(names, key, strict=True) if level != TOTAL]


def _families(key: Key, dimensions: Sequence[Dimension], counts: Mapping[Key, int]) -> list[Family]:
    """The sums of which a cell is the total: one for each dimension that can be split, or all at once."""
    found = []
    summed = False
    for place, dimension in enumerate(dimensions):
        members = dimension.members(key[place])
        if members == (key[place],):
            continue
        summed = True
        parts = tuple((*key[:place], member, *key[place + 1 :]) for member in members)
        if all(part in counts for part in parts):
            found.append(Family(key, parts))
    if summed and not found:
        found.append(Family(key, tuple(_below(key, dimensions))))
    return found


def _below(key: Key, dimensions: Sequence[Dimension]) -> Iterable[Key]:
    """Every combination of values that a cell counts."""
    return itertools.product(*(d.members(level) for d, level in zip(dimensions, key, strict=True)))
