"""A release is protected as one: tables that count the same children are one system of linked counts.

Two tables published together, each safe by itself, give a child away where both count it: the one shows what
the other withholds. So every table of a release says whom it counts in each area, and where two say the same,
the sums that tie them are made here and cannot be left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from placements.shortages.disclosure.publication import Cell, Fact, Published, Rule
from placements.shortages.disclosure.suppression import DEFAULT_RULE, CannotProtectError, publish
from placements.shortages.disclosure.table import Dimension, Family, Key, Table, cross_table, nested_margins


@dataclass(frozen=True)
class Part:
    """One table of a release, drilled down in the order of its dimensions; the first is the area.

    `leaves` gives the count of each combination of values (absent means 0). `whom` says for every area whose
    counts these are; two parts that give the same words for an area count the same children there.
    """

    name: str
    dimensions: Sequence[Dimension]
    leaves: Mapping[Key, int]
    whom: Mapping[str, str]

    def __post_init__(self) -> None:
        silent = [area for area in self.dimensions[0].values if not self.whom.get(area)]
        if silent:
            raise ValueError(f"{self.name} does not say whom it counts in {silent[0]}.")

    @property
    def below(self) -> tuple[str, ...]:
        """What it is broken down by within an area."""
        return tuple(dimension.name for dimension in self.dimensions[1:])

    def table(self) -> Table:
        margins = nested_margins([dimension.name for dimension in self.dimensions])
        return cross_table(self.leaves, self.dimensions, margins)


@dataclass(frozen=True)
class Release:
    """What goes out: of each part, and all of it with the sums that tie it.

    `untold`: parts that are safe against every reader except one who is also told which cells are small.
    """

    parts: Mapping[str, Published]
    together: Published
    untold: frozenset[str]


def links(parts: Sequence[Part]) -> Iterator[Family]:
    """The sums between parts: for each area, the finest counts of the coarser part from those of the finer one.

    ValueError where two parts count the same children and neither is broken down by all that the other is:
    what ties them cannot be said by their own cells.
    """
    for one, two in combinations(parts, 2):
        same = [area for area in one.dimensions[0].values if two.whom.get(area) == one.whom[area]]
        if not same:
            continue
        fine, coarse = (one, two) if len(one.below) >= len(two.below) else (two, one)
        if not set(coarse.below) <= set(fine.below):
            raise ValueError(
                f"{one.name} and {two.name} both count {one.whom[same[0]]} of {same[0]}, and no sum of the one gives "
                "the other. Break one of them down by all that the other is, or publish only one of them."
            )
        for area in same:
            yield from _ties(fine, coarse, area)


def _ties(fine: Part, coarse: Part, area: str) -> Iterator[Family]:
    """Each finest cell of the coarser part in one area, as the sum of the finer part's cells that make it up."""
    places = [fine.below.index(name) for name in coarse.below]
    totals: dict[Key, list[Key]] = {}
    for key in _leaves(fine, area):
        level = tuple(key[1:][place] for place in places)
        totals.setdefault((coarse.name, area, *level), []).append((fine.name, *key))
    for total, parts in totals.items():
        yield Family(total, tuple(parts))


def _leaves(part: Part, area: str) -> Iterator[Key]:
    found: list[Key] = [(area,)]
    for dimension in part.dimensions[1:]:
        found = [(*key, value) for key in found for value in dimension.values]
    yield from found


def joined(parts: Sequence[Part], *, tied: bool = True) -> Table:
    """One table of all parts, each key led by its part's name. ValueError where linked counts do not agree.

    `tied` is off only to show what goes wrong without it.
    """
    counts: dict[Key, int] = {}
    families: list[Family] = []
    hidden: set[Key] = set()
    for part in parts:
        table = part.table()
        counts |= {(part.name, *key): count for key, count in table.counts.items()}
        families += [
            Family((part.name, *family.total), tuple((part.name, *key) for key in family.parts))
            for family in table.families
        ]
        hidden |= {(part.name, *key) for key in table.hidden}
    # Ties first: a total's parts are what lies under it, down to the finest count that any part of the release shows.
    between = list(links(parts)) if tied else []
    return Table(counts, (*between, *families), frozenset(hidden))


def publish_release(parts: Sequence[Part], facts: Sequence[Fact] = (), rule: Rule = DEFAULT_RULE) -> Release:
    """All parts of a release, withheld over everything that is in any of them and over `facts` known from elsewhere.

    Keys of facts are led by the part's name. An exact total known from elsewhere can leave the reader who is also
    told which cells are small too little to guess at (6 over five counts of 1): such parts are made safe against
    every reader who is not, which is all there are. CannotProtectError where even that cannot be.
    """
    cells: dict[Key, Cell] = {}
    untold: set[str] = set()
    for group in _tied_groups(parts):
        names = {part.name for part in group}
        known = [fact for fact in facts if names & {key[0] for key in fact.coefficients}]
        table = joined(group)
        try:
            shown = publish(table, rule, facts=known)
        except CannotProtectError:
            if not known:
                raise
            shown = publish(table, rule, facts=known, told=False)
            untold |= names
        cells |= shown.cells
    table = joined(parts)
    together = Published(cells, table.families, table.hidden, rule)
    return Release({part.name: _part_of(together, part.name) for part in parts}, together, frozenset(untold))


def _tied_groups(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts that are tied to one another, however far round; what is tied by nothing stands alone."""
    groups: list[list[Part]] = []
    for part in parts:
        tied = [group for group in groups if any(True for one in group for _ in links([one, part]))]
        groups = [group for group in groups if group not in tied] + [[*(one for g in tied for one in g), part]]
    return groups


def _part_of(together: Published, name: str) -> Published:
    cells = {key[1:]: cell for key, cell in together.cells.items() if key[0] == name}
    families = tuple(
        Family(family.total[1:], tuple(key[1:] for key in family.parts))
        for family in together.families
        if {key[0] for key in (family.total, *family.parts)} == {name}
    )
    return Published(cells, families, frozenset(key[1:] for key in together.hidden if key[0] == name), together.rule)


def seen_together(published: Mapping[str, Published], table: Table) -> Published:
    """What a reader has who holds the parts side by side and knows the sums that tie them: for the attacker."""
    cells = {(name, *key): cell for name, one in published.items() for key, cell in one.cells.items()}
    rule = next(iter(published.values())).rule
    return Published(cells, table.families, table.hidden, rule)
