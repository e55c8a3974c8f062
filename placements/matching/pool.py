"""Many homes as arrays, made once and asked again for every referral.

Unknown facts are stored as the value that excludes nothing; ``has_unknown`` says which homes miss one.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .distance import Places
from .facts import Agency, Household, Instance, Resident

Bools = NDArray[np.bool_]
MANY = 120  # places, rooms or ages: more than any home has
NEVER = 3_000_000  # a day number after every date
FACTS_ASKED = (
    "lat", "lon", "vacant", "pc_trained", "age_min", "age_max", "sex", "types", "sibling_max", "sharing_ok",
    "rooms_free", "smoker", "pets", "skills", "available_from", "own_children",
)  # fmt: skip


class Words:
    """For each word, which homes have it."""

    def __init__(self, sets: Iterable[frozenset[str] | None]) -> None:
        where: dict[str, list[int]] = {}
        n = 0
        for i, words in enumerate(sets):
            n += 1
            for word in words or ():
                where.setdefault(word, []).append(i)
        self._none = np.zeros(n, np.bool_)
        self._has: dict[str, Bools] = {}
        for word, homes in where.items():
            self._has[word] = np.zeros(n, np.bool_)
            self._has[word][homes] = True

    def __getitem__(self, word: str) -> Bools:
        return self._has.get(word, self._none)

    def patched(self, rows: NDArray[np.intp], part: "Words") -> "Words":
        """These words with those of the homes at `rows` taken from `part`."""
        made = Words(())
        made._none = self._none
        for word in {*self._has, *part._has}:
            made._has[word] = self[word].copy()
            made._has[word][rows] = part[word]
        return made


class Pool:
    """Households ready to be ranked. ``homes`` keeps their order; every array has one entry per home."""

    def __init__(self, homes: Iterable[Household], agencies: Mapping[str, Agency]) -> None:
        self.homes = tuple(homes)
        self.agencies = dict(agencies)
        self.index = {home.id: i for i, home in enumerate(self.homes)}
        self._terms()
        self._room()
        self._people()
        self._wishes()
        self._order()
        self._agencies()

    @classmethod
    def of(cls, instance: Instance, *, only_open: bool = False) -> "Pool":
        """Every home of an instance, or those open with a place free (nothing else can be assigned)."""
        homes = instance.households
        if only_open:
            homes = tuple(h for h in homes if h.status == "open" and h.vacant != 0)
        return cls(homes, instance.agency)

    def __len__(self) -> int:
        return len(self.homes)

    def _ints(self, fact: str, unknown: int) -> NDArray[np.int32]:
        return np.array([_or(getattr(h, fact), unknown) for h in self.homes], np.int32)

    def _flags(self, test: Callable[[Household], object]) -> Bools:
        return np.array([bool(test(home)) for home in self.homes], np.bool_)

    def _terms(self) -> None:
        homes = self.homes
        self.is_open = self._flags(lambda h: h.status == "open")
        self.free_from = np.array([h.available_from.toordinal() if h.available_from else 0 for h in homes], np.int32)
        blocked = [(i, a.toordinal(), b.toordinal()) for i, h in enumerate(homes) for a, b in h.blocked]
        self.blocked = np.array(blocked, np.int32).reshape(-1, 3).T
        self.types = Words(h.types for h in homes)
        self.types_known = self._flags(lambda h: h.types is not None)
        self.age_min, self.age_max = self._ints("age_min", 0), self._ints("age_max", MANY)
        self.girls_only, self.boys_only = (
            self._flags(lambda h: h.sex == "F"),
            self._flags(lambda h: h.sex == "M"),
        )
        self.sibling_max = self._ints("sibling_max", MANY)

    @cached_property
    def has_unknown(self) -> Bools:
        """Homes that miss a fact a rule might ask for."""
        return self._flags(lambda h: any(getattr(h, fact) is None for fact in FACTS_ASKED))

    def _room(self) -> None:
        self.vacant = self._ints("vacant", MANY)
        self.held = np.array([len(h.placed) for h in self.homes], np.int32)
        self.rooms_free = self._ints("rooms_free", MANY)
        self.no_sharing = self._flags(lambda h: h.sharing_ok is False)
        self.exempt = np.flatnonzero(self._flags(lambda h: h.exempt_children))
        self.smoker = self._flags(lambda h: h.smoker)
        self.pets = Words(h.pets for h in self.homes)
        self.places = Places(
            [np.nan if h.point is None else h.point[0] for h in self.homes],
            [np.nan if h.point is None else h.point[1] for h in self.homes],
        )

    def _people(self) -> None:
        homes = self.homes
        self.holds_only_child = self._flags(lambda h: any(r.only_child for r in h.placed))
        ages = [[r.age for r in h.others if r.age is not None] for h in homes]
        self.youngest = np.array([min(a, default=MANY) for a in ages], np.int32)
        self.oldest = np.array([max(a, default=-1) for a in ages], np.int32)
        self.has_male = self._flags(lambda h: any(r.sex == "M" for r in h.others))
        self.has_female = self._flags(lambda h: any(r.sex == "F" for r in h.others))
        self.asked_not_with = Words(frozenset(c for r in h.others for c in r.not_with) for h in homes)
        self.asks_none_younger_than = np.array([_none_younger(h.others) for h in homes], np.int32)
        self.skills = Words(h.skills for h in homes)
        self.skills_known = self._flags(lambda h: h.skills is not None)
        self.not_pc_trained = self._flags(lambda h: h.pc_trained is False)
        self.identity = Words(h.identity_support for h in homes)
        self.languages = Words(h.languages for h in homes)
        self.years = self._ints("years", -1)

    def _wishes(self) -> None:
        pets_known = self._flags(lambda h: h.pets is not None)
        own_known = self._flags(lambda h: h.own_children is not None)
        others = self._flags(lambda h: h.others)
        self.wishes: dict[str, Bools] = {
            "has_dog": self.pets["dog"],
            "no_dog": pets_known & ~self.pets["dog"],
            "couple": self._flags(lambda h: h.carers == "couple"),
            "female_carer": self._flags(lambda h: h.carers in ("couple", "single_f")),
            "rural": self._flags(lambda h: h.rural),
            "urban": self._flags(lambda h: h.rural is False),
            "other_children": others,
            "no_other_children": own_known & ~others,
        }

    def _order(self) -> None:
        since = [h.vacant_since.toordinal() if h.vacant_since else NEVER for h in self.homes]
        self.vacant_since = np.array(since, np.int32)
        self.id_order = np.empty(len(self.homes), np.int32)
        self.id_order[sorted(range(len(self.homes)), key=lambda i: self.homes[i].id)] = np.arange(len(self.homes))

    def _agencies(self) -> None:
        names = {name: k for k, name in enumerate(self.agencies)}
        self.agency = np.array([names[h.agency] for h in self.homes], np.intp)
        councils = sorted({council for agency in self.agencies.values() for council in agency.serves})
        served = {c: np.array([c in a.serves for a in self.agencies.values()], np.bool_) for c in councils}
        self._not_served = {council: ~table[self.agency] for council, table in served.items()}
        self._all_unserved = np.ones(len(self.homes), np.bool_)
        codes = {la: k for k, la in enumerate(sorted({h.la for h in self.homes}))}
        self._la_code = codes
        self.la = np.array([codes[h.la] for h in self.homes], np.int32)

    def not_serving(self, council: str) -> Bools:
        """Homes whose agency does not serve the council."""
        return self._not_served.get(council, self._all_unserved)

    def la_code(self, council: str) -> int:
        return self._la_code.get(council, -1)


def _or(value: Any, unknown: int) -> int:
    return unknown if value is None else int(value)


def _none_younger(residents: Iterable[Resident]) -> int:
    """The oldest resident who should live with no younger child; -1 where there is none."""
    return max((r.age for r in residents if r.age is not None and "no_younger" in r.not_with), default=-1)
