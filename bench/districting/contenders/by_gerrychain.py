"""GerryChain: ReCom in short bursts of ten steps, each from the best plan so far; failed starts are tried anew."""

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import networkx
import numpy as np
from gerrychain import Graph, Partition
from gerrychain.proposals import recom
from gerrychain.updaters import Tally

BURST = 10


def plans(task: Any, seconds: float) -> Iterator[Any]:
    """Yield one plan a step."""
    mean = float(task.h.sum()) / task.k
    band = min(task.high - mean, mean - task.low) / mean
    graph = networkx.Graph()
    graph.add_nodes_from((unit, {"h": int(h)}) for unit, h in enumerate(task.h))
    graph.add_edges_from(zip(task.u.tolist(), task.v.tolist(), strict=True))
    ground = Graph.from_networkx(graph)
    propose = partial(recom, pop_col="h", pop_target=mean, epsilon=band, node_repeats=1)
    best, value, seed = None, float("inf"), 0
    while True:
        seed += 1
        random.seed(seed)
        try:
            now = best or Partition.from_random_assignment(
                ground, task.k, band, "h", updaters={"h": Tally("h", alias="h")}
            )
            for _ in range(BURST):
                now = propose(now)
                labels = _labels(now, len(task.h))
                cost = float(task.cost[labels[task.u] != labels[task.v]].sum())
                if cost <= value:
                    best, value = now, cost
                yield labels
        except Exception as error:  # whatever a start fails by, the next one may not
            print(f"start {seed}: {type(error).__name__} {error}")
            yield None


def _labels(partition: Any, n: int) -> Any:
    found = np.full(n, -1)
    for part, units in partition.parts.items():
        found[list(units)] = part
    return found
