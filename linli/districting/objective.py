"""
The objective F: eight terms, each a share of concern, each a sum over communities.

Every term is a plain function of a `View` of communities and a `Reference`, and returns one value per community, so
that a term can be summed up as an aim or held to a limit, and a pool of communities can be valued at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linli.districting.plan import members
from linli.districting.problem import FREE, MAIN_ROAD, Floats, Ints, Problem
from linli.values import Reason, noop

PRICE_INSIDE = (0.0, 0.0, 1.0, 2.0)
"""Price of a metre of line that runs through a community, by class: 2 main road, 3 river or railway."""
NEAR_M = 300.0
"""A room so near costs nothing."""
ROOMLESS_M = 3000.0
"""A community without a room counts as if its room were so far away."""


@dataclass(frozen=True)
class Weights:
    """How much each term weighs; the defaults are shares of concern and add up to 1."""

    boundary: float = 0.30
    crossed: float = 0.10
    inertia: float = 0.15
    renamed: float = 0.10
    mixed: float = 0.10
    room: float = 0.10
    affinity: float = 0.10
    balance: float = 0.05

    def pairs(self) -> list[tuple[str, float]]:
        """Return names and weights in the order of TERMS."""
        return [(field.name, float(getattr(self, field.name))) for field in fields(self)]


@dataclass(frozen=True)
class Reference:
    """
    What the terms are measured by.

    cost: J of the plan with the best J known (J0). crossed: its priced metres inside (B0), metres. radius2_m2: area
    over 2 pi k. target: households of a usual community. k: number of communities.
    """

    cost: float
    crossed: float
    radius2_m2: float
    target: float
    k: int

    @classmethod
    def of(cls, problem: Problem, labels: Ints) -> "Reference":
        """Return the reference that a plan (labels 0 to k - 1) with the best J known gives."""
        k, edges = int(labels.max()) + 1, problem.borders
        same = labels[edges.u] == labels[edges.v]
        crossed = float((edges.length * _inside_price(problem))[same].sum())
        area = float(problem.area.sum())
        cost = float(edges.cost[~same].sum())
        return cls(cost or 1.0, max(crossed, 1.0), (area or 1.0) / (2 * np.pi * k), problem.total / k, k)


class View:
    """Communities side by side. inside: (c, n) whether a unit is in a community."""

    def __init__(self, problem: Problem, communities: Sequence[Ints]) -> None:
        self.problem = problem
        self.inside: NDArray[np.bool_] = np.zeros((len(communities), problem.n), np.bool_)
        for row, units in enumerate(communities):
            self.inside[row, units] = True

    @cached_property
    def size(self) -> Floats:
        """Return (c,) households."""
        return np.asarray(self.inside @ self.problem.households.astype(np.float64))

    @cached_property
    def ends(self) -> NDArray[np.int8]:
        """Return (c, m) how many ends of a border are inside: 0, 1 or 2."""
        edges = self.problem.borders
        return np.asarray(self.inside[:, edges.u].astype(np.int8) + self.inside[:, edges.v])

    @cached_property
    def flow(self) -> Floats:
        """Return (c, present communities) households that come from each; units that are FREE are in none."""
        existing = self.problem.existing
        found = np.zeros((len(self.inside), int(existing.max()) + 2))
        for old in np.unique(existing[existing != FREE]):
            found[:, old] = self.inside @ np.where(existing == old, self.problem.households, 0).astype(np.float64)
        return found


def _inside_price(problem: Problem) -> Floats:
    return np.asarray(PRICE_INSIDE)[np.clip(problem.borders.kind, 0, 3)]


def boundary(view: View, reference: Reference) -> Floats:
    """Return half the cost of a community's boundary over J0."""
    return np.asarray((view.ends == 1) @ view.problem.borders.cost / (2 * reference.cost))


def crossed(view: View, reference: Reference) -> Floats:
    """Return the priced metres of main roads, rivers and railways that run through a community over B0."""
    edges = view.problem.borders
    barrier = np.flatnonzero(edges.kind >= MAIN_ROAD)
    price = (edges.length * _inside_price(view.problem))[barrier]
    return np.asarray((view.ends[:, barrier] == 2) @ price / reference.crossed)


def inertia(view: View, reference: Reference) -> Floats:
    """Return households times squared metres around the community's centre, over all households and r0 squared."""
    problem = view.problem
    h = problem.households.astype(np.float64)
    x, y = problem.x - problem.x.mean(), problem.y - problem.y.mean()
    size = np.maximum(view.size, 1e-9)
    moment = view.inside @ (h * (x * x + y * y)) - ((view.inside @ (h * x)) ** 2 + (view.inside @ (h * y)) ** 2) / size
    return np.asarray(np.maximum(moment, 0.0) / (max(problem.total, 1) * reference.radius2_m2))


def renamed(view: View, reference: Reference) -> Floats:
    """Return the households whose community gets another name, over all: a name goes with its seat (the heir)."""
    problem = view.problem
    keeps = np.zeros(len(view.inside))
    for seat in problem.seats:
        old = problem.existing[seat]
        if old != FREE:
            keeps = np.maximum(keeps, np.where(view.inside[:, seat], view.flow[:, old], 0.0))
    known = view.flow.sum(axis=1)
    return np.asarray((known - keeps) / max(problem.total, 1))


def unavoidable(problem: Problem) -> float:
    """Return the share of households that must get another name because their community is over the bound."""
    known = problem.existing != FREE
    old = np.bincount(problem.existing[known], problem.households[known])
    return float(np.maximum(old - problem.high, 0).sum() / max(problem.total, 1))


def mixed(view: View, reference: Reference) -> Floats:
    """Return the households that do not come from the community's main origin, over all: 1 - purity."""
    free = view.size - view.flow.sum(axis=1)
    main = np.maximum(view.flow.max(axis=1), free)
    return np.asarray((view.size - main) / max(view.problem.total, 1))


def offices(problem: Problem) -> Ints:
    """Return the units with a room or a seat: a community that keeps its seat needs no new room."""
    return np.unique(np.concatenate([problem.rooms, problem.seats]))


def room(view: View, reference: Reference) -> Floats:
    """Return households times metres beyond 300 to the community's best room, over 300 m and all households."""
    problem = view.problem
    h = problem.households.astype(np.float64)
    rooms = offices(problem) if len(problem.rooms) else problem.rooms
    worst = view.size * (ROOMLESS_M - NEAR_M)
    if len(rooms) == 0:
        return np.zeros(len(worst))
    away = np.hypot(problem.x[:, None] - problem.x[rooms], problem.y[:, None] - problem.y[rooms])
    walked = view.inside @ (h[:, None] * np.maximum(away - NEAR_M, 0.0))
    best = np.where(view.inside[:, rooms], walked, np.inf).min(axis=1)
    return np.asarray(np.minimum(best, worst) / (NEAR_M * max(problem.total, 1)))


def affinity(view: View, reference: Reference) -> Floats:
    """Return half the weight of the wishes that a community's boundary breaks, over all wishes."""
    pairs = view.problem.affinity
    broken = view.inside[:, pairs.a] != view.inside[:, pairs.b]
    return np.asarray(broken @ pairs.weight / (2 * max(pairs.weight.sum(), 1)))


def balance(view: View, reference: Reference) -> Floats:
    """Return the squared distance of a community's households from the target, in widths of the band, over k."""
    width = max(view.problem.high - view.problem.low, 1)
    return np.asarray(((view.size - reference.target) / width) ** 2 / reference.k)


Term = Callable[[View, Reference], Floats]
TERMS: dict[str, Term] = {
    term.__name__: term for term in (boundary, crossed, inertia, renamed, mixed, room, affinity, balance)
}
_SENTENCES = {
    "boundary": noop("The boundary costs %(value).2f of that of the plan with the cheapest boundaries."),
    "crossed": noop("Roads and water inside count %(value).2f of those in the plan with the cheapest boundaries."),
    "inertia": noop("The spread of households around the centre is %(value).2f of that of round communities."),
    "renamed": noop("%(share).1f %% of the households get another community name beyond the unavoidable."),
    "mixed": noop("%(share).1f %% of the households are not from their community's main origin."),
    "room": noop("Households walk %(value).2f times 300 m more than 300 m to their community's best room, on average."),
    "affinity": noop("%(share).1f %% of the residents' wishes to stay together are broken."),
    "balance": noop("The squared distance of sizes from the target is %(value).3f of the band's width squared."),
}


@dataclass(frozen=True)
class Judgement:
    """One term of a plan or of a community: its value, its weight in F, and the sentence that says it."""

    term: str
    value: float
    weight: float
    reason: Reason


def values_of(problem: Problem, communities: Sequence[Ints], reference: Reference) -> Floats:
    """Return (c, 8) the terms of every community, in the order of TERMS."""
    blocks = []
    for first in range(0, len(communities), 2000):
        view = View(problem, communities[first : first + 2000])
        blocks.append(np.stack([term(view, reference) for term in TERMS.values()], axis=1))
    return np.concatenate(blocks) if blocks else np.empty((0, len(TERMS)))


def judge(problem: Problem, labels: Ints, weights: Weights, reference: Reference) -> list[Judgement]:
    """Return all terms of a plan (labels 0 to k - 1) with their reasons; their weighted sum is F."""
    values = values_of(problem, members(labels), reference).sum(axis=0)
    return judged(problem, values, weights, plan=True)


def judge_community(problem: Problem, units: Ints, weights: Weights, reference: Reference) -> list[Judgement]:
    """Return all terms of one community with their reasons."""
    return judged(problem, values_of(problem, [units], reference)[0], weights, plan=False)


def judged(problem: Problem, values: Floats, weights: Weights, *, plan: bool) -> list[Judgement]:
    """Return values of the terms, (8,), with their weights and reasons; of a plan, or of one community."""
    found = []
    spared = np.array([unavoidable(problem) if plan and name == "renamed" else 0.0 for name in TERMS])
    for (name, weight), value in zip(weights.pairs(), (values - spared).tolist(), strict=True):
        said = Reason(f"districting.{name}", _SENTENCES[name], {"value": value, "share": 100 * value})
        found.append(Judgement(name, value, weight, said))
    return found


def total(judgements: Sequence[Judgement]) -> float:
    """Return F."""
    return sum(each.weight * each.value for each in judgements)
