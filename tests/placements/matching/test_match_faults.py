"""Faults planted in the engine, each of which the properties must notice within a few seeds."""

import re
from dataclasses import replace

import matching_checks as checks
import numpy as np
import pytest

from placements.matching import (
    assign,
    columns,
    distance,
    explain,
    instance,
    kernel,
    kernel_score,
    ledger,
    pricing,
    problem,
    ranking,
    rules,
    score,
    sets,
)  # fmt: skip
from placements.matching.rules import home, people, terms

SEEDS = range(1, 10)


def ethnic_bonus(m):
    original = instance._household

    def biased(f):
        made = original(f)
        return replace(made, years=80) if f.data.get("ethnicity") == "white_british" else made

    m.setattr(instance, "_household", biased)


def ties_by_input_order(m):
    def order(pool, index, scores, journeys):
        return np.argsort(-scores, kind="stable")

    m.setattr(ranking, "_order", order)


def forgotten_smoke_rule(m):
    kernels = tuple((lambda *_: None) if k is kernel.h10 else k for k in kernel.KERNELS)
    m.setattr(kernel, "KERNELS", kernels)


def forgotten_smoke_rule_everywhere(m):
    forgotten_smoke_rule(m)
    nothing = replace(home.SMOKE, test=lambda case: None)
    m.setattr(rules, "RULES", tuple(nothing if r.code == "H10" else r for r in rules.RULES))


def wrong_reason_shown(m):
    swap = {"H03": "H04", "H04": "H03"}
    original = ranking.Ranking.codes
    m.setattr(ranking.Ranking, "codes", lambda self, h: tuple(swap.get(c, c) for c in original(self, h)))


def greedy_sold_as_optimum(m):
    original = assign.solve

    def solve(cols, *args):
        return ledger.first_come(cols), original(cols, *args)[1]

    m.setattr(assign, "solve", solve)


def age_bound_off_by_one(m):
    def h04(pool, need, out):
        if need.ages:
            np.greater(pool.age_min, need.ages[0], out=out)
            out |= pool.age_max <= need.ages[-1]

    m.setattr(kernel, "KERNELS", tuple(h04 if k is kernel.h04 else k for k in kernel.KERNELS))


def bedrooms_forgotten_in_plan(m):
    original = problem.CoreRows.__init__

    def init(self, cols):
        original(self, cols)
        self.room_row[:] = -1

    m.setattr(problem.CoreRows, "__init__", init)


def usual_limit_forgotten_in_plan(m):
    original = problem.CoreRows.__init__

    def init(self, cols):
        original(self, cols)
        self.unit_row[:] = -1

    m.setattr(problem.CoreRows, "__init__", init)


def not_with_forgotten_in_plan(m):
    m.setattr(problem, "rules_out", lambda need, other: False)


def must_groups_split(m):
    m.setattr(columns, "parts_of", lambda i, group, r: _all_parts(i, group, r))


def _all_parts(index, group, chosen):
    return _PARTS_OF(index, replace(group, together="should"), chosen)


_PARTS_OF = columns.parts_of


def a_part_left_out_of_the_explanation(m):
    def some(case):
        return tuple(replace(c, value=0) if c.part == "wishes" else c for c in score.contributions(case))

    m.setattr(explain, "contributions", some)


def blocked_range_closed_at_its_end(m):
    def h02(pool, need, out):
        first = need.group.needed_by.toordinal()
        np.greater(pool.free_from, first, out=out)
        if need.group.type in need.rules.dated_stays:
            homes, start, end = pool.blocked
            out[homes[(start <= need.group.ends.toordinal()) & (end >= first)]] = True

    m.setattr(kernel, "KERNELS", tuple(h02 if k is kernel.h02 else k for k in kernel.KERNELS))


def distance_rounded_down(m):
    def places(self, point, index=None):
        lat, lon = (self.lat, self.lon) if index is None else (self.lat[index], self.lon[index])
        return np.array(
            [max(0, distance.hectometres((a, b), point) - 1) for a, b in zip(lat, lon, strict=True)], np.int64
        )

    m.setattr(distance.Places, "hectometres", places)


def unknown_excludes(m):
    original = kernel.h10

    def h10(pool, need, out):
        original(pool, need, out)
        if need.smoke_matters:
            out |= np.array([h.smoker is None for h in pool.homes], np.bool_)

    m.setattr(kernel, "KERNELS", tuple(h10 if k is kernel.h10 else k for k in kernel.KERNELS))


def urgency_upside_down(m):
    m.setattr(checks, "PLAIN", replace(checks.PLAIN, urgency_weights=(1, 2, 3)))


def pricing_stops_too_soon(m):
    original = pricing.price

    def price(core, worth, trace):
        reduced = original(core, worth, trace)
        first = pricing._best_of_each(core.columns.part, worth, 1)
        never_priced = np.full(len(worth), -1e9)
        never_priced[first] = reduced[first]
        trace.bound = 0.0
        return never_priced

    m.setattr(pricing, "price", price)


def experience_counts_against(m):
    original = kernel_score.Scorer._experience
    m.setattr(kernel_score.Scorer, "_experience", lambda self, child: 1000 - original(self, child))
    plain = score.VALUES["experience"]
    m.setitem(score.VALUES, "experience", lambda case, child: 1000 - (plain(case, child) or 0))


def a_question_half_asked(m):
    asked = list(sets.QUESTIONS)
    asked[3] = lambda need: need.ages[:1]
    m.setattr(sets, "QUESTIONS", tuple(asked))


def undoing_the_wrong_thing(m):
    wrong = replace(people.COMPANY, undo=lambda case: terms.open_undo(case))
    m.setattr(rules, "RULES", tuple(wrong if r.code == "H13" else r for r in rules.RULES))


FAULTS = [
    ethnic_bonus, ties_by_input_order, forgotten_smoke_rule, forgotten_smoke_rule_everywhere, wrong_reason_shown,
    greedy_sold_as_optimum, age_bound_off_by_one, bedrooms_forgotten_in_plan, usual_limit_forgotten_in_plan,
    not_with_forgotten_in_plan, must_groups_split, a_part_left_out_of_the_explanation,
    blocked_range_closed_at_its_end, distance_rounded_down, unknown_excludes, urgency_upside_down,
    pricing_stops_too_soon, experience_counts_against, undoing_the_wrong_thing,
    a_question_half_asked,
]  # fmt: skip


def noticed():
    """The first property that breaks, looking at every property on each seed in turn."""
    for seed in SEEDS:
        for name, check in checks.PROPERTIES.items():
            try:
                check(seed)
            except (AssertionError, ValueError, StopIteration) as error:
                return name, error
    return None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_fault_is_noticed(fault, monkeypatch):
    fault(monkeypatch)
    assert noticed() is not None, f"{re.sub('_', ' ', fault.__name__)} went unnoticed"


def test_without_a_fault_nothing_is_noticed():
    assert noticed() is None
