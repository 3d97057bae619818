"""A part of a plan as a problem of its own, everything around it left as it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from linli.districting.areas import take
from linli.districting.difference import Locks
from linli.districting.objective import Reference, Weights
from linli.districting.problem import FREE, Ints, Problem


@dataclass(frozen=True)
class Part:
    """units: (p,) of the whole problem, ascending; problem: of these units alone, the fixed ones anchored."""

    whole: Problem
    problem: Problem
    units: Ints

    def terms(self, weights: Weights, reference: Reference) -> tuple[Weights, Reference]:
        """Return weights and reference with which F of the part differs as F of the whole does."""
        share = max(self.problem.total, 1) / max(self.whole.total, 1)
        wishes = max(self.problem.affinity.weight.sum(), 1) / max(self.whole.affinity.weight.sum(), 1)
        k = self.problem.wished or reference.k
        width = (self.problem.high - self.problem.low) / max(self.whole.high - self.whole.low, 1)
        weights = replace(
            weights,
            affinity=weights.affinity * wishes / share,
            balance=weights.balance * k * max(width, 1e-9) ** 2 / (reference.k * share),
        )
        return weights, replace(reference, cost=reference.cost * share, crossed=reference.crossed * share, k=k)


def cut_out(
    problem: Problem,
    labels: Ints,
    communities: Iterable[int],
    locks: Locks,
    *,
    wished: int | None,
    bounds: tuple[int, int] | None = None,
) -> Part:
    """
    Return the part that some communities make up, FREE being one of them if it is named.

    Units that stay where they are become anchors; the problem's own anchors become pairs. bounds: low and high, if
    not those of the problem.
    """
    units = np.flatnonzero(np.isin(labels, np.asarray(list(communities), np.int64)))
    taken = take(problem, units, wished)
    together, apart = _tied(taken.anchors)
    low, high = bounds or (problem.low, problem.high)
    part = replace(
        taken,
        low=low,
        high=high,
        anchors=np.where(locks.fixed(labels), labels, FREE)[units],
        together=(*taken.together, *together),
        apart=(*taken.apart, *apart),
        names=[problem.name(int(unit)) for unit in units],
    )
    return Part(problem, part, units)


def _tied(anchors: Ints) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the pairs that anchors keep together and apart."""
    groups = [np.flatnonzero(anchors == anchor).tolist() for anchor in np.unique(anchors[anchors != FREE])]
    together = [(units[0], unit) for units in groups for unit in units[1:]]
    return together, [(one[0], other[0]) for at, one in enumerate(groups) for other in groups[at + 1 :]]
