"""What matching costs: one referral against many homes, and the plan for a region.

:func:`benches` names them for ``manage.py bench NAME``; each returns figures ready for JSON, times in milliseconds
or seconds as the key says. ``ratio`` compares the whole act with its bare core.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np

from placements.matching.assign import plan_of, solve
from placements.matching.columns import Columns
from placements.matching.facts import Instance
from placements.matching.generator import Pooling, generate
from placements.matching.instance import parse
from placements.matching.kernel import failures
from placements.matching.kernel_score import Scorer
from placements.matching.need import Need
from placements.matching.pool import Pool
from placements.matching.ranking import rank
from placements.matching.ruleset import RuleSet

Figures = dict[str, object]
REPEATS = 5


def benches() -> dict[str, Callable[[], Figures]]:
    """The benches of this package by name."""
    return {"match": bench_match, "assign": bench_assign, "marginal": bench_marginal}


def instance_of(size: str, seed: int = 1, pool: Pooling = "local", *, homes: int = 0, groups: int = 0) -> Instance:
    """A synthetic instance, read back through the validator."""
    return parse(generate(size, seed, pool, homes=homes, groups=groups))


def bare(pool: Pool, need: Need) -> tuple[np.ndarray, np.ndarray]:
    """The numpy core alone: every rule for every home, scores, order; no names, no reasons in words."""
    failed = failures(pool, need)
    counts = np.count_nonzero(failed, axis=1)
    eligible = np.flatnonzero(~np.logical_or.reduce(failed, axis=0))
    scorer = Scorer(pool, need, eligible)
    scores = scorer.parts() @ np.array(need.rules.weights.row(), np.int64)
    keys = (
        pool.id_order[eligible],
        pool.vacant_since[eligible],
        pool.vacant[eligible],
        scorer.journeys(),
        -scores,
    )
    return eligible[np.lexsort(keys)], counts


def _milliseconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = perf_counter()
        act()
        times.append((perf_counter() - began) * 1000)
    return min(times)


def bench_match(homes: int = 33_000, groups: int = 40) -> Figures:
    """One referral against ``homes`` homes, every reason for every home, against the bare numpy kernel."""
    instance, rules = instance_of("national", homes=homes, groups=groups), RuleSet()
    began = perf_counter()
    pool = Pool.of(instance)
    made = perf_counter() - began
    full, core = [], []
    for group in instance.groups:

        def ranked(group=group) -> object:  # type: ignore[no-untyped-def]
            found = rank(group, pool, rules)
            return found.excluded, found.top(10)

        need = Need.of(group, rules)
        full.append(_milliseconds(ranked))
        core.append(_milliseconds(lambda need=need: bare(pool, need)))  # type: ignore[misc]
    return {
        "homes": homes, "groups": groups, "pool_seconds": round(made, 3),
        "ranking_ms": round(median(full), 3), "ranking_ms_p95": round(float(np.quantile(full, 0.95)), 3),
        "kernel_ms": round(median(core), 3), "ratio": round(median(full) / median(core), 3),
    }  # fmt: skip


def bench_assign(size: str = "region", pool: Pooling = "regional", seed: int = 1) -> Figures:
    """The proven plan for all open referrals of one size, against the time inside the solver."""
    instance, rules = instance_of(size, seed, pool), RuleSet()
    began = perf_counter()
    columns = Columns.of(instance, rules)
    chosen, info = solve(columns)
    plan = plan_of(columns, chosen, "highs", info)
    seconds = perf_counter() - began
    solver = float(info["solver_seconds"])
    return {
        "size": size, "seed": seed, "pool": pool, "columns": len(columns), "placed": plan.metrics["placed"],
        "together": plan.metrics["together"], "proven": info["proven"], "method": info["method"], "kept": info["kept"],
        "seconds": round(seconds, 3), "solver_seconds": solver, "ratio": round(seconds / max(solver, 1e-9), 3),
    }  # fmt: skip


def bench_marginal(size: str = "council") -> Figures:
    """What one more home would change, asked once of a council: the whole question in seconds."""
    from dataclasses import replace

    from placements.matching.marginal import Marginal

    instance = instance_of(size)
    began = perf_counter()
    question = Marginal(instance)
    placed = question.placed
    first = perf_counter() - began
    like = next(home for home in instance.households if home.max_children and home.max_children > 1)
    added = replace(like, id="added", status="open", placed=(), vacant=like.max_children, rooms_free=like.max_children)
    began = perf_counter()
    extra = question.extra_placed([added])
    return {
        "size": size, "placed": placed, "extra": extra, "first_seconds": round(first, 3),
        "question_seconds": round(perf_counter() - began, 3),
    }  # fmt: skip
