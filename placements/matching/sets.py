"""The homes and scores of every set of children of a group, each question asked once for all sets that share it.

Many sets ask a home the same thing: every rule is answered once for each distinct question (a pair of ages, a kind
of placement, a council), and every child is scored once for all sets that the child is in. The answers are those
of :mod:`.kernel` and :mod:`.kernel_score`, set by set.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from . import kernel
from .distance import Ints
from .kernel_score import Scorer
from .need import Need
from .pool import Bools, Pool
from .ruleset import PARTS, RuleSet

Index = NDArray[np.intp]
Question = Callable[[Need], Hashable]
Homes = tuple[Index, Ints, Ints]  # homes of a set, scores in milli-points, journeys in hectometres


def _company(need: Need) -> Hashable:
    return need.not_with, need.oldest_with_no_younger, need.ages[:1], need.ages[-1:], need.sexes


def _area(need: Need) -> Hashable:
    asked = need.group.avoid, need.rules.furthest_km(need.group.max_km)
    return (*asked, need.family_homes) if asked != ((), None) else None


def _size(need: Need) -> Hashable:
    return need.size


# What each rule reads of a set, in the order of the kernels: sets that agree on it get one answer.
QUESTIONS: tuple[Question, ...] = (
    lambda need: None,
    lambda need: (need.group.needed_by, need.group.ends, need.group.type),
    lambda need: need.group.type,
    lambda need: (need.ages[:1], need.ages[-1:]),
    lambda need: need.sexes,
    _size,
    lambda need: need.ids,
    lambda need: need.fewest_rooms,
    _size,
    lambda need: need.smoke_matters,
    lambda need: need.allergies,
    lambda need: need.only_child,
    _company,
    _area,
    lambda need: (need.must_have, need.group.type == "parent_and_child"),
    lambda need: need.group.la,
)
USUAL_LIMIT = 6  # by name, where a home has an exemption or the service is asked


class Sets:
    """Homes of sets of children under one set of rules."""

    def __init__(self, pool: Pool, rules: RuleSet) -> None:
        self.pool, self.weights = pool, dict(zip(PARTS, rules.weights.row(), strict=True))
        by_size = rules.usual_limit_of is None and not len(pool.exempt)
        self._questions = [_size if k == USUAL_LIMIT and by_size else ask for k, ask in enumerate(QUESTIONS)]
        self._answers: dict[tuple[int, Hashable], Bools] = {}

    def homes_of(self, needs: Sequence[Need]) -> list[Homes]:
        """Homes that fail no rule, for each of some sets of one group."""
        shut = np.array([self._shut(need) for need in needs])
        index = np.flatnonzero(~np.logical_and.reduce(shut, axis=0))
        return self._scored(needs, index, ~shut[:, index])

    def _shut(self, need: Need) -> Bools:
        shut: Bools = np.logical_or.reduce([self._answer(k, ask, need) for k, ask in enumerate(self._questions)])
        return shut

    def _answer(self, k: int, ask: Question, need: Need) -> Bools:
        key = k, ask(need)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = np.zeros(len(self.pool), np.bool_)
            kernel.KERNELS[k](self.pool, need, found)
        return found

    def _scored(self, needs: Sequence[Need], index: Index, fits: Bools) -> list[Homes]:
        """``fits`` (sets, homes at ``index``) says which of these homes each set may go to."""
        scorer = Scorer(self.pool, needs[0], index)
        alike = self._weighed(scorer.shared())
        children = {child.id: child for need in needs for child in need.children}
        score = {name: self._weighed(scorer.own(child)) + alike for name, child in children.items()}
        journey = {name: scorer.journey(child) for name, child in children.items()}
        fit = {size: self.weights["fit"] * size * scorer.fit(size) for size in {need.size for need in needs}}
        return [
            (
                index[here],
                _total((score[child.id] for child in need.children), fit[need.size])[here],
                _total(journey[child.id] for child in need.children)[here],
            )
            for need, here in zip(needs, fits, strict=True)
        ]

    def _weighed(self, values: Mapping[str, Ints | int]) -> Ints:
        return _total(self.weights[part] * value for part, value in values.items())


def _total(values: Iterable[Ints | int], first: Ints | int = 0) -> Ints:
    return np.asarray(sum(values, first))
