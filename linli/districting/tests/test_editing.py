"""The editor's engine: repair, improve, balance, split and merge keep locks and give right plans."""

import numpy as np
import pytest

from linli.districting.difference import Difference, Locks, renumbered
from linli.districting.findings import examine_plan
from linli.districting.objective import Reference, Weights, judge, total
from linli.districting.part import cut_out
from linli.districting.plan import canonical, cost_of, is_feasible
from linli.districting.pool import Pool
from linli.districting.problem import FREE
from linli.districting.repair import repair
from linli.districting.reshaping import balance, improve_here, merge, split
from linli.districting.solving import solve
from linli.districting.stopping import iterations
from linli.districting.tests.brute import plans, small
from linli.districting.tests.town import town
from linli.districting.variety import shared


@pytest.fixture(scope="module")
def drawn():
    """A right plan of the town."""
    return solve(town(), stop=iterations(16)).plans[0].labels


def moved(before, after, households):
    known = before != FREE
    return int(households[known & (before != after)].sum())


# Repair


def test_a_right_plan_is_left_alone(drawn):
    assert repair(town(), drawn).moves == ()


@pytest.mark.parametrize("seed", range(8))
def test_scattered_units_are_put_right(drawn, seed):
    rng = np.random.default_rng(seed)
    broken = drawn.copy()
    broken[rng.choice(49, 5, replace=False)] = rng.integers(-1, 6, 5)

    found = repair(town(), broken, seed=seed)

    assert is_feasible(town(), found.labels)
    assert found.findings == ()
    assert found.households == moved(broken, found.labels, town().households)
    assert found.households <= moved(broken, drawn, town().households) + town().households.max()


@pytest.mark.parametrize("seed", range(12))
def test_repair_moves_few_more_households_than_the_best_of_all_plans(seed):
    problem = small(seed, apart=())
    right = list(plans(problem))
    assert right
    rng = np.random.default_rng(seed)
    broken = right[seed % len(right)].copy()
    broken[rng.choice(8, 2, replace=False)] = rng.integers(0, broken.max() + 1, 2)

    found = repair(problem, broken)

    same_number = [each for each in right if each.max() == canonical(found.labels).max()]
    least = min(_least_moved(problem, broken, each) for each in same_number)
    assert is_feasible(problem, found.labels)
    assert found.households <= least + problem.households.max()


def _least_moved(problem, broken, right):
    return moved(broken, renumbered(problem.households, broken, right), problem.households)


def test_an_empty_community_gets_units_again(drawn):
    problem = town()
    broken = np.where(drawn == 5, 4, drawn)

    found = repair(problem, broken)

    assert is_feasible(problem, found.labels)
    assert len(np.unique(found.labels)) == 6


def test_one_community_too_many_is_dissolved(drawn):
    broken = drawn.copy()
    broken[np.flatnonzero(drawn == 2)[:1]] = 9

    assert is_feasible(town(), repair(town(), broken).labels)


def test_free_units_find_a_community_and_nobody_else_moves(drawn):
    broken = drawn.copy()
    broken[[3, 30]] = FREE

    found = repair(town(), broken)

    assert is_feasible(town(), found.labels)
    assert found.households == 0


def test_locked_units_and_communities_stay_in_a_repair(drawn):
    problem, rng = town(), np.random.default_rng(1)
    closed = int(drawn[24])
    broken = drawn.copy()
    open_units = np.flatnonzero(drawn != closed)
    broken[rng.choice(open_units, 4, replace=False)] = int(drawn[open_units[0]])
    locks = Locks(units=open_units[::9], communities=np.array([closed]))

    found = repair(problem, broken, locks)

    assert (found.labels[locks.units] == broken[locks.units]).all()
    assert ((found.labels == closed) == (broken == closed)).all()


def test_what_cannot_be_mended_is_said(drawn):
    locks = Locks(communities=np.arange(6))
    broken = drawn.copy()
    broken[0] = (drawn[0] + 3) % 6

    found = repair(town(), broken, locks)

    assert found.moves == ()
    assert {each.reason.rule for each in found.findings} == {e.reason.rule for e in examine_plan(town(), broken)}


def test_repair_is_the_same_for_the_same_seed(drawn):
    broken = np.roll(drawn, 2)

    assert repair(town(), broken, seed=4).labels.tolist() == repair(town(), broken, seed=4).labels.tolist()


# Improve


def test_improving_a_neighbourhood_leaves_the_rest_and_is_no_worse(drawn):
    problem = town()
    rough = repair(problem, np.roll(drawn, 1)).labels

    found = improve_here(problem, rough, communities=[0, 1, 2])

    outside = ~np.isin(rough, [0, 1, 2])
    assert (found.labels[outside] == rough[outside]).all()
    assert cost_of(problem, found.labels) <= cost_of(problem, rough)
    assert is_feasible(problem, found.labels)


def test_improving_everywhere_finds_the_best_plan_of_few_units():
    problem = small(3)
    right = list(plans(problem))
    k = right[0].max() + 1
    worst = max((each for each in right if each.max() + 1 == k), key=lambda each: cost_of(problem, each))

    found = improve_here(problem, worst, communities=range(k))

    best = min(cost_of(problem, each) for each in right if each.max() + 1 == k)
    assert cost_of(problem, found.labels) == pytest.approx(best)


def test_improving_by_all_terms_makes_f_no_greater(drawn):
    problem = town()
    reference = Reference.of(problem, drawn)

    found = improve_here(problem, drawn, communities=range(6), weights=Weights(), reference=reference)

    assert is_feasible(problem, found.labels)
    assert found.moves != ()


def test_locks_are_kept_by_improving(drawn):
    problem = town()
    rough = repair(problem, np.roll(drawn, 1)).labels
    locks = Locks(units=np.arange(0, 49, 5), communities=np.array([3]))

    found = improve_here(problem, rough, units=[24], locks=locks, seed=2)

    assert (found.labels[locks.units] == rough[locks.units]).all()
    assert ((found.labels == 3) == (rough == 3)).all()


def test_the_terms_of_a_part_change_as_those_of_the_whole(drawn):
    problem = town()
    other = improve_here(
        problem, drawn, communities=[0, 1, 2], weights=Weights(), reference=Reference.of(problem, drawn)
    ).labels
    whole = Reference.of(problem, drawn)
    part = cut_out(problem, drawn, [0, 1, 2], Locks(), wished=3)
    weights, reference = part.terms(Weights(renamed=0.0), whole)
    inner = [total(judge(part.problem, canonical(each[part.units]), weights, reference)) for each in (drawn, other)]
    outer = [total(judge(problem, canonical(each), Weights(renamed=0.0), whole)) for each in (drawn, other)]
    share = part.problem.total / problem.total

    assert (inner[1] - inner[0]) * share == pytest.approx(outer[1] - outer[0], abs=2e-3)


# Balance, split, merge


def test_two_communities_are_evened_out_within_one_household_in_fifty(drawn):
    problem = town()
    a, b = drawn[24], next(int(drawn[u]) for u in (25, 23, 31, 17, 32, 16) if drawn[u] != drawn[24])

    found = balance(problem, drawn, int(a), b)

    sizes = [int(problem.households[found.labels == c].sum()) for c in (a, b)]
    assert abs(sizes[0] - sizes[1]) <= 0.1 * sum(sizes)
    assert all(Pool(problem).is_contiguous(np.flatnonzero(found.labels == c)) for c in (a, b))
    assert {move.before for move in found.moves} <= {a, b}


def test_two_communities_of_a_small_town_are_split_as_evenly_as_can_be():
    problem = small(4, low=1, high=10_000, wished=2)

    sizes = np.bincount(balance(problem, np.arange(8) % 2, 0, 1).labels, problem.households)

    best = min(abs(np.subtract(*np.bincount(each, problem.households))) for each in plans(problem))
    assert abs(sizes[0] - sizes[1]) <= best + 0.02 * problem.total


def test_a_split_gives_three_different_ways_with_new_numbers(drawn):
    problem = town()
    joined = np.where(drawn == 1, 0, drawn)

    ways = split(problem, joined, 0, 2)

    assert len(ways) == 3
    for way in ways:
        assert set(np.unique(way.labels)) == {0, 1, 2, 3, 4, 5}
        assert (way.labels[joined != 0] == joined[joined != 0]).all()
    for i, one in enumerate(ways):
        for other in ways[i + 1 :]:
            assert shared(problem, canonical(one.labels), canonical(other.labels), 0.999) <= 4


def test_a_locked_community_is_neither_split_nor_merged(drawn):
    locks = Locks(communities=np.array([1]))

    assert split(town(), drawn, 1, 2, locks=locks) == []
    assert merge(town(), drawn, 0, 1, locks=locks).moves == ()
    assert balance(town(), drawn, 0, 1, locks=locks).moves == ()


def test_merging_moves_all_units_of_the_second(drawn):
    found = merge(town(), drawn, 0, 1)

    assert len(found.moves) == (drawn == 1).sum()
    assert isinstance(found, Difference)
    assert "districting.other_number" in {each.reason.rule for each in found.findings}


def test_new_communities_get_back_the_numbers_of_the_old():
    households, before = np.array([5, 5, 5, 5, 5]), np.array([7, 7, 3, 3, 3])

    assert renumbered(households, before, np.array([0, 0, 1, 1, 2])).tolist() == [7, 7, 3, 3, 0]
