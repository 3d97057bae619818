"""The frontier is held against trying every partition."""

import numpy as np
import pytest

from linli.districting.frontier import frontier
from linli.districting.plan import is_feasible
from linli.districting.problem import Borders, Problem, ProblemError
from linli.districting.tests import brute


def judged(problem: Problem, labels: np.ndarray) -> tuple[int, float]:
    """Return the cut borders of a plan and its largest distance from the mean as a share of the mean."""
    edges, mean = problem.borders, problem.total / problem.wished
    size = np.bincount(labels, problem.households)
    return int((labels[edges.u] != labels[edges.v]).sum()), float(np.abs(size - mean).max() / mean)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_frontier_is_that_of_all_plans(seed: int, k: int) -> None:
    wide = {"low": 1, "high": 10_000} if seed % 2 else {}
    problem = brute.small(seed, 8, wished=k, **wide)
    all_plans = [judged(problem, labels) for labels in brute.plans(problem)]
    best = {plan for plan in all_plans if not any(o != plan and o[0] <= plan[0] and o[1] <= plan[1] for o in all_plans)}

    found = frontier(problem)

    assert found.plans == len(all_plans)
    assert [point.cut for point in found.points] == sorted(cut for cut, _ in best)
    assert [point.deviation for point in found.points] == pytest.approx(sorted((off for _, off in best), reverse=True))


def test_every_point_shows_a_plan_that_has_its_values() -> None:
    problem = brute.small(5, 9, wished=3, low=1)

    for point in frontier(problem).points:
        assert is_feasible(problem, point.labels)
        assert judged(problem, point.labels) == pytest.approx((point.cut, point.deviation))


def test_a_frontier_of_too_many_units_is_refused() -> None:
    line = Borders.of(np.arange(62), np.arange(1, 63), np.ones(62))

    with pytest.raises(ProblemError):
        frontier(Problem(np.ones(63, np.int64), line, 1, 63, wished=2))
