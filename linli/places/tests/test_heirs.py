from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules.heirs import Lineage, Restated, Step, cut, restate, spread

OLD, FIRST, SECOND, NOW = date(2019, 10, 31), date(2021, 1, 1), date(2022, 7, 1), date(2023, 6, 30)
A, B, C, D, E = range(1, 6)
THIRD = 0.333333
CHAINS = {
    "nothing happened": ([], {}, A, OLD, {A: "1"}),
    "an area that became itself": ([(A, A, 1.0, FIRST)], {}, A, OLD, {A: "1"}),
    "one successor": ([(A, B, 1.0, FIRST)], {A: FIRST}, A, OLD, {B: "1"}),
    "what was counted afterwards stays": ([(A, B, 0.4, FIRST)], {}, A, FIRST, {A: "1"}),
    "a part was cut out": ([(A, B, 0.4, FIRST)], {}, A, OLD, {A: "3/5", B: "2/5"}),
    "thirds": ([(A, key, THIRD, FIRST) for key in (B, C, D)], {A: FIRST}, A, OLD, {B: "1/3", C: "1/3", D: "1/3"}),
    "a chain": (
        [(A, B, 0.5, FIRST), (A, C, 0.5, FIRST), (B, C, 1.0, SECOND)],
        {A: FIRST, B: SECOND},
        A,
        OLD,
        {C: "1"},
    ),
    "a chain in between": ([(A, B, 1.0, FIRST), (B, C, 1.0, SECOND)], {A: FIRST, B: SECOND}, B, FIRST, {C: "1"}),
    "twice cut": ([(A, B, 0.5, FIRST), (A, C, 0.5, SECOND)], {}, A, OLD, {A: "1/4", B: "1/2", C: "1/4"}),
    "an end without whole shares": ([(A, B, 0.3, FIRST), (A, C, 0.1, FIRST)], {A: FIRST}, A, OLD, {B: "3/4", C: "1/4"}),
    "more than the whole": ([(A, B, 1.0, FIRST), (A, C, 1.0, FIRST)], {}, A, OLD, {B: "1/2", C: "1/2"}),
    "passed on the same day": ([(A, B, 1.0, FIRST), (B, C, 1.0, FIRST)], {A: FIRST, B: FIRST}, A, OLD, {C: "1"}),
    "written twice, as a split and a merger": ([(A, B, 1.0, FIRST), (A, B, 1.0, FIRST)], {A: FIRST}, A, OLD, {B: "1"}),
    "an end without a successor": ([(A, B, 1.0, FIRST)], {A: FIRST, B: SECOND}, A, OLD, {B: "1"}),
    "a circle ends": ([(A, B, 1.0, FIRST), (B, A, 1.0, FIRST)], {A: FIRST, B: FIRST}, A, OLD, {A: "1"}),
}


@pytest.mark.parametrize("name", CHAINS)
def test_who_holds_in_the_end_what_an_area_held(name):
    steps, ends, area, on, expected = CHAINS[name]

    found = Lineage([Step.of(*step) for step in steps], ends).heirs(area, on)

    assert found == {key: Fraction(share) for key, share in expected.items()}


@pytest.mark.parametrize(
    ("number", "shares", "expected"),
    [
        (7, {A: "3/5", B: "2/5"}, {A: 4, B: 3}),
        (1, {A: "1/2", B: "1/2"}, {A: 1, B: 0}),
        (10, {A: "1/3", B: "1/3", C: "1/3"}, {A: 4, B: 3, C: 3}),
        (0, {A: "1"}, {A: 0}),
    ],
)
def test_the_largest_remainders_take_what_is_left(number, shares, expected):
    assert spread(number, {key: Fraction(share) for key, share in shares.items()}) == expected


def test_counts_of_an_old_area_are_restated_and_marked():
    """系马桩街道 with 60 % of its households to one successor; another lost a fifth within the year."""
    lineage = Lineage([Step.of(A, B, 0.6, SECOND), Step.of(A, C, 0.4, SECOND), Step.of(C, D, 0.2, FIRST)], {A: SECOND})
    pieces = {"2020": date(2020, 12, 31), "2021": date(2021, 12, 31), "2023": date(2023, 6, 30)}

    found = restate({A: {"2020": 7, "2021": 1}, B: {"2023": 5}, C: {"2020": 10, "2021": 3}}, lineage, pieces)

    assert found == {
        B: {"2020": Restated(4, True), "2021": Restated(1, True), "2023": Restated(5, False)},
        C: {"2020": Restated(11, True), "2021": Restated(3, False)},
        D: {"2020": Restated(2, True)},
    }


@st.composite
def histories(draw):
    """Areas whose parts go to areas of a greater key, on any days, with any shares; some end when they last gave."""
    steps, ends = [], {}
    for area in range(1, 9):
        days = sorted(draw(st.sets(st.integers(0, 30), max_size=3)))
        for day in days:
            parts = draw(st.dictionaries(st.integers(area + 1, 10), st.integers(1, 1000), min_size=1, max_size=4))
            over = draw(st.integers(0, 500))
            total = sum(parts.values()) + over
            on = OLD + timedelta(days=day)
            steps += [Step.of(area, key, round(part / total, 6) or 0.000001, on) for key, part in parts.items()]
        if days and draw(st.booleans()):
            ends[area] = OLD + timedelta(days=days[-1])
    return steps, ends


@given(
    histories(),
    st.dictionaries(st.integers(1, 10), st.dictionaries(st.integers(0, 31), st.integers(0, 10_000), max_size=4)),
)
def test_restating_keeps_every_sum_to_the_unit(history, series):
    lineage = Lineage(*history)
    last_days = {piece: OLD + timedelta(days=piece - 1) for piece in range(32)}

    found = restate(series, lineage, last_days)

    for piece in last_days:
        recorded = sum(numbers.get(piece, 0) for numbers in series.values())
        assert sum(numbers[piece].value for numbers in found.values() if piece in numbers) == recorded


@given(histories(), st.integers(1, 10), st.integers(0, 40))
def test_shares_of_heirs_add_up_to_the_whole(history, area, day):
    lineage = Lineage(*history)

    shares = lineage.heirs(area, OLD + timedelta(days=day))

    assert sum(shares.values()) == 1
    assert all(share > 0 for share in shares.values())


def test_a_year_is_cut_where_something_changed():
    year = (date(2022, 1, 1), date(2023, 1, 1))

    assert cut(*year, []) == [year]
    assert cut(*year, [SECOND, FIRST, SECOND]) == [(year[0], SECOND), (SECOND, year[1])]
    assert cut(*year, [year[0], year[1]]) == [year]
