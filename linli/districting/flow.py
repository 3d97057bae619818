"""
Smallest cuts of small graphs in whole numbers, made to be solved again after a small change.

A unit's terminal value says what may still flow into it from the source (above zero) or out of it to the sink (below
zero), so that a changed price is a mere addition and the old flow stays good (Kohli and Torr 2007); the flow itself is
Dinic's (1970) over many sources and sinks at once. Whole numbers, because a bound must be exact.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from linli.districting.problem import Ints

FAR = -1


class Arcs(NamedTuple):
    """Neighbours as compressed rows. start: (n + 1,), unit: (2m,) neighbour, back: (2m,) the arc the other way."""

    start: Ints
    unit: Ints
    back: Ints


class _Flow(NamedTuple):
    """rest: (2m,) room left. terminal: (n,). level: (n,). queue: (n,). here: (n,) arc looked at. path: (n,) arcs."""

    arcs: Arcs
    rest: Ints
    terminal: Ints
    level: Ints
    queue: Ints
    here: Ints
    path: Ints


@njit(cache=True, nogil=True)
def _set_levels(flow: _Flow) -> bool:
    """Number the units by arcs from a source over what is left; return whether a sink can be reached."""
    start, unit, level = flow.arcs.start, flow.arcs.unit, flow.level
    tail = 0
    for u in range(len(flow.terminal)):
        level[u] = FAR
        if flow.terminal[u] > 0:
            level[u] = 0
            flow.queue[tail] = u
            tail += 1
    head = 0
    reached = False
    while head < tail:
        u = flow.queue[head]
        head += 1
        for arc in range(start[u], start[u + 1]):
            v = unit[arc]
            if flow.rest[arc] > 0 and level[v] == FAR:
                level[v] = level[u] + 1
                flow.queue[tail] = v
                tail += 1
                reached |= flow.terminal[v] < 0
    return reached


@njit(cache=True, nogil=True)
def _next_arc(flow: _Flow, u: int) -> int:
    """Return the next arc from u one level up with room left, or -1; remembers how far it looked."""
    while flow.here[u] < flow.arcs.start[u + 1]:
        arc = flow.here[u]
        if flow.rest[arc] > 0 and flow.level[flow.arcs.unit[arc]] == flow.level[u] + 1:
            return int(arc)
        flow.here[u] += 1
    return -1


@njit(cache=True, nogil=True)
def _push(flow: _Flow, source: int, sink: int, depth: int) -> None:
    """Send what fits along the path of so many arcs."""
    amount = min(flow.terminal[source], -flow.terminal[sink])
    for step in range(depth):
        amount = min(amount, flow.rest[flow.path[step]])
    for step in range(depth):
        flow.rest[flow.path[step]] -= amount
        flow.rest[flow.arcs.back[flow.path[step]]] += amount
    flow.terminal[source] -= amount
    flow.terminal[sink] += amount


@njit(cache=True, nogil=True)
def _drain(flow: _Flow, source: int) -> None:
    """Send everything from one source that the levels let through."""
    depth, u = 0, source
    while flow.terminal[source] > 0:
        if flow.terminal[u] < 0:
            _push(flow, source, u, depth)
            depth, u = 0, source
            continue
        arc = _next_arc(flow, u)
        if arc >= 0:
            flow.path[depth] = arc
            depth += 1
            u = flow.arcs.unit[arc]
        elif depth == 0:
            return
        else:
            depth -= 1
            u = flow.arcs.unit[flow.arcs.back[flow.path[depth]]]
            flow.here[u] += 1


@njit(cache=True, nogil=True)
def saturate(arcs: Arcs, rest: Ints, terminal: Ints, work: Ints) -> None:
    """
    Send all that can flow. Changes rest and terminal; afterwards work[0, u] >= 0 marks the source side.

    rest: (2m,) room left on an arc. terminal: (n,) as above. work: (4, n + 1) scratch.
    The marked side is the smallest among the smallest cuts.
    """
    flow = _Flow(arcs, rest, terminal, work[0], work[1], work[2], work[3])
    while _set_levels(flow):
        flow.here[: len(terminal)] = arcs.start[:-1]
        for u in range(len(terminal)):
            if terminal[u] > 0:
                _drain(flow, u)


def find_back_arcs(start: Ints, unit: Ints, border: Ints) -> Ints:
    """Return for each arc the one in the other direction: (2m,)."""
    order = np.argsort(border, kind="stable")
    back = np.empty(len(unit), np.int64)
    back[order[0::2]] = order[1::2]
    back[order[1::2]] = order[0::2]
    return back
