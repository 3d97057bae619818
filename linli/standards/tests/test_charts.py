"""Lines drawn by the server."""

from decimal import Decimal

from linli.standards.charts import line_of


def test_a_line_leaves_a_gap_where_there_is_no_value():
    line = line_of([("1", Decimal(1)), ("2", Decimal(2)), ("3", None), ("4", Decimal(4)), ("5", Decimal(2))])

    assert len(line.paths) == 2
    assert [spot.label for spot in line.spots] == ["1", "2", "4", "5"]
    assert [tick.label for tick in line.below] == ["1", "2", "3", "4", "5"]
    assert line.spots[2].y == 16
    assert [tick.label for tick in line.beside] == ["0", "4"]


def test_a_single_value_and_only_zeros_can_be_drawn():
    assert line_of([("1", Decimal(5))]).paths == ()
    assert len(line_of([("1", Decimal(0)), ("2", Decimal(0))]).paths) == 1


def test_nothing_known_is_no_line():
    assert line_of([("1", None)]) is None
    assert line_of([]) is None


def test_values_below_zero_stay_in_the_box():
    line = line_of([("1", Decimal(-5)), ("2", Decimal(5))])

    assert [spot.y for spot in line.spots] == [168, 16]
