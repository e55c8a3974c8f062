"""How far each count can range, given everything known: a linear programme with whole-number witnesses.

Every claim that a cell can take two values is backed by two tables of whole numbers that fit everything
known and are checked in exact arithmetic. Where the programme's best table is not whole, it is solved
again as an integer programme. So "not pinned" never rests on rounding in the solver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from placements.shortages.disclosure.publication import Fact
from placements.shortages.disclosure.table import Family, Key

UNBOUNDED = 10**6
_FAR = 10  # moving a cell further than any promise of choices proves nothing more
_TOLERANCE = 1e-6
_SOLVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
_NO_TABLE = "No table fits all that is said to be known. Check that the sums and facts are true."

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Extreme:
    """The end of a cell's range, reached by a whole-number table, and the cells that stop it there."""

    value: int
    binding: tuple[int, ...]


class ContradictionError(ValueError):
    """No table fits what is said to be known."""


class Ranges:
    """The tables that fit: bounds for each cell, families, facts. Bounds may only be widened."""

    def __init__(
        self,
        bounds: Mapping[Key, tuple[int, int]],
        families: Sequence[Family],
        facts: Sequence[Fact] = (),
        witness: Mapping[Key, int] | None = None,
    ) -> None:
        self.keys = list(bounds)
        self.index = {key: number for number, key in enumerate(self.keys)}
        self.low = np.array([bounds[key][0] for key in self.keys], dtype=np.int64)
        self.high = np.array([bounds[key][1] for key in self.keys], dtype=np.int64)
        self._rows(families, facts)
        self._solver = self._model(whole=False)
        self._whole: highspy.Highs | None = None
        first = np.array([witness[key] for key in self.keys]) if witness is not None else self._any_table()
        if not self.fits(first):
            raise ContradictionError(_NO_TABLE)
        self.least, self.most = first.copy(), first.copy()
        self._move(first)

    def fits(self, table: Ints) -> bool:
        """Whether a table of whole numbers agrees with everything known, in exact arithmetic."""
        if not np.all((self.low <= table) & (table <= self.high)):
            return False
        if not len(self._starts):
            return True
        sums = np.add.reduceat(self._entry_value * table[self._entry_column], self._starts)
        return bool(np.all((self._row_low <= sums) & (sums <= self._row_high)))

    def widen(self, cell: int, low: int, high: int) -> None:
        self.low[cell], self.high[cell] = min(low, self.low[cell]), max(high, self.high[cell])
        self._solver.changeColBounds(cell, float(self.low[cell]), float(self.high[cell]))
        if self._whole is not None:
            self._whole.changeColBounds(cell, float(self.low[cell]), float(self.high[cell]))

    def span(self, cell: int) -> int:
        """How far apart two known tables put the cell: never more than the truth."""
        return int(self.most[cell] - self.least[cell])

    def extreme(self, cell: int, upwards: bool, enough: int = UNBOUNDED) -> Extreme:
        """The greatest (or least) whole number that the cell can be; or any that puts its span at `enough`, since a
        cell that is seen to be safe need not be pushed to its end."""
        solver = self._solver
        solver.changeColCost(cell, -1.0 if upwards else 1.0)
        self._run(solver)
        solution = solver.getSolution()
        values = np.asarray(solution.col_value)
        binding = np.flatnonzero(np.abs(np.asarray(solution.col_dual)) > _TOLERANCE)
        solver.changeColCost(cell, 0.0)
        table = np.rint(values).astype(np.int64)
        whole = np.all(np.abs(values - table) < _TOLERANCE) and self.fits(table)
        # No whole number lies beyond the fractional end: if a known table reaches it, the work is done.
        end = np.floor(values[cell] + _TOLERANCE) if upwards else np.ceil(values[cell] - _TOLERANCE)
        known = self.most[cell] >= end if upwards else self.least[cell] <= end
        if whole:
            self._remember(table)
        elif not known:
            self._whole_extreme(cell, upwards, values, enough)
        value = self.most[cell] if upwards else self.least[cell]
        return Extreme(int(value), tuple(int(number) for number in binding if number != cell))

    def stir(self, cells: Sequence[int], rounds: int) -> None:
        """Look for tables that put many cells far apart, so that few need a programme of their own."""
        draw = np.random.default_rng(len(cells))
        chosen = np.array(cells, dtype=np.int32)
        for _ in range(rounds):
            if not len(chosen):
                break
            costs = draw.choice([-1.0, 1.0], len(chosen)) * draw.uniform(0.5, 1.5, len(chosen))
            for sign in (1.0, -1.0):
                self._solver.changeColsCost(len(chosen), chosen, sign * costs)
                self._run(self._solver)
                values = np.asarray(self._solver.getSolution().col_value)
                table = np.rint(values).astype(np.int64)
                if np.all(np.abs(values - table) < _TOLERANCE) and self.fits(table):
                    self._remember(table)
            self._solver.changeColsCost(len(chosen), chosen, np.zeros(len(chosen)))

    def _remember(self, table: Ints) -> None:
        self.least = np.minimum(self.least, table)
        self.most = np.maximum(self.most, table)

    def _rows(self, families: Sequence[Family], facts: Sequence[Fact]) -> None:
        row, column, value, low, high = [], [], [], [], []
        everything = [({f.total: 1} | dict.fromkeys(f.parts, -1), 0, 0) for f in families]
        everything += [(dict(fact.coefficients), fact.low, fact.high) for fact in facts]
        for number, (coefficients, least, most) in enumerate(everything):
            for key, coefficient in coefficients.items():
                row.append(number)
                column.append(self.index[key])
                value.append(coefficient)
            low.append(least)
            high.append(most)
        self._starts = np.flatnonzero(np.diff(row, prepend=-1))
        self._entry_column = np.array(column, dtype=np.int64)
        self._entry_value = np.array(value, dtype=np.int64)
        self._row_low, self._row_high = np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)
        self._is_bottom = np.ones(len(self.keys), bool)
        self._is_bottom[[self.index[family.total] for family in families]] = False
        self._totals = [(self.index[f.total], np.array([self.index[part] for part in f.parts])) for f in families]

    def _move(self, table: Ints) -> None:
        """Add to one bottom cell and to every total above it: the cheapest witnesses of all."""
        up, down = self.high - table, table - self.low
        above: dict[int, set[int]] = {}
        for total, parts in self._totals:
            for part in parts:
                above.setdefault(int(part), set()).add(total)
        bottoms = set(range(len(self.keys))) - {total for total, _ in self._totals}
        for cell in bottoms:
            chain, waiting = {cell}, [cell]
            while waiting:
                fresh = above.get(waiting.pop(), set()) - chain
                chain |= fresh
                waiting += fresh
            who = np.array(sorted(chain))
            for step in (min(int(up[who].min()), _FAR), -min(int(down[who].min()), _FAR)):
                moved = table.copy()
                moved[who] += step
                if step and self.fits(moved):
                    self.most[who] = np.maximum(self.most[who], moved[who])
                    self.least[who] = np.minimum(self.least[who], moved[who])

    def _model(self, whole: bool) -> highspy.Highs:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.keys), len(self._row_low)
        model.col_cost_ = np.zeros(len(self.keys))
        model.col_lower_, model.col_upper_ = self.low.astype(float), self.high.astype(float)
        model.row_lower_, model.row_upper_ = self._row_low.astype(float), self._row_high.astype(float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.append(self._starts, len(self._entry_column)).astype(np.int32)
        model.a_matrix_.index_ = self._entry_column.astype(np.int32)
        model.a_matrix_.value_ = self._entry_value.astype(float)
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.keys)
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        # A warm start from the last basis beats presolve for a thousand neighbouring questions.
        solver.setOptionValue("presolve", "choose" if whole else "off")
        solver.passModel(model)
        return solver

    def _run(self, solver: highspy.Highs) -> None:
        solver.run()
        if solver.getModelStatus() not in _SOLVED:
            raise ContradictionError(_NO_TABLE)

    def _any_table(self) -> Ints:
        solver = self._model(whole=True)
        self._run(solver)
        return np.rint(np.asarray(solver.getSolution().col_value)).astype(np.int64)

    def _whole_extreme(self, cell: int, upwards: bool, values: NDArray[np.float64], enough: int) -> None:
        """Push a cell in whole numbers: first near the fractional table, then among all tables."""
        if self._whole is None:
            self._whole = self._model(whole=True)
        solver = self._whole
        solver.changeColCost(cell, -1.0 if upwards else 1.0)
        wanted = self.least[cell] + enough if upwards else enough - self.most[cell]
        solver.setOptionValue("objective_target", -float(wanted))
        if not self._pushed_near(solver, cell, values, enough):
            self._run(solver)
            self._take(solver)
        solver.changeColCost(cell, 0.0)

    def _pushed_near(self, solver: highspy.Highs, cell: int, values: NDArray[np.float64], enough: int) -> bool:
        """Whether the span comes to `enough` with the bottom cells that the fractional table has whole left as they
        are: what stands far away in a large release is settled by this, and the programme that is left is small."""
        near = np.flatnonzero(self._is_bottom & (np.abs(values - np.rint(values)) < _TOLERANCE)).astype(np.int32)
        fixed = np.rint(values[near])
        solver.changeColsBounds(len(near), near, fixed, fixed)
        solver.run()
        if solver.getModelStatus() in _SOLVED:
            self._take(solver)
        low, high = self.low[near].astype(float), self.high[near].astype(float)
        solver.changeColsBounds(len(near), near, low, high)
        return self.span(cell) >= enough

    def _take(self, solver: highspy.Highs) -> None:
        table = np.rint(np.asarray(solver.getSolution().col_value)).astype(np.int64)
        if not self.fits(table):
            raise ContradictionError(
                "The solver's table does not fit. This is a fault in the programme, not in the data."
            )
        self._remember(table)
