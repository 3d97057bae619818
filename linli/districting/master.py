"""
The master of column generation: communities known so far, their relaxation's prices, and the best plan of them.

Rows: every unit once, and the number of communities. The relaxation also has columns that cover too much or too
little of a row at a price, which keep it feasible and hold the prices within reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from linli.districting.plan import canonical
from linli.districting.problem import Floats, Ints, Problem

_NEW_SOLVER: Any = highspy.Highs  # its constructor has no types


def _solver() -> Any:
    solver = _NEW_SOLVER()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    return solver


@dataclass(frozen=True)
class Relaxed:
    """The relaxation: value, units' prices (n,), price of one more community, how much is covered wrongly."""

    value: float
    prices: Floats
    count_price: float
    wrong: float


@dataclass(frozen=True)
class Whole:
    """The best plan found of some columns, its cost, and a bound of all such plans."""

    labels: Ints | None
    cost: float
    bound: float


class Master:
    """Communities of one problem, each once, in a program that is solved again and again from where it stood."""

    def __init__(self, problem: Problem) -> None:
        """Set the rows and what covers them wrongly."""
        self.problem = problem
        self.columns: list[Ints] = []
        self.costs: list[float] = []
        self._known: set[bytes] = set()
        self._solver = _solver()
        nothing, counts = np.empty(0, np.int32), problem.counts
        for _ in range(problem.n):
            self._solver.addRow(1.0, 1.0, 0, nothing, np.empty(0))
        self._solver.addRow(float(counts[0]), float(counts[-1]), 0, nothing, np.empty(0))
        for row in range(problem.n + 1):
            for sign in (1.0, -1.0):
                self._solver.addCol(0.0, 0.0, highspy.kHighsInf, 1, np.array([row], np.int32), np.array([sign]))

    def set_wrong_price(self, price: float) -> None:
        """Change the cost of covering a row once too often or once too little."""
        for column in range(2 * self.problem.n + 2):
            self._solver.changeColCost(column, price)

    def cost_of(self, units: Ints) -> float:
        """Return half the cost of all borders that leave a community."""
        inside = np.zeros(self.problem.n, np.bool_)
        inside[units] = True
        edges = self.problem.borders
        return float(edges.cost[inside[edges.u] != inside[edges.v]].sum()) / 2

    def add(self, columns: Iterable[Ints]) -> int:
        """Add communities, units ascending; return how many were new."""
        before = len(self.columns)
        for units in columns:
            if units.tobytes() in self._known:
                continue
            self._known.add(units.tobytes())
            self.columns.append(units)
            self.costs.append(self.cost_of(units))
            rows = np.append(units, self.problem.n).astype(np.int32)
            self._solver.addCol(self.costs[-1], 0.0, highspy.kHighsInf, len(rows), rows, np.ones(len(rows)))
        return len(self.columns) - before

    def relax(self) -> Relaxed:
        """Solve the relaxation."""
        self._solver.run()
        n, solution = self.problem.n, self._solver.getSolution()
        prices = np.asarray(solution.row_dual, np.float64)
        wrong = float(np.sum(solution.col_value[: 2 * n + 2]))
        return Relaxed(float(self._solver.getObjectiveValue()), prices[:n], float(prices[n]), wrong)

    def best_plan(self, columns: Sequence[Ints], *, seconds: float) -> Whole:
        """Return the best plan of some communities alone; seconds of wall time."""
        costs = [self.cost_of(units) for units in columns]
        solver = _solver()
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("time_limit", max(seconds, 0.05))
        solver.passModel(self._model(columns, costs))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return Whole(None, np.inf, np.inf)
        bound = float(solver.getInfo().mip_dual_bound)
        solution = solver.getSolution()
        if not solution.value_valid:
            return Whole(None, np.inf, bound)
        labels = np.full(self.problem.n, -1, np.int64)
        picked = np.flatnonzero(np.asarray(solution.col_value) > 0.5)
        for label, column in enumerate(picked):
            labels[columns[int(column)]] = label
        return Whole(canonical(labels), float(sum(costs[column] for column in picked)), bound)

    def _model(self, columns: Sequence[Ints], costs: Sequence[float]) -> highspy.HighsLp:
        n, counts = self.problem.n, self.problem.counts
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(columns), n + 1
        lp.col_cost_ = np.asarray(costs)
        lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
        lp.row_lower_ = np.array([1.0] * n + [counts[0]])
        lp.row_upper_ = np.array([1.0] * n + [counts[-1]])
        rows = [np.append(units, n) for units in columns]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([np.empty(0, np.int64), *rows]).astype(np.int32)
        lp.a_matrix_.value_ = np.ones(len(lp.a_matrix_.index_))
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
        return lp
