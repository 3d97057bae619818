"""After a move the two communities concerned are enough to know all criteria."""

import numpy as np
import pytest

from linli.districting.objective import Reference, Weights, judge
from linli.districting.plan import canonical, criteria
from linli.districting.problem import FREE, Affinity
from linli.districting.rescoring import Score, rescore
from linli.districting.tests.brute import small
from linli.districting.tests.town import town


def full(seed: int, n: int):
    rng = np.random.default_rng(seed)
    wishes = Affinity(*rng.permutation(n)[: n // 2 * 2].reshape(2, -1), rng.integers(1, 9, n // 2).astype(float))
    return small(
        seed,
        n,
        existing=rng.integers(-1, 3, n),
        seats=rng.choice(n, 2, replace=False),
        rooms=rng.choice(n, 3, replace=False),
        affinity=wishes,
    )


@pytest.mark.parametrize("seed", range(20))
def test_every_move_of_a_walk_is_scored_as_the_whole_plan_is(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 30))
    problem = full(seed, n)
    labels = rng.integers(0, 4, n)
    score = Score.of(problem, labels)

    for _ in range(30):
        unit, to = int(rng.integers(n)), int(rng.integers(0, 6))
        score, labels[unit] = rescore(score, unit, to), to

        assert score.criteria == pytest.approx(criteria(problem, labels), nan_ok=True)
        assert score.labels.tolist() == labels.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_the_terms_of_the_objective_follow_a_move(seed):
    problem = full(seed, 12)
    labels = canonical(np.random.default_rng(seed).integers(0, 3, 12))
    reference = Reference.of(problem, labels)
    score = Score.of(problem, labels, reference=reference)

    moved = rescore(score, 3, int(labels[4]))

    expected = judge(problem, canonical(moved.labels), Weights(), reference)
    assert [each.value for each in moved.judge()] == pytest.approx([each.value for each in expected])


def test_a_score_without_reference_has_no_terms():
    with pytest.raises(ValueError, match="reference"):
        Score.of(small(0), np.zeros(8, int)).judge()


def test_the_score_before_a_move_stays():
    problem = town()
    score = Score.of(problem, np.arange(49) // 9)
    before = dict(score.criteria)

    rescore(score, 0, 5)

    assert score.criteria == before
    assert before == pytest.approx(criteria(problem, np.arange(49) // 9))


def test_units_of_no_community_count_as_one():
    problem = town()
    labels = np.arange(49) // 9
    score = rescore(Score.of(problem, labels), 0, FREE)

    assert score.criteria["k"] == 7
