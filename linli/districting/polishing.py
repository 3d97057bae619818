"""Polishing: communities one unit larger or smaller than those of a plan, as further columns for set partitioning."""

import numpy as np

from linli.districting.plan import members
from linli.districting.pool import Pool
from linli.districting.problem import Ints

FIRST = float("-inf")
"""What is made on purpose comes before all that the search met."""


def vary(pool: Pool, labels: Ints) -> int:
    """
    Put all feasible communities into the pool that have one unit more or less than one of the plan's.

    labels: (n,) 0 to k - 1. Returns how many communities the pool has gained. One set partitioning then moves any
    number of units at once, with every term counted exactly.
    """
    before = len(pool)
    edges = pool.problem.borders
    cut = labels[edges.u] != labels[edges.v]
    inner = np.concatenate([edges.u[cut], edges.v[cut]])
    outer = np.concatenate([edges.v[cut], edges.u[cut]])
    for label, units in enumerate(members(labels)):
        mine = labels[inner] == label
        for unit in np.unique(outer[mine]):
            pool.add(np.append(units, unit), seen=FIRST)
        for unit in np.unique(inner[mine]):
            pool.add(units[units != unit], seen=FIRST)
    return len(pool) - before
