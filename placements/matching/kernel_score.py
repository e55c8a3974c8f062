"""The score of one set of children in many homes at once: a table of part values, summed over the children."""

import numpy as np
from numpy.typing import NDArray

from .distance import UNKNOWN_HM, Ints, ramps
from .facts import Child, Point
from .need import Need
from .pool import MANY, Pool, Words
from .ruleset import PARTS
from .score import FULL, UNKNOWN_JOURNEY_HM

Index = NDArray[np.intp]


class Scorer:
    """Part values and journeys of the homes at ``index``; distances to one point are measured once."""

    def __init__(self, pool: Pool, need: Need, index: Index) -> None:
        self.pool, self.need, self.index = pool, need, index
        self._measured: dict[Point, Ints] = {}

    def distance(self, point: Point | None) -> Ints:
        if point is None:
            return np.full(len(self.index), UNKNOWN_HM)
        if point not in self._measured:
            self._measured[point] = self.pool.places.hectometres(point, self.index)
        return self._measured[point]

    def _near(self, point: Point | None) -> Ints:
        return ramps(self.distance(point), self.need.rules.near_hm, self.need.rules.far_hm)

    def _support(self, asked: tuple[str, ...] | None, offered: Words) -> Ints | int:
        if not asked:
            return 0 if asked is None else FULL
        met = np.zeros(len(self.index), np.int64)
        for word in asked:
            met += offered[word][self.index]
        return met * FULL // len(asked)

    def _language(self, language: str | None) -> Ints | int:
        if language == "en":
            return FULL
        return 0 if language is None else self.pool.languages[language][self.index] * np.int64(FULL)

    def _experience(self, child: Child) -> Ints | int:
        rules = self.need.rules
        if child.needs is None:
            return 0
        enough = min(rules.experience_cap, rules.experience_base + rules.experience_per_need * len(child.needs))
        years = self.pool.years[self.index].astype(np.int64)
        return np.minimum(np.maximum(FULL * years // enough, 0), FULL)

    def _shared(self) -> tuple[Ints | int, Ints | int, Ints | int]:
        """Wishes, same council and fit: the same for every child of the set."""
        need, pool, index = self.need, self.pool, self.index
        wishes: Ints | int = FULL
        if need.group.wishes:
            met = sum(pool.wishes[wish][index].astype(np.int64) for wish in need.group.wishes)
            wishes = met * FULL // len(need.group.wishes)
        same_la = (pool.la[index] == pool.la_code(need.group.la)) * np.int64(FULL)
        vacant = pool.vacant[index].astype(np.int64)
        fit = np.maximum(FULL - need.rules.fit_step * (vacant - need.size), 0)
        fit[vacant == MANY] = 0
        return wishes, same_la, fit

    def parts(self) -> Ints:
        """(homes, 9) part values in the order of :data:`.ruleset.PARTS`, summed over the children."""
        table = np.zeros((len(PARTS), len(self.index)), np.int64)
        wishes, same_la, fit = self._shared()
        avoid = self.need.rules.avoid_home_value if self.need.group.avoid else None
        for child in self.need.children:
            values = (
                self._near(child.daytime),
                self._near(child.home) if avoid is None else avoid,
                self._support(child.needs, self.pool.skills),
                self._support(child.identity_needs, self.pool.identity),
                self._language(child.language),
                wishes,
                self._experience(child),
                same_la,
                fit,
            )
            for row, value in zip(table, values, strict=True):
                row += value
        return table.T

    def journeys(self) -> Ints:
        """Summed school journey in hectometres, as :func:`.score.school_hm`."""
        total = np.zeros(len(self.index), np.int64)
        for child in self.need.children:
            hm = self.distance(child.daytime)
            total += np.where(hm == UNKNOWN_HM, UNKNOWN_JOURNEY_HM, hm)
        return total
