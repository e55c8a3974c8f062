"""Homes that the pipeline is likely to bring within a year, so that no campaign asks for them again."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np

from accounts.models import Organisation, Sector
from placements.matching.facts import Household
from placements.shortages.selectors.supply import supply_of
from placements.shortages.services.profiles import Profile, Spot
from placements.shortages.services.world import World

DRAWS, MONTHS, SEED = 400, 12, 903
SPOTS = 3
_AGES = {0: 0, 1: 1, 2: 5, 3: 10, 4: 16}
_LAST_AGES = (0, 4, 9, 15, 17)


def expected_homes(council: Organisation, world: World, day: date, spot: Spot) -> list[Household]:
    """As many homes as are expected on average (rounded down), each like a newly approved one of the area."""
    area = council.area_id or ""
    arrivals = supply_of(council.pk, area, day).arrivals
    drawn = arrivals.simulate(DRAWS, MONTHS, np.random.default_rng(SEED))
    count = int(drawn.homes[:, -1].mean())
    kinds = frozenset(group.type for group in world.instance.groups) or frozenset({"short_term"})
    usual = list(arrivals.typical)
    made = []
    for number in range(count):
        places, low, high = usual[number % len(usual)]
        profile = Profile(spot, _AGES[low], _LAST_AGES[high], min(places, 3))
        made.append(profile.home(f"expected-{number}", str(council.pk), area, kinds))
    return made


def spots(council: Organisation, world: World, unplaced: Sequence[str]) -> list[Spot]:
    """The middle of the area, and the postcode sectors nearest to most of the children without a home."""
    area = council.area
    assert area is not None
    middle = Spot(area.name, area.lat, area.lon)
    sectors = list(Sector.objects.filter(council=area).values_list("code", "lat", "lon"))
    points = [
        child.home for group in world.instance.groups if group.id in set(unplaced)
        for child in group.children if child.home
    ]  # fmt: skip
    if not sectors or not points:
        return [middle]
    places = np.array([(lat, lon) for _, lat, lon in sectors])
    near = Counter[int]()
    for lat, lon in points:
        squeeze = np.array([1.0, np.cos(np.radians(lat))])
        near[int((((places - (lat, lon)) * squeeze) ** 2).sum(axis=1).argmin())] += 1
    return [middle, *(Spot(*sectors[at]) for at, _ in near.most_common(SPOTS))]
