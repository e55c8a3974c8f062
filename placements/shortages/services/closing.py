"""What would close the gap: which further homes would place most of the children who wait.

Every value is exact: the plan for all open referrals is solved again with the home added. Homes that the
pipeline is likely to bring within a year are counted as there already, so that nothing is asked for twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from placements.matching.facts import Agency, Household, Instance
from placements.matching.marginal import Marginal
from placements.shortages.services.profiles import Profile, Spot, profiles, values
from placements.shortages.services.world import World

SHOWN = 10
ASKED = 8  # homes in one campaign list
LISTED = 60  # profiles tried at each step of the list: those worth most by themselves


def closing(
    world: World, agency: str, area: str, spots: Sequence[Spot], expected: Sequence[Household]
) -> dict[str, Any]:
    """Figures of the page "What would close it": single homes ranked, and a list that is best step by step."""
    kinds = frozenset(group.type for group in world.instance.groups) or frozenset({"short_term"})
    instance = _with(world.instance, expected, Agency(agency, "LA", frozenset({area}), area))
    marginal = Marginal(instance, world.rules)
    unplaced = world.children - marginal.placed
    tried = profiles(world.instance.groups, spots, world.rules.mandatory_needs) if unplaced else []

    def worths(found: Marginal, some: Sequence[Profile]) -> list[int]:
        homes = [one.home(f"added-{number}", agency, area, kinds) for number, one in enumerate(some)]
        return values(some, world.children - found.placed, found.one_of(homes))

    useful = _ranked(list(zip(worths(marginal, tried), tried, strict=True)))
    listed = [profile for _, profile in useful[:LISTED]]
    chosen: list[tuple[Profile, int]] = []
    while listed and len(chosen) < ASKED and marginal.placed < world.children:
        value, first = max((value, -n) for n, value in enumerate(worths(marginal, listed)))
        if not value:
            break
        best = listed[-first]
        chosen.append((best, value))
        marginal = marginal.with_home(best.home(f"asked-{len(chosen)}", agency, area, kinds))
    return {
        "children": world.children,
        "unplaced": unplaced,
        "expected": len(expected),
        "ranked": [profile.as_json() | {"children": value} for value, profile in _distinct(useful)[:SHOWN]],
        "list": _summed(chosen),
        "kinds": sorted(kinds),
    }


def _with(instance: Instance, homes: Sequence[Household], council: Agency) -> Instance:
    """With those homes there, and the council as the service of homes that could be recruited, if it has none."""
    agencies = instance.agencies if council.id in instance.agency else (*instance.agencies, council)
    return replace(instance, agencies=agencies, households=(*instance.households, *homes))


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


def _summed(chosen: Sequence[tuple[Profile, int]]) -> list[dict[str, Any]]:
    homes = Counter(profile for profile, _ in chosen)
    children = Counter[Profile]()
    for profile, value in chosen:
        children[profile] += value
    return [profile.as_json() | {"homes": count, "children": children[profile]} for profile, count in homes.items()]
