"""KaHIP, strong, started again and again with other seeds and other shares of imbalance."""

from collections.abc import Iterator
from typing import Any

import kahip
import numpy as np

STRONG = 2
STEPS = (1.0, 0.8, 0.6, 0.4, 0.2)
"""Shares of the allowed imbalance: it knows no lower bound, and a smaller imbalance keeps it more often."""


def plans(task: Any, seconds: float) -> Iterator[Any]:
    """Yield one plan a start."""
    start, neighbour, price = task.rows
    most = task.high / -(-int(task.h.sum()) // task.k) - 1
    seed = 0
    while True:
        seed += 1
        share = most * STEPS[seed % len(STEPS)]
        _, blocks = kahip.kaffpa(task.h.tolist(), start, price, neighbour, task.k, share, True, seed, STRONG)
        yield np.array(blocks)
