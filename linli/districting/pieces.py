"""Pieces of the graph: what hangs together, what hangs on one unit only, what a unit can reach."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from linli.districting.problem import FREE, Graph, Ints, Problem


def pieces(graph: Graph, labels: Ints | None = None) -> Ints:
    """
    Return the piece of every unit, (n,), numbered by first appearance.

    labels: (n,) community of every unit; pieces then end at the communities' boundaries, and units that are FREE are
    in no piece.
    """
    n = len(graph.start) - 1
    start, neighbours = graph.start.tolist(), graph.unit.tolist()
    label = [0] * n if labels is None else labels.tolist()
    found, number = [FREE] * n, 0
    for first in range(n):
        if found[first] != FREE or label[first] == FREE:
            continue
        found[first], waiting = number, [first]
        while waiting:
            unit = waiting.pop()
            for other in neighbours[start[unit] : start[unit + 1]]:
                if found[other] == FREE and label[other] == label[unit]:
                    found[other] = number
                    waiting.append(other)
        number += 1
    return np.asarray(found, np.int64)


def gap(problem: Problem, units: Ints) -> tuple[int, int, float] | None:
    """Return the pair (inside, outside, metres) where a piece is nearest to the rest; None if there is no rest."""
    others = np.setdiff1d(np.arange(problem.n), units)
    if not len(others) or not (problem.x.any() or problem.y.any()):
        return None
    best = (FREE, FREE, np.inf)
    for unit in units.tolist():
        away = np.hypot(problem.x[others] - problem.x[unit], problem.y[others] - problem.y[unit])
        nearest = int(away.argmin())
        if away[nearest] < best[2]:
            best = (unit, int(others[nearest]), float(away[nearest]))
    return best


@dataclass(frozen=True)
class Branch:
    """Units that hang on one unit: without `stem` they would be a piece of their own."""

    stem: int
    units: tuple[int, ...]
    households: int


@dataclass
class _Walk:
    """Depth-first search of one piece: when each unit was met, how far back it reaches, in which order they ended."""

    parent: dict[int, int]
    met: dict[int, int]
    back: dict[int, int]
    order: list[int]


def _walk(graph: Graph, root: int) -> _Walk:
    """Return the depth-first search from a unit, without recursion."""
    walk = _Walk({root: FREE}, {root: 0}, {root: 0}, [root])
    rows = {root: iter(graph.unit[graph.start[root] : graph.start[root + 1]].tolist())}
    path = [root]
    while path:
        unit = path[-1]
        other = next(rows[unit], None)
        if other is None:
            path.pop()
            if path:
                walk.back[path[-1]] = min(walk.back[path[-1]], walk.back[unit])
        elif other not in walk.met:
            walk.parent[other], walk.met[other] = unit, len(walk.met)
            walk.back[other] = walk.met[other]
            walk.order.append(other)
            rows[other] = iter(graph.unit[graph.start[other] : graph.start[other + 1]].tolist())
            path.append(other)
        elif other != walk.parent[unit]:
            walk.back[unit] = min(walk.back[unit], walk.met[other])
    return walk


def branches(problem: Problem, root: int, low: int) -> Iterator[Branch]:
    """
    Yield what hangs on single units in the piece of `root` and has less than `low` households.

    Articulation points: Hopcroft and Tarjan 1973.
    """
    walk = _walk(problem.graph, root)
    size = dict.fromkeys(walk.order, 1)
    weight = {unit: int(problem.households[unit]) for unit in walk.order}
    for unit in reversed(walk.order[1:]):
        size[walk.parent[unit]] += size[unit]
        weight[walk.parent[unit]] += weight[unit]
    hanging: dict[int, list[int]] = {}
    for unit in walk.order[1:]:
        stem = walk.parent[unit]
        if walk.back[unit] >= walk.met[stem]:  # nothing below reaches past the stem
            hanging.setdefault(stem, []).append(unit)
    for stem, children in hanging.items():
        below = {child: walk.order[walk.met[child] :][: size[child]] for child in children if weight[child] < low}
        for child, units in below.items():
            yield Branch(stem, tuple(units), weight[child])
        above = weight[root] - int(problem.households[stem]) - sum(weight[child] for child in children)
        if stem != root and above < low:
            met = {unit for child in children for unit in walk.order[walk.met[child] :][: size[child]]}
            yield Branch(stem, tuple(unit for unit in walk.order if unit not in met and unit != stem), above)


def reach(problem: Problem, unit: int, limit: int, most: int) -> list[int] | None:
    """
    Return the units that can share a community of at most `limit` households with a unit, itself first.

    None if there are more than `most`: then the question is not worth its time.
    Shortest paths weighted by the households passed through (Dijkstra 1959).
    """
    start, neighbours, households = problem.graph.start, problem.graph.unit, problem.households
    seen, found = {unit}, []
    waiting = [(int(households[unit]), unit)]
    while waiting:
        passed, here = heapq.heappop(waiting)
        found.append(here)
        if len(found) > most:
            return None
        for other in neighbours[start[here] : start[here + 1]].tolist():
            total = passed + int(households[other])
            if other not in seen and total <= limit:
                seen.add(other)
                heapq.heappush(waiting, (total, other))
    return found
