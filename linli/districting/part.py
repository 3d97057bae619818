"""A part of a plan as a problem of its own, everything around it left as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from linli.districting.difference import Locks
from linli.districting.objective import Reference, Weights
from linli.districting.problem import FREE, Affinity, Borders, Ints, Problem


@dataclass(frozen=True)
class Part:
    """units: (p,) of the whole problem, ascending; problem: of these units alone, the fixed ones anchored."""

    whole: Problem
    problem: Problem
    units: Ints

    def terms(self, weights: Weights, reference: Reference) -> tuple[Weights, Reference]:
        """Return weights and reference with which F of the part differs as F of the whole does."""
        share = max(self.problem.total, 1) / max(self.whole.total, 1)
        wishes = max(self.problem.affinity.weight.sum(), 1) / max(self.whole.affinity.weight.sum(), 1)
        k = self.problem.wished or reference.k
        width = (self.problem.high - self.problem.low) / max(self.whole.high - self.whole.low, 1)
        weights = replace(
            weights,
            affinity=weights.affinity * wishes / share,
            balance=weights.balance * k * max(width, 1e-9) ** 2 / (reference.k * share),
        )
        return weights, replace(reference, cost=reference.cost * share, crossed=reference.crossed * share, k=k)


def cut_out(
    problem: Problem,
    labels: Ints,
    communities: Iterable[int],
    locks: Locks,
    *,
    wished: int | None,
    bounds: tuple[int, int] | None = None,
) -> Part:
    """
    Return the part that some communities make up, FREE being one of them if it is named.

    Units that stay where they are become anchors; the problem's own anchors become pairs. bounds: low and high, if
    not those of the problem.
    """
    units = np.flatnonzero(np.isin(labels, np.asarray(list(communities), np.int64)))
    place = np.full(problem.n, FREE, np.int64)
    place[units] = np.arange(len(units))
    fixed = locks.fixed(labels)
    together, apart = _pairs(problem, place)
    part = Problem(
        problem.households[units],
        _borders(problem, place),
        *(bounds or (problem.low, problem.high)),
        wished=wished,
        x=problem.x[units],
        y=problem.y[units],
        area=problem.area[units],
        perimeter=problem.perimeter[units],
        existing=problem.existing[units],
        seats=_inside(place, problem.seats),
        rooms=_inside(place, problem.rooms),
        affinity=_affinity(problem, place),
        anchors=np.where(fixed, labels, FREE)[units],
        together=together,
        apart=apart,
        names=[problem.name(int(unit)) for unit in units],
    )
    return Part(problem, part, units)


def _inside(place: Ints, units: Ints) -> Ints:
    found = place[units]
    return np.asarray(found[found != FREE], np.int64)


def _borders(problem: Problem, place: Ints) -> Borders:
    edges = problem.borders
    u, v = place[edges.u], place[edges.v]
    keep = (u != FREE) & (v != FREE)
    return Borders(u[keep], v[keep], edges.length[keep], edges.kind[keep], edges.cost[keep])


def _affinity(problem: Problem, place: Ints) -> Affinity:
    pairs = problem.affinity
    a, b = place[pairs.a], place[pairs.b]
    keep = (a != FREE) & (b != FREE)
    return Affinity(a[keep], b[keep], pairs.weight[keep])


def _pairs(problem: Problem, place: Ints) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Return pairs that stay together and apart, in places of the part; anchors are such pairs too."""
    together, apart, first = list(problem.together), list(problem.apart), []
    for anchor in np.unique(problem.anchors[(problem.anchors != FREE) & (place != FREE)]):
        units = np.flatnonzero((problem.anchors == anchor) & (place != FREE)).tolist()
        together += [(units[0], unit) for unit in units[1:]]
        first.append(units[0])
    apart += [(one, other) for at, one in enumerate(first) for other in first[at + 1 :]]
    return _placed(place, together), _placed(place, apart)


def _placed(place: Ints, pairs: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found = [(int(place[a]), int(place[b])) for a, b in pairs]
    return tuple((a, b) for a, b in found if FREE not in (a, b))
