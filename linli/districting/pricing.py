"""
Pricing: the contiguous communities that cost less than what their units are worth, each root unit in turn.

The tree itself is in `branching`. Column generation needs the cheapest ones and a bound of all; the proof needs all
below a limit.
"""

import time
from dataclasses import dataclass

import numpy as np

from linli.districting.branching import (
    ALL,
    BIG,
    COUNT,
    DEPTH,
    FULL,
    LIMIT,
    NODES,
    ROOT,
    SCALE,
    Desk,
    Net,
    open_root,
    search,
)
from linli.districting.flow import find_back_arcs
from linli.districting.problem import FREE, Floats, Ints, Problem

PORTION = 2_000
"""Nodes between two looks at the clock."""


def find_rivals(problem: Problem) -> Ints:
    """Return (p, 2) pairs of units that must not share a community: seats, unlike anchors, pairs kept apart."""
    pairs = {(min(a, b), max(a, b)) for a, b in problem.apart}
    seats = [int(seat) for seat in problem.seats]
    pairs |= {(min(a, b), max(a, b)) for a in seats for b in seats if a != b}
    locked = [int(unit) for unit in np.flatnonzero(problem.anchors != FREE)]
    pairs |= {(a, b) for a in locked for b in locked if a < b and problem.anchors[a] != problem.anchors[b]}
    return np.asarray(sorted(pairs), np.int64).reshape(-1, 2)


def _rival_rows(problem: Problem) -> tuple[Ints, Ints]:
    pairs = find_rivals(problem)
    tail, head = np.concatenate([pairs, pairs[:, ::-1]]).T
    start = np.zeros(problem.n + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=problem.n), out=start[1:])
    return start, np.ascontiguousarray(head[np.argsort(tail, kind="stable")])


@dataclass(frozen=True)
class Priced:
    """
    What a pricing found.

    columns: communities, each (s,) units ascending. least: no contiguous community within bounds has a cost less price
    below it, in steps of SCALE. is_complete: nothing was cut short. nodes: nodes of the trees.
    """

    columns: list[Ints]
    least: int
    is_complete: bool
    nodes: int


class Pricer:
    """Prices the communities of one problem; keeps the arrays from one pricing to the next."""

    def __init__(self, problem: Problem, *, shelf: int = 20_000) -> None:
        """Set the desk; shelf: most communities of one pricing. Roots are the units by falling households."""
        graph, n = problem.graph, problem.n
        arcs = len(graph.unit)
        self.households = problem.households.astype(np.int64)
        self.roots = np.argsort(-self.households, kind="stable")
        self.net = Net(
            graph.start,
            graph.unit,
            find_back_arcs(graph.start, graph.unit, graph.border),
            np.floor(problem.borders.cost[graph.border] / 2 * SCALE).astype(np.int64),
            self.households,
            np.zeros(n, np.int64),
            *_rival_rows(problem),
            np.array([problem.low, problem.high, (BIG >> 5) // max(problem.total, 1)], np.int64),
        )
        self.desk = Desk(
            np.zeros((n + 2, n), np.int8),
            np.zeros((n + 2, arcs), np.int64),
            np.zeros((n + 2, n), np.int64),
            np.zeros((n + 2, 7), np.int64),
            np.zeros((n + 2, 2), np.int64),
            np.zeros((4, n + 1), np.int64),
            np.zeros(n, np.int8),
            np.zeros(arcs, np.int64),
            np.zeros(n, np.int64),
            np.zeros((shelf, n), np.int8),
            np.zeros(7, np.int64),
        )

    def find_cheap(self, prices: Ints, *, limit: int, most_nodes: int, until: float = float("inf")) -> Priced:
        """
        Return communities with cost less price below the limit: of every root the cheapest, and some on the way.

        prices: (n,), limit: in steps of SCALE. most_nodes: of one root, after which it is left. until: process time
        after which the remaining roots are not searched, only bounded.
        """
        return self._find(prices, limit, 0, most_nodes, until)

    def find_all(self, prices: Ints, *, limit: int, until: float = float("inf")) -> Priced:
        """Return all communities with cost less price below the limit, complete unless time or the shelf end first."""
        return self._find(prices, limit, 1, 1 << 60, until)

    def _find(self, prices: Ints, limit: int, want_all: int, most_nodes: int, until: float) -> Priced:
        self.net.price[:] = prices
        tally = self.desk.tally
        tally[:] = 0
        tally[ALL] = want_all
        least, is_complete = limit, True
        for at in range(len(self.roots)):
            tally[LIMIT] = limit
            open_root(self.net, self.desk, self.roots, at)
            if self._search_root(most_nodes, until):
                least = min(least, int(tally[LIMIT]))
            else:
                is_complete = False
                least = min(least, int(tally[LIMIT]), int(tally[ROOT]))
        columns = [np.flatnonzero(marks).astype(np.int64) for marks in self.desk.shelf[: tally[COUNT]]]
        return Priced(columns, least, is_complete, int(tally[NODES]))

    def _search_root(self, most_nodes: int, until: float) -> bool:
        """Search one root in portions; return whether it came to an end."""
        tally = self.desk.tally
        search(self.net, self.desk, 1)
        last = tally[NODES] - 1 + most_nodes
        while tally[DEPTH] >= 0:
            if tally[NODES] >= last or tally[FULL] or time.process_time() > until:
                return False
            search(self.net, self.desk, int(min(PORTION, last - tally[NODES])))
        return True


def scale_down(prices: Floats) -> Ints:
    """Return prices in whole steps of SCALE."""
    return np.round(prices * SCALE).astype(np.int64)
