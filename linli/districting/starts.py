"""First plans, contiguous but not yet inside the bounds: random-angle bisection, growth from seats, random trees."""

# ruff: noqa: PLR0917  # numba calls kernels by position

import heapq

import numpy as np
from numba import njit

from linli.districting.problem import Floats, Ints
from linli.districting.rows import HOUSEHOLDS, Rows


def bisect(rows: Rows, k: int, seed: int) -> Ints:
    """
    Return labels (n,) by recursive bisection along random angles; without places on a map, along random distances.

    Each part is grown from its outermost unit, so it is contiguous; what the growth cuts off is added to it. Islands
    cannot be cut evenly and may leave communities far from the bounds. Deterministic per seed.
    """
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0.0, 2 * np.pi, k + 1)
    h = np.maximum(rows.load[:, 0], 1e-9)
    x, y = rows.load[:, 1] / h, rows.load[:, 2] / h
    if np.ptp(x) == 0.0 and np.ptp(y) == 0.0:
        x, y = distances(rows, int(rng.integers(len(h)))), distances(rows, int(rng.integers(len(h))))
    labels = np.zeros(len(h), np.int64)
    parts = [(0, k)]
    free = 1
    while free < k:
        label, share = parts.pop() if parts else (_largest(rows, labels), 2)
        if share == 1 or np.count_nonzero(labels == label) < 2:
            continue
        first = share // 2
        key = x * np.cos(angle[free]) + y * np.sin(angle[free])
        units = np.flatnonzero(labels == label)
        cut_off(rows, labels, units[np.argsort(key[units], kind="stable")], key, first / share)
        labels[labels == -1] = free
        parts += [(label, share - first), (free, first)]
        free += 1
    return labels


def _largest(rows: Rows, labels: Ints) -> int:
    """Return the community with the most households among those of two units and more."""
    size = np.bincount(labels, rows.load[:, HOUSEHOLDS])
    return int(np.argmax(np.where(np.bincount(labels) > 1, size, -1.0)))


@njit(cache=True, nogil=True)
def distances(rows: Rows, source: int) -> Floats:
    """Return (n,) the number of borders between every unit and the source; n where there is no way."""
    n = len(rows.start) - 1
    found, order = np.full(n, float(n)), np.zeros(n, np.int64)
    found[source], order[0], head, tail = 0.0, source, 0, 1
    while head < tail:
        u = order[head]
        head += 1
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if found[other] == n:
                found[other] = found[u] + 1
                order[tail] = other
                tail += 1
    return found


@njit(cache=True, nogil=True)
def cut_off(rows: Rows, labels: Ints, units: Ints, key: Floats, share: float) -> None:
    """Set to -1 the labels of a contiguous share of the units (ascending by key), leaving the rest contiguous."""
    label, whole, grown, count = labels[units[0]], 0.0, 0.0, 0
    for u in units:
        whole += rows.load[u, HOUSEHOLDS]
    heap = [(key[units[0]], units[0])]
    while heap and count < len(units) - 1 and (count == 0 or grown < whole * share):
        _, u = heapq.heappop(heap)
        if labels[u] != label:
            continue
        labels[u] = -1
        grown += rows.load[u, HOUSEHOLDS]
        count += 1
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if labels[other] == label:
                heapq.heappush(heap, (key[other], other))
    _add_strays(rows, labels, units, label)


@njit(cache=True, nogil=True)
def _add_strays(rows: Rows, labels: Ints, units: Ints, label: int) -> None:
    """Leave to the label its heaviest piece and set the units of its other pieces to -1 as well."""
    piece = np.full(len(labels), -1, np.int64)
    order = np.zeros(len(units), np.int64)
    tail, heaviest, chosen = 0, -1.0, -1
    for first in units:
        if labels[first] != label or piece[first] >= 0:
            continue
        begin, tail, weight = tail, _walk(rows, labels, piece, order, tail, first), 0.0
        for u in order[begin:tail]:
            weight += rows.load[u, HOUSEHOLDS]
        if weight > heaviest:
            heaviest, chosen = weight, begin
    for u in order[:tail]:
        if piece[u] != chosen:
            labels[u] = -1


@njit(cache=True, nogil=True)
def _walk(rows: Rows, labels: Ints, piece: Ints, order: Ints, begin: int, first: int) -> int:
    """List a unit's piece in order from `begin` on, set its piece to `begin`, and return the end."""
    head, tail = begin, begin + 1
    order[begin], piece[first] = first, begin
    while head < tail:
        u = order[head]
        head += 1
        for at in range(rows.start[u], rows.start[u + 1]):
            other = rows.unit[at]
            if labels[other] == labels[first] and piece[other] < 0:
                piece[other] = begin
                order[tail] = other
                tail += 1
    return tail


def grow(rows: Rows, k: int, seed: int, seeds: Ints) -> Ints:
    """
    Return labels (n,) grown from given nodes (seats) and far ones, the smallest community first.

    seeds: (s,) nodes of which at most k are used. Deterministic per seed.
    """
    rng = np.random.default_rng(seed)
    n = len(rows.start) - 1
    chosen = np.unique(seeds)[:k].tolist() or [int(rng.integers(n))]
    near = np.min([distances(rows, unit) for unit in chosen], axis=0)
    while len(chosen) < k:
        chosen.append(int(np.argmax(near + rng.random(n) * (near > 0))))
        near = np.minimum(near, distances(rows, chosen[-1]))
    labels = np.full(n, -1, np.int64)
    _grow(rows, labels, np.asarray(chosen, np.int64), rng.random(n))
    return labels


@njit(cache=True, nogil=True)
def _grow(rows: Rows, labels: Ints, chosen: Ints, key: Floats) -> None:
    """Give every unit that can be reached to the community that is smallest when it is met; the others to the first."""
    size = np.zeros(len(chosen))
    heap = [(0.0, -1.0, u, c) for c, u in enumerate(chosen)]
    while heap:
        then, draw, u, c = heapq.heappop(heap)
        if labels[u] >= 0:
            continue
        if then < size[c]:
            heapq.heappush(heap, (size[c], draw, u, c))
            continue
        labels[u] = c
        size[c] += rows.load[u, HOUSEHOLDS]
        for at in range(rows.start[u], rows.start[u + 1]):
            if labels[rows.unit[at]] < 0:
                heapq.heappush(heap, (size[c], key[rows.unit[at]], rows.unit[at], c))
    labels[labels < 0] = 0
