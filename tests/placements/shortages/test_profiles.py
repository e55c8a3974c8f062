"""What each kind of home would place: bounds settle most, and never wrongly."""

from dataclasses import replace

import pytest

from placements.matching.marginal import Marginal
from placements.matching.ruleset import RuleSet
from placements.shortages.services.profiles import Spot, profiles, values
from tests.benchmarks.matching import instance_of

KINDS = frozenset({"short_term", "long_term", "emergency"})


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_bounds_give_what_solving_each_gives(seed: int) -> None:
    instance = instance_of("small", seed, homes=14)
    rules = RuleSet()
    found = Marginal(instance, rules)
    left = sum(len(group.children) for group in instance.groups) - found.placed
    assert left > 4, "nobody waits: nothing would be tried"
    council = instance.las[0]
    there = [Spot("Middle", council.lat, council.lon), Spot("North", council.lat + 0.1, council.lon)]
    tried = profiles(instance.groups, there, rules.mandatory_needs)
    agency = next(agency.id for agency in instance.agencies if council.id in agency.serves)
    ask = found.one_of([one.home(f"added-{n}", agency, council.id, KINDS) for n, one in enumerate(tried)])
    asked: list[int] = []

    def counted(number: int) -> int:
        asked.append(number)
        return ask(number)

    each = [ask(number) for number in range(len(tried))]
    assert values(tried, left, counted) == each
    assert len(asked) < len(tried), "no bound has spared a solution"
    assert 0 < max(each) <= left


def test_a_wrong_cover_would_be_seen() -> None:
    """The same with homes said to cover one another that do not: the values come out wrong, so the test can fail."""
    spot = Spot("Middle", 53.8, -1.5)
    young, old = (replace(one, age_min=low, age_max=high) for one, low, high in (
        (profiles([], [spot], [])[0], 0, 4), (profiles([], [spot], [])[0], 10, 15)
    ))  # fmt: skip
    assert not young.covers(old)
    assert not old.covers(young)
    assert replace(young, age_max=17).covers(old)
    assert values([young, old], 1, lambda number: number) == [0, 1]
