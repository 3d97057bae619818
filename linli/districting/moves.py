"""Moves of the search: a unit with what hangs on it, a swap, and merging two communities to split them anew."""

# ruff: noqa: PLR0917  # numba calls kernels by position

from typing import NamedTuple

import numpy as np
from numba import njit

from linli.districting.problem import Floats, Ints
from linli.districting.rows import (
    BROKEN,
    COST,
    HOUSEHOLDS,
    OUT,
    SHAPE,
    UNITS,
    Room,
    Rows,
    State,
    excess,
    gather,
    move,
    shape,
    toss,
    weigh,
)

WALK = 8


class Tree(NamedTuple):
    """Room for a spanning tree of n units and m borders: heads and keys (2m,), the rest (n,)."""

    tail: Ints
    head: Ints
    price: Floats
    key: Floats
    root: Ints
    above: Ints
    depth: Ints
    cut: Floats
    load: Floats


def make_tree(n: int, ends: int) -> Tree:
    """Return room for trees; ends: 2m."""
    wide = ends // 2 + 1
    return Tree(
        np.zeros(wide, np.int64),
        np.zeros(wide, np.int64),
        np.zeros(wide),
        np.zeros(wide),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n),
        np.zeros((n, 5)),
    )


@njit(cache=True, nogil=True)
def accepts(change: float, heat: float, room: Room) -> bool:
    """Return whether to accept a change of energy (Metropolis et al. 1953)."""
    return change <= 0.0 or (heat > 0.0 and toss(room.dice) < np.exp(-change / heat))


@njit(cache=True, nogil=True)
def energy(values: Floats, price: Floats) -> float:
    """Return cuts and shape plus priced hard pairs and excess. price: (heat, per excess, per hard pair)."""
    return float(values[COST] + values[SHAPE] + price[1] * values[OUT] + price[2] * values[BROKEN])


@njit(cache=True, nogil=True)
def try_shift(rows: Rows, state: State, room: Room, price: Floats, b: int) -> bool:
    """Move room.group[0] to community b, with what hangs on it; return whether that was done."""
    u = room.group[0]
    if state.sums[state.labels[u], UNITS] <= 1.0:
        return False
    weigh(rows, state, room, 1, b)
    good = accepts(energy(room.step, price), price[0], room)
    if not good and toss(room.dice) > 0.2:
        return False
    count = gather(rows, state, room, u)
    if count > 1:
        weigh(rows, state, room, count, b)
        good = accepts(energy(room.step, price), price[0], room)
    if not good or count == 0:
        return False
    move(rows, state, room, count, b)
    return True


@njit(cache=True, nogil=True)
def _walk(rows: Rows, state: State, room: Room, u: int, b: int) -> int:
    """Return a unit of b that touches u's community, reached by a short walk inside both, or -1."""
    labels, v, a = state.labels, u, state.labels[u]
    for _ in range(1 + int(WALK * toss(room.dice))):
        other = rows.unit[rows.start[v] + int(toss(room.dice) * (rows.start[v + 1] - rows.start[v]))]
        if labels[other] == b or labels[other] == a:
            v = other
    if labels[v] != b:
        return -1
    for at in range(rows.start[v], rows.start[v + 1]):
        if labels[rows.unit[at]] == a and rows.unit[at] != u:
            return v
    return -1


@njit(cache=True, nogil=True)
def try_swap(rows: Rows, state: State, room: Room, price: Floats, b: int) -> bool:
    """Move room.group[0] to community b and a unit of b back; return whether that was done."""
    u = room.group[0]
    a = state.labels[u]
    if state.sums[a, UNITS] <= 1.0 or state.sums[b, UNITS] <= 1.0 or gather(rows, state, room, u) != 1:
        return False
    v = _walk(rows, state, room, u, b)
    if v < 0:
        return False
    weigh(rows, state, room, 1, b)
    first = energy(room.step, price)
    move(rows, state, room, 1, b)
    room.group[0] = v
    weigh(rows, state, room, 1, a)
    if accepts(first + energy(room.step, price), price[0], room) and gather(rows, state, room, v) == 1:
        move(rows, state, room, 1, a)
        return True
    room.group[0] = u
    weigh(rows, state, room, 1, a)
    move(rows, state, room, 1, a)
    return False


@njit(cache=True, nogil=True)
def _merge(rows: Rows, state: State, room: Room, u: int, b: int) -> int:
    """List the units of u's community and b in room.order from u on, their places in room.place; return how many."""
    labels, order, a = state.labels, room.order, state.labels[u]
    room.clock[0] += 1
    stamp = room.clock[0]
    order[0], room.place[u], room.mark[u], head, tail = u, 0, stamp, 0, 1
    while head < tail:
        v = order[head]
        head += 1
        for at in range(rows.start[v], rows.start[v + 1]):
            other = rows.unit[at]
            if room.mark[other] != stamp and (labels[other] == a or labels[other] == b):
                room.mark[other] = stamp
                room.place[other] = tail
                order[tail] = other
                tail += 1
    return tail


@njit(cache=True, nogil=True)
def _list_borders(rows: Rows, room: Room, tree: Tree, count: int, mean: float) -> int:
    """List the borders among the merged units with random keys, dear ones early (exponential clocks)."""
    m, stamp = 0, room.clock[0]
    for i in range(count):
        u = room.order[i]
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if other > u and room.mark[other] == stamp:
                tree.tail[m], tree.head[m], tree.price[m] = i, room.place[other], rows.weight[at]
                tree.key[m] = -np.log(1.0 - toss(room.dice)) / max(rows.weight[at], 0.02 * mean)
                m += 1
    return m


@njit(cache=True, nogil=True)
def _find(root: Ints, i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


@njit(cache=True, nogil=True)
def _span(tree: Tree, count: int, m: int) -> Ints:
    """Build the tree (Kruskal), hang it on place 0 and return the places from the top down."""
    for i in range(count):
        tree.root[i], tree.above[i] = i, -1
    first, following, ends = np.full(count, -1), np.full(2 * count, -1), np.zeros(2 * count, np.int64)
    used = 0
    for e in np.argsort(tree.key[:m]):
        i, j = tree.tail[e], tree.head[e]
        p, q = _find(tree.root, i), _find(tree.root, j)
        if p != q:
            tree.root[p] = q
            ends[used], following[used], first[i] = j, first[i], used
            ends[used + 1], following[used + 1], first[j] = i, first[j], used + 1
            used += 2
    down = np.zeros(count, np.int64)
    head, tail = 0, 1
    tree.depth[0] = 0
    while head < tail:
        i = down[head]
        head += 1
        at = first[i]
        while at >= 0:
            j = ends[at]
            if j != tree.above[i]:
                tree.above[j], tree.depth[j] = i, tree.depth[i] + 1
                down[tail] = j
                tail += 1
            at = following[at]
    return down


@njit(cache=True, nogil=True)
def _sum_up(rows: Rows, room: Room, tree: Tree, down: Ints, m: int) -> None:
    """Set for every place the loads below it and the price of all borders between below and the rest."""
    count = len(down)
    for i in range(count):
        tree.cut[i] = 0.0
        tree.load[i] = rows.load[room.order[i]]
    for e in range(m):
        i, j = tree.tail[e], tree.head[e]
        tree.cut[i] += tree.price[e]
        tree.cut[j] += tree.price[e]
        while i != j:
            if tree.depth[i] < tree.depth[j]:
                i, j = j, i
            i = tree.above[i]
        tree.cut[i] -= 2 * tree.price[e]
    for at in range(count - 1, 0, -1):
        i = down[at]
        tree.cut[tree.above[i]] += tree.cut[i]
        tree.load[tree.above[i]] += tree.load[i]


@njit(cache=True, nogil=True)
def _best_cut(rows: Rows, room: Room, tree: Tree, count: int, price: Floats) -> int:
    """Return the place below which to cut: least energy, blurred by the heat (Gumbel's trick)."""
    best, least, terms, whole = -1, np.inf, rows.terms, tree.load[0]
    for i in range(1, count):
        out = excess(tree.load[i, 0], terms) + excess(whole[0] - tree.load[i, 0], terms)
        value = tree.cut[i] + price[1] * out
        if value - 20.0 * price[0] > least:
            continue
        value += shape(tree.load[i], terms) + shape(whole - tree.load[i], terms)
        value += price[0] * np.log(-np.log(1.0 - toss(room.dice)) + 1e-300)
        if value < least:
            best, least = i, value
    return best


@njit(cache=True, nogil=True)
def _between(rows: Rows, state: State, room: Room, count: int, found: Floats) -> None:
    """Add up what is parted between the two communities of the merged units: found[0] price, found[1] hard pairs."""
    labels, stamp = state.labels, room.clock[0]
    found[:] = 0.0
    for i in range(count):
        u = room.order[i]
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if other > u and room.mark[other] == stamp and labels[other] != labels[u]:
                found[COST] += rows.weight[at]
        for at in range(rows.pair_start[u], rows.pair_start[u + 1]):
            other = rows.pair_unit[at]
            if other > u and room.mark[other] == stamp and labels[other] != labels[u]:
                found[COST] += rows.pair_weight[at]
                found[BROKEN] += rows.pair_hard[at]


@njit(cache=True, nogil=True)
def relabel(rows: Rows, state: State, room: Room, count: int, side: Ints) -> None:
    """Give the merged units the labels of `side` and set the sums and codes of these two communities."""
    for i in range(count):
        state.sums[side[i]], state.code[side[i]] = 0.0, 0
    for i in range(count):
        u, c = room.order[i], side[i]
        state.labels[u] = c
        state.sums[c, :5] += rows.load[u]
        state.sums[c, UNITS] += 1.0
        state.code[c] ^= rows.code[u]


@njit(cache=True, nogil=True)
def try_tree(rows: Rows, state: State, room: Room, tree: Tree, price: Floats, b: int) -> bool:
    """
    Merge the community of room.group[0] with b and split both anew along a random spanning tree.

    After DeFord, Duchin and Solomon (2021), "Recombination: a family of Markov chains for redistricting", with trees
    that prefer dear borders and with the cheapest cut of the tree instead of any balanced one.
    """
    a = state.labels[room.group[0]]
    count = _merge(rows, state, room, room.group[0], b)
    mean = abs(price[3])
    m = _list_borders(rows, room, tree, count, mean)
    down = _span(tree, count, m)
    _sum_up(rows, room, tree, down, m)
    cut = _best_cut(rows, room, tree, count, price)
    if cut < 0:
        return False
    side, old = np.zeros(count, np.int64), np.zeros(count, np.int64)
    below = np.zeros(count, np.bool_)
    below[cut] = True
    same = 0
    for at in range(count):
        i = down[at]
        below[i] = below[i] or (at > 0 and below[tree.above[i]])
        old[i] = state.labels[room.order[i]]
        same += 1 if below[i] == (old[i] == a) else -1
    for i in range(count):
        side[i] = a if below[i] == (same >= 0) else b
    return _settle(rows, state, room, price, old, side)


@njit(cache=True, nogil=True)
def _pair_value(rows: Rows, state: State, room: Room, count: int, a: int, b: int, found: Floats) -> None:
    """Set found to the four totals as far as communities a and b make them up."""
    _between(rows, state, room, count, found)
    terms = rows.terms
    found[OUT] = excess(state.sums[a, HOUSEHOLDS], terms) + excess(state.sums[b, HOUSEHOLDS], terms)
    found[SHAPE] = shape(state.sums[a, :5], terms) + shape(state.sums[b, :5], terms)


@njit(cache=True, nogil=True)
def _settle(rows: Rows, state: State, room: Room, price: Floats, old: Ints, side: Ints) -> bool:
    """Change from the old sides to the new ones if that is accepted."""
    count, a, b = len(old), old[0], old[0]
    for i in range(count):
        b = old[i] if old[i] != a else b
    before, after = np.zeros(4), np.zeros(4)
    _pair_value(rows, state, room, count, a, b, before)
    relabel(rows, state, room, count, side)
    _pair_value(rows, state, room, count, a, b, after)
    if accepts(energy(after, price) - energy(before, price), price[0], room):
        for i in range(4):
            state.totals[i] += after[i] - before[i]
        return True
    relabel(rows, state, room, count, old)
    return False
