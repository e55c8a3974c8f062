"""The attacker: everything published goes into one linear programme, and each withheld cell is squeezed.

The plain attacker knows the published cells, how they were rounded, that sums add up, and that counts
are whole numbers from 0 up. The told attacker, stronger than any real one, is also given the list of
cells that were small in themselves with their limits. `facts` add whatever is known from elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from placements.shortages.disclosure.publication import Fact, Published
from placements.shortages.disclosure.ranges import Ranges
from placements.shortages.disclosure.suppression import knowledge
from placements.shortages.disclosure.table import Key


@dataclass(frozen=True)
class PinnedCell:
    """A withheld cell that the attacker narrowed below the promise: it is from `low` to `high`."""

    key: Key
    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


def attack(
    published: Published,
    *,
    told: Mapping[Key, int] | None = None,
    facts: Sequence[Fact] = (),
    start: Mapping[Key, int] | None = None,
) -> list[PinnedCell]:
    """Every withheld cell that can be narrowed to fewer numbers than the rule promises.

    A cell that is seen to be no larger than the threshold is taken to be small, so 0 is not one of its
    choices. `start` is any table that fits (the true one, in a proof): it saves time and cannot change
    the answer, since it is checked against the publication and only ever shows that a cell is *not*
    pinned.
    """
    limits = dict(told or {})
    bounds = knowledge(dict(published.cells), published.hidden, published.rule, limits)
    ranges = Ranges(bounds, published.families, facts, start)
    targets = sorted(published.withheld | (published.hidden & limits.keys()))
    # Where 0 may have to be taken out of the choices, one more is needed to be sure without a closer look.
    enough = {key: published.rule.choices - (key in limits) for key in targets}
    loose = [key for key in targets if ranges.span(ranges.index[key]) < enough[key]]
    ranges.stir([ranges.index[key] for key in loose], 2)
    found = []
    for key in loose:
        cell = ranges.index[key]
        if ranges.span(cell) >= enough[key]:
            continue
        high = ranges.extreme(cell, True, enough[key]).value
        if ranges.span(cell) >= enough[key]:
            continue
        low = ranges.extreme(cell, False, enough[key]).value
        floor = max(low, 1) if high <= published.rule.threshold else low
        if high - floor + 1 < published.rule.choices:
            found.append(PinnedCell(key, low, high))
    return found
