"""Random tables as councils publish them: council × kind of care × age band × month, mostly small."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from placements.disclosure.table import Dimension, Key, Table, cross_table, every_margin, nested_margins

NAMES = ("month", "council", "kind", "band")
KINDS = ("short_term", "long_term", "respite", "parent_and_child", "remand")
BANDS = ("under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over")


@dataclass(frozen=True)
class Sample:
    """One random publication. A flow (moves in a month) also shows the sum of both months."""

    table: Table
    flow: bool
    nested: bool


def sample(seed: int) -> Sample:
    """A publication of two months; the same seed gives the same one.

    2 to 4 councils of unlike size in one or two regions, 2 to 4 kinds, 3 to 5 bands. Half of them show
    every margin (rows, columns, totals and filters), half the fixed drill-down council, kind, band.
    """
    draw = np.random.default_rng(seed)
    councils = tuple(f"council {number}" for number in range(1, draw.integers(2, 5) + 1))
    kinds, bands = KINDS[: draw.integers(2, 5)], BANDS[-draw.integers(3, 6) :]
    flow, nested = bool(draw.random() < 0.5), bool(draw.random() < 0.5)
    groups = {"north": councils[:-1], "south": councils[-1:]} if len(councils) > 2 else None
    groups = {name: members for name, members in (groups or {}).items() if len(members) > 1}
    dimensions = (
        Dimension("month", ("May", "June")),
        Dimension("council", councils, groups),
        Dimension("kind", kinds),
        Dimension("band", bands),
    )
    always = () if flow else ("month",)
    margins = (nested_margins if nested else every_margin)(NAMES, always)
    if nested and flow:
        margins |= nested_margins(NAMES, ("month",))
    return Sample(cross_table(_leaves(draw, dimensions, flow), dimensions, margins), flow, nested)


def _leaves(draw: np.random.Generator, dimensions: tuple[Dimension, ...], flow: bool) -> Mapping[Key, int]:
    _, councils, kinds, bands = dimensions
    shape = (len(councils.values), len(kinds.values), len(bands.values))
    size = draw.lognormal(np.log(draw.choice([1.5, 4.0, 12.0])), 0.8, shape[0])
    mix = draw.dirichlet(np.full(shape[1], 0.8)) * shape[1]
    ages = draw.dirichlet(np.full(shape[2], 2.0)) * shape[2]
    mean = size[:, None, None] * mix[None, :, None] * ages[None, None, :]
    may = draw.poisson(mean)
    # Few children move in a month: June's stock is May's, less some who left, with some who came.
    june = draw.poisson(mean) if flow else draw.binomial(may, 0.92) + draw.poisson(mean * 0.08)
    leaves: dict[Key, int] = {}
    for month, counts in (("May", may), ("June", june)):
        for place in np.ndindex(*shape):
            key = (month, councils.values[place[0]], kinds.values[place[1]], bands.values[place[2]])
            leaves[key] = int(counts[place])
    return leaves
