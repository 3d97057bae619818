from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.standards.rules.path_chart import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, lay_out

ENDS = [date(2026, 12, 31), date(2027, 12, 31), date(2028, 12, 31)]
numbers = st.decimals(-1000, 1000, places=2)


def test_nothing_is_drawn_without_a_day():
    assert lay_out([], [(ENDS[0], D(1))], is_linear=False) is None


def test_a_path_of_steps_is_level_until_the_day():
    chart = lay_out(list(zip(ENDS, (D(40), D(60), D(80)), strict=True)), [(ENDS[0], D(67))], is_linear=False)

    assert chart.path.count("H") == chart.path.count("V") == 3
    assert [tick.label for tick in chart.values] == ["0", "20", "40", "60", "80"]
    assert [tick.label for tick in chart.years] == ["2026", "2027", "2028"]
    assert [spot.label for spot in chart.found] == ["2026-12-31"]


def test_a_linear_path_goes_straight():
    chart = lay_out(list(zip(ENDS, (D(12), D(6), D(0)), strict=True)), [], is_linear=True)

    assert "H" not in chart.path
    assert chart.path.count("L") == 3


@pytest.mark.parametrize("value", ["0", "-5", "0.3", "1000000"])
def test_one_value_has_room(value):
    chart = lay_out([(ENDS[0], D(value))], [], is_linear=False)

    assert len({tick.y for tick in chart.values}) == len(chart.values) >= 2


@given(st.lists(numbers, min_size=1, max_size=3), st.lists(numbers, max_size=3))
def test_everything_lies_within_the_drawing(wanted, found):
    chart = lay_out(list(zip(ENDS, wanted, strict=False)), list(zip(ENDS, found, strict=False)), is_linear=True)

    spots = (*chart.wanted, *chart.found, *(tick for tick in chart.values))
    assert all(TOP <= spot.y <= HEIGHT - BOTTOM for spot in spots)
    assert all(LEFT <= spot.x <= WIDTH for spot in (*chart.wanted, *chart.found))
    assert 2 <= len(chart.values) <= 8
