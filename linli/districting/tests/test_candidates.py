"""Candidates are feasible, unlike each other, none worse than another in everything, and say what they are best at."""

from itertools import combinations

import numpy as np
import pytest

from linli.districting import candidates
from linli.districting.candidates import ALIKE, MEASURES, dominates, propose
from linli.districting.plan import canonical, criteria, is_feasible
from linli.districting.stopping import iterations
from linli.districting.tests.town import town
from linli.districting.variety import shared

STOP = iterations(40)


@pytest.fixture(scope="module", autouse=True)
def few_searches():
    """Feed the pool by half as many searches: enough for a small town."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "ROUNDS", 6)
        yield


@pytest.fixture(scope="module")
def proposal():
    return propose(town(), stop=STOP, seed=3, count=6)


def test_six_feasible_plans_are_found(proposal):
    assert len(proposal.candidates) == 6
    assert all(is_feasible(town(), each.plan.labels) for each in proposal.candidates)
    assert [each.plan for each in proposal.candidates] == proposal.plans


def test_no_candidate_is_worse_than_another_in_everything(proposal):
    for one, other in combinations(proposal.candidates, 2):
        assert not dominates(one.measures, other.measures)
        assert not dominates(other.measures, one.measures)


def test_any_two_candidates_differ_in_two_communities_at_least(proposal):
    for one, other in combinations(proposal.plans, 2):
        assert min(shared(town(), a.labels, b.labels, ALIKE) for a, b in ((one, other), (other, one))) <= one.k - 2


def test_measures_are_those_of_the_yardstick(proposal):
    for each in proposal.candidates:
        named, said = dict(zip(MEASURES, each.measures, strict=True)), each.plan.criteria
        assert said == criteria(town(), each.plan.labels)
        assert named["mixed"] == pytest.approx(1 - said["purity"])
        assert named["affinity"] == pytest.approx(said["affinity_broken"])
        assert named["boundary"] / said["J"] == pytest.approx(
            proposal.candidates[0].measures[0] / proposal.candidates[0].plan.cost
        )


def test_every_measure_has_its_best_candidate_and_every_candidate_a_sentence(proposal):
    said = [reason.rule for each in proposal.candidates for reason in each.best_at]
    table = np.array([each.measures for each in proposal.candidates])

    assert all(each.best_at for each in proposal.candidates)
    for place, name in enumerate(MEASURES):
        assert (f"districting.best_{name}" in said) == (np.ptp(table[:, place]) > 1e-9)
    assert all(reason.render() for each in proposal.candidates for reason in each.best_at)


def test_the_cheapest_plan_is_first(proposal):
    costs = [each.cost for each in proposal.plans]

    assert costs == sorted(costs)


def test_the_same_seed_gives_the_same_candidates(monkeypatch):
    monkeypatch.setattr(candidates, "ROUNDS", 2)

    one, again = (propose(town(), stop=STOP, seed=3, count=3) for _ in range(2))

    assert [plan.labels.tolist() for plan in again.plans] == [plan.labels.tolist() for plan in one.plans]


def test_locks_and_pairs_are_kept_by_every_candidate(monkeypatch):
    monkeypatch.setattr(candidates, "ROUNDS", 2)
    anchors = np.full(49, -1)
    anchors[[10, 17]], anchors[[11, 18]] = 0, 1
    problem = town(anchors=anchors, together=((30, 31),), apart=((32, 33),))

    plans = propose(problem, stop=iterations(20), count=3).plans

    assert plans
    for plan in plans:
        assert plan.labels[10] == plan.labels[17] != plan.labels[11] == plan.labels[18]
        assert plan.labels[30] == plan.labels[31]
        assert plan.labels[32] != plan.labels[33]


def test_what_has_no_plan_has_no_candidates():
    proposal = propose(town(wished=40), stop=STOP)

    assert (proposal.plans, proposal.candidates) == ([], [])
    assert proposal.reasons


def test_likeness_counts_households_in_common():
    problem = town(side=7)
    one = canonical(np.arange(49) // 9)
    other = one.copy()
    other[8] = other[9]

    assert shared(problem, one, one, ALIKE) == 6
    assert shared(problem, one, other, 1.0) == 4
