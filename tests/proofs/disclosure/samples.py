"""Random tables as councils publish them, mostly small (council × kind × band × month), and whole releases."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from placements.shortages.disclosure.publication import Fact, Rule
from placements.shortages.disclosure.release import Part
from placements.shortages.disclosure.table import (
    TOTAL,
    Dimension,
    Key,
    Table,
    cross_table,
    every_margin,
    nested_margins,
)

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


@dataclass(frozen=True)
class ReleaseSample:
    """A release of two tables that share children, and the exact totals a reader knows from national statistics."""

    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]


MET = ("as asked", "badly")


def release_sample(seed: int) -> ReleaseSample:
    """Children living with carers (council, met, band) and in foster care (council, band); the same seed, the same.

    2 to 5 councils. Two in three have no return, so that both tables count the same children; of the others the
    second table counts those of the return, fewer or more than live with carers here. A third of the councils'
    totals is what a national release says, exactly.
    """
    draw = np.random.default_rng(seed)
    councils = tuple(f"council {number}" for number in range(1, draw.integers(2, 6) + 1))
    groups = {"north": councils[:-1]} if len(councils) > 2 else {}
    area, bands = Dimension("council", councils, groups), Dimension("band", BANDS)
    living: dict[Key, int] = {}
    fostered: dict[Key, int] = {}
    whom: dict[str, str] = {}
    for council in councils:
        size = draw.lognormal(np.log(draw.choice([3.0, 8.0, 30.0])), 0.6)
        ages = draw.dirichlet(np.full(len(BANDS), 2.0)) * len(BANDS)
        badly = draw.uniform(0.05, 0.5)
        whom[council] = "children living here" if draw.random() < 2 / 3 else "children of a return"
        for band, share in zip(BANDS, ages, strict=True):
            counts = draw.poisson(size * share * np.array([1 - badly, badly]))
            living |= {(council, met, band): int(count) for met, count in zip(MET, counts, strict=True)}
            same = whom[council] == "children living here"
            fostered[(council, band)] = int(counts.sum()) if same else int(draw.poisson(size * share))
    parts = (
        Part("living", (area, Dimension("met", MET), bands), living, dict.fromkeys(councils, "children living here")),
        Part("fostered", (area, bands), fostered, whom),
    )
    totals = {council: sum(fostered[(council, band)] for band in BANDS) for council in councils}
    facts = [
        Fact({("fostered", council, TOTAL): 1}, total, total)
        for council, total in totals.items()
        if draw.random() < 1 / 3 and total > Rule().threshold
    ]
    return ReleaseSample(parts, tuple(facts))
