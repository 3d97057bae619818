"""The engine equals brute force on small problems, keeps every rule, and gives the same plan for the same seed."""

from pathlib import Path

import numpy as np
import pytest

from linli.districting import solving, stopping
from linli.districting.objective import Reference, Weights, judge, total
from linli.districting.plan import canonical, cost_of, criteria, is_feasible
from linli.districting.problem import Affinity, Borders, Problem
from linli.districting.reading.npz import read_npz
from linli.districting.solving import Limit, solve
from linli.districting.tests.brute import plans, small

CITIES = Path(__file__).parents[4] / "shared/data/cities"
BRIEF = stopping.iterations(16)


@pytest.fixture(autouse=True)
def short_runs(monkeypatch):
    monkeypatch.setattr("linli.districting.runs.FEWEST_STEPS", 12_000)


def grid(wide: int, high: int, households: int = 10, **facts) -> Problem:
    at = np.arange(wide * high).reshape(high, wide)
    u = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    v = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    y, x = np.divmod(np.arange(wide * high), wide)
    given = {"x": x * 100.0, "y": y * 100.0, "low": 30, "high": 90}
    return Problem(np.full(wide * high, households), Borders.of(u, v, np.full(len(u), 100.0)), **(given | facts))


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_plan_of_a_small_problem_is_found(seed):
    problem = small(seed)
    costs = [cost_of(problem, labels) for labels in plans(problem)]

    result = solve(problem, stop=stopping.iterations(40), seed=seed)

    assert bool(result.plans) == bool(costs)
    if costs:
        assert result.plans[0].cost == pytest.approx(min(costs))
        assert is_feasible(problem, result.plans[0].labels)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_by_all_terms_is_found(seed):
    problem = small(
        seed,
        wished=3,
        existing=np.array([0, 0, 0, 0, 1, 1, 1, 1]),
        rooms=np.array([1, 3, 6]),
        affinity=Affinity(np.array([0, 2]), np.array([5, 7]), np.array([3.0, 1.0])),
    )
    feasible = list(plans(problem))
    reference = Reference.of(problem, min(feasible, key=lambda labels: cost_of(problem, labels)))
    least = min(total(judge(problem, labels, Weights(), reference)) for labels in feasible)

    result = solve(problem, stop=stopping.iterations(64), seed=seed, weights=Weights(), reference=reference)

    assert result.plans[0].objective == pytest.approx(least)


def test_the_same_seed_gives_the_same_plan():
    problem = grid(7, 7, wished=8)

    first, second = (solve(problem, stop=BRIEF, seed=5, weights=Weights()) for _ in range(2))

    assert np.array_equal(first.plans[0].labels, second.plans[0].labels)
    assert first.log == second.log
    assert [column.key for column in first.pool.columns()] == [column.key for column in second.pool.columns()]


@pytest.mark.parametrize(
    "facts",
    [
        {"seats": np.array([0, 1, 7])},
        {"together": ((0, 14), (3, 20))},
        {"apart": ((14, 15), (15, 21))},
        {"anchors": np.array([4, 4, -1, -1, 9, 9] + [-1] * 6 + [4] + [-1] * 23)},
    ],
)
def test_seats_locks_and_pairs_are_kept(facts):
    problem = grid(6, 6, wished=5, **facts)

    result = solve(problem, stop=BRIEF, seed=1)

    assert is_feasible(problem, result.plans[0].labels)
    assert all(result.pool.is_feasible(column.units) for column in result.pool.columns())


def test_without_a_wish_the_number_of_communities_is_the_cheapest_one():
    problem = small(3)
    best = min(plans(problem), key=lambda labels: cost_of(problem, labels))

    result = solve(problem, stop=stopping.iterations(64), seed=0)

    assert result.plans[0].k == canonical(best).max() + 1


def test_a_given_plan_is_not_made_worse():
    problem = grid(6, 6, wished=4)
    given = np.repeat([0, 0, 0, 1, 1, 1], 6) + np.tile([0, 0, 0, 2, 2, 2], 6)

    result = solve(problem, stop=stopping.iterations(1), seed=0, given=given)

    assert result.plans[0].cost <= cost_of(problem, given)


def test_a_limit_on_each_community_is_kept():
    problem = grid(6, 6, wished=4, rooms=np.array([0, 5, 14, 30, 35]))
    reference = Reference(1.0, 1.0, 1e4, 90.0, 4)

    result = solve(
        problem, stop=BRIEF, seed=0, weights=Weights(), reference=reference, limits=[Limit("room", each=0.5)]
    )

    labels = result.plans[0].labels
    assert len(np.unique(labels[problem.rooms])) == 4


def test_where_no_number_fits_the_reason_is_said():
    result = solve(small(0, low=1000, high=1001), stop=BRIEF)

    assert result.plans == []
    assert "No number of communities fits" in result.reasons[0].render()


def test_stops_are_combined():
    stop = stopping.iterations(10) | stopping.target(5.0) | stopping.no_improvement(4)

    assert stop(stopping.Progress(iterations=10))
    assert stop(stopping.Progress(best=5.0))
    assert not stop(stopping.Progress(iterations=9, idle=4))
    assert stop(stopping.Progress(iterations=9, idle=4, best=9.0))
    assert stopping.seconds(2.0)(stopping.Progress(cpu_s=2.5))


def test_progress_is_told_after_every_chunk():
    told = []

    solve(grid(5, 5, wished=4), stop=stopping.iterations(10), on_progress=told.append)

    assert [progress.iterations for progress in told] == list(range(1, 11))


@pytest.mark.skipif(not CITIES.exists(), reason="../shared/data/cities is absent: the generated cities are not tried")
def test_the_optimum_of_a_city_of_the_real_size_is_found():
    problem = read_npz(CITIES / "dongchuan-103.npz")

    result = solve(problem, stop=stopping.iterations(80), seed=0)

    assert result.plans[0].cost == pytest.approx(570.50, abs=0.006)
    assert result.plans[0].criteria == criteria(problem, result.plans[0].labels)
    assert solving.is_feasible(problem, result.plans[0].labels)
