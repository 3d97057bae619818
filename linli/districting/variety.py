"""How alike communities and plans are, by the households they share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linli.districting.plan import members
from linli.districting.problem import Floats, Ints, Problem


def likeness(problem: Problem, some: Sequence[Ints], communities: Sequence[Ints]) -> Floats:
    """
    Return (c,) how alike each community is to the most alike of others: households in common over those of both.

    Jaccard (1912), "The distribution of the flora in the alpine zone".
    """
    weight = problem.households + 1e-6
    inside: NDArray[np.float64] = np.zeros((len(some), problem.n))
    for row, units in enumerate(some):
        inside[row, units] = 1.0
    theirs = np.zeros((len(communities), problem.n))
    for row, units in enumerate(communities):
        theirs[row, units] = 1.0
    common = (inside * weight) @ theirs.T
    either = (inside @ weight)[:, None] + (theirs @ weight)[None, :] - common
    return np.asarray((common / np.maximum(either, 1e-12)).max(axis=1), np.float64)


def shared(problem: Problem, one: Ints, other: Ints, alike: float) -> int:
    """Return how many communities of a plan have their like in another plan."""
    return int((likeness(problem, members(one), members(other)) >= alike - 1e-9).sum())
