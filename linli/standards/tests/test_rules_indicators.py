"""Indicators: numerator / denominator x factor, with parts, inputs and what is missing; how values are put together."""

from decimal import Decimal
from fractions import Fraction

import pytest

from linli.standards.rules import aggregating
from linli.standards.rules.indicators import Input, define, evaluate_indicator
from linli.standards.terms import Aggregation


def told(numerator, denominator="", factor="1", **inputs):
    known = {name: Input(None if number is None else Fraction(number)) for name, number in inputs.items()}
    return evaluate_indicator(define(numerator, denominator, Decimal(factor)), known)


@pytest.mark.parametrize(
    ("workers", "residents", "expected"),
    [(9, 5000, "18"), (8, 5000, "16"), (4, 3000, "13.333333"), (5, 3000, "16.666667")],
)
def test_eighteen_workers_for_ten_thousand_residents(workers, residents, expected):
    found = told("workers", "residents", "10000", workers=workers, residents=residents)

    assert found.value == Decimal(expected)
    assert (found.numerator, found.denominator) == (workers, residents)
    assert found.inputs == {"workers": workers, "residents": residents}


@pytest.mark.parametrize(("part", "expected"), [("1 / 2000000", "0.000001"), ("-1 / 2000000", "-0.000001")])
def test_values_have_six_places_halves_away_from_zero(part, expected):
    assert told(part).value == Decimal(expected)


def test_nobody_to_relate_to_is_no_value_with_its_reason():
    found = told("workers", "residents", workers=4, residents=0)

    assert (found.value, found.denominator) == (None, 0)
    assert [reason.rule for reason in found.reasons] == ["standards.formula_zero"]


def test_what_is_missing_is_named_once():
    found = told("workers + residents", "residents", workers=4, residents=None)

    assert (found.value, found.missing) == (None, ("residents",))
    assert [reason.rule for reason in found.reasons] == ["standards.formula_missing"]
    assert found.inputs == {"workers": 4, "residents": None}


def test_what_must_be_known_of_an_input_is_told_once():
    note = aggregating.carried("2026-06")
    definition = define("residents", "residents")

    found = evaluate_indicator(definition, {"residents": Input(Fraction(5), (note,))})

    assert (found.value, found.reasons) == (1, (note,))


@pytest.mark.parametrize(
    ("how", "values", "expected"),
    [
        ("sum", [1, 2, 3], 6),
        ("sum", [1, None, 3], None),
        ("sum", [1, 2, None], 3),
        ("mean", [1, None, 3], 2),
        ("last", [1, 2, None], 2),
        ("share", [0, 1, None, 1, 1], Fraction(3, 4)),
        ("weighted", [1, 3], 2),
        ("sum", [None, None], None),
        ("last", [], None),
    ],
)
def test_spans_make_one_value(how, values, expected):
    exact = [None if value is None else Fraction(value) for value in values]

    assert aggregating.over_time(Aggregation(how), exact) == expected


@pytest.mark.parametrize(
    ("how", "values", "expected"),
    [
        ("sum", [(1, 0), (2, 0)], 3),
        ("sum", [(1, 0), (None, 0)], None),
        ("mean", [(1, 0), (None, 0), (3, 0)], 2),
        ("weighted", [(10, 100), (20, 300)], Fraction(35, 2)),
        ("weighted", [(10, 100), (20, 0)], None),
        ("weighted", [(10, 100), (None, 0)], 10),
        ("share", [(0, 0), (1, 0)], Fraction(1, 2)),
        ("last", [(4, 0), (2, 0)], 3),
        ("mean", [], None),
    ],
)
def test_subjects_make_one_value(how, values, expected):
    exact = [(None if value is None else Fraction(value), households) for value, households in values]

    assert aggregating.over_subjects(Aggregation(how), exact) == expected


def test_a_gap_is_told_unless_all_or_one_alone_is_asked():
    assert aggregating.gap(3, 3) == aggregating.gap(0, 1) == ()
    assert aggregating.gap(2, 3)[0].render() == "2 of 3 have a value."
