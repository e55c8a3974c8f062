"""Children who come into care, alone or with brothers and sisters, and what a home needs to know of them."""

from datetime import date
from random import Random

from carers.law.vocabulary import IDENTITY_NEEDS, LANGUAGES, NEEDS, NOT_WITH
from placements.region import ratios
from placements.region.ground import Ground
from placements.region.homes import maybe, some, weighted
from placements.region.plan import ChildPlan, Facts, Spot
from placements.region.sizes import AGES, BANDS

_OLDER = (
    "self_harm",
    "exploitation_risk",
    "substance_misuse",
    "offending",
    "harmful_sexual_behaviour",
    "uasc",
)
_YOUNG_NEEDS = tuple(need for need in NEEDS if need not in _OLDER)
_OLDER_NEEDS = tuple(need for need in NEEDS if need not in ("night_settling", "baby_withdrawal"))
_SMALLEST_GAP_YEARS, _LARGEST_GAP_YEARS = 1, 4


def band_of(age: int) -> str:
    """The DfE band of a full year of age; the oldest band for 16 and over."""
    return next((band for band in BANDS if age <= AGES[band][1]), BANDS[-1])


def month_born(rng: Random, age: int, day: date) -> date:
    """The first of a month such that the child is `age` on `day`; at least a month old."""
    back = age * 12 + rng.randint(1 if age == 0 else 0, 11)
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def facts_of(rng: Random, age: int, spot: Spot) -> Facts:
    """None and "" mean unknown. The school stands near the family home; under fives attend none."""
    words = _OLDER_NEEDS if age >= 10 else _YOUNG_NEEDS
    school = None if age < 5 or rng.random() < 0.05 else spot
    return {
        "language": "" if rng.random() < 0.05 else rng.choice(LANGUAGES[1:]) if rng.random() < 0.14 else "en",
        "identity_needs": maybe(rng, some(rng, IDENTITY_NEEDS, 1) if rng.random() < 0.3 else [], 0.10),
        "needs": maybe(rng, some(rng, words, 3 if age >= 5 else 2), 0.06),
        "home_known": rng.random() > 0.04,
        "school_lat": round(school.lat + rng.uniform(-0.02, 0.02), 4) if school else None,
        "school_lon": round(school.lon + rng.uniform(-0.03, 0.03), 4) if school else None,
        "breathing_condition": maybe(rng, rng.random() < 0.09, 0.12),
        "allergies": maybe(rng, some(rng, ("dog", "cat"), 1) if rng.random() < 0.08 else [], 0.12),
        "own_room": age >= 3 and rng.random() < 0.25,
        "only_child": False,
        "not_with": [],
    }


def company_limits(rng: Random, child: ChildPlan) -> None:
    """Whom the child may not live with: for children who live with no other child, or wait for a home."""
    if rng.random() < 0.5:
        child.facts["not_with"] = [rng.choice(NOT_WITH)]
    elif rng.random() < 0.4:
        child.facts["only_child"] = True


def _sibling_age(rng: Random, ages: list[int]) -> int:
    gap = rng.randint(_SMALLEST_GAP_YEARS, _LARGEST_GAP_YEARS)
    return rng.choice((min(ages) - gap, max(ages) + gap))


class Arrivals:
    """Makes groups of brothers and sisters of one council, of the bands that are wanted."""

    def __init__(self, rng: Random, organisation: int, ground: Ground, first_group: int) -> None:
        self._rng, self._organisation, self._ground = rng, organisation, ground
        self._group = first_group

    def ages(self, wanted: dict[str, int]) -> list[int]:
        """Ages of one group. Only bands with `wanted` above zero are drawn from, and are counted down."""
        band = weighted(self._rng, {name: float(max(0, number)) for name, number in wanted.items()})
        ages = [self._rng.randint(*AGES[band])]
        wanted[band] -= 1
        for _ in range(weighted(self._rng, ratios.GROUP_SIZES) - 1):
            for _attempt in range(6):
                age = _sibling_age(self._rng, ages)
                if 0 <= age <= 17 and wanted[band_of(age)] > 0:
                    wanted[band_of(age)] -= 1
                    ages.append(age)
                    break
        return sorted(ages)

    def group(self, ages: list[int], day: date, ages_on: date | None = None) -> list[ChildPlan]:
        """Children of `ages` on `ages_on` (else `day`) who need a home from `day`."""
        self._group += 1
        spot = self._ground.own.draw(self._rng)
        return [
            ChildPlan(
                organisation=self._organisation,
                birth_month=month_born(self._rng, age, ages_on or day),
                sex=self._rng.choice("FM"),
                group=self._group,
                spot=spot,
                facts=facts_of(self._rng, age, spot),
            )
            for age in ages
        ]
