"""
Repair: a plan that somebody has broken becomes right, with as few households moved as can be.

Stray pieces, free units and empty communities are first put somewhere contiguous; then the search that finds plans
runs for a moment with other prices: every unit is tied to where it was by a wish that weighs its households (a unit
without households or borders stands for each community), borders weigh next to nothing, and excess over the bounds
weighs more the longer it lasts. What is locked is tied so that no price parts it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from linli.districting.difference import Difference, Locks
from linli.districting.findings import examine_plan
from linli.districting.moves import make_tree
from linli.districting.part import Part, cut_out
from linli.districting.prices import Prepared, Prices, prepare
from linli.districting.problem import FREE, Floats, Ints, Problem
from linli.districting.rows import SCALE, State, make_room, make_state
from linli.districting.search import Best, Course, anneal, make_net
from linli.districting.starts import cut_off, distances

RUNS, CHUNKS, STEPS = 5, 4, 30_000
PER_METRE = 0.01
"""Households that a metre of boundary of full cost weighs."""
HEAT = (1.0, 0.02)
"""First and last heat, in households of a usual unit."""
EXCESS = (2.0, 60.0)
"""First and last price of a household outside the bounds, in moved households."""
NOTHING_CAUGHT = -np.inf


@dataclass(frozen=True)
class _Task:
    """A part with one unit more for each community. numbers: (k,) of the communities; home: (p,) places in numbers."""

    part: Part
    numbers: Ints
    home: Ints
    prepared: Prepared


def repair(problem: Problem, labels: Ints, locks: Locks | None = None, *, seed: int = 0) -> Difference:
    """
    Return a plan without stray pieces, free units, empty and out-of-range communities, near to the one given.

    labels: (n,) communities, FREE where a unit has none. Locked units and communities stay, even where they are what
    is wrong. What cannot be mended is in the findings. Deterministic per seed.
    """
    labels, locks = np.asarray(labels, np.int64), locks or Locks()
    if not examine_plan(problem, labels):
        return Difference.between(problem, labels, labels)
    task = _task(problem, labels, locks)
    if task is None:
        return Difference.between(problem, labels, labels)
    found = _search(task, seed)
    after = labels.copy()
    after[task.part.units] = task.numbers[found[task.prepared.group[: len(task.part.units)]]]
    return Difference.between(problem, labels, after)


def _task(problem: Problem, labels: Ints, locks: Locks) -> _Task | None:
    """Return what may change, or None if that is nothing."""
    numbers, dissolved = _numbers(problem, labels, locks)
    open_ones = [c for c in np.unique(labels).tolist() if c not in locks.communities]
    if not len(numbers) or not open_ones:
        return None
    kept = np.where(np.isin(labels, dissolved), FREE, labels)
    part = cut_out(problem, kept, [*numbers.tolist(), FREE], locks, wished=len(numbers))
    mine = kept[part.units]
    home = np.where(mine == FREE, FREE, np.searchsorted(numbers, mine))
    return _Task(part, numbers, home, _tied(part, numbers, home))


def _numbers(problem: Problem, labels: Ints, locks: Locks) -> tuple[Ints, Ints]:
    """Return the numbers of communities that may change, with new ones for empty ones, and those to dissolve."""
    used = np.unique(labels[labels != FREE])
    counts = problem.counts or range(len(used), len(used) + 1)
    size = [int(problem.households[labels == c].sum()) for c in used]
    kept = np.union1d(locks.communities, labels[locks.units])
    small = [int(c) for _, c in sorted(zip(size, used.tolist(), strict=True)) if c not in kept]
    dissolved = small[: max(0, len(used) - max(counts[-1], 1))]
    free = (c for c in range(problem.n + len(used)) if c not in used)
    new = [next(free) for _ in range(max(0, counts[0] - len(used)))]
    left = [c for c in used.tolist() if c not in dissolved and c not in locks.communities]
    return np.array(sorted([*left, *new]), np.int64), np.array(dissolved, np.int64)


def _tied(part: Part, numbers: Ints, home: Ints) -> Prepared:
    """Return the part as kernels take it, each unit tied by its households to the one that stands for its home."""
    inner, k = part.problem, len(numbers)
    none = np.zeros(k)
    known = np.flatnonzero(home != FREE)
    more = replace(
        inner,
        households=np.concatenate([inner.households, np.zeros(k, np.int64)]),
        x=np.concatenate([inner.x, none]),
        y=np.concatenate([inner.y, none]),
        area=np.concatenate([inner.area, none]),
        perimeter=np.concatenate([inner.perimeter, none]),
        existing=np.concatenate([inner.existing, np.full(k, FREE)]),
        anchors=np.concatenate([inner.anchors, numbers]),
        names=(),
    )
    weight: Floats = inner.households[known].astype(np.float64) + 0.1  # units without households stay as well
    return prepare(more, Prices(PER_METRE * inner.borders.cost, known, inner.n + home[known], weight))


# The start


def _start(task: _Task, seed: int) -> Ints:
    """Return labels of nodes, places in the numbers, contiguous wherever borders allow that."""
    group, rows, k = task.prepared.group, task.prepared.rows, len(task.numbers)
    p = len(task.part.units)
    labels = np.full(task.prepared.nodes, FREE, np.int64)
    fixed = task.part.problem.anchors != FREE
    order = np.lexsort((fixed, task.part.problem.households))  # the heaviest unit, and what is fixed, speaks last
    for unit in order[task.home[order] != FREE].tolist():
        labels[group[unit]] = task.home[unit]
    for unit in np.flatnonzero(fixed).tolist():
        labels[group[unit]] = task.home[unit]
    locked = np.zeros(task.prepared.nodes, np.bool_)
    locked[group[:p][fixed]] = True
    _drop_strays(task, labels, locked)
    labels[group[p:]] = np.arange(k)
    _fill(task, labels)
    _seed_empty(task, labels, seed)
    labels[group[p:]] = np.arange(k)
    assert len(labels) == len(rows.start) - 1
    return labels


def _drop_strays(task: _Task, labels: Ints, locked: NDArray[np.bool_]) -> None:
    """Set to FREE the labels of all pieces of a community but the one with most locked nodes, or most households."""
    rows = task.prepared.rows
    for community in range(len(task.numbers)):
        parts = _pieces(task, np.flatnonzero(labels == community))
        parts.sort(key=lambda part: (-int(locked[part].sum()), -float(rows.load[part, 0].sum()), int(part[0])))
        for part in parts[1:]:
            labels[part[~locked[part]]] = FREE


def _pieces(task: _Task, nodes: Ints) -> list[Ints]:
    """Return the connected pieces of some nodes."""
    rows, left, found = task.prepared.rows, set(nodes.tolist()), []
    for first in nodes.tolist():
        if first not in left:
            continue
        left.remove(first)
        piece = [first]
        for node in piece:
            for other in rows.unit[rows.start[node] : rows.start[node + 1]].tolist():
                if other in left:
                    left.remove(other)
                    piece.append(other)
        found.append(np.array(sorted(piece), np.int64))
    return found


def _fill(task: _Task, labels: Ints) -> None:
    """Give FREE nodes to the neighbouring community with the dearest common border; those out of reach to the first."""
    rows = task.prepared.rows
    waiting = np.flatnonzero(labels == FREE).tolist()
    while waiting:
        given = {}
        for node in waiting:
            near = slice(rows.start[node], rows.start[node + 1])
            neighbour = labels[rows.unit[near]]
            if (neighbour != FREE).any():
                shared = np.bincount(neighbour[neighbour != FREE], rows.cost[near][neighbour != FREE] + 1e-6)
                given[node] = int(shared.argmax())
        for node in given or waiting:
            labels[node] = given.get(node, 0)
        waiting = [node for node in waiting if labels[node] == FREE]


def _seed_empty(task: _Task, labels: Ints, seed: int) -> None:
    """Cut an outer share of the largest community off for each one that has no unit."""
    rows, group, k = task.prepared.rows, task.prepared.group, len(task.numbers)
    real = np.unique(group[: len(task.part.units)])
    target, dice = task.part.problem.total / k, np.random.default_rng(seed)
    for empty in range(k):
        if (labels[real] == empty).any():
            continue
        size = np.bincount(labels[real], rows.load[real, 0], k)
        size[np.bincount(labels[real], minlength=k) < 2] = -1.0
        largest = int(size.argmax())
        nodes = real[labels[real] == largest]
        if size[largest] < 0:
            return
        key = distances(rows, int(nodes[distances(rows, int(dice.choice(nodes)))[nodes].argmax()]))
        share = min(0.5, target / max(size[largest], 1.0))
        cut_off(rows, labels, nodes[np.argsort(key[nodes], kind="stable")], key, share)
        labels[labels == FREE] = empty


# The search


def _search(task: _Task, seed: int) -> Ints:
    """Return the best labels of nodes among some runs; if none is wholly right, those that are least wrong."""
    rows, nodes = task.prepared.rows, task.prepared.nodes
    unit = max(float(rows.terms[SCALE]), 1.0)
    net, tree = make_net(1, 1, 1), make_tree(nodes, len(rows.unit))
    best = Best(np.zeros(nodes, np.int64), np.array([np.inf]))
    fallback, least = best.labels, np.inf
    for run in range(RUNS):
        state = make_state(rows, _start(task, seed * 1_000_003 + run), len(task.numbers))
        room = make_room(nodes, seed * 1_000_003 + run)
        for chunk in range(CHUNKS):
            ends = np.array([chunk, chunk + 1]) / CHUNKS
            excess = EXCESS[0] * (EXCESS[1] / EXCESS[0]) ** ends * unit
            heat = HEAT[0] * (HEAT[1] / HEAT[0]) ** ends * unit
            mix = np.array([0.2, 0.0, NOTHING_CAUGHT, unit])
            anneal(rows, state, room, tree, Course(STEPS, heat, excess, 30.0 * excess, mix), net, best)
        wrong = _wrong(state, unit)
        if wrong < least:
            fallback, least = state.labels.copy(), wrong
    return best.labels if np.isfinite(best.value[0]) else fallback


def _wrong(state: State, unit: float) -> float:
    """Return how wrong the last plan of a run is, in moved households."""
    cost, broken, out, _ = state.totals
    return float(cost + EXCESS[1] * unit * (out + 30.0 * broken))
