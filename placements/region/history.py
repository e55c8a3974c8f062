"""Three years of coming, moving and leaving, month by month, so that each month's end meets the target.

Those who leave and move are drawn by rates; those who come make up what is then missing in each age band,
so that the last day has the published number of children in every band.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from placements.region import names, ratios
from placements.region.children import Arrivals, band_of
from placements.region.ground import Ground
from placements.region.plan import ChildPlan, HomePlan, Region, StayPlan, Terms
from placements.region.rooms import Rooms
from placements.region.sizes import BANDS, Size

_MONTH = timedelta(days=30)
_MEAN_YEARS_BEFORE = 2.0
_LEAVE, _MOVE, _ARRIVE = 0, 1, 2
# Leaving at eighteen, a year, as a part of all fostered children.
_TURNING_18 = 0.08
_LEAVE_TOGETHER = 0.6
# Chance alone lifts a band above its target: so much is let be until the last quarter, or too many would leave.
_SLACK, _SLACK_ENDS_DAYS = 0.03, 90
# Last short steps without leavers or moves: they only meet the target of the last day.
_LAST_STEPS = (12, 6, 3)

Event = tuple[date, int, int, list[int]]


def birthday(child: ChildPlan, age: int) -> date:
    return date(child.birth_month.year + age, child.birth_month.month, 1)


class CouncilHistory:
    """The children of one council: `stay_of` holds, for each who is fostered now, the stay."""

    def __init__(
        self, rng: Random, region: Region, rooms: Rooms, size: Size, organisation: int, ground: Ground
    ) -> None:
        self._rng, self._region, self._rooms, self._size = rng, region, rooms, size
        self._ground, self._organisation = ground, organisation
        self._arrivals = Arrivals(rng, organisation, ground, organisation * 1_000_000)
        self.stay_of: dict[int, StayPlan] = {}
        yearly = size.started_a_year / max(1, size.children)
        self._leaving = max(0.10, yearly - _TURNING_18)
        # Who lives with family and friends, and who over twenty miles from home.
        self._kin: set[int] = set()
        self._far: set[int] = set()

    def begin(self, day: date) -> None:
        """Those who are fostered on the first day, with stays that began earlier."""
        for group in self._missing(day, day):
            for stay in self._settle(group, day):
                self._backdate(stay, day)

    def _backdate(self, stay: StayPlan, day: date) -> None:
        child, home = self._region.children[stay.child], self._region.homes[stay.home]
        wished = day - timedelta(days=int(self._rng.expovariate(1 / (365 * _MEAN_YEARS_BEFORE))) + 1)
        if home.kind == "family_and_friends":
            home.approved_on = min(home.approved_on, max(wished, child.birth_month + _MONTH))
            home.terms[0].starts = home.approved_on
            stay.starts = max(home.approved_on, child.birth_month + _MONTH)
        else:
            youngest = max(child.birth_month + _MONTH, birthday(child, home.terms[0].age_min))
            stay.starts = min(day, max(wished, youngest, home.approved_on))

    def step(self, begin: date, end: date, rates: bool) -> list[Event]:
        """What will happen in [begin, end): leavers and moves at once, arrivals by day."""
        days = (end - begin).days
        leaving = self._of_age(begin, end)
        if rates:
            self._by_rate(leaving, begin, end)
        self._surplus(leaving, begin, end)
        events: list[Event] = [(day, _LEAVE, child, []) for child, day in leaving.items()]
        if rates:
            odds = ratios.MOVES_A_YEAR * days / 365
            events += [
                (begin + timedelta(days=self._rng.randint(1, days - 1)), _MOVE, child, [])
                for child in self.stay_of
                if child not in leaving and self._rng.random() < odds
            ]
        for ages in self._ages_missing(end, leaving):
            events.append((begin + timedelta(days=self._rng.randint(1, days - 1)), _ARRIVE, self._organisation, ages))
        return events

    def _of_age(self, begin: date, end: date) -> dict[int, date]:
        """Those who turn eighteen leave on the first of that month."""
        last = end - timedelta(days=1)
        return {
            child: max(begin + timedelta(days=1), min(birthday(self._region.children[child], 18), last))
            for child in self.stay_of
            if self._region.children[child].age_on(end) >= 18
        }

    def _by_rate(self, leaving: dict[int, date], begin: date, end: date) -> None:
        days = (end - begin).days
        base = self._leaving * days / 365
        for child, stay in self.stay_of.items():
            new = (begin - stay.starts).days < 365
            odds = base * (ratios.LEAVING_FIRST_YEAR if new else ratios.LEAVING_LATER)
            # Whoever may leave with others has as many chances as there are of them.
            odds /= 1 + _LEAVE_TOGETHER * (len(self._with(child)) - 1)
            if child not in leaving and self._rng.random() < odds:
                day = begin + timedelta(days=self._rng.randint(1, days - 1))
                together = self._rng.random() < _LEAVE_TOGETHER
                for other in self._with(child) if together else [child]:
                    leaving.setdefault(other, day)

    def _with(self, child: int) -> list[int]:
        """The child and its brothers and sisters in the same home now."""
        stay = self.stay_of[child]
        group = self._region.children[child].group
        inside = sorted(self._rooms.inside[stay.home].items())
        mates = [self._region.stays[number].child for _, number in inside]
        return [other for other in mates if self._region.children[other].group == group]

    def _counts(self, end: date, leaving: dict[int, date]) -> dict[str, int]:
        counts = dict.fromkeys(BANDS, 0)
        for child in self.stay_of:
            if child not in leaving:
                counts[band_of(self._region.children[child].age_on(end))] += 1
        return counts

    def _surplus(self, leaving: dict[int, date], begin: date, end: date) -> None:
        """Where a band holds more than its target, some of it leave."""
        target, counts = self._size.on(end), self._counts(end, leaving)
        slack = _SLACK if (self._region.as_of - end).days > _SLACK_ENDS_DAYS else 0
        for band in BANDS:
            extra = counts[band] - round(target[band] * (1 + slack))
            if extra > 0:
                staying = [
                    child
                    for child in self.stay_of
                    if child not in leaving and band_of(self._region.children[child].age_on(end)) == band
                ]
                for child in self._rng.sample(staying, extra):
                    leaving[child] = begin + timedelta(days=self._rng.randint(1, (end - begin).days - 1))

    def _ages_missing(self, end: date, leaving: dict[int, date]) -> list[list[int]]:
        target, counts = self._size.on(end), self._counts(end, leaving)
        wanted = {band: max(0, target[band] - counts[band]) for band in BANDS}
        groups = []
        while sum(wanted.values()) > 0:
            groups.append(self._arrivals.ages(wanted))
        return groups

    def _missing(self, day: date, ages_on: date) -> list[list[ChildPlan]]:
        return [self._arrivals.group(ages, day, ages_on) for ages in self._ages_missing(day, {})]

    def arrive(self, ages: list[int], day: date, ages_on: date) -> None:
        self._settle(self._arrivals.group(ages, day, ages_on), day)

    def _settle(self, group: list[ChildPlan], day: date) -> list[StayPlan]:
        """Find homes for a group, together where one has room. Whoever finds none never was in the region."""
        if self._short_of(self._kin, ratios.FAMILY_AND_FRIENDS_SHARE):
            return self._enter(self._kin_home(group, day), group, day)
        far = self._short_of(self._far, self._size.far_share)
        home = self._rooms.find(group, day, far)
        if home is not None:
            return self._enter(home, group, day)
        if len(group) == 1:
            return []
        half = len(group) // 2
        return [*self._settle_part(group[:half], day, far), *self._settle_part(group[half:], day, far)]

    def _short_of(self, those: set[int], share: float) -> bool:
        """A draw that steers the part of all children who are among `those` towards `share`."""
        short = len(those) < share * len(self.stay_of)
        return self._rng.random() < (min(0.95, 1.6 * share) if short else 0.5 * share)

    def _settle_part(self, group: list[ChildPlan], day: date, far: bool) -> list[StayPlan]:
        home = self._rooms.find(group, day, far)
        if home is not None:
            return self._enter(home, group, day)
        return [stay for child in group for stay in self._settle_part([child], day, far)] if len(group) > 1 else []

    def _enter(self, home: int, group: Sequence[ChildPlan], day: date) -> list[StayPlan]:
        first = len(self._region.children)
        self._region.children.extend(group)
        stays = self._rooms.enter(home, range(first, first + len(group)), day)
        for stay in stays:
            self._lives(stay)
        return stays

    def _lives(self, stay: StayPlan) -> None:
        self.stay_of[stay.child] = stay
        child = self._region.children[stay.child]
        for those, among in (
            (self._kin, self._region.homes[stay.home].kind == "family_and_friends"),
            (self._far, self._rooms.is_far(stay.home, child)),
        ):
            (those.add if among else those.discard)(stay.child)

    def _kin_home(self, group: Sequence[ChildPlan], day: date) -> int:
        """A family and friends home: approved for these children and no others."""
        spot = self._ground.own.draw(self._rng)
        carers = self._rng.choices(("couple", "single_f", "single_m"), (0.5, 0.46, 0.04))[0]
        terms = Terms(day, len(group), 0, 17, "any", ("long_term",), None, "Approved for named children")
        home = HomePlan(
            self._organisation, "family_and_friends", names.household(self._rng, carers), carers, spot,
            names.postcode(self._rng, spot.sector), day, None, len(group), [terms],
            {"bedrooms": len(group), "parent_and_child_trained": False, "own_children": []},
        )  # fmt: skip
        return self._rooms.add_home(home)

    def leave(self, child: int, day: date) -> None:
        stay = self.stay_of.get(child)
        if stay is None or stay.starts >= day:
            return
        self._rooms.leave(stay, day)
        del self.stay_of[child]
        self._kin.discard(child)
        self._far.discard(child)
        home = self._region.homes[stay.home]
        if home.kind == "family_and_friends" and not self._rooms.inside[stay.home]:
            home.ended_on, home.status = day, "ended"

    def move(self, child: int, day: date, must: bool = False) -> None:
        """To another home, with brothers and sisters who are there too; where none has room, only if it must."""
        stay = self.stay_of.get(child)
        if stay is None or self._region.homes[stay.home].kind == "family_and_friends":
            return
        together = [other for other in self._with(child) if self.stay_of[other].starts < day]
        if child in together:
            self._move(together, day, must)

    def _move(self, together: list[int], day: date, must: bool) -> None:
        stay = self.stay_of[together[0]]
        group = [self._region.children[other] for other in together]
        far = self._rooms.is_far(stay.home, group[0])
        home = self._rooms.find(group, day, far, besides=stay.home)
        if home is None:
            if must and len(together) > 1:
                for other in together:
                    self._move([other], day, must)
            elif must:
                self.leave(together[0], day)
            return
        for other in together:
            self._rooms.leave(self.stay_of[other], day)
        for fresh in self._rooms.enter(home, together, day):
            self._lives(fresh)

    def widen_terms(self, end: date) -> None:
        """A child who outgrows the terms stays: new terms from the birthday, the old ones end there."""
        outgrown = []
        for child, stay in self.stay_of.items():
            terms = self._region.homes[stay.home].terms[-1]
            if self._region.children[child].age_on(end) > terms.age_max:
                outgrown.append((birthday(self._region.children[child], terms.age_max + 1), stay.home))
        for day, number in sorted(outgrown):
            all_terms = self._region.homes[number].terms
            last = all_terms[-1]
            if last.age_max < 17:
                all_terms.append(replace(last, starts=day, age_max=17, reason="Changed so that a child could stay"))


def three_years(
    rng: Random, region: Region, sizes: dict[int, Size], grounds: dict[int, Ground]
) -> dict[int, CouncilHistory]:
    """Fill the region's homes from three years before its day up to it. Keys: councils' organisations."""
    rooms = Rooms(rng, region)
    councils = {
        number: CouncilHistory(rng, region, rooms, sizes[number], number, grounds[number]) for number in sorted(sizes)
    }
    ends = _calendar(region.as_of)
    for council in councils.values():
        council.begin(ends[0])
    for begin, end in pairwise(ends):
        _one_step(councils, rooms, region, begin, end)
    return councils


def _calendar(as_of: date) -> list[date]:
    last = [as_of - timedelta(days=days) for days in _LAST_STEPS]
    days = [last[0]]
    while days[-1] > as_of - timedelta(days=3 * 365):
        days.append(days[-1] - _MONTH)
    return [*reversed(days), *last[1:], as_of]


def _one_step(councils: dict[int, CouncilHistory], rooms: Rooms, region: Region, begin: date, end: date) -> None:
    rates = (end - begin) >= _MONTH
    events = [(event, number) for number, council in councils.items() for event in council.step(begin, end, rates)]
    closing = [n for n, home in enumerate(region.homes) if home.ended_on and begin <= home.ended_on < end]
    events += [((region.homes[n].ended_on or end, -1, n, []), -1) for n in closing if rooms.inside[n]]
    for (day, what, subject, ages), number in sorted(events, key=lambda pair: (pair[0][:3], pair[1])):
        if what == -1:
            for stay in [region.stays[s] for _, s in sorted(rooms.inside[subject].items())]:
                councils[region.children[stay.child].organisation].move(stay.child, day, must=True)
        elif what == _LEAVE:
            councils[number].leave(subject, day)
        elif what == _MOVE:
            councils[number].move(subject, day)
        else:
            councils[number].arrive(ages, day, end)
    for council in councils.values():
        council.widen_terms(end)
