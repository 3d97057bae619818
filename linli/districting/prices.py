"""What the search pays: all pairwise terms of F as one signed price per border, a few pairs, and running sums."""

from dataclasses import dataclass, field

import numpy as np

from linli.districting.locks import tie
from linli.districting.objective import NEAR_M, PRICE_INSIDE, ROOMLESS_M, Reference, Weights, offices
from linli.districting.problem import FREE, Floats, Ints, Problem
from linli.districting.rows import Rows

CODE_SEED = 20070119


@dataclass(frozen=True)
class Prices:
    """
    Prices of one search.

    border: (m,) of cutting a border; a, b, pair: (p,) of parting two units; inertia: of household square metres;
    balance: of squared households from the target; roomless: of a community without a room.
    """

    border: Floats
    a: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    b: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    pair: Floats = field(default_factory=lambda: np.empty(0))
    inertia: float = 0.0
    balance: float = 0.0
    target: float = 0.0
    roomless: float = 0.0


def prices_of(problem: Problem, weights: Weights | None, reference: Reference | None) -> Prices:
    """
    Return the prices for J alone, or for F.

    Names and origins are no pairwise terms; the search pays for each border that joins units of different present
    communities instead, and the pool counts them exactly.
    """
    if weights is None or reference is None:
        return Prices(problem.borders.cost)
    edges, all_households = problem.borders, max(problem.total, 1)
    border = weights.boundary * edges.cost / reference.cost
    inside = edges.length * np.asarray(PRICE_INSIDE)[np.clip(edges.kind, 0, 3)]
    border = border - weights.crossed * inside / reference.crossed
    degree = np.maximum(np.diff(problem.graph.start), 1)
    per_border = problem.households / degree
    strange = problem.existing[edges.u] != problem.existing[edges.v]
    loss = (weights.mixed + weights.renamed) * (per_border[edges.u] + per_border[edges.v]) / all_households
    border = border - np.where(strange, loss, 0.0)
    pairs, width = problem.affinity, max(problem.high - problem.low, 1)
    beyond = (ROOMLESS_M - NEAR_M) / NEAR_M
    return Prices(
        border,
        pairs.a,
        pairs.b,
        weights.affinity * pairs.weight / max(float(pairs.weight.sum()), 1.0),
        inertia=weights.inertia / (all_households * reference.radius2_m2),
        balance=weights.balance / (width**2 * reference.k),
        target=reference.target,
        roomless=weights.room * beyond / reference.k if len(problem.rooms) else 0.0,
    )


@dataclass(frozen=True)
class Prepared:
    """A problem as kernels take it. group: (n,) the node of every unit; nodes: how many there are."""

    rows: Rows
    group: Ints
    nodes: int


def prepare(problem: Problem, prices: Prices) -> Prepared:
    """Return the rows of a problem; units that must stay together and touch are one node."""
    tied = tie(problem)
    group = _touching(problem, tied)
    nodes = int(group.max()) + 1
    edges = problem.borders
    u, v = group[edges.u], group[edges.v]
    tail, head, weight, cost = _merged(nodes, u, v, np.stack([prices.border, edges.cost]))
    start, unit, (weight, cost) = _compressed(nodes, tail, head, np.stack([weight, cost]))
    a, b, price, hard = _pairs(problem, group, tied, prices)
    pair_start, pair_unit, (price, hard) = _compressed(nodes, a, b, np.stack([price, hard]))
    code = np.random.default_rng(CODE_SEED).integers(1, 2**63, nodes).astype(np.uint64)
    usual = max(problem.total / nodes, 1.0)
    shape = (prices.inertia, prices.balance, prices.target, 0.0, prices.roomless)
    terms = np.array([problem.low, problem.high, usual, *shape])
    rows = Rows(start, unit, weight, cost, pair_start, pair_unit, price, hard, _loads(problem, group), code, terms)
    return Prepared(rows, group, nodes)


def _touching(problem: Problem, tied: Ints) -> Ints:
    """Return (n,) nodes 0.. by first appearance: units tied to each other that touch are one."""
    edges = problem.borders
    root = np.arange(problem.n)
    inner = np.flatnonzero(tied[edges.u] == tied[edges.v])
    while len(inner):
        low = np.minimum(root[edges.u[inner]], root[edges.v[inner]])
        before = root.copy()
        for ends in (edges.u, edges.v):
            np.minimum.at(root, ends[inner], low)
        if np.array_equal(root, before):
            break
    return np.unique(root, return_inverse=True)[1].astype(np.int64)


def _merged(nodes: int, u: Ints, v: Ints, values: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Return every pair of different nodes once, with the sums of two values."""
    keep = u != v
    key, place = np.unique(np.minimum(u, v)[keep] * nodes + np.maximum(u, v)[keep], return_inverse=True)
    sums = [np.bincount(place, value[keep], len(key)) for value in values]
    first, second = np.asarray(key // nodes, np.int64), np.asarray(key % nodes, np.int64)
    return first, second, np.asarray(sums[0], np.float64), np.asarray(sums[1], np.float64)


def _compressed(nodes: int, u: Ints, v: Ints, values: Floats) -> tuple[Ints, Ints, Floats]:
    """Return rows of pairs given once: start (nodes + 1,), unit (2m,), values (.., 2m)."""
    tail, head = np.concatenate([u, v]), np.concatenate([v, u])
    order = np.lexsort((head, tail))
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=nodes), out=start[1:])
    return start, np.ascontiguousarray(head[order]), np.concatenate([values, values], axis=1)[:, order].copy()


def _pairs(problem: Problem, group: Ints, tied: Ints, prices: Prices) -> tuple[Ints, Ints, Floats, Floats]:
    """Return pairs of nodes: wishes with a price, and hard ones (+1 never part, -1 always part)."""
    nodes = int(group.max()) + 1
    chains: list[tuple[int, int]] = []
    parts = np.unique(np.stack([tied, group]), axis=1)
    same = np.flatnonzero(parts[0, 1:] == parts[0, :-1])
    chains += zip(parts[1, same].tolist(), parts[1, same + 1].tolist(), strict=True)
    apart = _apart(problem, group)
    a = np.concatenate([group[prices.a], [p[0] for p in chains], apart[:, 0]]).astype(np.int64)
    b = np.concatenate([group[prices.b], [p[1] for p in chains], apart[:, 1]]).astype(np.int64)
    price = np.concatenate([prices.pair, np.zeros(len(chains) + len(apart))])
    hard = np.concatenate([np.zeros(len(prices.a)), np.ones(len(chains)), -np.ones(len(apart))])
    a, b, price, hard = _merged(nodes, a, b, np.stack([price, hard]))
    return a, b, price, np.asarray(np.sign(hard), np.float64)


def _apart(problem: Problem, group: Ints) -> Ints:
    """Return (p, 2) nodes that must be in different communities: seats, one of each lock, pairs."""
    locks = problem.anchors[problem.anchors != FREE]
    first = [int(np.flatnonzero(problem.anchors == lock)[0]) for lock in np.unique(locks)]
    found = [group[np.asarray(problem.apart, np.int64).reshape(-1, 2)]]
    for units in (np.unique(problem.seats), np.asarray(first, np.int64)):
        i, j = np.triu_indices(len(units), 1)
        found.append(np.stack([group[units[i]], group[units[j]]], axis=1))
    pairs = np.sort(np.concatenate(found), axis=1)
    return np.asarray(np.unique(pairs, axis=0), np.int64)


def _loads(problem: Problem, group: Ints) -> Floats:
    """Return (nodes, 5) households h, h x, h y, h (x2 + y2) around the middle of all units, and rooms."""
    h = problem.households.astype(np.float64)
    x, y = problem.x - problem.x.mean(), problem.y - problem.y.mean()
    has_room = np.bincount(offices(problem), minlength=problem.n).astype(np.float64)
    nodes = int(group.max()) + 1
    return np.stack([np.bincount(group, each, nodes) for each in (h, h * x, h * y, h * (x * x + y * y), has_room)], 1)
