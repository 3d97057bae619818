"""GerryChain: ReCom in short bursts of a few steps, each from the best plan so far; failed starts are tried anew."""

import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import networkx
import numpy as np
from gerrychain import Graph, Partition
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree, recursive_tree_part
from gerrychain.updaters import Tally

BURSTS = (10, 3, 5)
ATTEMPTS = 100
"""Trees to try before a step or a start is given up: by default 10 000, with which a start may take a minute."""


def plans(task: Any, seconds: float) -> Iterator[Any]:
    """Yield one plan a step."""
    mean = float(task.h.sum()) / task.k
    band = min(task.high - mean, mean - task.low) / mean
    graph = networkx.Graph()
    graph.add_nodes_from((unit, {"h": int(h)}) for unit, h in enumerate(task.h))
    graph.add_edges_from(zip(task.u.tolist(), task.v.tolist(), strict=True))
    ground = Graph.from_networkx(graph)
    cut = partial(bipartition_tree, max_attempts=ATTEMPTS)
    begin = partial(recursive_tree_part, bipartition_tree_fn=cut)
    propose = partial(recom, pop_col="h", pop_target=mean, epsilon=band, bipartition_tree_fn=cut, rng=random.Random(1))
    best, value, seed = None, float("inf"), 0
    while True:
        seed += 1
        try:
            now = best or Partition.from_random_assignment(
                ground,
                task.k,
                band,
                "h",
                updaters={"h": Tally("h", alias="h")},
                partition_fn=begin,
                rng=random.Random(seed),
            )
            for _ in range(BURSTS[seed % len(BURSTS)]):
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
