"""Who is in which room, and which home has room for whom on a day."""

from collections.abc import Sequence
from datetime import date
from random import Random

from placements.region import ratios
from placements.region.ground import km
from placements.region.plan import ChildPlan, HomePlan, Region, StayPlan

# Children Act 1989, Schedule 7: three, unless all are brothers and sisters (or named in an exemption).
USUAL_LIMIT = 3
# A home that is about to end takes nobody in.
_LAST_DAYS = 45
_PROBES_AS_WISHED, _PROBES_AT_ALL = 60, 240


def needs_whole_home(group: Sequence[ChildPlan]) -> bool:
    return len(group) > USUAL_LIMIT


class Rooms:
    """`inside[home]`: the stay in each occupied slot, as it stands on the day the history has reached."""

    def __init__(self, rng: Random, region: Region) -> None:
        self._rng, self._region = rng, region
        self.inside: list[dict[int, int]] = [{} for _ in region.homes]
        self._own: dict[int, list[int]] = {}
        self._independent: list[int] = []
        for number, home in enumerate(region.homes):
            if region.organisations[home.organisation].is_council:
                self._own.setdefault(home.organisation, []).append(number)
            else:
                self._independent.append(number)

    def add_home(self, home: HomePlan) -> int:
        """A home for one family's children only: never found by `find`."""
        self._region.homes.append(home)
        self.inside.append({})
        return len(self._region.homes) - 1

    def find(self, group: Sequence[ChildPlan], day: date, far: bool, besides: int | None = None) -> int | None:
        """A home with room for the whole group, at the wished distance if probing meets one."""
        own = self._own.get(group[0].organisation, [])
        for attempt in range(_PROBES_AT_ALL):
            take_own = self._rng.random() < ratios.OWN_SERVICE_SHARE
            homes = (own if take_own else self._independent) or own or self._independent
            if not homes:
                return None
            home = homes[int(self._rng.random() * len(homes))]
            if home == besides or not self.fits(home, group, day):
                continue
            if attempt >= _PROBES_AS_WISHED or self.is_far(home, group[0]) == far:
                return home
        return None

    def is_far(self, home: int, child: ChildPlan) -> bool:
        return km(self._region.homes[home].spot, child.spot) > ratios.KM_OF_20_MILES

    def fits(self, number: int, group: Sequence[ChildPlan], day: date) -> bool:
        home = self._region.homes[number]
        if home.approved_on > day or (home.ended_on and (home.ended_on - day).days < _LAST_DAYS):
            return False
        inside = self.inside[number]
        if needs_whole_home(group):
            room = home.places >= len(group) and not inside
        else:
            room = len(inside) + len(group) <= min(home.places, USUAL_LIMIT) and not any(
                self._region.stays[stay].whole_home for stay in inside.values()
            )
        return room and self._within_terms(home, group, day)

    @staticmethod
    def _within_terms(home: HomePlan, group: Sequence[ChildPlan], day: date) -> bool:
        """Ages with a year to grow into, sex, brothers and sisters."""
        terms = home.terms[-1]
        if len(group) > 1 and terms.sibling_max is not None and len(group) > terms.sibling_max:
            return False
        for child in group:
            age = child.age_on(day)
            if not terms.age_min <= age <= (17 if terms.age_max == 17 else terms.age_max - 1):
                return False
            if terms.sex not in ("any", child.sex):
                return False
        return True

    def enter(self, home: int, children: Sequence[int], day: date) -> list[StayPlan]:
        """Write a stay from `day` for each child, in the lowest free slots."""
        inside = self.inside[home]
        free = [slot for slot in range(1, self._region.homes[home].places + 1) if slot not in inside]
        whole = len(children) > USUAL_LIMIT
        stays = []
        for child, slot in zip(children, free, strict=False):
            inside[slot] = len(self._region.stays)
            stays.append(StayPlan(child, home, slot, day, whole_home=whole))
            self._region.stays.append(stays[-1])
        return stays

    def leave(self, stay: StayPlan, day: date) -> None:
        stay.ends, stay.state = day, "ended"
        del self.inside[stay.home][stay.slot]
