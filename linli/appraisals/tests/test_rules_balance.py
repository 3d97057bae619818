from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.balance import HelpPolicy, balance_of, gini_of

POLICY = HelpPolicy(floor=50_00, below_mean=15_00)
BY_SUBJECT = {
    1: {"order": (9_00, 10_00), "service": (8_00, 10_00)},
    2: {"order": (9_00, 10_00), "service": (8_00, 10_00)},
    3: {"order": (9_00, 10_00), "service": (8_00, 10_00)},
    4: {"order": (9_00, 10_00), "service": (4_00, 10_00)},
}


def test_the_most_uneven_dimension_comes_first():
    service, order = balance_of(BY_SUBJECT, POLICY).dispersions

    assert (service.dimension, service.mean, service.lowest, service.highest) == ("service", 70_00, 40_00, 80_00)
    assert service.range == 40_00
    # Deviations 10, 10, 10 and -30: root of 1200 / 4 is 17.32; of 70 that is 24.74 %.
    assert service.variation == 24_74
    # (2 x (1x4 + 2x8 + 3x8 + 4x8) - 5 x 28) / (4 x 28) = 12 / 112
    assert service.gini == 10_71
    assert (order.gini, order.variation, order.range) == (0, 0, 0)
    assert service.strongest == (1, 2, 3)
    assert service.reason.render() == "“service”: between 40.0 % and 80.0 % of the points, 70.0 % on average."


def test_who_needs_help_is_named_with_the_dimension_and_the_reason():
    (need,) = balance_of(BY_SUBJECT, POLICY).needs

    assert (need.subject, need.dimension, need.share, need.gap) == (4, "service", 40_00, 30_00)
    assert need.reason.render() == "“service”: 40.0 % of the points, below the floor of 50.0 %."


def test_far_below_the_mean_is_a_need_above_the_floor_too():
    (need,) = balance_of(BY_SUBJECT, HelpPolicy(floor=10_00, below_mean=15_00)).needs

    assert need.reason.render() == "“service”: 40.0 % of the points, 30.0 percentage points below the mean of all."


def test_what_could_not_be_scored_is_no_share_of_zero():
    found = balance_of({1: {"order": (0, 0)}, 2: {"order": (5_00, 10_00)}}, POLICY)

    assert found.dispersions[0].count == 1
    assert balance_of({}, POLICY).dispersions == ()


def test_where_nobody_has_points_there_is_no_coefficient():
    found = balance_of({1: {"order": (0, 10_00)}}, POLICY).dispersions[0]

    assert (found.gini, found.variation) == (None, None)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_gini_lies_between_equal_and_all_in_one_hand(shares):
    gini = gini_of(shares)

    assert gini is None or 0 <= gini <= 10_000
    assert gini is None or (gini == 0) == (len(set(shares)) == 1) or gini <= 1
