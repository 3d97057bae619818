"""What is to be mended in a plan that somebody draws: what is wrong, and apart from it what is only incomplete."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from linli.districting.locks import tie
from linli.districting.pieces import pieces
from linli.districting.problem import FREE, Ints, Problem
from linli.districting.sentences import at, named
from linli.values import Reason, noop


@dataclass(frozen=True)
class Finding:
    """One thing to mend: the sentence, whether it is wrong or only incomplete, the units to show, the communities."""

    reason: Reason
    is_wrong: bool
    units: tuple[int, ...]
    communities: tuple[int, ...] = ()


def examine_plan(problem: Problem, labels: Ints) -> list[Finding]:
    """
    Return what is to be mended in a plan, what is wrong first; empty for a complete plan that keeps every hard rule.

    labels: (n,) communities, FREE where a unit is not assigned yet. While units are free, a community that is still
    too small, or a number of communities still below the wished one, is incomplete and not wrong.
    """
    found = [
        *_stray_pieces(problem, labels),
        *_sizes(problem, labels),
        *_wishes(problem, labels),
        *_offices_and_locks(problem, labels),
        *_number(problem, labels),
        *_free_units(problem, labels),
    ]
    return sorted(found, key=lambda finding: not finding.is_wrong)


def _free_units(problem: Problem, labels: Ints) -> Iterator[Finding]:
    free = np.flatnonzero(labels == FREE)
    if len(free):
        text = noop("%(count)s units belong to no community yet: %(units)s.")
        places = {"count": len(free), "units": named(problem, free), "at": at(free)}
        yield Finding(Reason("districting.free_units", text, places), False, tuple(at(free)))


def _stray_pieces(problem: Problem, labels: Ints) -> Iterator[Finding]:
    """Yield every piece of a community but its largest."""
    of = pieces(problem.graph, labels)
    for community in np.unique(labels[labels != FREE]).tolist():
        mine = np.flatnonzero(labels == community)
        numbers = np.unique(of[mine])
        parts = [mine[of[mine] == number] for number in numbers]
        parts.sort(key=lambda part: (-int(problem.households[part].sum()), int(part[0])))
        for part in parts[1:]:
            text = noop("%(units)s belong to C%(community)s but do not hang together with the rest of it.")
            places = {"units": named(problem, part), "community": community, "at": at(part)}
            reason = Reason("districting.stray_piece", text, places)
            yield Finding(reason, True, tuple(at(part)), (community,))


def _sizes(problem: Problem, labels: Ints) -> Iterator[Finding]:
    is_open = bool((labels == FREE).any())
    for community in np.unique(labels[labels != FREE]).tolist():
        mine = np.flatnonzero(labels == community)
        households = int(problem.households[mine].sum())
        places = {"community": community, "households": households, "low": problem.low, "high": problem.high}
        if households > problem.high:
            text = noop("C%(community)s has %(households)s households, more than %(high)s.")
            reason = Reason("districting.too_large", text, places | {"at": at(mine)})
            yield Finding(reason, True, tuple(at(mine)), (community,))
        elif households < problem.low:
            text = noop("C%(community)s has %(households)s households, fewer than %(low)s.")
            reason = Reason("districting.too_small", text, places | {"at": at(mine)})
            yield Finding(reason, not is_open, tuple(at(mine)), (community,))


def _number(problem: Problem, labels: Ints) -> Iterator[Finding]:
    number = len(np.unique(labels[labels != FREE]))
    if problem.wished is None or number == problem.wished:
        return
    text = noop("There are %(number)s communities, but %(wished)s are wished for.")
    reason = Reason("districting.other_number", text, {"number": number, "wished": problem.wished, "at": []})
    is_open = number < problem.wished and bool((labels == FREE).any())
    yield Finding(reason, not is_open, ())


def _wishes(problem: Problem, labels: Ints) -> Iterator[Finding]:
    """Yield wishes to stay together or apart that are broken; units that are free break none of them."""
    tied = tie(problem)
    for root in np.flatnonzero(np.bincount(tied, minlength=problem.n) > 1).tolist():
        group = np.flatnonzero((tied == root) & (labels != FREE))
        if len(np.unique(labels[group])) > 1:
            yield _broken("districting.torn_group", noop("%(units)s must stay together."), problem, labels, group)
    for pair in problem.apart:
        if labels[pair[0]] == labels[pair[1]] != FREE:
            yield _broken("districting.not_apart", noop("%(units)s must be kept apart."), problem, labels, pair)


def _offices_and_locks(problem: Problem, labels: Ints) -> Iterator[Finding]:
    """Yield communities with several offices, or with units that are locked to different ones."""
    seats = [int(seat) for seat in np.unique(problem.seats) if labels[seat] != FREE]
    for community in np.unique(labels[seats]).tolist() if seats else []:
        shared = [seat for seat in seats if labels[seat] == community]
        if len(shared) > 1:
            text = noop("%(units)s hold offices that need communities of their own.")
            yield _broken("districting.shared_seat", text, problem, labels, shared)
    locked = np.flatnonzero((problem.anchors != FREE) & (labels != FREE))
    for community in np.unique(labels[locked]).tolist():
        mixed = locked[labels[locked] == community]
        if len(np.unique(problem.anchors[mixed])) > 1:
            text = noop("%(units)s are locked to different communities.")
            yield _broken("districting.mixed_locks", text, problem, labels, mixed)


def _broken(rule: str, text: str, problem: Problem, labels: Ints, units: object) -> Finding:
    concerned = np.asarray(units, np.int64)
    places = {"units": named(problem, concerned), "at": at(concerned)}
    communities = tuple(np.unique(labels[concerned]).tolist())
    return Finding(Reason(rule, text, places), True, tuple(at(concerned)), communities)
