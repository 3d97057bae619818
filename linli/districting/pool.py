"""The pool: every distinct feasible community that a search met, as columns for set partitioning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from linli.districting.plan import members
from linli.districting.problem import FREE, Floats, Ints, Problem


@dataclass(frozen=True)
class Column:
    """
    One feasible community.

    units: ascending. cost: half the cost of all borders that leave it, so that J of a plan is the sum of its columns.
    seen: the cost of the best plan in which the search met it, a measure of how promising it is.
    """

    units: Ints
    cost: float
    seen: float = float("inf")

    @property
    def key(self) -> bytes:
        """Return what tells one set of units from another."""
        return self.units.tobytes()


class Pool:
    """Distinct feasible communities of one problem, by their set of units; the order of entry is kept."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._found: dict[bytes, Column] = {}
        self._together = np.asarray(problem.together, np.int64).reshape(-1, 2)
        self._apart = np.asarray(problem.apart, np.int64).reshape(-1, 2)
        self._degree = np.zeros(problem.n)
        edges = problem.borders
        np.add.at(self._degree, edges.u, edges.cost)
        np.add.at(self._degree, edges.v, edges.cost)
        self._inside = np.zeros(problem.n, np.bool_)
        marks = len(problem.seats), problem.together, problem.apart, (problem.anchors != FREE).any()
        self._has_marks = any(marks)

    def __len__(self) -> int:
        """Return the number of communities."""
        return len(self._found)

    def __contains__(self, units: Ints) -> bool:
        """Return whether a set of units was met; ascending int64."""
        return np.asarray(units, np.int64).tobytes() in self._found

    def columns(self, most: int | None = None) -> list[Column]:
        """Return the communities, or the most promising ones, ties in the order of entry."""
        found = list(self._found.values())
        if most is None or len(found) <= most:
            return found
        best = np.argsort([column.seen for column in found], kind="stable")[:most]
        return [found[i] for i in np.sort(best)]

    def add(self, units: Ints, *, seen: float = float("inf"), checked: bool = False) -> bool:
        """
        Keep a community if it is feasible and return whether it is.

        checked: the caller vouches for contiguity, bounds and marks (kernels that check as they go).
        """
        units = np.sort(np.asarray(units, np.int64))
        known = self._found.get(units.tobytes())
        if known is not None:
            if seen < known.seen:
                self._found[known.key] = Column(known.units, known.cost, seen)
            return True
        if not checked and not self.is_feasible(units):
            return False
        column = Column(units, self.cost(units), seen)
        self._found[column.key] = column
        return True

    def add_plan(self, labels: Ints, *, seen: float = float("inf")) -> int:
        """Keep every feasible community of a plan (labels 0 to k - 1) and return how many are feasible."""
        return sum(self.add(units, seen=seen) for units in members(labels) if len(units))

    def take(self, units: Ints, cost: float, seen: float) -> None:
        """Keep what a kernel found contiguous, inside the bounds and valued (units ascending); marks are checked."""
        if units.tobytes() not in self._found and (not self._has_marks or self.keeps_marks(units)):
            self._found[units.tobytes()] = Column(units, cost, seen)

    def cost(self, units: Ints) -> float:
        """Return half the cost of all borders that leave a set of units."""
        graph = self.problem.graph
        self._inside[units] = True
        rows = np.concatenate([np.arange(graph.start[u], graph.start[u + 1]) for u in units])
        inner = self.problem.borders.cost[graph.border[rows]][self._inside[graph.unit[rows]]].sum()
        self._inside[units] = False
        return float((self._degree[units].sum() - inner) / 2)

    def is_feasible(self, units: Ints) -> bool:
        """Return whether a set of units may be a community: bounds, contiguity, marks."""
        size = self.problem.households[units].sum()
        return bool(
            self.problem.low <= size <= self.problem.high and self.keeps_marks(units) and self.is_contiguous(units)
        )

    def is_contiguous(self, units: Ints) -> bool:
        """Return whether one can walk between all units without leaving the set."""
        graph, left = self.problem.graph, set(units.tolist())
        stack = [left.pop()] if left else []
        while stack:
            unit = stack.pop()
            for other in graph.unit[graph.start[unit] : graph.start[unit + 1]].tolist():
                if other in left:
                    left.remove(other)
                    stack.append(other)
        return not left

    def keeps_marks(self, units: Ints) -> bool:
        """Return whether a set has at most one seat and one anchor, all of that anchor, and keeps every pair."""
        inside = self._inside
        inside[units] = True
        anchors = self.problem.anchors
        labels = np.unique(anchors[units])
        labels = labels[labels != FREE]
        together, apart = inside[self._together], inside[self._apart]
        kept = (
            inside[np.unique(self.problem.seats)].sum() <= 1
            and len(labels) <= 1
            and (len(labels) == 0 or bool(inside[anchors == labels[0]].all()))
            and bool((together[:, 0] == together[:, 1]).all())
            and not (apart[:, 0] & apart[:, 1]).any()
        )
        inside[units] = False
        return bool(kept)


def costs_of(columns: Sequence[Column]) -> Floats:
    """Return (c,) costs for J."""
    return np.array([column.cost for column in columns], np.float64)
