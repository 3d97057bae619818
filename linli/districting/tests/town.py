"""A town of streets in squares, the same on every run."""

import numpy as np

from linli.districting.problem import Affinity, Borders, Problem


def town(side: int = 7, **facts) -> Problem:
    """Return a square town of six communities with three present ones, nine rooms and some wishes."""
    rng = np.random.default_rng(5)
    n = side * side
    at = np.arange(n).reshape(side, side)
    u = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    v = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    given = {
        "wished": 6,
        "x": 100.0 * (np.arange(n) % side),
        "y": 100.0 * (np.arange(n) // side),
        "area": np.full(n, 1e4),
        "perimeter": np.full(n, 400.0),
        "existing": np.arange(n) % side * 3 // side,
        "seats": np.array([0, side - 1]),
        "rooms": rng.choice(n, 9, replace=False),
        "affinity": Affinity(*rng.permutation(n)[:20].reshape(2, 10), np.ones(10)),
    }
    borders = Borders.of(u, v, rng.integers(40, 160, len(u)).astype(float), rng.integers(0, 4, len(u)))
    return Problem(rng.integers(20, 60, n), borders, 200, 480, **(given | facts))
