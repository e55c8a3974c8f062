"""Who an application is about, and each person's own checks, as regulation 26 and Schedule 3 ask for them."""

from datetime import date, timedelta
from random import Random

from placements.region import names
from placements.region.plan import ApplicationPlan, Facts

_EACH_APPLICANT = ("dbs", "medical", "authority")
_REFERENCES = 3
_ADULT_MEMBER, _CHILD = 0.15, 0.35


def make_personal(plan: ApplicationPlan, last: date, begun: bool, stage1_over: bool) -> None:
    """Name the people of an application and complete its checks to one set a person.

    `last`: the day it ended, or today. `begun`: stage 1 has begun, so everything is asked for. `stage1_over`: so
    everything has arrived, by the day stage 1 was complete where that is noted. Draws from a stream of its own, so
    that the rest of the region stays as it was.
    """
    registered = _registered(plan)
    rng = Random(f"{plan.name} {registered}")
    plan.facts["people_named_on"] = registered
    for name in names.each_of(plan.name):
        _name(plan, "applicant", name, _born(rng, registered, 25, 64))
    if rng.random() < _ADULT_MEMBER:
        _name(plan, "household_member", names.person(rng, rng.choice("FM")), _born(rng, registered, 19, 80))
    if rng.random() < _CHILD:
        _name(plan, "household_member", names.person(rng, rng.choice("FM")), _born(rng, registered, 1, 15))
    if not begun:
        return
    _give(plan)
    for kind, about in _lacking(plan, registered):
        plan.checks.append(_check(rng, plan, kind, about, last, stage1_over))
    while sum(check["kind"] == "reference" for check in plan.checks) < _REFERENCES:
        referee = _name(plan, "referee", names.person(rng, rng.choice("FM")), None)
        plan.checks.append(_check(rng, plan, "reference", referee, last, stage1_over))
    done = plan.facts["stage1_complete_on"]
    for check in plan.checks if isinstance(done, date) else ():
        if check["kind"] in (*_EACH_APPLICANT, "reference"):
            assert isinstance(done, date)
            _arrive_by(check, done, registered)


def _registered(plan: ApplicationPlan) -> date:
    registered = plan.facts["registered_on"]
    assert isinstance(registered, date)
    return registered


def _born(rng: Random, on: date, youngest: int, oldest: int) -> date:
    return on - timedelta(days=rng.randint(youngest * 366, oldest * 365))


def _name(plan: ApplicationPlan, role: str, name: str, born: date | None) -> int:
    plan.people.append({"role": role, "name": name, "birth_date": born})
    return len(plan.people) - 1


def _give(plan: ApplicationPlan) -> None:
    """What was drawn for the application as a whole is the first applicant's; a reference names its referee."""
    for check in plan.checks:
        check["about"] = None
        if check["kind"] == "reference":
            check["about"] = _name(plan, "referee", str(check["person"]), None)
        elif check["kind"] in _EACH_APPLICANT:
            check["about"], check["person"] = 0, plan.people[0]["name"]


def _lacking(plan: ApplicationPlan, on: date) -> list[tuple[str, int | None]]:
    there = {(check["kind"], check["about"]) for check in plan.checks}
    wanted: list[tuple[str, int | None]] = []
    for number, person in enumerate(plan.people):
        born = person["birth_date"]
        if person["role"] == "applicant":
            wanted += [(kind, number) for kind in _EACH_APPLICANT]
        elif person["role"] == "household_member" and isinstance(born, date) and (on - born).days > 18 * 366:
            wanted.append(("dbs", number))
    return [one for one in (*wanted, ("home_safety", None)) if one not in there]


def _check(rng: Random, plan: ApplicationPlan, kind: str, about: int | None, last: date, arrived: bool) -> Facts:
    asked = min(_registered(plan) + timedelta(days=rng.randint(4, 14)), last)
    meant = asked + timedelta(days=rng.randint(9, 45))
    received = meant if meant < last else max(asked, last - timedelta(days=1)) if arrived else None
    dbs = kind == "dbs" and received is not None
    return {
        "kind": kind,
        "person": plan.people[about]["name"] if about is not None else plan.name,
        "about": about,
        "asked_on": asked,
        "due_on": asked + timedelta(days=28),
        "received_on": received,
        "outcome": "clear" if received else "",
        "number": f"00{rng.randrange(10**10):010d}" if dbs else "",
        "renew_on": received + timedelta(days=3 * 365) if received and dbs else None,
    }


def _arrive_by(check: Facts, done: date, registered: date) -> None:
    """Received by the day stage 1 was complete."""
    asked, received = check["asked_on"], check["received_on"]
    assert isinstance(asked, date)
    arrived = min(received, done) if isinstance(received, date) else done
    check["received_on"], check["asked_on"] = arrived, max(registered, min(asked, arrived))
    check["outcome"] = check["outcome"] or "clear"
