"""
Set partitioning: the best plan that can be put together from the communities of a pool, exactly.

Rows are units, columns are communities; every unit is covered once. After Garfinkel and Nemhauser (1970), "Optimal
political districting by implicit enumeration techniques", Management Science 16. Solved by HiGHS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from linli.districting.plan import canonical
from linli.districting.pool import Column
from linli.districting.problem import Floats, Ints

SURE = 1e-7
MOST_NODES = 5_000
BATCH = 600
_NEW_SOLVER: Any = highspy.Highs  # its constructor has no types


@dataclass(frozen=True)
class Row:
    """A further row: lower <= sum of coefficient x chosen column <= upper. coefficients: (c,)."""

    coefficients: Floats
    lower: float
    upper: float


@dataclass(frozen=True)
class Relaxation:
    """The relaxation's answer: its value, (n,) prices of units, (c,) reduced costs of all columns."""

    value: float
    prices: Floats
    reduced: Floats


class _Matrix:
    """The columns of a covering program with its rows: n units, one for the count, and further ones."""

    def __init__(self, n: int, columns: Sequence[Column], costs: Floats, counts: range, extra: Sequence[Row]) -> None:
        self.n, self.costs, self.extra = n, costs, extra
        self.units = np.concatenate([column.units for column in columns]).astype(np.int64)
        self.start = np.zeros(len(columns) + 1, np.int64)
        np.cumsum([len(column.units) for column in columns], out=self.start[1:])
        infinity = highspy.kHighsInf
        self.lower = np.array([1.0] * n + [counts[0]] + [max(row.lower, -infinity) for row in extra])
        self.upper = np.array([1.0] * n + [counts[-1]] + [min(row.upper, infinity) for row in extra])

    def model(self, chosen: Ints, *, whole: bool, slack: float = 0.0) -> highspy.HighsLp:
        """Return the program over some columns; with a slack price every unit may also stay uncovered."""
        spare = self.n if slack else 0
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(chosen) + spare, len(self.lower)
        lp.col_cost_ = np.concatenate([self.costs[chosen], np.full(spare, slack)])
        lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.full(lp.num_col_, 1.0 if whole else highspy.kHighsInf)
        lp.row_lower_, lp.row_upper_ = self.lower, self.upper
        starts, index, value = [0], [], []
        for column in chosen:
            units = self.units[self.start[column] : self.start[column + 1]]
            further = [row.coefficients[column] for row in self.extra]
            index += [units, np.arange(self.n, self.n + 1 + len(further))]
            value += [np.ones(len(units) + 1), np.array(further)]
            starts.append(starts[-1] + len(units) + 1 + len(further))
        for unit in range(spare):
            index.append(np.array([unit]))
            value.append(np.ones(1))
            starts.append(starts[-1] + 1)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.array(starts)
        lp.a_matrix_.index_ = np.concatenate(index) if index else np.empty(0, np.int64)
        lp.a_matrix_.value_ = np.concatenate(value) if value else np.empty(0)
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(chosen)
        return lp

    def reduced(self, prices: Floats) -> Floats:
        """Return (c,) reduced costs of all columns for (rows,) prices."""
        covered = np.add.reduceat(prices[self.units], self.start[:-1])
        further = sum((prices[self.n + 1 + i] * row.coefficients for i, row in enumerate(self.extra)), 0.0)
        return np.asarray(self.costs - covered - prices[self.n] - further, np.float64)


def _solver(seconds: float) -> highspy.Highs:
    solver: highspy.Highs = _NEW_SOLVER()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("time_limit", max(seconds, 0.01))
    return solver


def relax(
    n: int, columns: Sequence[Column], counts: range, costs: Floats, *, seconds: float, extra_rows: Sequence[Row] = ()
) -> Relaxation | None:
    """Return the relaxation over all columns, priced out in batches, or None if it has no answer."""
    if not len(columns) or not len(counts):
        return None
    return _relax(_Matrix(n, columns, costs, counts, extra_rows), seconds)


def _relax(matrix: _Matrix, seconds: float) -> Relaxation | None:
    """Solve over a batch, price all other columns, add the cheapest ones, until none has a negative reduced cost."""
    slack = 10.0 * (float(np.abs(matrix.costs).max()) + 1.0)
    chosen = np.arange(min(BATCH, len(matrix.costs)))
    while True:
        solver = _solver(seconds)
        solver.passModel(matrix.model(chosen, whole=False, slack=slack))
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        prices = np.asarray(solver.getSolution().row_dual, np.float64)
        reduced = matrix.reduced(prices)
        reduced[chosen] = np.maximum(reduced[chosen], 0.0)
        new = np.flatnonzero(reduced < -SURE)
        if len(new) == 0:
            return Relaxation(float(solver.getObjectiveValue()), prices, reduced)
        cheapest = new[np.argsort(reduced[new], kind="stable")[:BATCH]]
        chosen = np.concatenate([chosen, cheapest])


def best_cover(
    n: int,
    columns: Sequence[Column],
    k_range: range,
    costs: Floats,
    *,
    seconds: float,
    extra_rows: Sequence[Row] = (),
    below: float = float("inf"),
    nodes: int = MOST_NODES,
) -> Ints | None:
    """
    Return the labels of the cheapest exact cover with a number of columns in k_range, or None if there is none.

    costs: (c,). nodes: the most nodes of the search tree. below: the value of a plan already known; covers that are
    not better are not looked for. The answer depends on time only where the seconds of wall time run out before the
    limit of nodes.
    """
    if not len(columns) or not len(k_range):
        return None
    matrix = _Matrix(n, columns, np.asarray(costs, np.float64), k_range, extra_rows)
    relaxed = _relax(matrix, seconds)
    if relaxed is None or relaxed.value >= below - SURE:
        return None
    chosen = np.flatnonzero(relaxed.reduced < below - relaxed.value + SURE)
    picked = _solve_whole(matrix, chosen, (seconds, nodes), below)
    if picked is None:
        return None
    labels = np.full(n, -1, np.int64)
    for label, column in enumerate(picked):
        labels[matrix.units[matrix.start[column] : matrix.start[column + 1]]] = label
    return canonical(labels)


def _solve_whole(matrix: _Matrix, chosen: Ints, effort: tuple[float, int], below: float) -> Ints | None:
    """Return the numbers of the chosen columns. effort: seconds and nodes."""
    solver = _solver(effort[0])
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_max_nodes", effort[1])
    if np.isfinite(below):
        solver.setOptionValue("objective_bound", below)
    solver.passModel(matrix.model(chosen, whole=True))
    solver.run()
    values = np.asarray(solver.getSolution().col_value)
    if len(values) == 0 or not solver.getSolution().value_valid:
        return None
    picked = chosen[values > 0.5]
    covered = np.concatenate([matrix.units[matrix.start[c] : matrix.start[c + 1]] for c in picked])
    whole = len(covered) == matrix.n and len(np.unique(covered)) == matrix.n
    return picked if whole and matrix.costs[picked].sum() < below - SURE else None
