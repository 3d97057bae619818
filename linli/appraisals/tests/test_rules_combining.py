from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.combining import AssessorScore, combine
from linli.appraisals.rules.points import half_up, in_change, in_percent, in_points, in_yuan, root_half_up


def scores(*points: int, role: str = "office") -> list[AssessorScore]:
    return [AssessorScore(number, role, each) for number, each in enumerate(points, 1)]


def test_without_a_score_there_is_no_value_and_not_zero():
    for how in ("mean", "trimmed", "weighted"):
        combined = combine([], how, {"office": 1})

        assert combined.centipoints is None
        assert combined.reason.rule == "appraisals.no_score"


def test_one_assessor_alone_has_no_spread():
    combined = combine(scores(8_00), "mean")

    assert (combined.centipoints, combined.spread_centipoints) == (8_00, None)


def test_the_mean_is_rounded_half_up_and_its_spread_is_the_sample_s():
    combined = combine(scores(8_00, 8_01), "mean")

    assert combined.centipoints == 8_01  # 800.5
    assert combined.spread_centipoints == 1  # root of 0.5 is 0.71


def test_one_highest_and_one_lowest_are_left_out():
    combined = combine(scores(9_00, 2_00, 8_00, 10_00, 10_00), "trimmed")

    assert combined.centipoints == 9_00
    assert [each.centipoints for each in combined.left_out] == [2_00, 10_00]
    assert combined.reason.render() == "Mean of 3 assessors, without the lowest (2.00) and the highest (10.00)."


def test_two_scores_are_not_trimmed_to_nothing():
    assert combine(scores(4_00, 6_00), "trimmed").centipoints == 5_00
    assert combine(scores(4_00, 9_00, 6_00), "trimmed").centipoints == 6_00


def test_roles_are_weighed_and_not_the_number_of_their_assessors():
    given_by = [*scores(10_00, role="leader"), *scores(4_00, 6_00, role="resident")]

    combined = combine(given_by, "weighted", {"leader": Fraction(3, 10), "resident": Fraction(7, 10)})

    assert combined.centipoints == 6_50  # 0.3 x 10 + 0.7 x 5


def test_a_role_nobody_scored_for_gives_its_weight_to_the_others_and_it_is_said():
    combined = combine(scores(8_00, role="leader"), "weighted", {"leader": 4, "resident": 6, "guest": 0})

    assert combined.centipoints == 8_00
    assert "1 further roles have not scored" in combined.reason.render()


def test_a_role_without_weight_is_left_out():
    given_by = [*scores(8_00, role="leader"), *scores(2_00, role="guest")]

    combined = combine(given_by, "weighted", {"leader": 1})

    assert combined.centipoints == 8_00
    assert [each.role for each in combined.left_out] == ["guest"]


def test_an_unknown_way_is_refused():
    with pytest.raises(ValueError, match="median"):
        combine(scores(1, 2), "median")


@given(
    st.lists(st.tuples(st.sampled_from(["leader", "office"]), st.integers(-500, 1000)), min_size=1, max_size=8),
    st.sampled_from(["mean", "trimmed", "weighted"]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_scores_changes_nothing_and_the_result_lies_between_them(given_by, how, random):
    entered = [AssessorScore(number, role, points) for number, (role, points) in enumerate(given_by)]
    shuffled = random.sample(entered, len(entered))
    weights = {"leader": Fraction(1, 3), "office": 2}

    combined = combine(entered, how, weights)

    assert combined == combine(shuffled, how, weights)
    points = [each.centipoints for each in combined.used]
    assert min(points) <= combined.centipoints <= max(points)
    assert sorted([*combined.used, *combined.left_out]) == sorted(entered)


def test_halves_go_away_from_zero_so_that_plus_and_minus_round_alike():
    assert [half_up(1, 2), half_up(-1, 2), half_up(3, 2), half_up(-3, 2), half_up(1, 3)] == [1, -1, 2, -2, 0]


@given(st.integers(0, 10**9), st.integers(1, 1000))
def test_a_root_is_the_nearest_whole_number(numerator, denominator):
    root = root_half_up(numerator, denominator)

    assert (2 * root - 1) ** 2 * denominator <= 4 * numerator or root == 0
    assert 4 * numerator < (2 * root + 1) ** 2 * denominator


def test_points_and_money_are_written_as_on_paper():
    assert [in_points(87_25), in_points(-50), in_change(120), in_change(-5)] == ["87.25", "-0.50", "+1.20", "-0.05"]
    assert [in_yuan(10_000_00), in_yuan(3333_33), in_percent(41_67)] == ["10000", "3333.33", "41.7"]
