"""Criteria are those of the yardstick; the pool keeps what is feasible; the cover is the cheapest one."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from linli.districting.partition import Row, best_cover
from linli.districting.plan import canonical, cost_of, criteria, members, pieces
from linli.districting.pool import Pool, costs_of
from linli.districting.reading.npz import read_npz
from linli.districting.tests.brute import plans, small

SHARED = Path(__file__).parents[4] / "shared"


def test_communities_are_numbered_by_first_appearance():
    assert canonical([7, 2, 7, 0]).tolist() == [0, 1, 0, 2]


@pytest.mark.parametrize("seed", range(5))
def test_pieces_are_counted_as_a_walk_counts_them(seed):
    problem = small(seed, n=10)
    labels = np.random.default_rng(seed).integers(0, 3, 10)
    pool = Pool(problem)

    split = [units for units in members(canonical(labels)) if not pool.is_contiguous(units)]

    assert (pieces(problem, labels) == len(np.unique(labels))) == (not split)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent: the criteria are not held against the yardstick")
@pytest.mark.parametrize("number", [101, 104])
def test_criteria_equal_the_yardstick(number, monkeypatch):
    path = SHARED / f"data/cities/dongchuan-{number}.npz"
    spec = importlib.util.spec_from_file_location("score_plan", SHARED / "tools/score_plan.py")
    yardstick = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(yardstick)
    problem = read_npz(path)
    monkeypatch.setattr(yardstick, "components", lambda _, labels: pieces(problem, labels))
    labels = np.random.default_rng(number).integers(0, 9, problem.n)

    ours, theirs = criteria(problem, labels), yardstick.score(yardstick.load(path), labels)

    assert ours == pytest.approx(theirs)


@pytest.mark.parametrize("seed", range(6))
def test_the_cover_over_all_communities_is_the_cheapest_plan(seed):
    problem = small(seed)
    found = list(plans(problem))
    pool = Pool(problem)
    for labels in found:
        pool.add_plan(labels)
    columns = pool.columns()

    labels = best_cover(problem.n, columns, range(1, problem.n + 1), costs_of(columns), seconds=10)

    assert (labels is None) == (not found)
    if found:
        assert cost_of(problem, labels) == pytest.approx(min(cost_of(problem, each) for each in found))


def test_a_further_row_of_the_cover_is_kept():
    problem = small(1)
    pool = Pool(problem)
    for labels in plans(problem):
        pool.add_plan(labels)
    columns = pool.columns()
    first = best_cover(problem.n, columns, range(1, 9), costs_of(columns), seconds=10)
    used = np.array([any(np.array_equal(column.units, units) for units in members(first)) for column in columns])

    other = best_cover(
        problem.n, columns, range(1, 9), costs_of(columns), seconds=10, extra_rows=[Row(used.astype(float), 0, 0)]
    )

    assert other is not None
    assert cost_of(problem, other) >= cost_of(problem, first)
    assert not {units.tobytes() for units in members(first)} & {units.tobytes() for units in members(other)}


def test_the_pool_keeps_only_feasible_communities_once():
    problem = small(2, apart=((0, 1),))
    pool = Pool(problem)

    assert not pool.add(np.arange(problem.n))
    for labels in plans(problem):
        pool.add_plan(labels)

    assert all(pool.is_feasible(column.units) for column in pool.columns())
    assert len({column.key for column in pool.columns()}) == len(pool)
