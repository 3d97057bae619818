"""A plan: which unit belongs to which community, and its criteria as the yardstick counts them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from linli.districting.problem import MAIN_ROAD, Floats, Ints, Problem


@dataclass(frozen=True)
class Plan:
    """
    A plan and how good it is.

    labels: (n,) community of every unit, 0 to k - 1, numbered by first appearance. cost: J, the sum of the costs of
    the cut borders. criteria: name -> value, as `criteria` returns them. objective: F, or J without weights.
    """

    labels: Ints
    cost: float
    criteria: dict[str, float] = field(default_factory=dict)
    objective: float = float("nan")

    @property
    def k(self) -> int:
        """Return the number of communities."""
        return int(self.labels.max()) + 1

    def communities(self) -> list[Ints]:
        """Return the units of every community, ascending."""
        return members(self.labels)


def canonical(labels: Iterable[int] | Ints) -> Ints:
    """Return the same plan with communities numbered by first appearance."""
    given = np.asarray(labels, np.int64)
    _, first, inverse = np.unique(given, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def members(labels: Ints) -> list[Ints]:
    """Return the units of every community 0 to k - 1, ascending."""
    order = np.argsort(labels, kind="stable")
    cuts = np.cumsum(np.bincount(labels))[:-1]
    return [np.asarray(units, np.int64) for units in np.split(order, cuts)]


def cost_of(problem: Problem, labels: Ints) -> float:
    """Return J: the sum of the costs of all cut borders."""
    edges = problem.borders
    return float(edges.cost[labels[edges.u] != labels[edges.v]].sum())


def pieces(problem: Problem, labels: Ints) -> int:
    """Return the number of connected pieces of all communities together; equal to k if all are contiguous."""
    edges = problem.borders
    same = labels[edges.u] == labels[edges.v]
    u, v, root = edges.u[same], edges.v[same], np.arange(problem.n)
    while True:
        low = np.minimum(root[u], root[v])
        before = root.copy()
        np.minimum.at(root, before[u], low)
        np.minimum.at(root, before[v], low)
        root = root[root]
        if np.array_equal(root, before):
            return len(np.unique(root))


def households_of(problem: Problem, labels: Ints) -> Ints:
    """Return (k,) households of every community."""
    found = np.zeros(int(labels.max()) + 1, np.int64)
    np.add.at(found, labels, problem.households)
    return found


def keeps_marks(problem: Problem, labels: Ints) -> bool:
    """Return whether seats, anchors, together and apart are all kept."""
    if len(np.unique(labels[problem.seats])) < len(np.unique(problem.seats)):
        return False
    locked = np.flatnonzero(problem.anchors >= 0)
    pairs = np.unique(np.stack([problem.anchors[locked], labels[locked]]), axis=1)
    if pairs.shape[1] != len(np.unique(pairs[0])) or pairs.shape[1] != len(np.unique(pairs[1])):
        return False
    return all(labels[a] == labels[b] for a, b in problem.together) and all(
        labels[a] != labels[b] for a, b in problem.apart
    )


def is_feasible(problem: Problem, labels: Ints) -> bool:
    """Return whether a plan keeps every hard rule: contiguity, bounds, number of communities, marks."""
    labels = canonical(labels)
    if int(labels.max()) + 1 not in problem.counts:
        return False
    size = households_of(problem, labels)
    if size.min() < problem.low or size.max() > problem.high:
        return False
    return keeps_marks(problem, labels) and pieces(problem, labels) == len(size)


def criteria(problem: Problem, labels: Ints) -> dict[str, float]:
    """Return every criterion of a plan, with the names and values of the yardstick."""
    labels = canonical(labels)
    size = households_of(problem, labels)
    joined = pieces(problem, labels)
    out = int(((size < problem.low) | (size > problem.high)).sum())
    return {
        "k": len(size),
        "pieces": joined,
        "contiguous": joined == len(size),
        "out_of_bounds": out,
        "feasible": joined == len(size) and out == 0,
        "minhh": int(size.min()),
        "maxhh": int(size.max()),
        **_border_criteria(problem, labels),
        **_shape_criteria(problem, labels, len(size)),
        **_people_criteria(problem, labels, size),
    }


def _border_criteria(problem: Problem, labels: Ints) -> dict[str, float]:
    edges = problem.borders
    cut = labels[edges.u] != labels[edges.v]
    barrier = edges.kind >= MAIN_ROAD
    cut_m = float(edges.length[cut].sum())
    return {
        "J": float(edges.cost[cut].sum()),
        "cut_m": cut_m,
        "cut_edges": int(cut.sum()),
        "barrier_share": float(edges.length[cut & barrier].sum()) / max(cut_m, 1e-9),
        "barrier_crossed_m": float(edges.length[~cut & barrier].sum()),
    }


def _shape_criteria(problem: Problem, labels: Ints, k: int) -> dict[str, float]:
    edges = problem.borders
    same = labels[edges.u] == labels[edges.v]
    inner = np.bincount(labels[edges.u][same], edges.length[same], k)
    around = np.bincount(labels, problem.perimeter, k) - 2 * inner
    area = np.bincount(labels, problem.area, k)
    round_share = np.divide(4 * np.pi * area, around**2, out=np.zeros(k), where=around > 0)
    moment = inertia(problem, labels, k)
    return {
        "moi_m2": float(moment.sum() / max(problem.total, 1)),
        "pp_mean": float(round_share.mean()),
        "pp_min": float(round_share.min()),
    }


def inertia(problem: Problem, labels: Ints, k: int) -> Floats:
    """Return (k,) households times squared metres around the households' centre of every community."""
    weight = np.maximum(problem.households, 1e-9)
    total = np.bincount(labels, weight, k)
    x = np.bincount(labels, weight * problem.x, k) / total
    y = np.bincount(labels, weight * problem.y, k) / total
    squared = (problem.x - x[labels]) ** 2 + (problem.y - y[labels]) ** 2
    return np.asarray(np.bincount(labels, problem.households * squared, k), np.float64)


def origins(problem: Problem, labels: Ints, k: int) -> Floats:
    """Return (present communities, k) households that come from one into the other; the last row is FREE."""
    flow = np.zeros((int(problem.existing.max()) + 2, k))
    np.add.at(flow, (problem.existing, labels), problem.households)
    return flow


def _people_criteria(problem: Problem, labels: Ints, size: Ints) -> dict[str, float]:
    flow = origins(problem, labels, len(size))
    pairs = problem.affinity
    broken = pairs.weight[labels[pairs.a] != labels[pairs.b]].sum()
    total = max(problem.total, 1)
    purity = (flow / np.maximum(flow.sum(0), 1)).max(0) @ size
    return {
        "kept": float(flow.max(1).sum() / total),
        "purity": float(purity / total),
        "seats_distinct": len(np.unique(labels[problem.seats])),
        "n_seats": len(problem.seats),
        "no_facility": len(size) - len(np.unique(labels[problem.rooms])),
        "affinity_broken": float(broken / max(pairs.weight.sum(), 1)),
    }
