"""Locks, offices, wishes to stay together or apart: where they contradict each other."""

from collections.abc import Iterator, Sequence

import numpy as np

from linli.districting.problem import FREE, Ints, Problem
from linli.districting.sentences import at, named
from linli.values import Reason, noop


def tie(problem: Problem) -> Ints:
    """Return for every unit, (n,), the first unit that it must stay with."""
    root = list(range(problem.n))

    def find(unit: int) -> int:
        while root[unit] != unit:
            root[unit] = root[root[unit]]
            unit = root[unit]
        return unit

    locked: dict[int, int] = {}
    pairs = list(problem.together)
    for unit in np.flatnonzero(problem.anchors != FREE).tolist():
        pairs.append((locked.setdefault(int(problem.anchors[unit]), unit), unit))
    for one, other in pairs:
        a, b = find(one), find(other)
        root[max(a, b)] = min(a, b)
    return np.asarray([find(unit) for unit in range(problem.n)], np.int64)


def check_locks(problem: Problem, parts: Sequence[Ints]) -> Iterator[Reason]:
    """Yield contradictions of what must stay together and what must not. parts: the units of each piece."""
    yield from _too_many_seats(problem)
    tied = tie(problem)
    for one, other in problem.apart:
        if tied[one] == tied[other]:
            yield Reason(
                "districting.together_and_apart",
                noop("%(one)s and %(other)s must be kept apart, but locks or other wishes keep them together."),
                {"one": problem.name(one), "other": problem.name(other), "at": [one, other]},
            )
    piece = np.empty(problem.n, np.int64)
    for number, part in enumerate(parts):
        piece[part] = number
    for root in np.flatnonzero(np.bincount(tied, minlength=problem.n) > 1).tolist():
        yield from _group(problem, np.flatnonzero(tied == root), piece)


def _too_many_seats(problem: Problem) -> Iterator[Reason]:
    most = problem.counts[-1] if problem.counts else 0
    locked = np.unique(problem.anchors[problem.anchors != FREE])
    if len(problem.seats) > most > 0:
        yield Reason(
            "districting.too_many_seats",
            noop("%(seats)s offices must end in different communities, but there can be at most %(most)s (%(units)s)."),
            {
                "seats": len(problem.seats),
                "most": most,
                "units": named(problem, problem.seats),
                "at": at(problem.seats),
            },
        )
    if len(locked) > most > 0:
        yield Reason(
            "districting.too_many_locks",
            noop("Units are locked to %(locked)s different communities, but there can be at most %(most)s."),
            {"locked": len(locked), "most": most, "at": at(np.flatnonzero(problem.anchors != FREE))},
        )


def _group(problem: Problem, units: Ints, piece: Ints) -> Iterator[Reason]:
    """Yield what is wrong with units that must stay together."""
    households = int(problem.households[units].sum())
    locks = np.unique(problem.anchors[units][problem.anchors[units] != FREE])
    seats = np.intersect1d(units, problem.seats)
    figures = {
        "units": named(problem, units),
        "households": households,
        "high": problem.high,
        "seats": named(problem, seats),
        "at": at(units),
    }
    if households > problem.high:
        text = noop(
            "%(units)s must stay together but have %(households)s households, more than the %(high)s "
            "a community may have."
        )
        yield Reason("districting.heavy_group", text, figures)
    if len(locks) > 1:
        text = noop("%(units)s must stay together, but some of them are locked to different communities.")
        yield Reason("districting.split_group", text, figures)
    if len(seats) > 1:
        text = noop(
            "%(units)s must stay together, but hold several offices that need communities of their own: %(seats)s."
        )
        yield Reason("districting.seats_together", text, figures)
    if len(np.unique(piece[units])) > 1:
        text = noop("%(units)s must stay together, but stand in pieces that share no border.")
        yield Reason("districting.parted_group", text, figures)
