"""
How good a plan can be at most: a lower bound of J, and a proof of the best plan where the time suffices.

**Bound.** Let p be any prices of the units, c(S) the cost of a community S (half the cost of the borders that leave
it), and m no larger than c(S) - p(S) of every contiguous community S within bounds. A plan with k communities costs
sum c(S) = sum p + sum (c(S) - p(S)) >= sum p + k m. With k within a range take the end that gives less: the least k if
m > 0, else the most (Lagrangian bound; Farley 1990). All sums are in whole steps, costs rounded down: nothing is lost
by rounding but borders / SCALE.
**Prices** come from the relaxation of set partitioning over the communities known, smoothed towards the best ones so
far (Wentges 1997) and kept within a price of covering a unit wrongly, which rises only where it must (du Merle et al.
1999): wild prices make pricing slow. Pricing knows contiguity.
**Proof.** Let L be the bound. A plan with a community whose c(S) - p(S) >= m + d costs at least L + d (if m > 0 and k
is free, k m is counted at the least k, and d comes on top). So all communities with less than m + d are listed, and
the best plan of these alone is found by set partitioning: the smaller of its cost and L + d is a bound again, and with
L + d >= the best plan's cost it is the optimum.
Only bounds and contiguity count, and what keeps units apart (seats, unlike anchors, pairs). Units that must stay
together are left to the listed communities; the first bound ignores them and stays valid, since they only restrict.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from linli.districting.branching import SCALE
from linli.districting.locks import tie
from linli.districting.master import Master, Relaxed, Whole
from linli.districting.plan import canonical, cost_of, households_of, keeps_marks, members, pieces
from linli.districting.pool import Column
from linli.districting.pricing import Priced, Pricer, scale_down
from linli.districting.problem import Ints, Problem

Report = Callable[[float, float], None]
MOST_UNITS = 1_500  # the tree's memory grows with their square
EXACT = 1e-6
FIRST_NODES = 150
SMOOTH = 0.3
WRONG, MOST_WRONG_PRICE = 1e-7, 2.0
SHARES = (0.05, 0.2, 0.5, 1.0)
"""Parts of the gap whose communities are listed, one after the other."""
LEAST_REACH = 2e-3
"""Part of the plan's cost that is listed at once."""


@dataclass(frozen=True)
class Proof:
    """
    What is known about the best J.

    bound: no plan costs less. gap: (cost of labels - bound) / cost, 0 if proven, infinite without a plan. labels: (n,)
    the best plan known, perhaps better than the given one. cost: its J. columns, pricings, nodes: what it took.
    """

    bound: float
    gap: float
    labels: Ints
    is_optimal: bool
    log: list[str]
    cost: float
    columns: int
    pricings: int
    nodes: int


@dataclass
class _State:
    """The proof under way. least, prices: of the best bound so far."""

    problem: Problem
    master: Master
    pricer: Pricer
    labels: Ints
    cost: float
    until: float
    report: Report | None
    holding: Ints | None = None
    wrong_price: float = 1.0
    is_whole: bool = False
    bound: float = 0.0
    lagrangian: float = -np.inf
    least: int = 0
    prices: Ints | None = None
    pricings: int = 0
    nodes: int = 0
    log: list[str] = field(default_factory=list)

    @property
    def slack(self) -> float:
        """Return the difference of cost that counts as none."""
        return EXACT * max(1.0, abs(self.cost) if np.isfinite(self.cost) else 1.0) + len(self.problem.borders) / SCALE

    @property
    def ease(self) -> float:
        """Return by how much a community must be too cheap to count: all of a plan together less than the slack."""
        return self.slack / (2 * self.problem.counts[-1])

    @property
    def is_done(self) -> bool:
        """Return whether the plan is proven or the time is over."""
        return self.bound >= self.cost - self.slack or time.process_time() > self.until

    def say(self, sentence: str) -> None:
        """Write to the log and tell who listens."""
        self.log.append(sentence)
        if self.report is not None:
            self.report(self.bound, self.cost)

    def raise_bound(self, bound: float) -> None:
        """Take a bound if it is better; never above the cost of a plan that exists. Whole costs have whole bounds."""
        if self.is_whole and np.isfinite(bound):
            bound = float(np.ceil(bound - self.slack))
        self.bound = max(self.bound, min(bound, self.cost))

    def take_plan(self, labels: Ints | None) -> None:
        """Take a plan if it is better and keeps what must be kept."""
        if labels is None or not _is_plan(self.problem, labels, self.holding):
            return
        cost = cost_of(self.problem, labels)
        if cost < self.cost:
            self.labels, self.cost = canonical(labels), cost


def prove(
    problem: Problem,
    labels: Ints,
    columns: Iterable[Column],
    *,
    seconds: float,
    on_progress: Report | None = None,
    holding: Ints | None = None,
) -> Proof:
    """
    Return a bound of J and, within the time, the best plan with its proof.

    labels: (n,) a plan, columns: communities to start from, both may be poor or, if no plan is known, wrong or empty;
    seconds: of process time. on_progress is told the bound and the best cost. holding: only plans count whose
    communities each hold one of these units (rooms); to price these, only they are roots.
    """
    labels = np.asarray(labels, np.int64)
    if problem.n > MOST_UNITS:
        cost = cost_of(problem, labels)
        return Proof(0.0, 1.0, labels, False, [f"{problem.n} units are too many for a proof"], cost, 0, 0, 0)
    state = _start(problem, labels, columns, seconds=seconds, report=on_progress, holding=holding)
    _generate(state)
    _mend(state)
    for share in SHARES:
        if state.is_done:
            break
        _list(state, share)
    return _proof(state)


def _proof(state: _State) -> Proof:
    """Return what is known in the end."""
    proven = state.bound >= state.cost - state.slack
    bound = state.cost if proven else state.bound
    gap = (state.cost - bound) / state.cost if 0 < state.cost < np.inf else 0.0 if proven else np.inf
    state.say(f"bound {bound:.4f}, best plan {state.cost:.4f}, gap {gap:.3%}")
    return Proof(
        bound,
        gap,
        state.labels,
        proven,
        state.log,
        state.cost,
        len(state.master.columns),
        state.pricings,
        state.nodes,
    )


def _start(
    problem: Problem,
    labels: Ints,
    columns: Iterable[Column],
    *,
    seconds: float,
    report: Report | None,
    holding: Ints | None,
) -> _State:
    until = time.process_time() + seconds
    pricer = Pricer(problem)
    if holding is not None:
        pricer.roots = np.unique(holding)
        columns = [column for column in columns if np.isin(column.units, holding).any()]
    state = _State(problem, Master(problem), pricer, labels, np.inf, until, report, holding)
    state.is_whole = bool((problem.borders.cost == np.round(problem.borders.cost)).all())
    state.take_plan(labels)
    state.master.add(column.units for column in columns)
    if np.isfinite(state.cost):
        state.master.add(members(state.labels))
    state.wrong_price = _first_wrong_price(state)
    state.master.set_wrong_price(state.wrong_price)
    return state


def _first_wrong_price(state: _State) -> float:
    """Return a price of covering a unit wrongly that is of the size of a community's cost."""
    usual = [state.master.cost_of(units) for units in members(state.labels)] if np.isfinite(state.cost) else []
    costs = usual or state.master.costs or [state.master.cost_of(np.array([u])) for u in range(state.problem.n)]
    return max(float(np.median(costs)), 1.0)


def _is_plan(problem: Problem, labels: Ints, holding: Ints | None) -> bool:
    """Return whether labels are a plan: all units, number, bounds, contiguity, and what must be kept."""
    if len(labels) != problem.n or labels.min() < 0:
        return False
    labels = canonical(labels)
    size = households_of(problem, labels)
    k = len(size)
    within = bool((size >= problem.low).all() and (size <= problem.high).all())
    within = within and (holding is None or len(np.unique(labels[holding])) == k)
    return within and k in problem.counts and pieces(problem, labels) == k and keeps_marks(problem, labels)


def _generate(state: _State) -> None:
    """Generate communities until the relaxation is solved, the plan is proven, or the time is over."""
    most_nodes, smooth = FIRST_NODES, 0.0
    while not state.is_done:
        relaxed = state.master.relax()
        if state.lagrangian >= relaxed.value - state.slack and not _dearer(state, relaxed):
            return
        priced = _price(state, relaxed, smooth, most_nodes)
        new = state.master.add(priced.columns)
        if new == 0 and smooth == 0.0 and priced.is_complete and not _dearer(state, relaxed):
            return
        if not priced.is_complete and new < 3:
            most_nodes *= 2 if new else 5
        smooth = SMOOTH if new else 0.0


def _dearer(state: _State, relaxed: Relaxed) -> bool:
    """Make wrong covers dearer if the relaxation is solved with some; return whether that makes sense."""
    if relaxed.wrong < WRONG or state.wrong_price > MOST_WRONG_PRICE * max(1.0, state.problem.borders.cost.sum()):
        return False
    state.wrong_price *= 4
    state.master.set_wrong_price(state.wrong_price)
    return True


def _price(state: _State, relaxed: Relaxed, smooth: float, most_nodes: int) -> Priced:
    """Price once, at prices between those of the relaxation and the best ones, and take the bound."""
    prices, limit = scale_down(relaxed.prices), int(relaxed.count_price * SCALE)
    if state.prices is not None and smooth:
        prices = (prices * (1 - smooth) + state.prices * smooth).astype(np.int64)
        limit = int(limit * (1 - smooth) + state.least * smooth)
    priced = state.pricer.find_cheap(
        prices, limit=limit - int(state.ease * SCALE), most_nodes=most_nodes, until=state.until
    )
    state.pricings += 1
    state.nodes += priced.nodes
    bound = _lagrangian(state.problem, prices, priced.least)
    assert bound <= state.cost * (1 + EXACT) + state.slack, "a plan costs less than a bound of all plans"
    if bound > state.lagrangian:
        state.lagrangian, state.prices, state.least = bound, prices, priced.least
        state.raise_bound(bound)
    state.say(
        f"pricing {state.pricings}: {len(state.master.columns)} communities, relaxation {relaxed.value:.4f} "
        f"({relaxed.wrong:.2f} wrong), bound {state.lagrangian:.4f}, {priced.nodes} nodes, "
        f"{len(priced.columns)} found{'' if priced.is_complete else ', cut short'}"
    )
    return priced


def _lagrangian(problem: Problem, prices: Ints, least: int) -> float:
    """Return the bound of any plan: see the head of this file. least: of cost less price, in steps of SCALE."""
    counts = problem.counts
    k = counts[0] if least > 0 else counts[-1]
    return (int(prices.sum()) + k * least) / SCALE


def _kept_whole(problem: Problem, columns: Sequence[Ints]) -> list[Ints]:
    """Return the communities that hold all or none of every group that must stay together."""
    groups = tie(problem)
    if len(np.unique(groups)) == problem.n:
        return list(columns)
    size = np.bincount(groups, minlength=problem.n)
    return [units for units in columns if (np.bincount(groups[units], minlength=problem.n) % size[groups] == 0).all()]


def _mend(state: _State) -> None:
    """Look for a better plan among the communities generated."""
    if not state.is_done and state.master.columns:
        _try_plan(state, state.master.columns)


def _try_plan(state: _State, columns: Sequence[Ints]) -> Whole:
    """Take the best plan of some communities."""
    columns = _kept_whole(state.problem, columns)
    if not columns:
        return Whole(None, np.inf, np.inf)
    whole = state.master.best_plan(columns, seconds=state.until - time.process_time())
    state.take_plan(whole.labels)
    return whole


def _list(state: _State, share: float) -> None:
    """
    List the communities that a plan below a share of the gap may hold, and find the best plan of them.

    Where costs are whole, only a plan that costs at least one less is better.
    """
    if state.prices is None or not np.isfinite(state.cost):
        return
    gap = state.cost - state.lagrangian - ((1 - 3 * state.slack) if state.is_whole else 0.0)
    reach = max(share * gap, min(LEAST_REACH * state.cost, gap))
    limit = state.least + int(reach * SCALE) + 1
    listed = state.pricer.find_all(state.prices, limit=limit, until=state.until)
    state.nodes += listed.nodes
    state.say(f"list to {reach:.4f} above the bound: {len(listed.columns)} communities, {listed.nodes} nodes")
    if not listed.is_complete:
        return
    whole = _try_plan(state, listed.columns)
    state.raise_bound(min(whole.bound, state.lagrangian + reach))
    state.say(f"best plan of these {whole.cost:.4f}")
