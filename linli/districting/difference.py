"""What the editor asks and gets: locks, and a plan as its difference to the one before."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from linli.districting.findings import Finding, examine_plan
from linli.districting.problem import FREE, Ints, Problem

SURE = 1e12
"""Households that a locked unit counts for when communities are given their numbers back."""


def _none() -> Ints:
    return np.empty(0, np.int64)


@dataclass(frozen=True)
class Locks:
    """What stays. units: each stays in its community; communities: neither lose nor gain a unit."""

    units: Ints = field(default_factory=_none)
    communities: Ints = field(default_factory=_none)

    def fixed(self, labels: Ints) -> NDArray[np.bool_]:
        """Return (n,) whether a unit stays where it is."""
        found = np.isin(labels, self.communities) & (labels != FREE)
        found[self.units] = labels[self.units] != FREE
        return np.asarray(found)


@dataclass(frozen=True)
class Move:
    """One unit that changes its community; FREE stands for none."""

    unit: int
    before: int
    after: int


@dataclass(frozen=True)
class Difference:
    """
    A plan as its difference to the one before.

    labels: (n,) with the numbers of the plan before, new communities with new numbers. moves: units that change;
    households: how many live in those that had a community. findings: what is still to be mended.
    """

    labels: Ints
    moves: tuple[Move, ...]
    households: int
    findings: tuple[Finding, ...]

    @classmethod
    def between(cls, problem: Problem, before: Ints, after: Ints) -> "Difference":
        """Return what differs."""
        changed = np.flatnonzero(before != after)
        moves = tuple(Move(int(u), int(before[u]), int(after[u])) for u in changed)
        moved = int(problem.households[changed[before[changed] != FREE]].sum())
        return cls(after, moves, moved, tuple(examine_plan(problem, after)))


def renumbered(
    households: Ints, before: Ints, after: Ints, *, fixed: NDArray[np.bool_] | None = None, taken: Iterable[int] = ()
) -> Ints:
    """
    Return `after` with the numbers of `before`: those of fixed units first, then the most households in common first.

    A community without one in common gets the least number that is neither taken nor used before.
    """
    old, new = np.unique(before[before != FREE]), np.unique(after)
    weight = households + 1e-3
    if fixed is not None:
        weight = np.where(fixed, SURE, weight)
    common = np.zeros((len(new), len(old)))
    known = before != FREE
    np.add.at(common, (np.searchsorted(new, after[known]), np.searchsorted(old, before[known])), weight[known])
    number: dict[int, int] = {}
    while common.size and common.max() > 0:
        row, column = np.unravel_index(int(common.argmax()), common.shape)
        number[int(new[row])] = int(old[column])
        common[row], common[:, column] = 0.0, 0.0
    used = {*old.tolist(), *map(int, taken)}
    for community in new.tolist():
        if community not in number:
            number[community] = next(free for free in range(len(used) + 1) if free not in used)
            used.add(number[community])
    return np.array([number[community] for community in after.tolist()], np.int64)
