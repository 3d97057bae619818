import time

import numpy as np
import pytest

from linli.districting.checks import check, describe_pieces
from linli.districting.plan import is_feasible
from linli.districting.problem import Borders, Problem


def a_map(households, borders, low=1500, high=3500, wished=None, **rest) -> Problem:
    """A map of units named A, B, C ..., with borders written as "AB BC"."""
    pairs = [(ord(pair[0]) - 65, ord(pair[1]) - 65) for pair in borders.split()]
    u, v = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Problem(
        households=np.asarray(households, np.int64),
        borders=Borders.of(u, v, [100.0] * len(u)),
        low=low,
        high=high,
        wished=wished,
        names=[chr(65 + unit) if unit < 26 else f"U{unit}" for unit in range(len(households))],
        **rest,
    )


def said(problem: Problem, **options) -> list[str]:
    return [reason.render() for reason in check(problem, **options)]


def rules(problem: Problem) -> list[str]:
    return [reason.rule.removeprefix("districting.") for reason in check(problem)]


def test_a_map_that_can_be_split_gets_no_reason():
    assert check(a_map([1000, 1000, 1000, 1000], "AB BC CD", wished=2)) == []


def test_a_unit_above_the_bound_is_named():
    assert said(a_map([4000, 2000], "AB"))[0] == (
        "A alone has 4000 households, more than the 3500 a community may have."
    )


@pytest.mark.parametrize(
    ("wished", "sentence"),
    [
        (4, "4 communities of at least 1500 households need 6000 households, but there are 5000."),
        (1, "1 communities of at most 3500 households hold 3500 households, but there are 5000."),
    ],
)
def test_the_total_must_fit_the_wished_number(wished, sentence):
    assert said(a_map([1000] * 5, "AB BC CD DE", wished=wished)) == [sentence]


def test_a_total_between_two_numbers_fits_none():
    assert said(a_map([900, 900, 900], "AB BC CA", low=1600, high=2000)) == [
        "No number of communities of 1600 to 2000 households makes up 2700 households."
    ]


def test_a_small_piece_beyond_the_barrier_is_named_with_its_distance():
    problem = a_map([2000, 2000, 300], "AB", x=np.array([0.0, 100.0, 410.0]), y=np.array([1.0, 1.0, 1.0]), wished=2)

    assert said(problem, barrier_m=250) == [
        "The piece of 1 units with 300 households (C) stands alone, and a community needs at least 1500 households: "
        "from C to the nearest unit outside, B, it is 310 m, beyond the barrier of 250 m."
    ]
    assert check(problem)[0].params["at"] == [2]
    assert "share no border" in said(problem)[0]


def test_a_small_piece_without_a_place_is_named_all_the_same():
    assert rules(a_map([2000, 300], "")) == ["small_piece"]


def test_units_that_fit_only_alone_fix_the_number_of_communities():
    assert said(a_map([2000] * 4, "AB BC CD", wished=3)) == [
        "Whole units can make 4 to 4 communities within the bounds, not 3."
    ]


def test_pieces_must_add_up_to_the_wished_number():
    problem = a_map([2000, 1400, 2000, 1400], "AB CD", wished=3)

    assert said(problem) == ["The 2 pieces can be split into 2 to 2 communities together (1, 1), not into 3."]


def test_a_piece_whose_units_make_no_sum_within_the_bounds_is_told():
    assert rules(a_map([1000] * 11, "AB BC CD DE EF FG GH HI IJ JK KA", low=2500, high=2900)) == ["no_sum"]


def test_what_hangs_on_one_unit_must_fit_with_it():
    problem = a_map([1000, 2000, 1000, 2000, 1000], "AB BC BD DE")

    assert said(problem) == [
        "A, C reach the rest only through B and are too small alone, but all of them together have "
        "4000 households, more than 3500."
    ]


def test_a_unit_that_no_neighbour_can_take_in_is_told():
    problem = a_map([1000, 3000, 3000, 3000], "AB AC BC BD CD")

    assert (
        said(problem)[0] == "A has 1000 households, and no group of it and the units around it (B, C) has 1500 to 3500."
    )


def test_more_offices_than_communities_are_a_contradiction():
    assert rules(a_map([1000] * 4, "AB BC CD", wished=2, seats=np.array([0, 1, 3]))) == ["too_many_seats"]


@pytest.mark.parametrize(
    ("marks", "rule"),
    [
        ({"together": ((0, 1), (1, 2)), "apart": ((0, 2),)}, "together_and_apart"),
        ({"together": ((0, 1), (1, 2), (2, 3))}, "heavy_group"),
        ({"together": ((0, 1),), "anchors": np.array([7, 8, -1, -1, -1, -1])}, "split_group"),
        ({"together": ((0, 1),), "seats": np.array([0, 1])}, "seats_together"),
        ({"anchors": np.array([0, 1, 2, 3, -1, -1])}, "too_many_locks"),
    ],
)
def test_locks_that_contradict_each_other_are_told(marks, rule):
    assert rules(a_map([1000] * 6, "AB BC CD DE EF", wished=3, **marks)) == [rule]


def test_units_of_two_pieces_cannot_stay_together():
    assert rules(a_map([1000] * 4, "AB CD", wished=2, together=((0, 2),))) == ["parted_group"]


def test_a_thousand_units_are_checked_within_a_second():
    random = np.random.default_rng(3)
    side = 32
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    problem = Problem(random.integers(0, 900, side * side), Borders.of(u, v, np.ones(len(u))), 1500, 3500)

    began = time.process_time()
    reasons = check(problem)

    assert reasons == []
    assert time.process_time() - began < 1


def test_pieces_that_can_be_split_each_are_described_but_are_no_obstacle():
    problem = a_map([2000, 2000, 1800], "AB", x=np.array([0.0, 100.0, 410.0]), wished=3)

    assert check(problem, barrier_m=250) == []
    assert [reason.render() for reason in describe_pieces(problem, barrier_m=250)] == [
        "1 units with 1800 households (C) are a piece of their own: from C to the nearest unit outside, B, it is "
        "310 m, beyond the barrier of 250 m."
    ]


def partitions(n: int) -> list[np.ndarray]:
    """Every way to group n units, numbered by first appearance."""
    found = [[0]]
    for _ in range(n - 1):
        found = [[*plan, label] for plan in found for label in range(max(plan) + 2)]
    return [np.array(plan) for plan in found]


def a_random_map(random) -> Problem:
    """Six units in a random graph with few borders, sometimes with marks, often without a plan."""
    pairs = [(u, v) for u in range(6) for v in range(u + 1, 6) if random.random() < 0.35]
    marks = {}
    if random.random() < 0.4:
        marks = {"together": (tuple(random.permutation(6)[:2].tolist()),), "seats": random.permutation(6)[:2]}
    if random.random() < 0.3:
        marks |= {"apart": (tuple(random.permutation(6)[:2].tolist()),), "anchors": random.integers(-1, 2, 6)}
    return Problem(
        random.integers(0, 10, 6),
        Borders.of([pair[0] for pair in pairs], [pair[1] for pair in pairs], [1.0] * len(pairs)),
        low=int(random.integers(4, 8)),
        high=int(random.integers(9, 16)),
        wished=int(random.integers(1, 5)) if random.random() < 0.5 else None,
        **marks,
    )


def test_no_certificate_is_given_where_there_is_a_plan():
    random = np.random.default_rng(21)
    plans, hopeless, seen = partitions(6), 0, 0

    for _ in range(150):
        problem = a_random_map(random)
        has_plan = any(is_feasible(problem, plan) for plan in plans)
        reasons = check(problem)
        assert not (has_plan and reasons), [reason.render() for reason in reasons]
        hopeless += not has_plan
        seen += bool(reasons)

    assert seen > 0.75 * hopeless > 0
    assert hopeless < 150
