"""Places that can't be used, with reasons: now (Ofsted's share of all places) and in gaps of the past."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from placements.region import ratios
from placements.region.children import company_limits
from placements.region.homes import weighted
from placements.region.plan import AbsencePlan, HomePlan, Region, StayPlan

_WHOLE_HOME = {
    "break": 0.34,
    "illness": 0.16,
    "house": 0.16,
    "training": 0.14,
    "notice": 0.10,
    "on_hold": 0.10,
}
_BESIDE_A_CHILD = {
    "needs_of_placed": 0.46,
    "staying_put": 0.22,
    "siblings": 0.14,
    "named": 0.14,
    "other": 0.04,
}
# One gap in four between two stays had a reason of its own; the others were plain vacancies. Assumption.
_PAST_GAPS = 0.25
_ALONE_BY_NEED = 0.10


def stays_by_home(region: Region) -> dict[int, list[StayPlan]]:
    found: dict[int, list[StayPlan]] = defaultdict(list)
    for stay in region.stays:
        found[stay.home].append(stay)
    return found


def add_absences(rng: Random, region: Region) -> None:
    """Mark as many empty places of open mainstream homes as Ofsted's share asks for, and some past gaps."""
    by_home = stays_by_home(region)
    open_homes = [
        number for number, home in enumerate(region.homes) if home.kind == "mainstream" and home.ended_on is None
    ]
    wanted = round(ratios.NOT_AVAILABLE_SHARE * sum(region.homes[number].places for number in open_homes))
    rng.shuffle(open_homes)
    for number in open_homes:
        home, stays = region.homes[number], by_home[number]
        _past(rng, home, stays)
        empty = _empty_slots(home, stays)
        if wanted <= 0 or not empty or rng.random() < 0.3:
            continue
        wanted -= _mark(rng, region.as_of, home, stays, empty)


def _empty_slots(home: HomePlan, stays: list[StayPlan]) -> list[int]:
    taken = {stay.slot for stay in stays if stay.ends is None}
    return [slot for slot in range(1, home.places + 1) if slot not in taken]


def _mark(rng: Random, as_of: date, home: HomePlan, stays: list[StayPlan], empty: list[int]) -> int:
    alone = len(empty) == home.places
    reason = weighted(rng, _WHOLE_HOME if alone else _BESIDE_A_CHILD)
    slots = empty if alone or reason == "needs_of_placed" else empty[:1]
    since = as_of - timedelta(days=int(rng.expovariate(1 / 70)) + 1)
    until = as_of + timedelta(days=rng.randint(7, 120)) if reason in ("break", "illness", "house") else None
    for slot in slots:
        last = max((stay.ends or as_of for stay in stays if stay.slot == slot), default=home.approved_on)
        home.absences.append(AbsencePlan(slot, max(since, last, home.approved_on), until, reason))
    if reason == "on_hold":
        home.status = "on_hold"
    return len(slots)


def _past(rng: Random, home: HomePlan, stays: list[StayPlan]) -> None:
    ordered = sorted(stays, key=lambda stay: (stay.slot, stay.starts))
    for before, after in pairwise(ordered):
        if before.slot != after.slot or before.ends is None or (after.starts - before.ends).days < 21:
            continue
        if rng.random() < _PAST_GAPS:
            starts = before.ends + timedelta(days=rng.randint(0, 7))
            ends = after.starts - timedelta(days=rng.randint(0, 7))
            home.absences.append(AbsencePlan(before.slot, starts, ends, rng.choice(("break", "house", "illness"))))


def add_company_limits(rng: Random, region: Region) -> None:
    """Children who have always been alone in their present home: some of them by need."""
    for stays in stays_by_home(region).values():
        current = [stay for stay in stays if stay.ends is None]
        if len(current) != 1 or rng.random() >= _ALONE_BY_NEED:
            continue
        stay = current[0]
        if all(other is stay or (other.ends and other.ends <= stay.starts) for other in stays):
            child = region.children[stay.child]
            company_limits(rng, child)
            stay.whole_home = bool(child.facts["only_child"])
            if stay.whole_home and region.homes[stay.home].facts["own_children"]:
                child.facts["only_child"], stay.whole_home = False, False
