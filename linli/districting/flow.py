"""
Smallest cuts of small graphs in whole numbers, made to be solved again after a small change.

A unit's terminal value says what may still flow into it from the source (above zero) or out of it to the sink (below
zero), so that a changed price is a mere addition and the old flow stays good (Kohli and Torr 2007); the flow itself is
Dinic's (1970) over many sources and sinks at once. Whole numbers, because a bound must be exact.
"""

import numpy as np
from numba import njit

from linli.districting.problem import Ints

FAR = -1


@njit(cache=True, nogil=True)
def _set_levels(start: Ints, unit: Ints, rest: Ints, terminal: Ints, level: Ints, queue: Ints) -> bool:
    """Number the units by arcs from a source over what is left; return whether a sink can be reached."""
    tail = 0
    for u in range(len(terminal)):
        level[u] = FAR
        if terminal[u] > 0:
            level[u] = 0
            queue[tail] = u
            tail += 1
    head = 0
    reached = False
    while head < tail:
        u = queue[head]
        head += 1
        for arc in range(start[u], start[u + 1]):
            v = unit[arc]
            if rest[arc] > 0 and level[v] == FAR:
                level[v] = level[u] + 1
                queue[tail] = v
                tail += 1
                reached |= terminal[v] < 0
    return reached


@njit(cache=True, nogil=True)
def _next_arc(u: int, start: Ints, unit: Ints, rest: Ints, level: Ints, here: Ints) -> int:
    """Return the next arc from u one level up with room left, or -1; remembers how far it looked."""
    while here[u] < start[u + 1]:
        arc = here[u]
        if rest[arc] > 0 and level[unit[arc]] == level[u] + 1:
            return int(arc)
        here[u] += 1
    return -1


@njit(cache=True, nogil=True)
def _push(source: int, sink: int, path: Ints, depth: int, back: Ints, rest: Ints, terminal: Ints) -> None:
    """Send what fits along a path of arcs."""
    amount = min(terminal[source], -terminal[sink])
    for step in range(depth):
        amount = min(amount, rest[path[step]])
    for step in range(depth):
        rest[path[step]] -= amount
        rest[back[path[step]]] += amount
    terminal[source] -= amount
    terminal[sink] += amount


@njit(cache=True, nogil=True)
def _drain(
    source: int,
    start: Ints,
    unit: Ints,
    back: Ints,
    rest: Ints,
    terminal: Ints,
    level: Ints,
    here: Ints,
    path: Ints,
) -> None:
    """Send everything from one source that the levels let through."""
    depth, u = 0, source
    while terminal[source] > 0:
        if terminal[u] < 0:
            _push(source, u, path, depth, back, rest, terminal)
            depth, u = 0, source
            continue
        arc = _next_arc(u, start, unit, rest, level, here)
        if arc >= 0:
            path[depth] = arc
            depth += 1
            u = unit[arc]
        elif depth == 0:
            return
        else:
            depth -= 1
            u = unit[back[path[depth]]]
            here[u] += 1


@njit(cache=True, nogil=True)
def saturate(start: Ints, unit: Ints, back: Ints, rest: Ints, terminal: Ints, work: Ints) -> None:
    """
    Send all that can flow. Changes rest and terminal; afterwards work[0, u] >= 0 marks the source side.

    start: (n + 1,), unit: (2m,), back: (2m,) neighbours as compressed rows and the arc in the other direction.
    rest: (2m,) room left on an arc. terminal: (n,) as above. work: (4, n + 1) scratch.
    The marked side is the smallest among the smallest cuts.
    """
    level, queue, here, path = work[0], work[1], work[2], work[3]
    while _set_levels(start, unit, rest, terminal, level, queue):
        here[: len(terminal)] = start[:-1]
        for u in range(len(terminal)):
            if terminal[u] > 0:
                _drain(u, start, unit, back, rest, terminal, level, here, path)


def find_back_arcs(start: Ints, unit: Ints, border: Ints) -> Ints:
    """Return for each arc the one in the other direction: (2m,)."""
    order = np.argsort(border, kind="stable")
    back = np.empty(len(unit), np.int64)
    back[order[0::2]] = order[1::2]
    back[order[1::2]] = order[0::2]
    return back
