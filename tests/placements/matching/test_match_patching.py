"""A pool with newer facts of some homes is the pool made of all those facts."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from placements.matching.distance import Places
from placements.matching.patching import patched
from placements.matching.pool import Pool, Words
from placements.matching.ranking import rank
from placements.matching.ruleset import RuleSet
from tests.benchmarks.matching import instance_of

FIRST, SECOND = (instance_of("small", seed) for seed in (1, 2))
AGENCIES = {**SECOND.agency, **FIRST.agency}
HOMES = sorted(FIRST.households, key=lambda home: home.id)
NEWER = {home.id: home for home in SECOND.households}


def _same(one: object, other: object) -> bool:
    if isinstance(one, Words) and isinstance(other, Words):
        return all(np.array_equal(one[word], other[word]) for word in {*one._has, *other._has})
    if isinstance(one, Places) and isinstance(other, Places):
        parts = ((one.lat, other.lat), (one.lon, other.lon), (one.xyz, other.xyz))
        return one.complete == other.complete and all(np.array_equal(a, b, equal_nan=True) for a, b in parts)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    return one == other


def _differing(one: Pool, other: Pool) -> list[str]:
    return [name for name in vars(other) if not _same(vars(one)[name], vars(other)[name])]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from([home.id for home in HOMES if home.id in NEWER])), st.booleans())
def test_patched_is_made_anew(changed: set[str], asked_before: bool) -> None:
    pool = Pool(HOMES, AGENCIES)
    if asked_before:
        assert pool.has_unknown.size == len(HOMES)
    before = {name: vars(pool)[name] for name in ("vacant", "la", "blocked")}
    copies = {name: array.copy() for name, array in before.items()}
    made = patched(pool, [NEWER[name] for name in sorted(changed)])
    anew = Pool([NEWER[home.id] if home.id in changed else home for home in HOMES], AGENCIES)
    assert np.array_equal(made.has_unknown, anew.has_unknown)
    councils = _councils(made)
    assert councils == _councils(anew)
    named = {"la", "_la_code"}  # numbers of councils may differ, what they stand for may not
    assert set(_differing(made, anew)) <= named
    assert all(np.array_equal(copies[name], before[name]) for name in before), "the pool asked from has changed"


def _councils(pool: Pool) -> list[str]:
    names = {code: name for name, code in pool._la_code.items()}
    return [names[code] for code in pool.la.tolist()]


def test_a_patched_pool_ranks_as_one_made_anew() -> None:
    pool = Pool(HOMES, AGENCIES)
    rank(FIRST.groups[0], pool, RuleSet())
    changed = [NEWER[home.id] for home in HOMES[::3] if home.id in NEWER]
    made = patched(pool, changed)
    anew = Pool([next((c for c in changed if c.id == home.id), home) for home in HOMES], AGENCIES)
    for group in FIRST.groups:
        one, other = rank(group, made, RuleSet()), rank(group, anew, RuleSet())
        assert one.top(50) == other.top(50)
        assert one.excluded == other.excluded


def test_a_home_in_a_council_never_seen_is_taken_in() -> None:
    pool = Pool(HOMES, AGENCIES)
    made = patched(pool, [replace(HOMES[3], la="Elsewhere")])
    assert _councils(made)[3] == "Elsewhere"
