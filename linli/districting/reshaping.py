"""What the editor asks the engine for: improve a neighbourhood, even out two communities, split one, merge two."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from linli.districting.difference import Difference, Locks, renumbered
from linli.districting.objective import Reference, Weights, judge, total
from linli.districting.part import Part, cut_out
from linli.districting.plan import canonical, cost_of, members
from linli.districting.problem import FREE, Ints, Problem
from linli.districting.solving import Result, solve
from linli.districting.stopping import iterations
from linli.districting.variety import likeness

CHUNKS_OF_FEW, CHUNKS_OF_MANY, MANY = 24, 8, 150
"""Chunks of the search, and from how many units on there are only few of them."""
EVEN = (0.01, 0.02, 0.05, 0.10, 0.20)
"""How far from even two communities may be; the first that can be reached is taken."""
SUGGESTIONS = 3
ALIKE = 0.8
"""Two suggestions are unlike if some community shares less than this with any of the other."""
DEARER = (0.5, 2.0, 8.0)
"""What a border that a known suggestion has as boundary costs more, in mean costs of a border."""
CHUNKS_OF_A_WAY = 8


def improve_here(
    problem: Problem,
    labels: Ints,
    *,
    units: Iterable[int] = (),
    communities: Iterable[int] = (),
    locks: Locks | None = None,
    weights: Weights | None = None,
    reference: Reference | None = None,
    seed: int = 0,
) -> Difference:
    """
    Return a plan that is better around some units or among some communities, everything else as it was.

    Units stand for their communities and those next to them. Better means J, or F with weights and reference. The
    communities that are searched must be right already, or become so; if nothing better is found, nothing changes.
    """
    locks = locks or Locks()
    around = {*_around(problem, labels, units), *communities} - {FREE, *locks.communities.tolist()}
    if len(around) < 2:
        return Difference.between(problem, labels, labels)
    part = cut_out(problem, labels, around, locks, wished=len(around))
    before = labels[part.units]
    terms = None if weights is None or reference is None else part.terms(weights, reference)
    found = _solve(part, seed, given=canonical(before), terms=terms)
    after = labels if not found.plans else _put_back(part, labels, found.plans[0].labels, locks)
    is_better = _value(problem, after, weights, reference) < _value(problem, labels, weights, reference) - 1e-9
    was_wrong = bool(Difference.between(part.problem, before, before).findings)
    return Difference.between(problem, labels, after if is_better or was_wrong else labels)


def balance(problem: Problem, labels: Ints, a: int, b: int, *, locks: Locks | None = None, seed: int = 0) -> Difference:
    """Return a plan in which two communities share their units as evenly as can be, with the least J at that."""
    locks = locks or Locks()
    if {a, b} & set(locks.communities.tolist()):
        return Difference.between(problem, labels, labels)
    households = int(problem.households[np.isin(labels, [a, b])].sum())
    for slack in EVEN:
        spare = max(1, round(slack * households / 2))
        low, high = max(1, households // 2 - spare), -(-households // 2) + spare
        part = cut_out(problem, labels, [a, b], locks, wished=2, bounds=(low, high))
        found = _solve(part, seed, given=canonical(labels[part.units]))
        if found.plans:
            return Difference.between(problem, labels, _put_back(part, labels, found.plans[0].labels, locks))
    return Difference.between(problem, labels, labels)


def split(
    problem: Problem,
    labels: Ints,
    community: int,
    parts: int,
    *,
    locks: Locks | None = None,
    seed: int = 0,
) -> list[Difference]:
    """
    Return up to three ways to split a community, the one with the least J first, each unlike the ones before.

    The parts are within the bounds where the households allow that, else as even as three to two.
    """
    locks = locks or Locks()
    if parts < 2 or community in locks.communities:
        return []
    households = int(problem.households[labels == community].sum())
    bounds = problem.low, problem.high
    if not problem.low * parts <= households <= problem.high * parts:
        bounds = max(1, int(0.8 * households / parts)), max(1, int(1.2 * households / parts) + 1)
    part = cut_out(problem, labels, [community], locks, wished=parts, bounds=bounds)
    found = _solve(part, seed)
    if not found.plans:
        return []
    ways = _ways(part, found.plans[0].labels, seed)
    return [Difference.between(problem, labels, _put_back(part, labels, way, locks)) for way in ways]


def merge(problem: Problem, labels: Ints, a: int, b: int, *, locks: Locks | None = None) -> Difference:
    """Return the plan with community b's units in a; unchanged if either is locked or a unit of b is."""
    locks = locks or Locks()
    closed = {a, b} & set(locks.communities.tolist()) or (locks.fixed(labels) & (labels == b)).any()
    return Difference.between(problem, labels, labels if closed else np.where(labels == b, a, labels))


def _around(problem: Problem, labels: Ints, units: Iterable[int]) -> set[int]:
    """Return the communities of some units and those next to them."""
    own = np.unique(labels[np.asarray(list(units), np.int64)])
    edges = problem.borders
    near = np.isin(labels[edges.u], own) | np.isin(labels[edges.v], own)
    return {*own.tolist(), *labels[edges.u[near]].tolist(), *labels[edges.v[near]].tolist()}


def _solve(
    part: Part, seed: int, *, given: Ints | None = None, terms: tuple[Weights, Reference] | None = None
) -> Result:
    weights, reference = terms or (None, None)
    chunks = CHUNKS_OF_FEW if part.problem.n < MANY else CHUNKS_OF_MANY
    return solve(part.problem, stop=iterations(chunks), seed=seed, weights=weights, reference=reference, given=given)


def _put_back(part: Part, labels: Ints, found: Ints, locks: Locks) -> Ints:
    """Return the whole plan with the part's new communities under their old numbers."""
    after = labels.copy()
    fixed = locks.fixed(labels)[part.units]
    households = part.problem.households
    after[part.units] = renumbered(households, labels[part.units], found, fixed=fixed, taken=np.unique(labels))
    return after


def _value(problem: Problem, labels: Ints, weights: Weights | None, reference: Reference | None) -> float:
    if weights is None or reference is None:
        return cost_of(problem, labels)
    return total(judge(problem, canonical(labels), weights, reference))


def _ways(part: Part, first: Ints, seed: int) -> list[Ints]:
    """Return plans of the part, the first and others unlike it and each other, as far as there are such plans."""
    ways = [first]
    while len(ways) < SUGGESTIONS:
        way = _another(part, ways, seed)
        if way is None:
            return ways
        ways.append(way)
    return ways


def _another(part: Part, ways: Sequence[Ints], seed: int) -> Ints | None:
    """
    Return a plan unlike those known: boundaries cost more where a known one has them, the more the longer it takes.

    After the penalty method for alternative routes (Bader, Dees, Geisberger and Sanders 2011).
    """
    edges = part.problem.borders
    found: list[tuple[float, int, Ints]] = []
    used = np.sum([way[edges.u] != way[edges.v] for way in ways], axis=0)
    for dearer in DEARER:
        borders = replace(edges, cost=(edges.cost + dearer * used * edges.cost.mean()))
        other = solve(replace(part.problem, borders=borders), stop=iterations(CHUNKS_OF_A_WAY), seed=seed)
        if other.plans:
            labels = other.plans[0].labels
            alike = max(_alike(part.problem, labels, way) for way in ways)
            if alike < ALIKE:
                return labels
            found.append((alike, len(found), labels))
    least = min(found, default=(1.0, 0, ways[0]))
    return least[2] if least[0] < 1.0 - 1e-9 else None


def _alike(problem: Problem, one: Ints, other: Ints) -> float:
    """Return how alike the least alike community of a plan is to its like in the other."""
    return float(likeness(problem, members(one), members(other)).min())
