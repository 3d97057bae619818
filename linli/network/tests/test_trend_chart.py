from datetime import date
from itertools import pairwise

from linli.network.rules import Coverage
from linli.network.rules.trend_chart import APART, HEIGHT, WIDTH, lay_out

DAYS = [date(2026, 1, 1), date(2026, 6, 1), date(2026, 11, 1)]


def test_nothing_expected_draws_nothing():
    assert lay_out(DAYS, {}) is None
    assert lay_out(DAYS, {5: [Coverage()] * 3}) is None
    assert lay_out(DAYS[:1], {5: [Coverage(1, 2)]}) is None


def test_a_line_runs_through_its_days_and_says_its_last_value():
    chart = lay_out(DAYS, {5: [Coverage(0, 4), Coverage(2, 4), Coverage(4, 4)]})

    (line,) = chart.lines
    assert (line.name, line.label) == (5, "100.0 %")
    assert line.path.startswith("M")
    assert line.path.count("L") == 2
    assert [tick.label for tick in chart.percents] == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    assert [tick.label for tick in chart.days] == ["2026-01-01", "2026-06-01", "2026-11-01"]


def test_days_without_anything_expected_leave_a_gap():
    chart = lay_out(DAYS, {5: [Coverage(1, 2), Coverage(), Coverage(1, 2)]})

    assert chart.lines[0].path.count("M") == 2
    assert "L" not in chart.lines[0].path


def test_lines_differ_by_more_than_colour_and_their_words_never_overlap():
    chart = lay_out(DAYS, {number: [Coverage(9, 10)] * 3 for number in (3, 4, 5, 6)})

    heights = sorted(float(line.y) for line in chart.lines)
    assert len({line.dash for line in chart.lines}) == len({line.sign for line in chart.lines}) == 4
    assert all(low + APART <= high for low, high in pairwise(heights))


def test_everything_stays_in_the_box():
    chart = lay_out(DAYS, {1: [Coverage(0, 1), Coverage(1, 1), Coverage(1, 1)]})

    places = [float(number) for number in chart.lines[0].path.replace("M", " ").replace("L", " ").split()]
    assert all(0 <= across <= WIDTH for across in places[::2])
    assert all(0 <= down <= HEIGHT for down in places[1::2])
