"""
Annealing over the moves, with a price on excess that hardens, and a net that catches every feasible community met.

Kirkpatrick, Gelatt and Vecchi (1983), "Optimization by simulated annealing", Science 220.
"""

# ruff: noqa: PLR0917  # numba calls kernels by position

from typing import NamedTuple

import numpy as np
from numba import njit

from linli.districting.moves import Tree, energy, try_shift, try_swap, try_tree
from linli.districting.problem import Floats, Ints
from linli.districting.rows import (
    BROKEN,
    COST,
    HIGH,
    HOUSEHOLDS,
    LOW,
    OUT,
    SHAPE,
    UNITS,
    Codes,
    Room,
    Rows,
    State,
    recount,
    toss,
)

FILLED, USED, WRITTEN = 0, 1, 2
TUNING = 64


class Net(NamedTuple):
    """
    Feasible communities met. Open addressing by code.

    code: (s,) 0 where free; place: (s,) number of the community; start: (c + 1,), units: (u,) its units; cost: (c,)
    its half of the cut costs; seen: (c,) value of the best plan in which it was met; filled: (2,) communities, units.
    """

    code: Codes
    place: Ints
    start: Ints
    units: Ints
    cost: Floats
    seen: Floats
    filled: Ints


class Best(NamedTuple):
    """The best feasible plan of a run. labels: (n,); value: (1,) inf if there is none."""

    labels: Ints
    value: Floats


class Course(NamedTuple):
    """
    How a chunk goes on. heat, excess, broken: (2,) first and last price; mix: (4,) shares of swaps and of trees,
    communities are caught while the energy is below mix[2], mix[3] the mean price of a border.
    """

    steps: int
    heat: Floats
    excess: Floats
    broken: Floats
    mix: Floats


def make_net(n: int, most: int, size: int) -> Net:
    """Return an empty net for `most` communities of about `size` units."""
    slots = 1 << int(np.ceil(np.log2(2 * most)))
    return Net(
        np.zeros(slots, np.uint64),
        np.zeros(slots, np.int64),
        np.zeros(most + 1, np.int64),
        np.zeros(most * size + n, np.int64),
        np.zeros(most),
        np.zeros(most),
        np.zeros(2, np.int64),
    )


@njit(cache=True, nogil=True)
def _slot(net: Net, code: np.uint64) -> int:
    """Return the slot of a code, or the free one where it belongs."""
    mask = len(net.code) - 1
    at = int(code >> np.uint64(20)) & mask
    while net.code[at] != 0 and net.code[at] != code:
        at = (at + 1) & mask
    return at


@njit(cache=True, nogil=True)
def catch(rows: Rows, state: State, room: Room, net: Net, some: int) -> None:
    """Keep the community of unit `some` if it is inside the bounds and there is room, or better its value."""
    c = state.labels[some]
    size = state.sums[c, HOUSEHOLDS]
    if size < rows.terms[LOW] or size > rows.terms[HIGH]:
        return
    value = room.step[0]
    at = _slot(net, state.code[c])
    if net.code[at] != 0:
        place = net.place[at]
        net.seen[place] = min(net.seen[place], value)
        return
    number, end = net.filled[0], net.filled[1]
    units = int(state.sums[c, UNITS])
    if number >= len(net.cost) or end + units > len(net.units):
        return
    net.code[at], net.place[at], net.seen[number] = state.code[c], number, value
    net.cost[number] = _list(rows, state, room, net, some)
    net.start[number + 1] = net.filled[1]
    net.filled[0] += 1


@njit(cache=True, nogil=True)
def _list(rows: Rows, state: State, room: Room, net: Net, some: int) -> float:
    """Write the community of a unit to the end of the net and return half the cost of the borders that leave it."""
    room.clock[0] += 1
    stamp, labels, cost = room.clock[0], state.labels, 0.0
    head = tail = net.filled[1]
    net.units[tail] = some
    room.mark[some] = stamp
    tail += 1
    while head < tail:
        u = net.units[head]
        head += 1
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if labels[other] != labels[some]:
                cost += rows.cost[at]
            elif room.mark[other] != stamp:
                room.mark[other] = stamp
                net.units[tail] = other
                tail += 1
    net.filled[1] = tail
    return cost / 2


@njit(cache=True, nogil=True)
def is_whole(totals: Floats) -> bool:
    """Return whether no community is out of bounds and no hard pair broken."""
    return bool(totals[OUT] < 1e-9 and totals[BROKEN] < 0.5)


@njit(cache=True, nogil=True)
def keep_if_better(state: State, best: Best) -> None:
    """Copy the plan if it is feasible and better."""
    value = state.totals[COST] + state.totals[SHAPE]
    if value < best.value[0] - 1e-9 and is_whole(state.totals):
        best.value[0] = value
        best.labels[:] = state.labels


@njit(cache=True, nogil=True)
def _propose(rows: Rows, state: State, room: Room, tree: Tree, price: Floats, mix: Floats) -> int:
    """Try one move across a random border; return the unit whose move was accepted, or -1."""
    n = len(state.labels)
    u = int(toss(room.dice) * n)
    near = rows.start[u + 1] - rows.start[u]
    if near == 0:
        return -1
    b = state.labels[rows.unit[rows.start[u] + int(toss(room.dice) * near)]]
    if b == state.labels[u]:
        return -1
    room.group[0] = u
    draw = toss(room.dice)
    if draw < mix[1]:
        done = try_tree(rows, state, room, tree, price, b)
    elif draw < mix[0] + mix[1]:
        done = try_swap(rows, state, room, price, b)
    else:
        done = try_shift(rows, state, room, price, b)
    return u if done else -1


@njit(cache=True, nogil=True)
def anneal(rows: Rows, state: State, room: Room, tree: Tree, how: Course, net: Net, best: Best) -> int:
    """Run a chunk of steps and return how many moves were accepted. Changes state, net and best."""
    recount(rows, state)
    price = np.zeros(4)
    price[3] = how.mix[3]
    accepted, since, patience = 0, 0, len(state.labels) // 4
    for step in range(how.steps):
        if step % TUNING == 0:
            _tune(price, how, step / how.steps)
        since += 1
        u = _propose(rows, state, room, tree, price, how.mix)
        if u < 0:
            continue
        accepted += 1
        value = energy(state.totals, price)
        if value < how.mix[2]:
            room.step[0] = value
            catch(rows, state, room, net, u)
            _catch_neighbours(rows, state, room, net, u)
        if since >= patience and value < best.value[0] and is_whole(state.totals):
            since = 0
            keep_if_better(state, best)
    recount(rows, state)
    keep_if_better(state, best)
    return accepted


@njit(cache=True, nogil=True)
def _tune(price: Floats, how: Course, share: float) -> None:
    """Set heat and prices for how far the chunk has come (geometric)."""
    price[0] = how.heat[0] * (how.heat[1] / how.heat[0]) ** share
    price[1] = how.excess[0] * (how.excess[1] / how.excess[0]) ** share
    price[2] = how.broken[0] * (how.broken[1] / how.broken[0]) ** share


@njit(cache=True, nogil=True)
def _catch_neighbours(rows: Rows, state: State, room: Room, net: Net, u: int) -> None:
    """Catch the communities that touch a unit, once each if they follow one another."""
    last = state.labels[u]
    for at in range(rows.start[u], rows.start[u + 1]):
        other = rows.unit[at]
        if state.labels[other] != last and state.labels[other] != state.labels[u]:
            last = state.labels[other]
            catch(rows, state, room, net, other)
