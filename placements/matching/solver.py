"""HiGHS behind two calls: solve a linear relaxation that columns can be added to, and solve a 0/1 programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Sparse = tuple[NDArray[np.int32], NDArray[np.int32], Floats]
Entry = tuple[NDArray[np.int64], NDArray[np.int64], Floats]
MAXIMISE, COLUMN_WISE = -1, 1
FEASIBLE = 2  # HiGHS: a primal solution is at hand


class NotSolved(RuntimeError):
    """The solver stopped without a proven answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A 0/1 answer: chosen positions, objective, proven bound, and the seconds inside the solver."""

    chosen: NDArray[np.intp]
    value: float
    bound: float
    seconds: float
    nodes: int
    status: str

    @property
    def proven(self) -> bool:
        return self.status == "Optimal"


NOTHING = Solved(np.empty(0, np.intp), 0.0, 0.0, 0.0, 0, "Optimal")  # no column: nobody can be placed


def _highs() -> Any:
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call, unused-ignore]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", 0)
    return highs


def solve_binary(
    worth: Floats,
    upper: Floats,
    sparse: Sparse,
    *,
    start: NDArray[np.intp] | None = None,
    seconds: float = 600.0,
    exact: bool = True,
    step: float = 0.001,
) -> Solved:
    """Maximise ``worth`` over 0/1 columns with every row at most ``upper``, to proven optimality.

    ``start`` gives positions of a known feasible choice. At the time limit raises :class:`NotSolved`, or unless
    ``exact`` gives the best choice found by then, with the bound proven so far and the status that says so. Values
    are multiples of ``step``: a choice less than that below the bound is the best.
    """
    n, m = len(worth), len(upper)
    if not n:
        return NOTHING
    highs = _highs()
    for option, value in (
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", step * 0.1 if step < 1 else step * 0.99),
        ("time_limit", seconds),
    ):
        highs.setOptionValue(option, value)
    first, index, values = sparse
    low = np.full(m, -highspy.kHighsInf)
    highs.passModel(
        n, m, len(index), COLUMN_WISE, MAXIMISE, 0.0, worth, np.zeros(n), np.ones(n), low, upper,
        first, index, values, np.ones(n, np.int32),
    )  # fmt: skip
    if start is not None:
        picked = np.zeros(n)
        picked[start] = 1.0
        highs.setSolution(n, np.arange(n, dtype=np.int32), picked)
    began = perf_counter()
    highs.run()
    spent = perf_counter() - began
    status = highs.modelStatusToString(highs.getModelStatus())
    info = highs.getInfo()
    usable = not exact and int(info.primal_solution_status) == FEASIBLE
    if status != "Optimal" and not usable:
        raise NotSolved(f"The solver stopped before the plan was proven best: {status}.")
    x = np.asarray(highs.getSolution().col_value)
    return Solved(
        np.flatnonzero(x > 0.5), float(info.objective_function_value), float(info.mip_dual_bound), spent,
        int(info.mip_node_count), status,
    )  # fmt: skip


class Relaxation:
    """A maximising LP over columns bounded by their rows alone (each at most 1 through its child row)."""

    def __init__(self, upper: Floats) -> None:
        self.highs = _highs()
        self.seconds = 0.0
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        empty = np.empty(0, np.int32)
        m = len(upper)
        low = np.full(m, -highspy.kHighsInf)
        self.highs.addRows(m, low, upper, 0, np.zeros(m, np.int32), empty, np.empty(0))

    def add(self, worth: Floats, sparse: Sparse) -> None:
        first, index, values = sparse
        n = len(worth)
        top = np.full(n, highspy.kHighsInf)
        self.highs.addCols(n, worth, np.zeros(n), top, len(index), first[:-1], index, values)

    def add_rows(self, entries: Sequence[Entry], n: int) -> None:
        """``n`` rows of at most 1; entries are (row from 0, column, value), row by row."""
        rows, columns, values = (np.concatenate(x) for x in zip(*entries, strict=True))
        start = np.searchsorted(rows, np.arange(n)).astype(np.int32)
        low = np.full(n, -highspy.kHighsInf)
        self.highs.addRows(n, low, np.ones(n), len(values), start, columns.astype(np.int32), values)

    def solve(self) -> tuple[float, Floats, Floats]:
        """(objective, row prices at least 0, column values)."""
        began = perf_counter()
        self.highs.run()
        self.seconds += perf_counter() - began
        status = self.highs.modelStatusToString(self.highs.getModelStatus())
        if status != "Optimal":
            raise NotSolved(f"The relaxation of the plan was not solved: {status}.")
        solution = self.highs.getSolution()
        prices = np.maximum(np.asarray(solution.row_dual), 0.0)
        return float(self.highs.getInfo().objective_function_value), prices, np.asarray(solution.col_value)
