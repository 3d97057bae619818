"""Two small neighbouring communities split anew in every possible way: exact where the band is narrow."""

# ruff: noqa: PLR0917  # numba calls kernels by position

import numpy as np
from numba import njit

from linli.districting.moves import relabel
from linli.districting.problem import Ints
from linli.districting.rows import (
    HIGH,
    HOUSEHOLDS,
    LOW,
    Room,
    Rows,
    State,
    recount,
)
from linli.districting.search import Best, Net, catch, keep_if_better

MOST_UNITS = 21
"""Two to the power of this minus one ways to split: about 10 ms."""


def resplit_pairs(rows: Rows, state: State, room: Room, net: Net, best: Best, known: set[int]) -> None:
    """
    Split every pair of neighbouring communities that is small enough in all ways; changes net and best.

    known: pairs already split, by the code of their union; extended.
    """
    tail = np.repeat(np.arange(len(state.labels)), np.diff(rows.start))
    pairs = np.stack([state.labels[tail], state.labels[rows.unit]], axis=1)
    for a, b in np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).tolist():
        units = np.flatnonzero((state.labels == a) | (state.labels == b))
        code = int(state.code[a] ^ state.code[b])
        households = rows.load[units, HOUSEHOLDS].sum()
        possible = 2 * rows.terms[LOW] <= households <= 2 * rows.terms[HIGH]
        if possible and len(units) <= MOST_UNITS and code not in known:
            known.add(code)
            split_all(rows, state, room, units, net, best)


@njit(cache=True, nogil=True)
def _neighbours(rows: Rows, units: Ints) -> Ints:
    """Return (m,) the neighbours of each unit among the units, as bits."""
    near = np.zeros(len(units), np.int64)
    for i in range(len(units)):
        for at in range(rows.start[units[i]], rows.start[units[i] + 1]):
            for j in range(len(units)):
                if units[j] == rows.unit[at]:
                    near[i] |= 1 << j
    return near


@njit(cache=True, nogil=True)
def _hangs_together(part: int, near: Ints) -> bool:
    """Return whether the units of `part` (bits) can reach each other inside it."""
    reached, new = 0, part & -part
    while new:
        reached |= new
        around = 0
        for i in range(len(near)):
            if (new >> i) & 1:
                around |= near[i]
        new = around & part & ~reached
    return reached == part


@njit(cache=True, nogil=True)
def split_all(rows: Rows, state: State, room: Room, units: Ints, net: Net, best: Best) -> int:
    """
    Try all ways to split the units of two communities; catch the halves, keep the plan if it is the best.

    The ways follow a Gray code (one unit changes sides at a time). Returns how many ways were contiguous and inside
    the bounds; the state is left as it was.
    """
    m, found = len(units), 0
    near = _neighbours(rows, units)
    old = state.labels[units].copy()
    a, b = min(old.min(), old.max()), max(old.min(), old.max())
    whole = state.sums[a, HOUSEHOLDS] + state.sums[b, HOUSEHOLDS]
    low, high, full = rows.terms[LOW], rows.terms[HIGH], (1 << m) - 1
    part, size = 0, 0.0
    for step in range(1, 1 << (m - 1)):
        bit = 0
        while not (step >> bit) & 1:
            bit += 1
        part ^= 1 << bit
        size += rows.load[units[bit], HOUSEHOLDS] if (part >> bit) & 1 else -rows.load[units[bit], HOUSEHOLDS]
        if not (low <= size <= high and low <= whole - size <= high):
            continue
        if _hangs_together(part, near) and _hangs_together(full ^ part, near):
            _settle(rows, state, room, units, _sides(part, m, a, b))
            _take(rows, state, room, units, net, best)
            found += 1
    _settle(rows, state, room, units, old)
    recount(rows, state)
    return found


@njit(cache=True, nogil=True)
def _sides(part: int, m: int, a: int, b: int) -> Ints:
    side = np.full(m, b, np.int64)
    for i in range(m):
        if (part >> i) & 1:
            side[i] = a
    return side


@njit(cache=True, nogil=True)
def _settle(rows: Rows, state: State, room: Room, units: Ints, side: Ints) -> None:
    for i in range(len(units)):
        room.order[i] = units[i]
    relabel(rows, state, room, len(units), side)


@njit(cache=True, nogil=True)
def _take(rows: Rows, state: State, room: Room, units: Ints, net: Net, best: Best) -> None:
    """Catch both communities of the units and keep the plan if it is feasible and better."""
    recount(rows, state)
    room.step[0] = state.totals[0] + state.totals[3]
    catch(rows, state, room, net, units[0])
    for i in range(1, len(units)):
        if state.labels[units[i]] != state.labels[units[0]]:
            catch(rows, state, room, net, units[i])
            break
    keep_if_better(state, best)
