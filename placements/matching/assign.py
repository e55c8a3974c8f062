"""The plan for all open referrals at once, proven best, and first-come beside it.

Objective, in this order: children placed; urgency-weighted children (3/2/1); groups of two or more kept whole;
total score. ``weighted`` solves it in one go with the weights 10,000/1,000/500/1 a point; ``staged`` solves the
four one after another and is exact by construction, at several times the cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal

import numpy as np

from .columns import Columns, Part
from .facts import Instance
from .ledger import first_come
from .pricing import STOPPED, Trace, solve_kept, solve_priced
from .problem import CoreRows, Index, full_rows
from .ruleset import RuleSet
from .scarcity import scarcity
from .solver import Floats, NotSolved, Solved, solve_binary

Method = Literal["auto", "direct", "priced", "staged", "first_come"]
DIRECT_UP_TO = 2_000  # columns; beyond, pricing is faster
STAGES = ("placed", "urgency", "together", "score")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Some children of a group placed together in a home; ``score`` in milli-points."""

    group: str
    children: tuple[str, ...]
    household: str
    score: int
    school_hm: int


@dataclass(frozen=True)
class Plan:
    """Assignments in group order, what they add up to, and how they were found."""

    assignments: tuple[Assignment, ...]
    metrics: dict[str, Any]
    engine: str
    info: dict[str, Any] = field(default_factory=dict)

    @property
    def value(self) -> tuple[int, int, int, int]:
        """The lexicographic value: placed, urgency, together, score in milli-points."""
        m = self.metrics
        return m["placed"], m["urgency"], m["together"], m["score_total"]


def assign(
    instance: Instance,
    rules: RuleSet | None = None,
    *,
    method: Method = "auto",
    scarcity_weight: float = 0.0,
    seconds: float | None = None,
) -> Plan:
    """Place all open groups. ``scarcity_weight`` (points) keeps homes that few others could stand in for.

    Raises :class:`.solver.NotSolved` if the optimum could not be proven in time. With ``seconds`` (for the whole
    act) the best plan found by then is given instead: ``info`` says whether it is ``proven``, and its ``gap``.
    """
    began = perf_counter()
    columns = Columns.of(instance, rules or RuleSet())
    built = perf_counter() - began
    if method == "first_come":
        return plan_of(columns, first_come(columns), "first_come", {"t_build": round(built, 3)})
    until = None if seconds is None else began + seconds
    chosen, info = solve(columns, method, scarcity_weight, until)
    return plan_of(columns, chosen, "highs", {**info, "t_build": round(built, 3)})


def solve(
    columns: Columns, method: Method = "auto", scarcity_weight: float = 0.0, until: float | None = None
) -> tuple[Index, dict[str, Any]]:
    """(positions of the chosen columns, how it went). ``solver_seconds`` counts time inside HiGHS alone."""
    began = perf_counter()
    if method == "auto":
        method = "direct" if len(columns) <= DIRECT_UP_TO else "priced"
    core = CoreRows(columns)
    t_rows = perf_counter() - began
    trace = Trace(until=until)
    if method == "staged":
        chosen, stages = _staged(columns, core, trace)
    else:
        worth = columns.worths(scarcity_weight * scarcity(columns) if scarcity_weight else None)
        chosen = _weighted(columns, core, worth, method, trace)
        stages = [_stage("weighted", trace.solves[-1], trace.bound if method == "priced" else None)]
    info = {
        "method": method, "rows": trace.rows, "nonzeros": trace.nonzeros, "t_rows": round(t_rows, 3),
        "solver_seconds": round(trace.solver_seconds, 3), "rounds": trace.rounds, "kept": trace.kept,
        "stages": stages, "proven": all(solved.proven for solved in trace.solves[-1:]),
        "gap": max(stage["gap"] for stage in stages),
    }  # fmt: skip
    return np.sort(chosen), info


def _weighted(columns: Columns, core: CoreRows, worth: Floats, method: Method, trace: Trace) -> Index:
    try:
        if method == "priced":
            return solve_priced(core, worth, trace)
        solved = solve_kept(core, worth, np.arange(len(columns)), trace)
        trace.bound = solved.bound
        return solved.chosen
    except NotSolved:
        # Out of time with no plan at all: first-come keeps every rule, and the bound says how far it may be off.
        if trace.until is None or not trace.bound:
            raise
        chosen = np.array(first_come(columns), np.intp)
        trace.solves.append(Solved(chosen, float(worth[chosen].sum()), trace.bound, 0.0, 0, STOPPED))
        return chosen


def _stage(name: str, solved: Solved, relaxed: float | None = None) -> dict[str, Any]:
    return {
        "name": name, "value": round(solved.value, 3), "bound": round(solved.bound, 3),
        "gap": round(max(0.0, solved.bound - solved.value) / max(1.0, abs(solved.value)), 9),
        "status": solved.status, "seconds": round(solved.seconds, 3), "nodes": solved.nodes,
        **({} if relaxed is None else {"relaxed_bound": round(relaxed, 3)}),
    }  # fmt: skip


def stage_worths(columns: Columns) -> dict[str, Floats]:
    """The four parts of the objective, column by column; score in milli-points."""
    size = [part.need.size for part in columns.parts]
    urgency = [part.need.size * columns.rules.urgency(part.need.group.urgency) for part in columns.parts]
    together = [float(part.whole and part.need.size > 1) for part in columns.parts]
    found = [np.array(x, float)[columns.part] for x in (size, urgency, together)]
    return dict(zip(STAGES, [*found, columns.score.astype(float)], strict=True))


def _staged(columns: Columns, core: CoreRows, trace: Trace) -> tuple[Index, list[dict[str, Any]]]:
    keep = np.arange(len(columns))
    rows = full_rows(core, keep)
    chosen, stages = None, []
    for name, worth in stage_worths(columns).items():
        sparse = rows.by_column(len(keep))
        solved = solve_binary(worth, np.array(rows.upper), sparse, start=chosen)
        chosen = solved.chosen
        trace.solver_seconds += solved.seconds
        trace.solves.append(solved)
        trace.rows, trace.nonzeros, trace.kept = len(rows.upper), len(sparse[1]), len(keep)
        stages.append(_stage(name, solved))
        # Whole numbers: half a unit below the optimum holds it against the solver's tolerance.
        held = np.flatnonzero(worth)
        rows.add(held, -worth[held], 0.5 - float(worth[chosen].sum()))
    return keep[[] if chosen is None else chosen], stages


def plan_of(columns: Columns, chosen: Index, engine: str, info: dict[str, Any]) -> Plan:
    """The chosen columns as assignments with their metrics."""
    rows = [(columns.parts[columns.part[k]], int(k)) for k in chosen]
    rows.sort(key=lambda row: (row[0].group, row[0].members))
    assignments = tuple(
        Assignment(
            part.need.group.id,
            tuple(child.id for child in part.need.children),
            columns.pool.homes[columns.home[k]].id,
            int(columns.score[k]),
            int(columns.journey[k]),
        )
        for part, k in rows
    )
    return Plan(assignments, _metrics(columns, [part for part, _ in rows], assignments), engine, info)


def _metrics(columns: Columns, parts: Sequence[Part], assignments: Sequence[Assignment]) -> dict[str, Any]:
    groups, rules = columns.groups, columns.rules
    placed = sum(part.need.size for part in parts)
    total = sum(a.score for a in assignments)
    journeys = sum(a.school_hm for a in assignments)
    emergency = [part.need.size for part in parts if part.need.group.urgency == "emergency"]
    return {
        "children": sum(len(group.children) for group in groups),
        "placed": placed,
        "urgency": sum(part.need.size * rules.urgency(part.need.group.urgency) for part in parts),
        "emergency_placed": sum(emergency),
        "emergency": sum(len(group.children) for group in groups if group.urgency == "emergency"),
        "sibling_groups": sum(len(group.children) > 1 for group in groups),
        "together": sum(part.whole and part.need.size > 1 for part in parts),
        "score_total": total,
        "mean_points": round(total / placed / 1000, 2) if placed else 0.0,
        "mean_km_school": round(journeys / placed / 10, 2) if placed else 0.0,
        "columns": len(columns),
    }
