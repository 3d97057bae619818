"""
The cheapest contiguous community under given prices of units, by branch and bound.

A community S costs cut(S) / 2 - price(S). A community within bounds is searched from a root unit outwards: every
decision puts a neighbour of what is inside in or out, so that all that is inside is connected at all times, and what
cannot be reached any more within the household bound is out. The lower bound of a node is a smallest cut, in which the
household bounds stand as a Lagrangian term (lower bound: any multiplier gives one); contiguity of the smallest cut is
enforced by the decisions alone. Before a decision all neighbours are tried on their other side: what the bound forbids
is settled without branching, and the one whose other side costs most is decided (strong branching).
Roots in order, each forbidden to the following ones, so that every community is met once.
Costs and prices are whole numbers: see SCALE. Idea of branching on neighbours: Mehrotra, Johnson and Nemhauser (1998);
bound by cuts with multipliers: ours.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from linli.districting.flow import Arcs, saturate
from linli.districting.problem import Ints

Marks = NDArray[np.int8]
SCALE = 1 << 20
"""Steps of the whole numbers in one unit of cost."""
BIG = 1 << 52
ROOT_TRIES, TRIES = 12, 2
OPEN, IN, OUT = 0, 1, 2
SHADE, LOW_SHADE, LOW_COST, LOW_SIZE, HIGH_SHADE, HIGH_COST, HIGH_SIZE = 0, 1, 2, 3, 4, 5, 6
COUNT, NODES, LIMIT, ALL, FULL, DEPTH, ROOT = 0, 1, 2, 3, 4, 5, 6
UNIT, SIDE = 0, 1


class Net(NamedTuple):
    """
    The problem as the kernel wants it: all arrays int64, costs times SCALE.

    start, unit, back: neighbours as rows, and the arc back. room: (2m,) half the cost of a border, rounded down.
    households, price: (n,). rival_start, rival: rows of the units that may not share a community with a unit.
    bounds: (3,) least and most households of a community, largest multiplier.
    """

    start: Ints
    unit: Ints
    back: Ints
    room: Ints
    households: Ints
    price: Ints
    rival_start: Ints
    rival: Ints
    bounds: Ints


class Desk(NamedTuple):
    """
    Room to work, one row per depth d of the tree.

    side: (d, n) OPEN, IN, OUT. rest: (d, 2m), terminal: (d, n) flow. lines: (d, 7) present multiplier, and the last
    communities on both sides of the bounds. choice: (d, 2) unit, side. work: (4, n + 1). best: (n,) side of the
    smallest cut. rest_spare: (2m,), spare: (n,) to try. shelf: (c, n) the communities found. tally: (7,) number
    found, nodes so far, limit (only cheaper ones count), 1 if all below the limit are wanted, 1 if the shelf is full,
    present depth (below zero: all searched), bound of the root.
    """

    side: Marks
    rest: Ints
    terminal: Ints
    lines: Ints
    choice: Ints
    work: Ints
    best: Marks
    rest_spare: Ints
    spare: Ints
    shelf: Marks
    tally: Ints


@njit(cache=True, nogil=True)
def _decide(net: Net, side: Marks, terminal: Ints, u: int, value: int) -> None:
    """Put an open unit in or out, and its rivals out if it goes in."""
    side[u] = value
    if value == OUT:
        terminal[u] -= BIG
        return
    terminal[u] += BIG
    for at in range(net.rival_start[u], net.rival_start[u + 1]):
        other = net.rival[at]
        if side[other] == OPEN:
            side[other] = OUT
            terminal[other] -= BIG


@njit(cache=True, nogil=True)
def _spread(net: Net, side: Marks, held: int, work: Ints) -> None:
    """Set work[0] to the fewest households of a connected set that holds the inside and the unit, FAR if too many."""
    size, queue, waits = work[0], work[1], work[2]
    n = len(side)
    head, tail = 0, 0
    for u in range(n):
        size[u] = held if side[u] == IN else BIG
        waits[u] = 0
        if side[u] == IN:
            queue[tail] = u
            tail += 1
            waits[u] = 1
    while head != tail:
        u = queue[head]
        head = (head + 1) % (n + 1)
        waits[u] = 0
        for arc in range(net.start[u], net.start[u + 1]):
            v = net.unit[arc]
            reach = size[u] + net.households[v]
            if side[v] == OPEN and reach < size[v] and reach <= net.bounds[1]:
                size[v] = reach
                if waits[v] == 0:
                    waits[v] = 1
                    queue[tail] = v
                    tail = (tail + 1) % (n + 1)


@njit(cache=True, nogil=True)
def _reach(net: Net, side: Marks, terminal: Ints, work: Ints) -> bool:
    """Put out what cannot be reached any more; return whether the household bounds can still be met."""
    held = 0
    for u in range(len(side)):
        if side[u] == IN:
            held += net.households[u]
    if held > net.bounds[1]:
        return False
    _spread(net, side, held, work)
    within = held
    for u in range(len(side)):
        if side[u] == OPEN:
            if work[0, u] == BIG:
                side[u] = OUT
                terminal[u] -= BIG
            else:
                within += net.households[u]
    return bool(within >= net.bounds[0])


@njit(cache=True, nogil=True)
def _measure(net: Net, level: Ints) -> tuple[int, int]:
    """Return cost less price, and households, of the units whose level is not below zero."""
    cost, size = 0, 0
    for u in range(len(net.price)):
        if level[u] >= 0:
            cost -= net.price[u]
            size += net.households[u]
            for arc in range(net.start[u], net.start[u + 1]):
                if level[net.unit[arc]] < 0:
                    cost += net.room[arc]
    return cost, size


@njit(cache=True, nogil=True)
def _relax(net: Net, shade: int, cost: int, size: int) -> int:
    """Return the bound that a smallest cut gives under a multiplier: above zero for the most, below for the least."""
    return cost + shade * (size - int(net.bounds[1] if shade > 0 else net.bounds[0]))


@njit(cache=True, nogil=True)
def _reshade(net: Net, terminal: Ints, lines: Ints, shade: int) -> None:
    """Change the multiplier of households (kept so small that it never counts like BIG)."""
    shade = min(max(shade, -net.bounds[2]), net.bounds[2])
    for u in range(len(terminal)):
        terminal[u] -= (shade - lines[SHADE]) * net.households[u]
    lines[SHADE] = shade


@njit(cache=True, nogil=True)
def _next_shade(net: Net, lines: Ints, cost: int, size: int) -> int:
    """Return where the bounds of too small and too large communities meet, remembering this one among them."""
    shade = int(lines[SHADE])
    above = size > net.bounds[1] or (shade < 0 and size > net.bounds[0])
    below = size < net.bounds[0] or (shade > 0 and size < net.bounds[1])
    if above == below:
        return shade
    at = HIGH_SHADE if above else LOW_SHADE
    lines[at], lines[at + 1], lines[at + 2] = shade, cost, size
    if lines[LOW_SIZE] < 0:
        return max(2 * shade, SCALE >> 10) if shade >= 0 else -((-shade) >> 1)
    if lines[HIGH_SIZE] < 0:
        return min(2 * shade, -(SCALE >> 10)) if shade <= 0 else shade >> 1
    gap = int(lines[HIGH_SIZE] - lines[LOW_SIZE])
    meet = int(lines[LOW_COST] - lines[HIGH_COST]) // gap if gap > 0 else shade
    if above:
        return max(meet, shade)
    return min(meet, shade)


@njit(cache=True, nogil=True)
def _is_whole(net: Net, marks: Marks, work: Ints) -> bool:
    """Return whether the marked units hang together."""
    queue, seen = work[1], work[2]
    marked, tail = 0, 0
    for u in range(len(marks)):
        seen[u] = 0
        marked += marks[u]
        if marks[u] == 1 and tail == 0:
            queue[0], seen[u], tail = u, 1, 1
    head = 0
    while head < tail:
        u = queue[head]
        head += 1
        for arc in range(net.start[u], net.start[u + 1]):
            v = net.unit[arc]
            if marks[v] == 1 and seen[v] == 0:
                seen[v] = 1
                queue[tail] = v
                tail += 1
    return tail == marked


@njit(cache=True, nogil=True)
def _has_rivals(net: Net, marks: Marks) -> bool:
    """Return whether two of the marked units must not share a community."""
    for u in range(len(marks)):
        for at in range(net.rival_start[u], net.rival_start[u + 1]):
            if marks[u] == 1 and marks[net.rival[at]] == 1:
                return True
    return False


@njit(cache=True, nogil=True)
def _keep(desk: Desk, marks: Marks) -> None:
    """Put a community on the shelf, or say that it is full."""
    if desk.tally[COUNT] == len(desk.shelf):
        desk.tally[FULL] = 1
        return
    desk.shelf[desk.tally[COUNT]] = marks
    desk.tally[COUNT] += 1


@njit(cache=True, nogil=True)
def _offer(net: Net, desk: Desk, cost: int, size: int) -> None:
    """Keep the smallest cut if it is a community below the limit; it is the new limit unless all are wanted."""
    if desk.tally[ALL] == 1 or cost >= desk.tally[LIMIT] or size < net.bounds[0] or size > net.bounds[1]:
        return
    if _is_whole(net, desk.best, desk.work) and not _has_rivals(net, desk.best):
        _keep(desk, desk.best)
        desk.tally[LIMIT] = cost


@njit(cache=True, nogil=True)
def _bound(net: Net, desk: Desk, d: int, tries: int) -> int:
    """
    Return a lower bound of all communities below node d, and leave the side of its smallest cut in desk.best.

    The multiplier is moved at most tries times; the flow stands at the last one, the bound is the best.
    """
    found = -BIG
    for attempt in range(tries + 1):
        saturate(Arcs(net.start, net.unit, net.back), desk.rest[d], desk.terminal[d], desk.work)
        cost, size = _measure(net, desk.work[0])
        for u in range(len(desk.best)):
            desk.best[u] = 1 if desk.work[0, u] >= 0 else 0
        shade = desk.lines[d, SHADE]
        found = max(found, _relax(net, shade, cost, size))
        _offer(net, desk, cost, size)
        if found >= desk.tally[LIMIT] or attempt == tries:
            break
        following = _next_shade(net, desk.lines[d], cost, size)
        if following == shade:
            break
        if (following > 0 and shade < 0) or (following < 0 and shade > 0):
            following = 0
        _reshade(net, desk.terminal[d], desk.lines[d], following)
    return found


@njit(cache=True, nogil=True)
def _try_other(net: Net, desk: Desk, d: int, u: int) -> int:
    """Return the bound of node d with an open unit on the side where the smallest cut has it not."""
    desk.rest_spare[:] = desk.rest[d]
    desk.spare[:] = desk.terminal[d]
    desk.spare[u] += -BIG if desk.best[u] == 1 else BIG
    saturate(Arcs(net.start, net.unit, net.back), desk.rest_spare, desk.spare, desk.work)
    cost, size = _measure(net, desk.work[0])
    return _relax(net, desk.lines[d, SHADE], cost, size)


@njit(cache=True, nogil=True)
def _touches(net: Net, side: Marks, u: int) -> bool:
    """Return whether a unit borders on the inside."""
    touching = False
    for arc in range(net.start[u], net.start[u + 1]):
        touching |= side[net.unit[arc]] == IN
    return touching


@njit(cache=True, nogil=True)
def _settle(net: Net, desk: Desk, d: int) -> tuple[int, int]:
    """
    Try the neighbours of the inside on their other side; settle what the bound forbids.

    Returns how many were settled, and the unit whose other side costs most, -1 if no neighbour is open.
    """
    settled, choice, dearest = 0, -1, -BIG
    for u in range(len(net.price)):
        if desk.side[d, u] != OPEN or not _touches(net, desk.side[d], u):
            continue
        bound = _try_other(net, desk, d, u)
        if bound >= desk.tally[LIMIT]:
            _decide(net, desk.side[d], desk.terminal[d], u, IN if desk.best[u] == 1 else OUT)
            settled += 1
        elif bound > dearest:
            dearest, choice = bound, u
    return settled, choice


@njit(cache=True, nogil=True)
def _close(net: Net, desk: Desk, d: int) -> None:
    """Keep what is inside, if nothing can be added any more, all are wanted and it is below the limit."""
    for u in range(len(net.price)):
        desk.best[u] = 1 if desk.side[d, u] == IN else 0
        desk.work[0, u] = desk.best[u] - 1
    cost, size = _measure(net, desk.work[0])
    if desk.tally[ALL] == 1 and cost < desk.tally[LIMIT] and net.bounds[0] <= size <= net.bounds[1]:
        _keep(desk, desk.best)


@njit(cache=True, nogil=True)
def _examine(net: Net, desk: Desk, d: int, tries: int) -> int:
    """Return the unit to decide at node d, -1 if nothing below it is wanted."""
    desk.tally[NODES] += 1
    while True:
        if not _reach(net, desk.side[d], desk.terminal[d], desk.work):
            return -1
        bound = _bound(net, desk, d, tries)
        if desk.tally[ROOT] == -BIG:
            desk.tally[ROOT] = bound
        if bound >= desk.tally[LIMIT]:
            return -1
        settled, choice = _settle(net, desk, d)
        if settled == 0:
            break
    if choice < 0:
        _close(net, desk, d)
    return int(choice)


@njit(cache=True, nogil=True)
def open_root(net: Net, desk: Desk, roots: Ints, at: int) -> None:
    """Set row 0 of the desk to the communities that hold roots[at] and none of the roots before."""
    desk.side[0] = OPEN
    desk.rest[0] = net.room
    desk.terminal[0] = net.price
    desk.lines[0] = 0
    desk.lines[0, LOW_SIZE] = desk.lines[0, HIGH_SIZE] = -1
    for earlier in range(at):
        _decide(net, desk.side[0], desk.terminal[0], roots[earlier], OUT)
    _decide(net, desk.side[0], desk.terminal[0], roots[at], IN)
    desk.tally[DEPTH] = 0
    desk.tally[ROOT] = -BIG


@njit(cache=True, nogil=True)
def _descend(net: Net, desk: Desk, d: int) -> None:
    """Make node d + 1 of the first side of the choice, and node d the second."""
    unit, first = desk.choice[d, UNIT], desk.choice[d, SIDE]
    desk.side[d + 1] = desk.side[d]
    desk.rest[d + 1] = desk.rest[d]
    desk.terminal[d + 1] = desk.terminal[d]
    desk.lines[d + 1] = desk.lines[d]
    _decide(net, desk.side[d + 1], desk.terminal[d + 1], unit, first)
    _decide(net, desk.side[d], desk.terminal[d], unit, OUT if first == IN else IN)


@njit(cache=True, nogil=True)
def search(net: Net, desk: Desk, most_nodes: int) -> None:
    """Search on below row 0, for at most so many nodes or until the shelf is full; DEPTH < 0 says that all is done."""
    tally = desk.tally
    last = tally[NODES] + most_nodes
    while tally[DEPTH] >= 0 and tally[NODES] < last and tally[FULL] == 0:
        d = tally[DEPTH]
        unit = _examine(net, desk, d, ROOT_TRIES if tally[ROOT] == -BIG else TRIES)
        if unit < 0:
            tally[DEPTH] -= 1
            continue
        desk.choice[d, UNIT] = unit
        desk.choice[d, SIDE] = IN if desk.best[unit] == 1 else OUT
        _descend(net, desk, d)
        tally[DEPTH] += 1
