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
        self._avoid = need.rules.avoid_home_value if need.group.avoid else None

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

    def own(self, child: Child) -> dict[str, Ints | int]:
        """Part values that depend on the child alone, whoever else is placed there."""
        return {
            "school": self._near(child.daytime),
            "home": self._near(child.home) if self._avoid is None else self._avoid,
            "skills": self._support(child.needs, self.pool.skills),
            "identity": self._support(child.identity_needs, self.pool.identity),
            "language": self._language(child.language),
            "experience": self._experience(child),
        }

    def shared(self) -> dict[str, Ints | int]:
        """Wishes and same council: the same for every child of the group."""
        need, pool, index = self.need, self.pool, self.index
        wishes: Ints | int = FULL
        if need.group.wishes:
            met = sum(pool.wishes[wish][index].astype(np.int64) for wish in need.group.wishes)
            wishes = met * FULL // len(need.group.wishes)
        same_la = (pool.la[index] == pool.la_code(need.group.la)) * np.int64(FULL)
        return {"wishes": wishes, "same_la": same_la}

    def fit(self, size: int) -> Ints:
        """How well ``size`` children fill the places free."""
        vacant = self.pool.vacant[self.index].astype(np.int64)
        fit: Ints = np.maximum(FULL - self.need.rules.fit_step * (vacant - size), 0)
        fit[vacant == MANY] = 0
        return fit

    def parts(self) -> Ints:
        """(homes, 9) part values in the order of :data:`.ruleset.PARTS`, summed over the children."""
        table = np.zeros((len(PARTS), len(self.index)), np.int64)
        rows = dict(zip(PARTS, table, strict=True))
        alike = {**self.shared(), "fit": self.fit(self.need.size)}
        for child in self.need.children:
            for part, value in (*self.own(child).items(), *alike.items()):
                row = rows[part]
                row += value
        return table.T

    def journey(self, child: Child) -> Ints:
        """One child's daily journey in hectometres."""
        hm = self.distance(child.daytime)
        return np.where(hm == UNKNOWN_HM, UNKNOWN_JOURNEY_HM, hm)

    def journeys(self) -> Ints:
        """Summed school journey in hectometres, as :func:`.score.school_hm`."""
        total = np.zeros(len(self.index), np.int64)
        for child in self.need.children:
            total += self.journey(child)
        return total
