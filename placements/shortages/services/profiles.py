"""Kinds of home that could be recruited, and how many children each would place, asked as seldom as can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from placements.matching.facts import Group, Household

AGES = ((0, 4), (5, 9), (10, 15), (16, 17), (0, 17))
PLACES_TRIED = 4


@dataclass(frozen=True)
class Spot:
    """Where a home would be: a postcode sector in words and its middle."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Profile:
    """A kind of home that could be recruited."""

    spot: Spot
    age_min: int
    age_max: int
    places: int
    skills: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return "/".join([self.spot.name, f"{self.age_min}-{self.age_max}", str(self.places), *self.skills])

    def covers(self, other: "Profile") -> bool:
        """Whoever could live with the other could live here: so many places, such ages, such skills, as near."""
        return (
            self.spot == other.spot and self.places >= other.places and self.age_min <= other.age_min
            and self.age_max >= other.age_max and set(self.skills) >= set(other.skills)
        )  # fmt: skip

    @property
    def asks(self) -> tuple[int, int, int, str]:
        """What it asks of a family: places, skills, span of ages; the code settles ties."""
        return self.places, len(self.skills), self.age_max - self.age_min, self.code

    def home(self, name: str, agency: str, area: str, kinds: frozenset[str]) -> Household:
        return Household(
            id=name, agency=agency, la=area, lat=self.spot.lat, lon=self.spot.lon, vacant=self.places, status="open",
            placed=(), own_children=(), rural=False, carers="couple", languages=frozenset({"en"}),
            identity_support=frozenset(), years=0, skills=frozenset(self.skills), pc_trained=True,
            max_children=self.places, age_min=self.age_min, age_max=self.age_max, sex="any", types=kinds,
            sibling_max=self.places, sharing_ok=False, rooms_free=self.places, smoker=False, pets=frozenset(),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code, "near": self.spot.name, "age_min": self.age_min, "age_max": self.age_max,
            "places": self.places, "skills": list(self.skills),
        }  # fmt: skip


def profiles(groups: Sequence[Group], spots: Sequence[Spot], must_have: Sequence[str]) -> list[Profile]:
    """Every kind of home worth asking about for these groups."""
    sizes = sorted({min(PLACES_TRIED, len(group.children)) for group in groups} | {1})
    needed = {need for group in groups for child in group.children for need in child.needs or ()}
    skills: list[tuple[str, ...]] = [(), *((need,) for need in sorted(needed & set(must_have)))]
    return [Profile(spot, *ages, size, skill) for spot, ages, size, skill in product(spots, AGES, sizes, skills)]


def values(tried: Sequence[Profile], left: int, ask: Callable[[int], int]) -> list[int]:
    """How many children each profile would place, exactly; `ask(number)` solves one, `left` children wait.

    A home that covers another places as many or more, none places more than its places or than wait: where the
    bounds meet nothing is solved. The broadest and the narrowest are asked first, since they bind most of the others.
    """
    order = sorted(range(len(tried)), key=lambda n: _breadth(tried[n]))
    known: dict[int, int] = {}
    for number in [n for pair in zip(reversed(order), order, strict=True) for n in pair]:
        if number in known:
            continue
        mine = tried[number]
        most = min([mine.places, left, *(v for n, v in known.items() if tried[n].covers(mine))])
        least = max([0, *(v for n, v in known.items() if mine.covers(tried[n]))])
        known[number] = least if least >= most else ask(number)
    return [known[number] for number in range(len(tried))]


def _breadth(profile: Profile) -> tuple[int, int, int, str]:
    return profile.places, profile.age_max - profile.age_min, len(profile.skills), profile.code
