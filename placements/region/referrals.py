"""Referrals: those that led to the last year's placements, those that ended otherwise, those still open."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from carers.law.vocabulary import WISHES
from placements.region import ratios
from placements.region.children import Arrivals, company_limits
from placements.region.ground import Ground
from placements.region.homes import weighted
from placements.region.plan import ChildPlan, Facts, ReferralPlan, Region, SharePlan, StayPlan
from placements.region.rooms import USUAL_LIMIT
from placements.region.sizes import Size

LONDON = ZoneInfo("Europe/London")
_URGENCY = {"emergency": 0.25, "urgent": 0.40, "planned": 0.35}
_KINDS = {
    "short_term": 0.50, "long_term": 0.27, "emergency": 0.12, "respite": 0.06, "parent_and_child": 0.02,
    "remand": 0.01, "early_permanence": 0.02,
}  # fmt: skip
_OTHER_ENDS = {"placed_elsewhere": 0.5, "need_changed": 0.3, "withdrawn": 0.2}
_WISH_WORDS = (
    "I want to stay at my school.", "I would like a dog.", "Somewhere near my nan.", "My own room, please.",
    "Not too far from my friends.", "I would like to be with my sister.", "A house where people are not loud.",
)  # fmt: skip
_MOVING = 0.25  # of open referrals: children who are fostered now and need another home


def moment(rng: Random, day: date) -> datetime:
    """Some time of a working day's hours on `day`, London."""
    return datetime.combine(day, time(rng.randint(8, 18), rng.randrange(60)), LONDON)


def facts_for(rng: Random, children: list[ChildPlan], referred: date, urgency: str, as_of: date) -> Facts:
    kind = "emergency" if urgency == "emergency" and rng.random() < 0.6 else weighted(rng, _KINDS)
    wait = {"emergency": (0, 0), "urgent": (1, 7), "planned": (10, 60)}[urgency]
    needed = referred + timedelta(days=rng.randint(*wait))
    oldest = max(child.age_on(as_of) for child in children)
    several = len(children) > 1
    together = "n/a" if not several else "must" if rng.random() < 0.45 else "should"
    circle = children[0].spot
    avoid = [{"lat": circle.lat, "lon": circle.lon, "km": rng.choice((1, 2, 3))}] if rng.random() < 0.07 else []
    return {
        "kind": kind,
        "urgency": urgency,
        "together": together,
        "together_reason": "They have always lived together." if together == "must" else "",
        "needed_by": needed,
        "ends_on": needed + timedelta(days=rng.randint(3, 14)) if kind == "respite" else None,
        "max_km": rng.choice((8, 15, 25, 30, 40)) if rng.random() < 0.45 else None,
        "avoid": avoid,
        "wishes": sorted(rng.sample(WISHES, rng.choice((0, 0, 1, 1, 2)))),
        "wishes_words": rng.choice(_WISH_WORDS) if oldest >= 5 and rng.random() < 0.5 else "",
        "sharing": "chosen",  # the shares below are all
        "state": "open",
        "outcome": "",
        "closed_at": None,
    }


def past_referrals(rng: Random, region: Region) -> None:
    """One for each home found in the last year (brothers and sisters placed on one day: one referral)."""
    since = region.as_of - timedelta(days=365)
    found: dict[tuple[int, int, date], list[StayPlan]] = {}
    for stay in region.stays:
        child = region.children[stay.child]
        if stay.starts >= since and region.homes[stay.home].kind == "mainstream":
            found.setdefault((child.organisation, child.group, stay.starts), []).append(stay)
    for (organisation, _, day), stays in found.items():
        children = [region.children[stay.child] for stay in stays]
        urgency = weighted(rng, _URGENCY)
        referred = day - timedelta(
            days={"emergency": 0, "urgent": rng.randint(1, 6), "planned": rng.randint(8, 40)}[urgency]
        )
        facts = facts_for(rng, children, referred, urgency, region.as_of)
        opened = moment(rng, referred)
        closed = max(opened + timedelta(hours=1), moment(rng, day))
        facts |= {"needed_by": day, "state": "placed", "outcome": "placed_here", "closed_at": closed}
        facts["ends_on"] = None if facts["ends_on"] is None else day + timedelta(days=7)
        for stay in stays:
            stay.referral = len(region.referrals)
        plan = ReferralPlan(organisation, tuple(stay.child for stay in stays), opened, facts)
        if not region.organisations[region.homes[stays[0].home].organisation].is_council:
            agency = region.homes[stays[0].home].organisation
            plan.shares.append(SharePlan(agency, "full", opened + timedelta(minutes=30), None, closed))
        region.referrals.append(plan)


class Waiting:
    """Open referrals of one council, of every urgency, alone and with brothers and sisters."""

    def __init__(self, rng: Random, region: Region, organisation: int, size: Size, ground: Ground) -> None:
        self._rng, self._region, self._organisation, self._size = rng, region, organisation, size
        self._arrivals = Arrivals(rng, organisation, ground, organisation * 1_000_000 + 500_000)
        area = region.organisations[organisation].area
        self._agencies = [n for n, o in enumerate(region.organisations) if not o.is_council and area in o.serves]

    def add(self) -> None:
        count = max(6, round(self._size.children * ratios.OPEN_REFERRALS_SHARE))
        for number in range(count):
            self._open(tuple(_URGENCY)[number % 3] if number < 6 else weighted(self._rng, _URGENCY), number)
        for number in range(max(2, count // 4)):
            self._closed(number)

    def _group(self, number: int, day: date) -> list[int]:
        """Children of a referral: known ones who must move, or newcomers; the second is always a group."""
        rng, region = self._rng, self._region
        if number % 6 not in (0, 1) and rng.random() < _MOVING:
            child = self._one_to_move()
            if child is not None:
                return [child]
        wanted = {band: count + 3 for band, count in self._size.latest.items()}
        ages = self._arrivals.ages(wanted)
        while number % 6 == 1 and len(ages) < 2:
            ages = self._arrivals.ages(wanted)
        group = self._arrivals.group(ages, day)
        if len(group) == 1 and rng.random() < 0.2:
            company_limits(rng, group[0])
        first = len(region.children)
        region.children.extend(group)
        return list(range(first, first + len(group)))

    def _one_to_move(self) -> int | None:
        for _ in range(20):
            if not self._region.stays:
                return None
            stay = self._rng.choice(self._region.stays)
            child = self._region.children[stay.child]
            alone = stay.ends is None and stay.referral is None and child.organisation == self._organisation
            if alone and not any(
                stay.child in r.children for r in self._region.referrals if r.facts["state"] == "open"
            ):
                return stay.child
        return None

    def _referral(self, urgency: str, number: int, days_ago: int) -> ReferralPlan:
        referred = self._region.as_of - timedelta(days=days_ago)
        children = self._group(number, referred)
        facts = facts_for(
            self._rng,
            [self._region.children[child] for child in children],
            referred,
            urgency,
            self._region.as_of,
        )
        plan = ReferralPlan(self._organisation, tuple(children), moment(self._rng, referred), facts)
        self._region.referrals.append(plan)
        return plan

    def _open(self, urgency: str, number: int) -> None:
        most = {"emergency": 2, "urgent": 9, "planned": 45}[urgency]
        plan = self._referral(urgency, number, self._rng.randint(1, most))
        shared = self._rng.sample(self._agencies, min(len(self._agencies), self._rng.choice((0, 1, 2, 2, 3))))
        for agency in sorted(shared):
            at = plan.referred_at + timedelta(minutes=self._rng.randint(10, 180))
            answer = at + timedelta(hours={"emergency": 4, "urgent": 24, "planned": 120}[urgency])
            level = "full" if self._rng.random() < 0.25 else "profile"
            plan.shares.append(SharePlan(agency, level, at, answer, None))

    def _closed(self, number: int) -> None:
        plan = self._referral(weighted(self._rng, _URGENCY), number, self._rng.randint(30, 330))
        closed = plan.referred_at + timedelta(days=self._rng.randint(1, 25))
        plan.facts |= {"state": "closed", "outcome": weighted(self._rng, _OTHER_ENDS), "closed_at": closed}


def hold_some(rng: Random, region: Region) -> None:
    """A place held for one open referral in twelve, and as many holds let go again."""
    homes = _vacancies(region)
    waiting = [
        (number, plan.children[0])
        for number, plan in enumerate(region.referrals)
        if plan.facts["state"] == "open" and len(plan.children) == 1
    ]
    wanted = max(1, len(waiting) // 12)
    for number, child in waiting:
        if wanted == 0:
            break
        facts = region.children[child].facts
        limited = facts["only_child"] or facts["not_with"]
        home = None if limited else _home_for(rng, region, homes, region.children[child])
        if home is not None:
            _hold(region, child, home, homes[home].pop(0), number)
            wanted -= 1


def _hold(region: Region, child: int, home: int, slot: int, referral: int) -> None:
    """The hold of today, and an earlier one at the same place that was let go."""
    day = region.as_of
    let_go = StayPlan(child, home, slot, day - timedelta(days=1), day, referral=referral, state="released")
    expires = datetime.combine(day + timedelta(days=2), time(17), LONDON)
    held = StayPlan(child, home, slot, day, referral=referral, state="held", expires_at=expires)
    region.stays += [let_go, held]


def _vacancies(region: Region) -> dict[int, list[int]]:
    """Free slots up to the usual limit, by home, of open homes without a whole-home stay or an absence."""
    closed = {stay.home for stay in region.stays if stay.ends is None and stay.whole_home}
    taken = {(stay.home, stay.slot) for stay in region.stays if stay.ends is None}
    return {
        number: [s for s in range(1, min(home.places, USUAL_LIMIT) + 1) if (number, s) not in taken]
        for number, home in enumerate(region.homes)
        if number not in closed and not home.absences and home.kind == "mainstream" and home.ended_on is None
    }


def _home_for(rng: Random, region: Region, homes: dict[int, list[int]], child: ChildPlan) -> int | None:
    numbers = [number for number, slots in homes.items() if slots]
    rng.shuffle(numbers)
    age = child.age_on(region.as_of)
    for number in numbers:
        home = region.homes[number]
        terms = home.terms[-1]
        near = region.organisations[home.organisation]
        reaches = home.organisation == child.organisation or not near.is_council
        if reaches and terms.age_min <= age <= terms.age_max and terms.sex in ("any", child.sex):
            return number
    return None
