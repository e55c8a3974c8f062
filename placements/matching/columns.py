"""Every lawful way to place a set of children in a home: the columns the plan chooses from.

A *part* is a set of children of one group placed together: the whole group, or for groups that may be split any
subset. A column is a part in a home that fails none of its rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .distance import Ints
from .facts import Group, Instance
from .need import Need
from .pool import Pool
from .ruleset import RuleSet
from .sets import Sets

Floats = NDArray[np.float64]
Small = NDArray[np.int32]


@dataclass(frozen=True)
class Part:
    """A set of one group's children; ``worth`` is what placing it adds to the plan besides its score."""

    group: int
    members: tuple[int, ...]
    need: Need

    @property
    def whole(self) -> bool:
        return self.need.size == len(self.need.group.children)


def parts_of(index: int, group: Group, rules: RuleSet) -> list[Part]:
    """The whole group; for one that may be split, every non-empty subset, in a fixed order."""
    everyone = tuple(range(len(group.children)))
    if group.whole_only:
        sets = [everyone]
    else:
        sets = [some for n in range(len(everyone), 0, -1) for some in combinations(everyone, n)]
    return [Part(index, some, Need(group, tuple(group.children[i] for i in some), rules)) for some in sets]


@dataclass(frozen=True)
class Columns:
    """Column arrays (one entry per column) over ``parts`` and the homes of ``pool``."""

    pool: Pool
    rules: RuleSet
    groups: tuple[Group, ...]
    parts: tuple[Part, ...]
    part: Small
    home: Small
    score: Ints
    journey: Ints
    rooms: Small
    units: Small

    def __len__(self) -> int:
        return len(self.part)

    @cached_property
    def size(self) -> Small:
        return np.array([part.need.size for part in self.parts], np.int32)[self.part]

    @cached_property
    def divisible(self) -> Small:
        """For each part: children of its group, where the group may be split; 0 where it may not."""
        groups = [0 if group.whole_only else len(group.children) for group in self.groups]
        return np.array([groups[part.group] for part in self.parts], np.int32)

    @cached_property
    def particular(self) -> NDArray[np.bool_]:
        """For each part: does a child of it have a ``not_with``?"""
        return np.array([bool(part.need.not_with) for part in self.parts], np.bool_)

    def worths(self, scarcity: Floats | None = None) -> Floats:
        """Objective of each column: children, urgency, kept whole, then score in points (10,000/1,000/500/1)."""
        child, urgent, together = self.rules.plan_weights
        of_part = np.zeros(len(self.parts))
        for k, part in enumerate(self.parts):
            n = part.need.size
            of_part[k] = child * n + urgent * n * self.rules.urgency(part.need.group.urgency)
            of_part[k] += together if part.whole and n > 1 else 0
        worth: Floats = of_part[self.part] + self.score / 1000
        return worth if scarcity is None else worth - scarcity[self.home]

    def extended(self, other: "Columns") -> "Columns":
        """These columns and those of another pool for the same parts, homes renumbered after ours."""
        pool = Pool(self.pool.homes + other.pool.homes, {**self.pool.agencies, **other.pool.agencies})
        shift = np.int32(len(self.pool))
        return Columns(
            pool,
            self.rules,
            self.groups,
            self.parts,
            np.concatenate((self.part, other.part)),
            np.concatenate((self.home, other.home + shift)),
            np.concatenate((self.score, other.score)),
            np.concatenate((self.journey, other.journey)),
            np.concatenate((self.rooms, other.rooms)),
            np.concatenate((self.units, other.units)),
        )

    def only(self, positions: NDArray[np.intp]) -> "Columns":
        """Some of these columns, over the same homes and parts."""
        return replace(
            self, part=self.part[positions], home=self.home[positions], score=self.score[positions],
            journey=self.journey[positions], rooms=self.rooms[positions], units=self.units[positions],
        )  # fmt: skip

    @classmethod
    def of(cls, instance: Instance, rules: RuleSet) -> Self:
        """All columns of an instance. Groups and homes are taken in id order, so that input order changes nothing."""
        homes = sorted(instance.households, key=lambda h: h.id)
        usable = [h for h in homes if h.status == "open" and h.vacant != 0]
        groups = tuple(sorted(instance.groups, key=lambda g: g.id))
        return cls.between(groups, Pool(usable, instance.agency), rules)

    @classmethod
    def between(cls, groups: Sequence[Group], pool: Pool, rules: RuleSet) -> Self:
        """All columns of some groups and homes."""
        of_group = [parts_of(i, group, rules) for i, group in enumerate(groups)]
        parts = tuple(part for mine in of_group for part in mine)
        sets = Sets(pool, rules)
        found = [homes for mine in of_group for homes in sets.homes_of([part.need for part in mine])]
        lengths = [len(homes) for homes, _, _ in found]
        part = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)
        home = _joined(homes for homes, _, _ in found).astype(np.int32)
        score = _joined(score for _, score, _ in found)
        journey = _joined(journey for _, _, journey in found)
        apart, sharing = np.array([part.need.fewest_rooms for part in parts], np.int32).reshape(-1, 2).T
        rooms = np.where(pool.no_sharing[home], apart[part], sharing[part])
        taken = _units(pool, parts, part, home, rules)
        return cls(pool, rules, tuple(groups), parts, part, home, score, journey, rooms, taken)


def _joined(arrays: Iterable[Ints]) -> Ints:
    held = list(arrays)
    return np.concatenate(held) if held else np.empty(0, np.int64)


def _units(pool: Pool, parts: Sequence[Part], part: Small, home: Small, rules: RuleSet) -> Small:
    room = np.minimum(pool.vacant, np.maximum(0, rules.usual_limit - pool.held))[home]
    size = np.array([p.need.size for p in parts], np.int32)
    alone = np.array([p.need.only_child for p in parts], np.bool_)
    taken: Small = np.where(alone[part], room, np.minimum(size[part], room)).astype(np.int32)
    return taken
