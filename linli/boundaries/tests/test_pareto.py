import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.boundaries.rules.measures import ALL, MORE, best_of, is_better
from linli.boundaries.rules.pareto import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, beaten_by, beats, draw

VALUES = some.floats(0, 1e6, allow_nan=False)
POINTS = some.lists(some.tuples(VALUES, VALUES), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [((1, 1), (2, 1), True), ((1, 2), (2, 1), False), ((1, 1), (1, 1), False), ((0, 0), (1, 1), True)],
)
def test_who_is_nowhere_worse_and_somewhere_better_beats(one, other, is_so):
    assert beats(one, other) is is_so


def test_a_beaten_plan_knows_by_whom():
    assert beaten_by([(3, 3), (1, 4), (2, 2)]) == [2, None, None]


@given(POINTS)
def test_some_plan_is_never_beaten(points):
    assert None in beaten_by(points)


@given(POINTS)
def test_every_plan_lies_inside_of_the_chart(points):
    chart = draw(ALL["J"], ALL["spread"], points, [str(number) for number in range(len(points))])

    assert len(chart.marks) == len(points)
    for mark in chart.marks:
        assert LEFT <= mark.x <= WIDTH - RIGHT
        assert TOP <= mark.y <= HEIGHT - BOTTOM


@given(POINTS)
def test_ticks_lie_on_their_axis(points):
    chart = draw(ALL["J"], ALL["purity"], points, [""] * len(points))

    assert all(LEFT <= tick.at <= WIDTH - RIGHT for tick in chart.x_ticks)
    assert all(TOP <= tick.at <= HEIGHT - BOTTOM for tick in chart.y_ticks)


def test_labels_of_plans_that_lie_together_do_not_cover_each_other():
    chart = draw(ALL["J"], ALL["spread"], [(1, 1), (1, 1), (9, 9)], ["甲", "乙", "丙"])

    assert abs(chart.marks[0].label_y - chart.marks[1].label_y) >= 16


def test_where_more_is_better_the_larger_value_wins():
    chart = draw(ALL["J"], ALL["purity"], [(1, 0.5), (1, 0.9)], ["甲", "乙"])

    assert [mark.is_beaten for mark in chart.marks] == [True, False]
    assert ALL["purity"].better == MORE


def test_the_best_of_a_row_is_marked_unless_all_are_equal():
    assert best_of(ALL["J"], [2.0, 1.0, None, 1.0]) == [False, True, False, True]
    assert best_of(ALL["J"], [1.0, 1.0]) == [False, False]
    assert best_of(ALL["k"], [1.0, 2.0]) == [False, False]


def test_what_only_describes_gets_neither_better_nor_worse():
    assert is_better(ALL["k"], 1, 2) is None
    assert is_better(ALL["J"], 2, 1) is True
    assert is_better(ALL["purity"], 0.9, 0.5) is False
