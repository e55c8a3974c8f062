"""One referral against every home: the order, the reasons, ties, stability, and "why not".

Order: score, then the shorter total school journey, fewer places left idle, longer vacant, then id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .distance import Ints
from .explain import Explanation, explain
from .facts import Group
from .kernel import case_of, failures
from .kernel_score import Index, Scorer
from .need import Need
from .pool import Bools, Pool
from .rules import CODES, STEP_CODES, Verdict
from .ruleset import PARTS, RuleSet

QUARTER = ((3, "lighter"), (5, "heavier"))  # weights are moved by ±25 % in quarters: whole numbers stay whole


@dataclass(frozen=True, slots=True)
class Ranked:
    """One eligible home: its place in the order, tied places sharing a number."""

    rank: int
    tied: bool
    household: str
    score: int
    school_hm: int


@dataclass(frozen=True, slots=True)
class Stability:
    """How firm the first choice is when each weight is moved by ±25 %: ``kept`` of ``tried`` variants keep it."""

    kept: int
    tried: int
    overturned_by: tuple[tuple[str, str, str], ...]  # (part, lighter or heavier, the home that comes first then)


def rank(group: Group, pool: Pool, rules: RuleSet, children: tuple[str, ...] | None = None) -> "Ranking":
    """Rank all homes of ``pool`` for a group, or for those of its children whose ids are given."""
    return Ranking(pool, Need.of(group, rules, children))


class Ranking:
    """The answer for one set of children. Arrays follow ``pool.homes``; ``order`` lists eligible homes, best first."""

    def __init__(self, pool: Pool, need: Need) -> None:
        self.pool, self.need = pool, need
        self.failed: Bools = failures(pool, need)
        eligible: Index = np.flatnonzero(~np.logical_or.reduce(self.failed, axis=0))
        scorer = Scorer(pool, need, eligible)
        parts, journeys = scorer.parts(), scorer.journeys()
        scores = parts @ np.array(need.rules.weights.row(), np.int64)
        best = _order(pool, eligible, scores, journeys)
        self.order: Index = eligible[best]
        self.scores: Ints = scores[best]
        self.journeys: Ints = journeys[best]
        self.parts: Ints = parts[best]

    @property
    def eligible(self) -> int:
        """How many homes fail no rule (facts still to check included)."""
        return len(self.order)

    def codes(self, household: str) -> tuple[str, ...]:
        """Every rule the home fails, in order."""
        column = self.failed[:, self.pool.index[household]]
        return tuple(code for code, bad in zip(CODES, column, strict=True) if bad)

    @cached_property
    def excluded(self) -> dict[str, int]:
        """How many homes fail each rule; a home can fail several. Rules nobody fails are left out."""
        counts = [int(np.count_nonzero(row)) for row in self.failed]
        return {code: n for code, n in zip(CODES, counts, strict=True) if n}

    def funnel(self) -> list[tuple[str, int, int]]:
        """In rule order: (code, homes that fall at this rule first, homes left after it)."""
        alive = np.ones(len(self.pool), np.bool_)
        steps = []
        for code, row in zip(CODES, self.failed, strict=True):
            fall = int(np.count_nonzero(alive & row))
            alive &= ~row
            steps.append((code, fall, int(np.count_nonzero(alive))))
        return steps

    def top(self, most: int | None = None) -> list[Ranked]:
        """The best homes with tied ranks bracketed: a bracket spans ``tie_milli`` below its first home."""
        brackets = list(self._brackets())[:most]
        shared = np.bincount(list(self._brackets()), minlength=1) if brackets else np.zeros(1)
        return [
            Ranked(rank, bool(shared[rank] > 1), self.pool.homes[i].id, int(score), int(hm))
            for rank, i, score, hm in zip(brackets, self.order, self.scores, self.journeys, strict=False)
        ]

    def _brackets(self) -> Iterator[int]:
        rank, lead = 0, 0
        for place, score in enumerate(self.scores.tolist()):
            if not place or lead - score >= self.need.rules.tie_milli:
                rank, lead = place + 1, score
            yield rank

    def stability(self) -> Stability:
        """Move each weight by a quarter either way and see whether the first home stays first."""
        base = np.array(self.need.rules.weights.row(), np.int64)
        if not self.eligible:
            return Stability(0, 0, ())
        upset = []
        for k, part in enumerate(PARTS):
            for quarters, word in QUARTER:
                weights = base * 4
                weights[k] = base[k] * quarters
                first = _order(self.pool, self.order, self.parts @ weights, self.journeys)[0]
                if first:
                    upset.append((part, word, self.pool.homes[self.order[first]].id))
        tried = len(PARTS) * len(QUARTER)
        return Stability(tried - len(upset), tried, tuple(upset))

    def explain(self, household: str) -> Explanation:
        """Everything about one home by the plain path: verdict, sentences, parts, steps, the smallest change."""
        return explain(case_of(self.pool, self.need, self.pool.index[household]))

    def verdict(self, household: str) -> Verdict:
        """Fits, does not, unknown, or possible if: read plainly only where the arrays cannot tell."""
        i = self.pool.index[household]
        column = self.failed[:, i]
        if column.any():
            closed = any(bad and code not in STEP_CODES for code, bad in zip(CODES, column, strict=True))
            if closed or not self.need.rules.lawful_steps:
                return Verdict.DOES_NOT_FIT
        elif not (self.pool.has_unknown[i] or self._may_lack_facts(i)):
            return Verdict.FITS
        return self.explain(household).verdict

    def _may_lack_facts(self, i: int) -> bool:
        home = self.pool.homes[i]
        missing = any(r.age is None or r.sex is None for r in home.others)
        return self.need.has_unknown or missing or self.need.rules.usual_limit_of is not None

    def possible_if(self) -> list[str]:
        """Homes that only lawful steps keep closed, in id order (product rules only)."""
        if not self.need.rules.lawful_steps:
            return []
        closed = np.array([code not in STEP_CODES for code in CODES])
        near = np.flatnonzero(self.failed.any(axis=0) & ~self.failed[closed].any(axis=0))
        ids = sorted(self.pool.homes[i].id for i in near)
        return [home for home in ids if self.explain(home).verdict is Verdict.POSSIBLE_IF]


def _order(pool: Pool, index: Index, scores: Ints, journeys: Ints) -> Index:
    """Positions within ``index``, best first. ``vacant`` stands for idle places: the set's size is constant."""
    keys = (pool.id_order[index], pool.vacant_since[index], pool.vacant[index], journeys, -scores)
    return np.lexsort(keys)
