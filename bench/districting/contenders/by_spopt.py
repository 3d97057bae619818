"""Max-p regions of spopt: the most regions above a threshold, alike in place; thresholds and seeds in turn."""

from collections.abc import Iterator
from typing import Any

import geopandas
import libpysal
import numpy as np
from spopt.region import MaxPHeuristic

SHARES = (1.0, 0.9, 0.8, 0.7)
"""Thresholds as shares of a mean community; it cannot be told how many regions, nor an upper bound."""


def plans(task: Any, seconds: float) -> Iterator[Any]:
    """Yield one plan a start."""
    table = geopandas.GeoDataFrame(
        {"h": task.h, "x": task.x, "y": task.y}, geometry=geopandas.points_from_xy(task.x, task.y)
    )
    near: dict[int, list[int]] = {unit: [] for unit in range(len(task.h))}
    for u, v in zip(task.u.tolist(), task.v.tolist(), strict=True):
        near[u].append(v)
        near[v].append(u)
    weights = libpysal.weights.W(near, silence_warnings=True)
    seed = 0
    while True:
        seed += 1
        np.random.seed(seed)
        threshold = max(task.low, SHARES[seed % len(SHARES)] * task.h.sum() / task.k)
        model = MaxPHeuristic(table, weights, ["x", "y"], "h", threshold, 2, max_iterations_construction=5)
        try:
            model.solve()
        except (ValueError, IndexError, RuntimeError):
            yield None
            continue
        yield np.asarray(model.labels_)
