"""The score of one child in one home, in whole milli-points, part by part; a set's score is the sum of its children.

Every part has a value of 0 to 1000; value × weight = milli-points. A part whose facts are missing scores 0 and
says so. There is no predicted outcome in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .distance import hectometres, ramp
from .facts import Child, Household, Point
from .rules.base import Case
from .ruleset import PARTS

FULL = 1000
UNKNOWN_JOURNEY_HM = 10_000  # orders a home of unknown distance after those known, and never scores

Value = int | None  # None: a fact is missing


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part of one child's score. ``milli`` = ``value`` × ``weight``; ``known`` is False where a fact is missing."""

    child: str
    part: str
    value: int
    weight: int
    known: bool

    @property
    def milli(self) -> int:
        return self.value * self.weight


def _share(met: int, total: int) -> int:
    return FULL * met // total if total else FULL


def _support(asked: tuple[str, ...] | None, offered: frozenset[str] | None) -> Value:
    if asked is None or (asked and offered is None):
        return None
    return _share(sum(word in (offered or ()) for word in asked), len(asked))


def _near(case: Case, point: Point | None) -> Value:
    if point is None or case.home.point is None:
        return None
    return ramp(hectometres(point, case.home.point), case.rules.near_hm, case.rules.far_hm)


def _school(case: Case, child: Child) -> Value:
    return _near(case, child.daytime)


def _home(case: Case, child: Child) -> Value:
    return case.rules.avoid_home_value if case.group.avoid else _near(case, child.home)


def _skills(case: Case, child: Child) -> Value:
    return _support(child.needs, case.home.skills)


def _identity(case: Case, child: Child) -> Value:
    return _support(child.identity_needs, case.home.identity_support)


def _language(case: Case, child: Child) -> Value:
    if child.language == "en":
        return FULL
    if child.language is None or case.home.languages is None:
        return None
    return FULL if child.language in case.home.languages else 0


def wish_met(wish: str, home: Household) -> bool | None:
    """Does the home meet a wish? None where a fact is missing."""
    match wish:
        case "has_dog":
            return None if home.pets is None else "dog" in home.pets
        case "no_dog":
            return None if home.pets is None else "dog" not in home.pets
        case "couple":
            return None if home.carers is None else home.carers == "couple"
        case "female_carer":
            return None if home.carers is None else home.carers in ("couple", "single_f")
        case "rural":
            return home.rural
        case "urban":
            return None if home.rural is None else not home.rural
        case "other_children":
            return True if home.others else (None if home.own_children is None else False)
        case "no_other_children":
            return False if home.others else (None if home.own_children is None else True)
    raise ValueError(f"{wish} is not a wish this engine knows.")


def _wishes(case: Case, child: Child) -> Value:
    wishes = case.group.wishes
    met = [wish_met(wish, case.home) for wish in wishes]
    if met and all(value is None for value in met):
        return None
    return _share(sum(value is True for value in met), len(wishes))


def _experience(case: Case, child: Child) -> Value:
    rules, years = case.rules, case.home.years
    if years is None or child.needs is None:
        return None
    enough = min(rules.experience_cap, rules.experience_base + rules.experience_per_need * len(child.needs))
    return min(FULL, FULL * years // enough)


def _same_la(case: Case, child: Child) -> Value:
    return FULL if case.home.la == case.group.la else 0


def _fit(case: Case, child: Child) -> Value:
    if case.home.vacant is None:
        return None
    idle = max(0, case.home.vacant - len(case.children))
    return max(0, FULL - case.rules.fit_step * idle)


VALUES: dict[str, Callable[[Case, Child], Value]] = {
    "school": _school, "home": _home, "skills": _skills, "identity": _identity, "language": _language,
    "wishes": _wishes, "experience": _experience, "same_la": _same_la, "fit": _fit,
}  # fmt: skip


def contributions(case: Case) -> tuple[Contribution, ...]:
    """Every part for every child of the case, in the order of :data:`.ruleset.PARTS`."""
    weights = dict(zip(PARTS, case.rules.weights.row(), strict=True))
    found = []
    for child in case.children:
        for part in PARTS:
            value = VALUES[part](case, child)
            found.append(Contribution(child.id, part, value or 0, weights[part], value is not None))
    return tuple(found)


def score(case: Case) -> int:
    """Milli-points of the set in this home."""
    return sum(part.milli for part in contributions(case))


def school_hm(case: Case) -> int:
    """Hectometres of daily journey, summed over the children (home distance where a child attends no school)."""
    total = 0
    for child in case.children:
        known = child.daytime is not None and case.home.point is not None
        total += hectometres(child.daytime, case.home.point) if known else UNKNOWN_JOURNEY_HM  # type: ignore[arg-type]
    return total
