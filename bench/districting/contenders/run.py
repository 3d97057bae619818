"""Let one tool make plans of one task until its CPU seconds are over; runs where the tool is installed.

python run.py PACKAGE TASK.npz ANSWER.json SECONDS
"""

import json
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np


@dataclass
class Task:
    """One task. h, x, y: (n,) households and metres; u, v, cost: (m,) borders; low, high: bounds; k: communities."""

    h: Any
    x: Any
    y: Any
    u: Any
    v: Any
    cost: Any
    low: int
    high: int
    k: int

    @property
    def rows(self) -> tuple[list[int], list[int], list[int]]:
        """Return start, neighbour and whole price of every border, as partitioners want it."""
        tail, head = np.concatenate([self.u, self.v]), np.concatenate([self.v, self.u])
        price = np.maximum(np.round(np.concatenate([self.cost, self.cost]) * 10), 1).astype(int)
        order = np.lexsort((head, tail))
        start = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(self.h)))])
        return start.tolist(), head[order].tolist(), price[order].tolist()

    def faults(self, labels: Any) -> int:
        """Return how many communities are out of bounds, plus stray pieces, plus communities too many or too few."""
        names, labels = np.unique(labels, return_inverse=True)
        size = np.bincount(labels, self.h)
        same = labels[self.u] == labels[self.v]
        root = np.arange(len(labels))
        while True:
            before = root.copy()
            low = np.minimum(root[self.u[same]], root[self.v[same]])
            np.minimum.at(root, self.u[same], low)
            np.minimum.at(root, self.v[same], low)
            if (root == before).all():
                break
        strays = len(np.unique(root)) - len(names)
        return int(((size < self.low) | (size > self.high)).sum()) + strays + abs(len(names) - self.k)


def main(package: str, source: str, target: str, seconds: str) -> None:
    """Write the best plan: with the fewest faults, then the least cost; and when each feasible one was there."""
    with np.load(source) as arrays:
        task = Task(**{name: arrays[name] if arrays[name].ndim else int(arrays[name]) for name in arrays.files})
    tool = import_module(f"by_{package}")
    begun, best, kept, made, trail = time.process_time(), None, None, 0, []
    for labels in tool.plans(task, float(seconds)):
        spent = time.process_time() - begun
        if labels is not None:
            made += 1
            value = task.faults(labels), float(task.cost[labels[task.u] != labels[task.v]].sum())
            if best is None or value < best:
                best, kept = value, labels
                trail += [(round(spent, 3), value[1])] if value[0] == 0 else []
        if spent >= float(seconds):
            break
    answer = {"labels": None if kept is None else kept.tolist(), "made": made, "trail": trail}
    answer["cpu_s"] = round(time.process_time() - begun, 3)
    Path(target).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:5])
