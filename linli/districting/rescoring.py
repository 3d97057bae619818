"""
All criteria of a plan after one move, by looking at the two communities concerned only.

Every criterion of the yardstick is a sum, a least or a most over communities, or of what each present community hands
to them. So a plan's score is one row of facts per community, and a move makes two rows anew; nothing is added up from
move to move, so nothing drifts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from linli.districting.objective import Judgement, Reference, Weights, judged, values_of
from linli.districting.problem import FREE, MAIN_ROAD, Floats, Ints, Problem

(HOUSEHOLDS, PIECES, J, CUT_M, CUT_EDGES, BARRIER_M, CROSSED_M, MOMENT, ROUND, PURE, SEATS, ROOMS, PARTED) = range(13)


@dataclass(frozen=True)
class Facts:
    """One community. sums: (13,) what the names above say, borders counted half; flow: households by origin."""

    sums: Floats
    flow: Floats
    terms: Floats | None


class Pairs:
    """Wishes by unit. start: (n + 1,); other: (2p,) the unit wished for; weight: (2p,)."""

    def __init__(self, problem: Problem) -> None:
        wishes = problem.affinity
        tail = np.concatenate([wishes.a, wishes.b])
        order = np.argsort(tail, kind="stable")
        self.other = np.concatenate([wishes.b, wishes.a])[order]
        self.weight = np.concatenate([wishes.weight, wishes.weight])[order]
        self.start = np.zeros(problem.n + 1, np.int64)
        np.cumsum(np.bincount(tail, minlength=problem.n), out=self.start[1:])


@dataclass(frozen=True)
class Desk:
    """What stays the same from move to move. is_room, is_seat: (n,)."""

    problem: Problem
    reference: Reference | None
    weights: Weights
    pairs: Pairs
    is_room: Floats
    is_seat: Floats

    @classmethod
    def of(cls, problem: Problem, reference: Reference | None, weights: Weights | None) -> "Desk":
        """Return the desk of a problem."""
        is_room, is_seat = np.zeros(problem.n), np.zeros(problem.n)
        is_room[problem.rooms] = 1.0
        is_seat[problem.seats] = 1.0
        return cls(problem, reference, weights or Weights(), Pairs(problem), is_room, is_seat)


class Score:
    """
    A plan with its criteria, made ready for moves.

    labels: (n,) any numbers of communities, FREE counting as one; not changed by moves, which return a new score.
    """

    def __init__(self, desk: Desk, labels: Ints, facts: Mapping[int, Facts]) -> None:
        self.desk, self.labels, self.facts = desk, labels, facts

    @classmethod
    def of(
        cls, problem: Problem, labels: Ints, *, reference: Reference | None = None, weights: Weights | None = None
    ) -> "Score":
        """Return the score of a plan; with a reference the eight terms are counted as well."""
        desk = Desk.of(problem, reference, weights)
        labels = np.asarray(labels, np.int64).copy()
        return cls(desk, labels, {int(c): _facts(desk, labels, int(c)) for c in np.unique(labels)})

    def moved(self, unit: int, to: int) -> "Score":
        """Return the score after one unit went to a community, which may be a new one."""
        labels, old = self.labels.copy(), int(self.labels[unit])
        labels[unit] = to
        facts = {**self.facts, to: _facts(self.desk, labels, to)}
        if old != to:
            facts.pop(old)
            if (labels == old).any():
                facts[old] = _facts(self.desk, labels, old)
        return Score(self.desk, labels, facts)

    @cached_property
    def _table(self) -> Floats:
        return np.array([each.sums for each in self.facts.values()])

    @cached_property
    def criteria(self) -> dict[str, float]:
        """Return what `plan.criteria` returns."""
        table, problem = self._table, self.desk.problem
        size, total = table[:, HOUSEHOLDS], table.sum(axis=0)
        pieces, k, out = int(total[PIECES]), len(table), int(((size < problem.low) | (size > problem.high)).sum())
        return {
            "k": k,
            "pieces": pieces,
            "contiguous": pieces == k,
            "out_of_bounds": out,
            "feasible": pieces == k and out == 0,
            "minhh": int(size.min()),
            "maxhh": int(size.max()),
            "J": float(total[J]),
            "cut_m": float(total[CUT_M]),
            "cut_edges": round(total[CUT_EDGES]),
            "barrier_share": float(total[BARRIER_M] / max(total[CUT_M], 1e-9)),
            "barrier_crossed_m": float(total[CROSSED_M]),
            "moi_m2": float(total[MOMENT] / max(problem.total, 1)),
            "pp_mean": float(table[:, ROUND].mean()),
            "pp_min": float(table[:, ROUND].min()),
            **self._people(total),
        }

    def _people(self, total: Floats) -> dict[str, float]:
        problem, table = self.desk.problem, self._table
        all_households = max(problem.total, 1)
        most = np.max([each.flow for each in self.facts.values()], axis=0)
        return {
            "kept": float(most.sum() / all_households),
            "purity": float(total[PURE] / all_households),
            "seats_distinct": int((table[:, SEATS] > 0).sum()),
            "n_seats": len(problem.seats),
            "no_facility": int((table[:, ROOMS] == 0).sum()),
            "affinity_broken": float(total[PARTED] / max(problem.affinity.weight.sum(), 1)),
        }

    def judge(self) -> list[Judgement]:
        """Return the eight terms with their sentences. Raises ValueError without a reference."""
        terms = [each.terms for each in self.facts.values() if each.terms is not None]
        if len(terms) < len(self.facts):
            raise ValueError("the terms of F need a reference")
        return judged(self.desk.problem, np.sum(terms, axis=0), self.desk.weights, plan=True)


def rescore(score: Score, unit: int, to: int) -> Score:
    """Return the score after one unit went to a community; only the two communities concerned are looked at."""
    return score.moved(unit, to)


def _facts(desk: Desk, labels: Ints, community: int) -> Facts:
    problem = desk.problem
    units = np.flatnonzero(labels == community)
    households = problem.households[units].astype(np.float64)
    origins = int(problem.existing.max()) + 2
    flow = np.bincount(problem.existing[units] - FREE, households, origins).astype(np.float64)
    sums = np.zeros(13)
    sums[HOUSEHOLDS], sums[PIECES] = households.sum(), _count_pieces(problem, units)
    _add_borders(problem, labels, units, community, sums)
    sums[MOMENT] = _moment(problem, units, households)
    sums[PURE] = flow.max() if households.sum() else 0.0
    sums[SEATS], sums[ROOMS] = desk.is_seat[units].sum(), desk.is_room[units].sum()
    at = _spread(desk.pairs.start, units)
    sums[PARTED] = desk.pairs.weight[at][labels[desk.pairs.other[at]] != community].sum() / 2
    terms = None if desk.reference is None else values_of(problem, [units], desk.reference)[0]
    return Facts(sums, flow, terms)


def _spread(start: Ints, units: Ints) -> Ints:
    """Return the places of all entries of some rows."""
    length = start[units + 1] - start[units]
    first = np.cumsum(length) - length
    return np.asarray(np.repeat(start[units] - first, length) + np.arange(length.sum()), np.int64)


def _add_borders(problem: Problem, labels: Ints, units: Ints, community: int, sums: Floats) -> None:
    graph, edges = problem.graph, problem.borders
    at = _spread(graph.start, units)
    border, cut = graph.border[at], labels[graph.unit[at]] != community
    length, barrier = edges.length[border], edges.kind[border] >= MAIN_ROAD
    sums[J], sums[CUT_M] = edges.cost[border][cut].sum() / 2, length[cut].sum() / 2
    sums[CUT_EDGES], sums[BARRIER_M] = cut.sum() / 2, length[cut & barrier].sum() / 2
    sums[CROSSED_M] = length[~cut & barrier].sum() / 2
    around = problem.perimeter[units].sum() - length[~cut].sum()
    sums[ROUND] = 4 * np.pi * problem.area[units].sum() / around**2 if around > 0 else 0.0


def _moment(problem: Problem, units: Ints, households: Floats) -> float:
    weight = np.maximum(households, 1e-9)
    x, y = problem.x[units], problem.y[units]
    middle_x, middle_y = weight @ x / weight.sum(), weight @ y / weight.sum()
    return float(households @ ((x - middle_x) ** 2 + (y - middle_y) ** 2))


def _count_pieces(problem: Problem, units: Ints) -> int:
    graph, left, count = problem.graph, set(units.tolist()), 0
    while left:
        stack = [left.pop()]
        count += 1
        while stack:
            unit = stack.pop()
            for other in graph.unit[graph.start[unit] : graph.start[unit + 1]].tolist():
                if other in left:
                    left.remove(other)
                    stack.append(other)
    return count
