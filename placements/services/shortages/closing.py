"""What would close the gap: which further homes would place most of the children who wait.

Every value is exact: the plan for all open referrals is solved again with the home added. Homes that the
pipeline is likely to bring within a year are counted as there already, so that nothing is asked for twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from placements.forecasting.categories import BAND_LABELS
from placements.matching.facts import Group, Household, Instance
from placements.matching.marginal import Marginal
from placements.services.shortages.world import World

AGES = ((0, 4), (5, 9), (10, 15), (16, 17), (0, 17))
PLACES_TRIED = 4
SHOWN = 10
ASKED = 8  # homes in one campaign list
SPOTS = 3


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


def closing(
    world: World, agency: str, area: str, spots: Sequence[Spot], expected: Sequence[Household]
) -> dict[str, Any]:
    """Figures of the page "What would close it": single homes ranked, and a list that is best step by step."""
    kinds = frozenset(group.type for group in world.instance.groups) or frozenset({"short_term"})
    instance = _with(world.instance, expected)
    marginal = Marginal(instance, world.rules)
    unplaced = world.children - marginal.placed
    tried = profiles(world.instance.groups, spots, world.rules.mandatory_needs) if unplaced else []

    def worth(found: Marginal, profile: Profile) -> int:
        return found.extra_placed([profile.home("added", agency, area, kinds)])

    values = _ranked([(worth(marginal, profile), profile) for profile in tried])
    return {
        "children": world.children,
        "unplaced": unplaced,
        "expected": len(expected),
        "ranked": [profile.as_json() | {"children": value} for value, profile in _distinct(values)[:SHOWN]],
        "list": _list(world, instance, [profile for _, profile in values], agency, area, kinds),
        "kinds": sorted(kinds),
    }


def _with(instance: Instance, homes: Sequence[Household]) -> Instance:
    return replace(instance, households=(*instance.households, *homes))


def _ranked(values: list[tuple[int, Profile]]) -> list[tuple[int, Profile]]:
    """Worth something; most children first, then the home that asks least of a family."""
    useful = [(value, profile) for value, profile in values if value > 0]
    return sorted(useful, key=lambda pair: (-pair[0], *pair[1].asks))


def _distinct(values: list[tuple[int, Profile]]) -> list[tuple[int, Profile]]:
    """One row for each value and kind of home: other places that would do as well are left out."""
    seen: set[tuple[int, int, int, tuple[str, ...]]] = set()
    out = []
    for value, profile in values:
        key = (profile.age_min, profile.age_max, profile.places, profile.skills)
        if key not in seen:
            seen.add(key)
            out.append((value, profile))
    return out


def _list(
    world: World, instance: Instance, useful: Sequence[Profile], agency: str, area: str, kinds: frozenset[str]
) -> list[dict[str, Any]]:
    """The home worth most, then the one worth most beside it, and so on until none would place another child."""
    chosen: list[tuple[Profile, int]] = []
    for step in range(ASKED):
        marginal = Marginal(instance, world.rules)
        best, value = None, 0
        for profile in useful[:60]:
            extra = marginal.extra_placed([profile.home("added", agency, area, kinds)])
            if extra > value:
                best, value = profile, extra
        if best is None:
            break
        chosen.append((best, value))
        instance = _with(instance, [best.home(f"asked-{step}", agency, area, kinds)])
    return _summed(chosen)


def _summed(chosen: Sequence[tuple[Profile, int]]) -> list[dict[str, Any]]:
    homes = Counter(profile for profile, _ in chosen)
    children = Counter[Profile]()
    for profile, value in chosen:
        children[profile] += value
    return [profile.as_json() | {"homes": count, "children": children[profile]} for profile, count in homes.items()]


def age_words(age_min: int, age_max: int) -> str:
    """A profile's ages in words."""
    named = {(0, 4): "0 to 4", (5, 9): BAND_LABELS[2], (10, 15): BAND_LABELS[3], (16, 17): BAND_LABELS[4]}
    return named.get((age_min, age_max), f"{age_min} to {age_max}")
