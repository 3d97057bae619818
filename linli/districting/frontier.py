"""
The exact trade between equal sizes and short boundaries, by walking through every plan of a small problem.

Communities are made one after the other: each holds the lowest unit left and grows by deciding, unit by unit, whether a
neighbour joins it or is barred from it. A branch ends as soon as the barred units lie in more pieces than there are
communities left, so nearly every branch ends in a plan. Sets of units are the bits of one number, which allows 62
units; the number of plans is the true limit: 117 688 for 25 precincts and three communities, and far beyond reach
from some 40 units on. Decisions by neighbours as in `branching`, here without a bound.
"""

# ruff: noqa: PLR0917  # numba calls kernels by position

from dataclasses import dataclass

import numpy as np
from numba import njit

from linli.districting.plan import canonical
from linli.districting.problem import Ints, Problem, ProblemError
from linli.values import noop

MOST_UNITS = 62
INSIDE, BARRED, REST, NUMBER = 0, 1, 2, 3


@dataclass(frozen=True)
class Point:
    """
    One plan that no other beats in both: fewer cut borders and sizes nearer to equal.

    cut: borders between communities. deviation: largest distance of a community's households from the mean, as a
    share of the mean. labels: (n,) the plan.
    """

    cut: int
    deviation: float
    labels: Ints


@dataclass(frozen=True)
class Frontier:
    """points: by falling deviation, so by rising cut. plans: how many contiguous plans within bounds there are."""

    points: list[Point]
    plans: int


def frontier(problem: Problem) -> Frontier:
    """
    Return the exact frontier of cut borders against deviation, over all plans of the wished number of communities.

    Bounds and contiguity count; seats, locks and pairs are not looked at. Raises ProblemError without a wished number
    or with more than 62 units.
    """
    if problem.wished is None or problem.n > MOST_UNITS:
        text = noop("A frontier needs a wished number of communities and at most %(most)s units.")
        raise ProblemError(text, most=MOST_UNITS)
    k, near = problem.wished, _neighbours(problem)
    off, parts = np.full(len(problem.borders) + 1, -1, np.int64), np.zeros((len(problem.borders) + 1, k), np.int64)
    bounds = np.array([problem.low, problem.high, problem.total], np.int64)
    plans = int(_walk(near, problem.households.astype(np.int64), bounds, off, parts))
    points: list[Point] = []
    for cut in np.flatnonzero(off >= 0).tolist():
        deviation = float(off[cut]) / max(problem.total, 1)
        if not points or deviation < points[-1].deviation:
            points.append(Point(cut, deviation, _labels(problem.n, parts[cut])))
    return Frontier(points, plans)


def _neighbours(problem: Problem) -> Ints:
    """Return (n,) the neighbours of every unit as bits."""
    found = np.zeros(problem.n, np.int64)
    edges = problem.borders
    np.bitwise_or.at(found, edges.u, np.left_shift(1, edges.v))
    np.bitwise_or.at(found, edges.v, np.left_shift(1, edges.u))
    return found


def _labels(n: int, parts: Ints) -> Ints:
    """Return the plan that (k,) sets of units make."""
    inside = (parts[:, None] >> np.arange(n)) & 1
    return canonical(inside.argmax(axis=0))


@njit(cache=True, nogil=True)
def _lowest(units: int) -> int:
    """Return the number of the lowest unit of a set that is not empty."""
    unit = 0
    while (units >> unit) & 1 == 0:
        unit += 1
    return unit


@njit(cache=True, nogil=True)
def _around(near: Ints, units: int) -> int:
    """Return all neighbours of the units of a set."""
    found = 0
    for unit in range(len(near)):
        if (units >> unit) & 1:
            found |= near[unit]
    return found


@njit(cache=True, nogil=True)
def _pieces_with(near: Ints, units: int, marked: int) -> int:
    """Return in how many pieces of a set its marked units lie."""
    count, left = 0, marked
    while left:
        piece = left & -left
        edge = piece
        while edge:
            edge = _around(near, edge) & units & ~piece
            piece |= edge
        left &= ~piece
        count += 1
    return count


@njit(cache=True, nogil=True)
def _size(households: Ints, units: int) -> int:
    """Return the households of a set."""
    total = 0
    for unit in range(len(households)):
        if (units >> unit) & 1:
            total += households[unit]
    return total


@njit(cache=True, nogil=True)
def _cut(near: Ints, parts: Ints) -> int:
    """Return the borders between the sets of a plan."""
    twice = 0
    for part in parts:
        for unit in range(len(near)):
            if (part >> unit) & 1:
                out = near[unit] & ~part
                while out:
                    out &= out - 1
                    twice += 1
    return twice // 2


@njit(cache=True, nogil=True)
def _take(near: Ints, households: Ints, total: int, off: Ints, parts: Ints, plan: Ints) -> None:
    """Keep a plan if its sizes are the nearest to equal among those with its cut."""
    worst = 0
    for part in plan:
        worst = max(worst, abs(len(plan) * _size(households, part) - total))
    cut = _cut(near, plan)
    if off[cut] < 0 or worst < off[cut]:
        off[cut] = worst
        parts[cut] = plan


@njit(cache=True, nogil=True)
def _walk(near: Ints, households: Ints, bounds: Ints, off: Ints, parts: Ints) -> int:
    """
    Walk through all plans and return how many there are. bounds: (3,) least, most, all households.

    off: (m + 1,) for every cut the least k x distance from the mean, parts: (m + 1, k) its plan. Changes both.
    """
    n, k = len(near), parts.shape[1]
    stack, made = np.zeros((4, 2 * n + k + 4), np.int64), np.zeros((2 * n + k + 4, k), np.int64)
    stack[INSIDE, 0], stack[REST, 0] = 1, (1 << n) - 1
    plans, top = 0, 0
    while top >= 0:
        inside, barred, rest, number = stack[0, top], stack[1, top], stack[2, top], stack[3, top]
        left = rest & ~inside
        if _size(households, inside) > bounds[1] or _pieces_with(near, left, barred) > k - 1 - number:
            top -= 1
            continue
        open_units = _around(near, inside) & left & ~barred
        if open_units:
            unit = open_units & -open_units
            made[top + 1] = made[top]
            stack[:, top + 1] = stack[:, top]
            stack[BARRED, top] |= unit
            stack[INSIDE, top + 1] |= unit
            top += 1
            continue
        made[top, number] = inside
        if number == k - 1:
            if left == 0 and _size(households, inside) >= bounds[0]:
                plans += 1
                _take(near, households, bounds[2], off, parts, made[top])
            top -= 1
        elif left == 0 or _size(households, inside) < bounds[0] or _pieces_with(near, left, left) > k - 1 - number:
            top -= 1
        else:
            stack[INSIDE, top], stack[BARRED, top] = left & -left, 0
            stack[REST, top], stack[NUMBER, top] = left, number + 1
    return plans
