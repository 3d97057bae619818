"""All plans of a small problem, by trying every partition: what the engine is held against."""

from collections.abc import Iterator

import numpy as np

from linli.districting.plan import is_feasible
from linli.districting.problem import Borders, Problem


def partitions(n: int, most: int) -> Iterator[list[int]]:
    """Yield every partition of n units into at most `most` communities, as labels by first appearance."""

    def extend(labels: list[int], used: int) -> Iterator[list[int]]:
        if len(labels) == n:
            yield labels
            return
        for label in range(min(used + 1, most)):
            yield from extend([*labels, label], max(used, label + 1))

    yield from extend([0], 1)


def plans(problem: Problem) -> Iterator[np.ndarray]:
    """Yield every feasible plan."""
    for labels in partitions(problem.n, problem.counts[-1] if problem.counts else 0):
        found = np.array(labels)
        if is_feasible(problem, found):
            yield found


def small(seed: int, n: int = 8, **facts) -> Problem:
    """Return a random connected problem with places on a map."""
    rng = np.random.default_rng(seed)
    pairs = {(int(rng.integers(v)), v) for v in range(1, n)}
    while len(pairs) < 2 * n - 4:
        u, v = sorted(rng.choice(n, 2, replace=False).tolist())
        pairs.add((u, v))
    u, v = np.array(sorted(pairs)).T
    households = rng.integers(5, 40, n)
    borders = Borders.of(u, v, rng.integers(10, 200, len(u)).astype(float), rng.integers(0, 4, len(u)))
    share = households.sum() / 3
    given = {
        "low": int(share * 0.6),
        "high": int(share * 1.4),
        "x": rng.uniform(0, 2000, n),
        "y": rng.uniform(0, 2000, n),
        "area": rng.uniform(1e4, 5e4, n),
        "perimeter": rng.uniform(400, 1000, n),
    }
    return Problem(households, borders, **(given | facts))
