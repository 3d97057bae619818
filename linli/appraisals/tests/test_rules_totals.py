import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.appraisals.rules.normalising import Scored, household_band, normalise
from linli.appraisals.rules.totals import SubjectLine, total_of


def line(item: int, points: int | None, most: int = 10_00, **more) -> SubjectLine:
    return SubjectLine(item, points, most, **more)


def test_lines_add_up_in_all_and_by_dimension():
    lines = [
        line(1, 8_00, dimension="order", key=True),
        line(2, 10_00, dimension="order"),
        line(3, 0, dimension="service", veto=True),
    ]

    totals = total_of(lines)

    assert (totals.total, totals.max_total, totals.key_total) == (18_00, 30_00, 8_00)
    assert totals.by_dimension == {"order": (18_00, 20_00), "service": (0, 10_00)}
    assert totals.vetoes == (3,)
    assert totals.reason is None


def test_a_missing_item_is_not_zero_points():
    totals = total_of([line(1, 8_00), line(2, None)])

    assert totals.total is None
    assert totals.missing == (2,)
    assert "only 10.00 of 20.00 full marks could be scored, 100 % are asked for" in totals.reason.render()


def test_where_little_may_be_missing_the_rest_is_scaled_to_full_marks():
    totals = total_of([line(1, 8_00), line(2, 9_00), line(3, None, 5_00)], least_scored_percent=80)

    assert totals.total == 21_25  # 17 of 20, of 25
    assert "are scaled to 25.00" in totals.reason.render()
    assert total_of([line(1, 8_00), line(2, None)], least_scored_percent=50).total == 16_00
    assert total_of([line(1, 8_00), line(2, None)], least_scored_percent=51).total is None
    assert total_of([line(1, None), line(2, 0, 0)], least_scored_percent=0).total is None


def test_where_nothing_may_be_missing_a_bare_deduction_may_not_either():
    assert total_of([line(1, 8_00), line(2, None, 0)]).total is None


def test_a_key_item_without_a_value_leaves_no_key_total():
    totals = total_of([line(1, 8_00), line(2, None, 1_00, key=True)], least_scored_percent=50)

    assert totals.key_total is None


def test_an_item_that_only_deducts_lowers_the_total():
    assert total_of([line(1, 10_00), line(2, -2_50, 0)]).total == 7_50


def test_nothing_to_score_gives_no_total():
    assert total_of([]).total is None
    assert total_of([line(1, None, 0)], least_scored_percent=0).total is None


@given(st.lists(st.tuples(st.none() | st.integers(0, 1000), st.integers(1, 1000)), min_size=1, max_size=20))
def test_a_total_never_exceeds_full_marks_where_no_item_does(pairs):
    lines = [line(n, None if got is None else min(got, most), most) for n, (got, most) in enumerate(pairs)]

    totals = total_of(lines, least_scored_percent=50)

    assert totals.total is None or 0 <= totals.total <= totals.max_total
    assert totals.scored == sum(each.centipoints or 0 for each in lines)


BANDED = [
    Scored(1, 90_00, "0-1000"),
    Scored(2, 92_00, "0-1000"),
    Scored(3, 94_00, "0-1000"),
    Scored(4, 80_00, "1001+"),
    Scored(5, 82_00, "1001+"),
    Scored(6, 84_00, "1001+"),
    Scored(7, None, "1001+"),
]


def test_every_band_is_moved_to_the_mean_of_all_and_keeps_its_differences():
    moved = normalise(BANDED, "household_band")

    assert [one.total for one in moved] == [85_00, 87_00, 89_00, 85_00, 87_00, 89_00, None]
    assert [one.delta for one in moved][:4] == [-5_00, -5_00, -5_00, 5_00]
    assert moved[0].reason.render() == (
        "-5.00 points: the mean of its band “0-1000” is 92.00, that of all 87.00, "
        "and every band is moved to the mean of all."
    )


def test_a_band_of_two_stays_as_it_was_scored():
    moved = normalise([*BANDED[:3], Scored(8, 50_00, "3001+"), Scored(9, 60_00, "3001+")], "type")

    assert [one.total for one in moved][3:] == [50_00, 60_00]
    assert moved[3].reason.rule == "appraisals.small_group"


def test_as_scored_nothing_moves_and_nobody_is_dropped():
    assert [one.total for one in normalise(BANDED, "none")] == [one.total for one in BANDED]


def test_an_unknown_comparison_is_refused():
    with pytest.raises(ValueError, match="size"):
        normalise(BANDED, "size")


def test_households_lie_in_bands_with_their_upper_bound_included():
    bounds = [1000, 2000, 3000]

    assert [household_band(each, bounds) for each in (0, 1000, 1001, 3000, 3001, None)] == [
        "0-1000",
        "0-1000",
        "1001-2000",
        "2001-3000",
        "3001+",
        "",
    ]
    assert household_band(500, []) == "0+"
