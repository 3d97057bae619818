"""What the kernels work on: neighbours as compressed rows, a plan under change, room to work in, single moves."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from linli.districting.problem import Floats, Ints

Codes = NDArray[np.uint64]
HOUSEHOLDS, ROOMS, UNITS = 0, 4, 5
COST, BROKEN, OUT, SHAPE = 0, 1, 2, 3
LOW, HIGH, SCALE, INERTIA, BALANCE, TARGET, STEP, ROOMLESS = 0, 1, 2, 3, 4, 5, 6, 7


class Rows(NamedTuple):
    """
    The unchanging part.

    start: (n + 1,), unit: (2m,), weight: (2m,) signed price of cutting a border, cost: (2m,) its part of J.
    pair_start: (n + 1,), pair_unit, pair_weight, pair_hard: (2p,) pairs that need not touch: price of parting them;
    hard +1 if they must not be parted, -1 if they must be. load: (n, 5) households h, h x, h y, h (x2 + y2), rooms.
    code: (n,) random numbers whose exclusive or tells sets of units apart (Zobrist 1970).
    terms: (8,) low, high, households per unit of excess, prices of inertia and balance, target, step of excess, price
    of a community without a room.
    """

    start: Ints
    unit: Ints
    weight: Floats
    cost: Floats
    pair_start: Ints
    pair_unit: Ints
    pair_weight: Floats
    pair_hard: Floats
    load: Floats
    code: Codes
    terms: Floats


class State(NamedTuple):
    """
    A plan under change.

    labels: (n,). sums: (k, 6) the loads and the number of units. code: (k,). totals: (4,) price of all cuts, hard
    pairs broken, excess over the bounds, inertia and balance.
    """

    labels: Ints
    sums: Floats
    code: Codes
    totals: Floats


class Room(NamedTuple):
    """Room to work in. mark, near, place, order: (n,); group: (n,) units to move; dice, clock: (1,); step: (9,)."""

    mark: Ints
    near: Ints
    place: Ints
    order: Ints
    group: Ints
    dice: Codes
    clock: Ints
    step: Floats


def make_room(n: int, seed: int) -> Room:
    """Return room for n units with dice that follow from the seed."""
    dice = np.random.default_rng(seed).integers(1, 2**63, 1).astype(np.uint64)
    arrays = [np.zeros(n, np.int64) for _ in range(5)]
    return Room(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], dice, np.zeros(1, np.int64), np.zeros(9))


def make_state(rows: Rows, labels: Ints, k: int) -> State:
    """Return the state of a plan with labels 0 to k - 1; the labels are copied."""
    state = State(labels.astype(np.int64), np.zeros((k, 6)), np.zeros(k, np.uint64), np.zeros(4))
    recount(rows, state)
    return state


@njit(cache=True, nogil=True)
def toss(dice: Codes) -> float:
    """Return a random number in [0, 1): xorshift64* of Marsaglia (2003) and Vigna (2016)."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def excess(households: float, terms: Floats) -> float:
    """Return by how much a community is outside the bounds, in households of a usual unit, plus a step."""
    over = max(terms[LOW] - households, households - terms[HIGH])
    return over / terms[SCALE] + terms[STEP] if over > 0 else 0.0


@njit(cache=True, nogil=True)
def shape(load: Floats, terms: Floats) -> float:
    """Return the weighted inertia around the centre and the squared distance from the target of one community."""
    value = 0.0
    if terms[INERTIA] != 0.0 and load[0] > 0:
        value += terms[INERTIA] * (load[3] - (load[1] * load[1] + load[2] * load[2]) / load[0])
    if terms[BALANCE] != 0.0:
        value += terms[BALANCE] * (load[0] - terms[TARGET]) ** 2
    if terms[ROOMLESS] != 0.0 and load[ROOMS] < 0.5:
        value += terms[ROOMLESS]
    return value


@njit(cache=True, nogil=True)
def recount(rows: Rows, state: State) -> None:
    """Set sums, codes and totals from the labels."""
    labels, totals = state.labels, state.totals
    state.sums[:], state.code[:], totals[:] = 0.0, 0, 0.0
    for u in range(len(labels)):
        a = labels[u]
        state.sums[a, :5] += rows.load[u]
        state.sums[a, UNITS] += 1.0
        state.code[a] ^= rows.code[u]
        for at in range(rows.start[u], rows.start[u + 1]):
            if rows.unit[at] > u and labels[rows.unit[at]] != a:
                totals[COST] += rows.weight[at]
        for at in range(rows.pair_start[u], rows.pair_start[u + 1]):
            if rows.pair_unit[at] > u:
                parted = labels[rows.pair_unit[at]] != a
                totals[COST] += rows.pair_weight[at] if parted else 0.0
                totals[BROKEN] += max(rows.pair_hard[at], 0.0) if parted else max(-rows.pair_hard[at], 0.0)
    for a in range(len(state.sums)):
        totals[OUT] += excess(state.sums[a, HOUSEHOLDS], rows.terms)
        totals[SHAPE] += shape(state.sums[a, :5], rows.terms)


@njit(cache=True, nogil=True)
def weigh(rows: Rows, state: State, room: Room, count: int, b: int) -> None:
    """
    Say what it changes to move the group (its first `count` units, marked if more than one) to community b.

    Fills room.step: 0 price of cuts, 1 hard pairs, 2 excess, 3 shape, 4 to 8 the load of the group.
    """
    step, labels, a = room.step, state.labels, state.labels[room.group[0]]
    step[:] = 0.0
    if count == 1:
        room.clock[0] += 1
    stamp = room.clock[0]
    for i in range(count):
        u = room.group[i]
        step[4:] += rows.load[u]
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if labels[other] == b:
                step[COST] -= rows.weight[at]
            elif labels[other] == a and room.mark[other] != stamp:
                step[COST] += rows.weight[at]
        if rows.pair_start[u] < rows.pair_start[u + 1]:
            _weigh_pairs(rows, state, room, u, b)
    old_a, old_b, terms = state.sums[a, HOUSEHOLDS], state.sums[b, HOUSEHOLDS], rows.terms
    step[OUT] = excess(old_a - step[4], terms) - excess(old_a, terms)
    step[OUT] += excess(old_b + step[4], terms) - excess(old_b, terms)
    if terms[INERTIA] != 0.0 or terms[BALANCE] != 0.0 or terms[ROOMLESS] != 0.0:
        load_a, load_b = state.sums[a, :5], state.sums[b, :5]
        step[SHAPE] = shape(load_a - step[4:], terms) - shape(load_a, terms)
        step[SHAPE] += shape(load_b + step[4:], terms) - shape(load_b, terms)


@njit(cache=True, nogil=True)
def _weigh_pairs(rows: Rows, state: State, room: Room, u: int, b: int) -> None:
    """Add to room.step what it changes for u's pairs to move it, with all marked units, to community b."""
    labels, step, stamp = state.labels, room.step, room.clock[0]
    for at in range(rows.pair_start[u], rows.pair_start[u + 1]):
        other = rows.pair_unit[at]
        sign = 0.0
        if labels[other] == b:
            sign = -1.0
        elif labels[other] == labels[u] and room.mark[other] != stamp:
            sign = 1.0
        step[COST] += sign * rows.pair_weight[at]
        step[BROKEN] += sign * rows.pair_hard[at]


@njit(cache=True, nogil=True)
def move(rows: Rows, state: State, room: Room, count: int, b: int) -> None:
    """Move the group to community b as `weigh` said."""
    a = state.labels[room.group[0]]
    for i in range(count):
        u = room.group[i]
        state.labels[u] = b
        state.code[a] ^= rows.code[u]
        state.code[b] ^= rows.code[u]
    for i in range(5):
        state.sums[a, i] -= room.step[4 + i]
        state.sums[b, i] += room.step[4 + i]
    for i in range(4):
        state.totals[i] += room.step[i]
    state.sums[a, UNITS] -= count
    state.sums[b, UNITS] += count


@njit(cache=True, nogil=True)
def _spread(rows: Rows, labels: Ints, room: Room, head: int, wanted: int) -> int:
    """Walk on from room.order[head] inside its community; return the end, or -1 once `wanted` near units are met."""
    tail, stamp = head + 1, room.clock[0]
    a, met = labels[room.order[head]], 1
    while head < tail and met < wanted:
        u = room.order[head]
        head += 1
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if labels[other] == a and room.mark[other] != stamp:
                room.mark[other] = stamp
                room.order[tail] = other
                tail += 1
                if room.near[other] == stamp:
                    met += 1
    return tail if met < wanted else -1


@njit(cache=True, nogil=True)
def gather(rows: Rows, state: State, room: Room, u: int) -> int:
    """
    Fill room.group with u and all that would be cut off without it, and return how many these are.

    The walk stays in u's community and ends as soon as all its neighbours there are met. The piece with the most
    households stays. Returns 0 if u is alone.
    """
    labels, group = state.labels, room.group
    a = labels[u]
    room.clock[0] += 1
    stamp = room.clock[0]
    wanted = 0
    group[0] = u
    for at in range(rows.start[u], rows.start[u + 1]):
        if labels[rows.unit[at]] == a:
            room.near[rows.unit[at]] = stamp
            wanted += 1
    if wanted <= 1:
        return wanted
    room.mark[u] = stamp
    return _pieces(rows, state, room, wanted)


@njit(cache=True, nogil=True)
def _pieces(rows: Rows, state: State, room: Room, wanted: int) -> int:
    """Walk every piece around room.group[0]; put all but the heaviest into the group."""
    u, stamp, order = room.group[0], room.clock[0], room.order
    tail, heaviest, first, last = 0, -1.0, 0, 0
    for at in range(rows.start[u], rows.start[u + 1]):
        other = rows.unit[at]
        if room.near[other] != stamp or room.mark[other] == stamp:
            continue
        room.mark[other] = stamp
        order[tail] = other
        end = _spread(rows, state.labels, room, tail, wanted)
        if end < 0:
            return 1
        wanted = len(order) + 1
        weight = 0.0
        for i in range(tail, end):
            weight += rows.load[order[i], 0]
        if weight > heaviest:
            heaviest, first, last = weight, tail, end
        tail = end
    return _leave(room, first, last, tail)


@njit(cache=True, nogil=True)
def _leave(room: Room, first: int, last: int, tail: int) -> int:
    """Put what was walked into the group except the piece from first to last, whose marks are taken away."""
    count = 1
    for i in range(tail):
        if first <= i < last:
            room.mark[room.order[i]] = 0
        else:
            room.group[count] = room.order[i]
            count += 1
    return count
