"""An attacker who also knows the rule itself, by exhaustion on tables small enough to list.

Every table with counts from a short list is published; those that look the same are put together.
Whoever knows the rule and sees the result can tell no more than that the truth is one of the group.
Independent of the linear programme: only `publish` and counting.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from placements.shortages.disclosure.publication import Rule
from placements.shortages.disclosure.suppression import DEFAULT_RULE, publish
from placements.shortages.disclosure.table import Dimension, Key, Table, cross_table, every_margin

Shape = tuple[int, ...]


def tables(shape: Shape, values: Sequence[int]) -> Iterator[Table]:
    """Every table of the shape, with all its margins, whose leaves come from `values`."""
    dimensions = [
        Dimension(f"d{place}", tuple(f"{place}{number}" for number in range(size))) for place, size in enumerate(shape)
    ]
    margins = every_margin([dimension.name for dimension in dimensions])
    leaves = list(itertools.product(*(dimension.values for dimension in dimensions)))
    for counts in itertools.product(values, repeat=len(leaves)):
        yield cross_table(dict(zip(leaves, counts, strict=True)), dimensions, margins)


def given_away(
    shape: Shape, values: Sequence[int], rule: Rule = DEFAULT_RULE, *, secondary: bool = True
) -> tuple[int, list[tuple[Key, int]]]:
    """How many publications look different, and the small cells that have one possible count in theirs.

    `values` should end where a rounding class ends (7 or 12), or groups look smaller than they are.
    """
    groups: dict[tuple[tuple[Key, int | None], ...], list[Table]] = defaultdict(list)
    for table in tables(shape, values):
        published = publish(table, rule, secondary=secondary)
        groups[tuple((key, cell.value) for key, cell in published.cells.items())].append(table)
    found: list[tuple[Key, int]] = []
    for seen, alike in groups.items():
        for key, shown in seen:
            possible = {table.counts[key] for table in alike}
            if shown is None and len(possible) == 1 and max(possible) <= rule.threshold:
                found.append((key, max(possible)))
    return len(groups), found
