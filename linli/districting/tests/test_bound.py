"""Bounds and proofs: never above what trying everything finds, and equal to it where they say so."""

from itertools import product

import numpy as np
import pytest

from linli.districting.bound import prove
from linli.districting.branching import SCALE
from linli.districting.flow import Arcs, find_back_arcs, saturate
from linli.districting.plan import canonical, cost_of, keeps_marks, pieces
from linli.districting.pool import Column
from linli.districting.pricing import Pricer, find_rivals, scale_down
from linli.districting.problem import Borders, Ints, Problem
from linli.districting.tests.brute import plans, small

SEEDS = range(40)


def make_problem(seed: int, n: int, **more: object) -> Problem:
    """Return a small connected problem of random shape, with units without households among them."""
    dice = np.random.default_rng(seed)
    pairs = {(int(dice.integers(0, unit)), unit) for unit in range(1, n)}
    while len(pairs) < min(2 * n - 3, n * (n - 1) // 2):
        a, b = sorted(int(unit) for unit in dice.choice(n, 2, replace=False))
        pairs.add((a, b))
    u, v = zip(*sorted(pairs), strict=True)
    lengths, kinds = dice.uniform(1, 90, len(u)), dice.integers(0, 4, len(u))
    households = dice.integers(0, 20, n)
    return Problem(households, Borders.of(u, v, lengths, kinds), low=15, high=45, **more)  # type: ignore[arg-type]


def list_communities(problem: Problem) -> list[Ints]:
    """Return every contiguous set of units within bounds that holds no rivals."""
    found = []
    for code in range(1, 2**problem.n):
        units = np.flatnonzero([code >> unit & 1 for unit in range(problem.n)])
        labels = np.arange(problem.n) + 1
        labels[units] = 0
        whole = pieces(problem, labels) == problem.n - len(units) + 1
        rivals = any(a in units and b in units for a, b in find_rivals(problem))
        if whole and not rivals and problem.low <= problem.households[units].sum() <= problem.high:
            found.append(units)
    return found


def cost_in_steps(problem: Problem, prices: Ints, units: Ints) -> int:
    """Return what the kernel should find: half the cut, each border rounded down, less the prices."""
    inside = np.isin(np.arange(problem.n), units)
    edges = problem.borders
    cut = np.floor(edges.cost[inside[edges.u] != inside[edges.v]] / 2 * SCALE).sum()
    return int(cut) - int(prices[units].sum())


def find_best_plan(problem: Problem) -> float:
    """Return the least J of all plans, infinite if there is none."""
    communities = {units.tobytes(): units for units in list_communities(problem)}
    of_first: dict[int, list[frozenset[int]]] = {}
    for units in communities.values():
        of_first.setdefault(int(units[0]), []).append(frozenset(units.tolist()))
    best = np.inf

    def extend(labels: Ints, k: int) -> None:
        nonlocal best
        left = np.flatnonzero(labels < 0)
        if len(left) == 0:
            if k in problem.counts and keeps_marks(problem, labels):
                best = min(best, cost_of(problem, labels))
            return
        for units in of_first.get(int(left[0]), []):
            if units <= set(left.tolist()):
                longer = labels.copy()
                longer[list(units)] = k
                extend(longer, k + 1)

    extend(np.full(problem.n, -1), 0)
    return best


@pytest.mark.parametrize("seed", range(10))
def test_a_flow_reaches_the_smallest_cut_also_after_prices_change(seed: int) -> None:
    problem = make_problem(seed, 8)
    graph, dice = problem.graph, np.random.default_rng(seed)
    room = dice.integers(0, 50, len(problem.borders))[graph.border]
    back, rest, terminal = find_back_arcs(graph.start, graph.unit, graph.border), room.copy(), np.zeros(8, np.int64)
    worth, work = np.zeros(8, np.int64), np.zeros((4, 9), np.int64)
    edges = problem.borders
    first = np.unique(graph.border, return_index=True)[1]

    for _ in range(5):
        change = dice.integers(-40, 41, 8)
        worth, terminal = worth + change, terminal + change
        saturate(Arcs(graph.start, graph.unit, back), rest, terminal, work)

        def value(inside: np.ndarray, worth: Ints = worth) -> int:
            cut = inside[edges.u] != inside[edges.v]
            return int(room[first][cut].sum() - worth[inside].sum())

        best = min(value(np.array(side, bool)) for side in product((0, 1), repeat=8))
        assert value(work[0, :8] >= 0) == best


@pytest.mark.parametrize("seed", SEEDS)
def test_pricing_finds_the_same_as_trying_all_communities(seed: int) -> None:
    apart = ((0, 3),) if seed % 3 == 0 else ()
    problem = make_problem(seed, 4 + seed % 7, apart=apart)
    prices = scale_down(np.random.default_rng(seed).normal(12, 20, problem.n))
    limit = (seed % 4 - 1) * 10 * SCALE
    value = {units.tobytes(): cost_in_steps(problem, prices, units) for units in list_communities(problem)}
    wanted = {key for key, cost in value.items() if cost < limit}

    pricer = Pricer(problem)
    every = pricer.find_all(prices, limit=limit)
    cheap = pricer.find_cheap(prices, limit=limit, most_nodes=10**9)

    assert every.is_complete
    assert cheap.is_complete
    assert len(every.columns) == len(wanted)
    assert {units.tobytes() for units in every.columns} == wanted
    assert {units.tobytes() for units in cheap.columns} <= wanted
    assert cheap.least == min([limit, *value.values()])


@pytest.mark.parametrize("seed", range(10))
def test_pricing_cut_short_still_bounds_all_communities(seed: int) -> None:
    problem = make_problem(seed, 10)
    prices = scale_down(np.random.default_rng(seed).normal(12, 20, problem.n))
    least = min(cost_in_steps(problem, prices, units) for units in list_communities(problem))

    assert Pricer(problem).find_cheap(prices, limit=90 * SCALE, most_nodes=1).least <= least


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_never_exceeds_the_optimum_and_a_proof_names_it(seed: int) -> None:
    wished = (None, 2, 3)[seed % 3]
    marks = {"apart": ((1, 2),)} if seed % 4 == 1 else {"together": ((0, 2),)} if seed % 4 == 2 else {}
    problem = make_problem(seed, 5 + seed % 6, wished=wished, **marks)
    best = find_best_plan(problem)

    proof = prove(problem, np.empty(0, np.int64), [], seconds=20)

    assert proof.bound <= best + 1e-5 * max(1.0, best if np.isfinite(best) else 1.0)
    if proof.is_optimal:
        assert proof.cost == pytest.approx(best, rel=1e-5)
    if np.isfinite(proof.cost):
        assert cost_of(problem, proof.labels) == pytest.approx(proof.cost)
        assert keeps_marks(problem, proof.labels)
    if not marks:
        assert proof.is_optimal or not np.isfinite(best)


def test_a_poor_plan_is_replaced_by_the_proven_one() -> None:
    side, n = 5, 25
    u = [y * side + x for y in range(side) for x in range(side - 1)] + list(range(n - side))
    v = [y * side + x + 1 for y in range(side) for x in range(side - 1)] + list(range(side, n))
    problem = Problem(np.ones(n, np.int64), Borders.of(u, v, np.ones(40)), low=5, high=5, wished=5)
    rows = np.arange(n) // side
    snake = np.array([0, 0, 0, 0, 1, 0, 2, 2, 1, 1, 2, 2, 2, 1, 1, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4])

    proof = prove(problem, snake, [Column(np.flatnonzero(rows == 0), 2.5)], seconds=20)

    assert proof.is_optimal
    assert proof.cost <= min(cost_of(problem, rows), cost_of(problem, canonical(snake)))
    assert proof.gap == 0


def test_without_time_a_bound_is_still_no_lie() -> None:
    problem = make_problem(3, 10)

    proof = prove(problem, np.empty(0, np.int64), [], seconds=0)

    assert not proof.is_optimal
    assert proof.bound <= find_best_plan(problem)


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_of_plans_with_a_room_everywhere_is_their_least_cost(seed):
    rooms = np.random.default_rng(seed).choice(8, 4, replace=False)
    problem = small(seed, rooms=rooms)
    costs = [cost_of(problem, labels) for labels in plans(problem) if len(np.unique(labels[rooms])) == labels.max() + 1]

    proof = prove(problem, np.zeros(8, np.int64), [], seconds=20, holding=rooms)

    assert bool(costs) == bool(np.isfinite(proof.cost))
    if costs:
        assert (proof.bound, proof.cost) == pytest.approx((min(costs), min(costs)))
        assert len(np.unique(proof.labels[rooms])) == proof.labels.max() + 1
