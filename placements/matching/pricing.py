"""Large plans: price columns into a linear relaxation, then solve the 0/1 programme on those that can matter.

The LP over core rows gives an upper bound and row prices. A column whose reduced worth lies below the bound by
more than the gap to a known plan cannot be in a better plan, so a programme on the others proves the optimum.
"""

from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from .cuts import Cuts
from .problem import CoreRows, Index, Rows, full_rows
from .solver import NOTHING, Floats, Relaxation, Solved, solve_binary

EPSILON = 1e-7
FIRST_PER_PART = 6
ADDED_PER_PART = 4
FIRST_GAP = 15.0  # points; widened to what is left between the plan found and the bound
MOST_ROUNDS = 200
STOPPED = "Time limit reached"
MOST_KEPT = 200_000  # columns: a larger 0/1 programme asks too much memory for an unproven plan to be bettered
LONGEST = 600.0  # seconds


@dataclass
class Trace:
    """What the solving took: seconds inside the solver, rounds, and the sizes it came to."""

    bound: float = 0.0
    solver_seconds: float = 0.0
    rounds: int = 0
    priced: Index = field(default_factory=lambda: np.empty(0, np.intp))
    cuts: int = 0
    kept: int = 0
    rows: int = 0
    nonzeros: int = 0
    solves: list[Solved] = field(default_factory=list)
    until: float | None = None  # perf_counter by which an unproven plan will do; None: proof or nothing

    @property
    def left(self) -> float:
        """Seconds that the next 0/1 programme may take."""
        return LONGEST if self.until is None else max(0.0, self.until - perf_counter())


def _best_of_each(group: NDArray[np.int32], merit: Floats, most: int) -> Index:
    """Positions of the ``most`` highest merits within each group."""
    order = np.lexsort((-merit, group))
    ordered = group[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(order) else np.empty(0, bool)
    since = np.arange(len(order)) - np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    return order[since < most]


def price(core: CoreRows, worth: Floats, trace: Trace) -> Floats:
    """Solve the relaxation over all columns by pricing; the reduced worth of every column, bound in ``trace``."""
    columns, cuts = core.columns, Cuts(core.columns)
    relaxation, n_core = Relaxation(core.upper), len(core.upper)
    inside, position = np.zeros(len(columns), np.bool_), np.empty(0, np.intp)
    fresh = _best_of_each(columns.part, worth, FIRST_PER_PART)
    while True:
        if len(fresh):
            inside[fresh] = True
            position = np.concatenate((position, fresh))
            entries = core.entries(fresh) + cuts.entries(list(cuts.found), n_core, fresh)
            relaxation.add(worth[fresh], Rows([], entries).by_column(len(fresh)))
        trace.bound, dual, values = relaxation.solve()
        trace.rounds += 1
        reduced = core.reduced(worth, dual)
        cuts.charge(reduced, dual[n_core:])
        wanted = np.flatnonzero((reduced > EPSILON) & ~inside)
        fresh = wanted[_best_of_each(columns.part[wanted], reduced[wanted], ADDED_PER_PART)]
        if not len(fresh):
            broken = cuts.separate(position, values) if trace.rounds < MOST_ROUNDS else []
            if not broken:
                break
            relaxation.add_rows(cuts.entries(broken, 0, position), len(broken))
    trace.priced, trace.cuts = np.flatnonzero(inside), len(cuts)
    trace.solver_seconds += relaxation.seconds
    # The prices bound every plan, whatever the LP's own rounding: bound = Σ price × row, plus what is left over.
    upper = np.concatenate((core.upper, np.ones(len(cuts))))
    trace.bound = float(dual @ upper) + float(np.maximum(reduced, 0).sum())
    return reduced


def solve_priced(
    core: CoreRows, worth: Floats, trace: Trace, *, step: float = 0.001, known: Index | None = None
) -> Index:
    """Column positions of a proven optimum. All plans' values are multiples of ``step``.

    ``known``: a plan to begin with; given back where the relaxation leaves no room for a better one.
    With ``trace.until``, the best plan found by then; the last of ``trace.solves`` says whether it is proven, and
    bounds every plan, of the columns left out as well.
    """
    if not len(worth):
        trace.solves.append(NOTHING)
        return np.empty(0, np.intp)
    reduced = price(core, worth, trace)
    gap, start = (FIRST_GAP if step < 1 else step), known
    if known is not None and trace.bound < float(worth[known].sum()) + step * 0.999:
        return known
    if step >= 1:  # counts: many plans are as good as one another, and the columns of the relaxation often hold one
        keep = trace.priced if known is None else np.union1d(trace.priced, known)
        start = keep[solve_kept(core, worth, keep, trace, known, step).chosen]
        if trace.bound < float(worth[start].sum()) + step * 0.999:
            return start
    while True:
        keep = np.flatnonzero(reduced >= -gap - EPSILON)
        if start is not None:
            keep = np.union1d(keep, start)  # what is begun with must be among them
        if start is not None and trace.until is not None and (len(keep) > MOST_KEPT or not trace.left):
            return start
        solved = solve_kept(core, worth, keep, trace, start, step)
        chosen = keep[solved.chosen]
        short = trace.bound - solved.value
        if solved.proven and short <= gap + step * 0.5:
            return chosen
        # Not proven over all columns: a plan with one left out lies below the relaxation by more than the gap.
        bound = min(trace.bound, max(solved.bound, trace.bound - gap))
        trace.solves[-1] = replace(solved, bound=bound, status=STOPPED)
        if not solved.proven:
            return chosen
        gap, start = short, chosen


def solve_kept(
    core: CoreRows, worth: Floats, keep: Index, trace: Trace, start: Index | None = None, step: float = 0.001
) -> Solved:
    """The 0/1 programme on the kept columns, with the side rows among them."""
    rows = full_rows(core, keep)
    sparse = rows.by_column(len(keep))
    trace.kept, trace.rows, trace.nonzeros = len(keep), len(rows.upper), len(sparse[1])
    known = None if start is None else np.searchsorted(keep, start)
    solved = solve_binary(
        worth[keep],
        np.array(rows.upper),
        sparse,
        start=known,
        seconds=trace.left,
        exact=trace.until is None,
        step=step,
    )
    trace.solver_seconds += solved.seconds
    trace.solves.append(solved)
    return solved
