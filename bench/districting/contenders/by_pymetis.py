"""METIS, k-way and recursive in turn, started again and again with other seeds and other shares of imbalance."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pymetis

STEPS = (1.0, 0.8, 0.6, 0.4, 0.2)


def plans(task: Any, seconds: float) -> Iterator[Any]:
    """Yield one plan a start."""
    start, neighbour, price = task.rows
    most = 1000 * (task.high / (task.h.sum() / task.k) - 1)
    seed = 0
    while True:
        seed += 1
        by_halves = seed % 2 == 0
        extra = {} if by_halves else {"contig": 1}
        options = pymetis.Options(seed=seed, ufactor=int(most * STEPS[seed % len(STEPS)]) or 1, **extra)
        _, blocks = pymetis.part_graph(
            task.k,
            xadj=start,
            adjncy=neighbour,
            vweights=task.h.tolist(),
            eweights=price,
            options=options,
            recursive=by_halves,
        )
        yield np.array(blocks)
