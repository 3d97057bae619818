from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.boundaries.queries.norms import equipment_on
from linli.boundaries.rules.equipment import estimate, need_of, read_equipment, share_out

TODAY = equipment_on(date(2026, 11, 22))
BY_CODE = {standard.code: standard for standard in TODAY.standards}


@pytest.mark.parametrize(
    ("code", "households", "residents", "workers", "m2", "activity"),
    [
        ("document_001", 1500, 3900, 4, 300, None),  # worked example of 001-8 and 001-9
        ("document_001", 3500, 9100, 9, 700, None),
        ("document_001", 400, 1000, 1, 200, None),  # never below 200 m2
        ("document_001", 401, 1000, 2, 200, None),
        ("today", 1000, 10_000, 18, 300, 180),
        ("today", 1000, 10_001, 19, 300, 180),
        ("today", 0, 0, 0, 0, 0),
    ],
)
def test_a_community_needs_what_the_clause_says(code, households, residents, workers, m2, activity):
    need = need_of(BY_CODE[code], households, residents)

    assert (need.workers, need.m2, need.activity_m2) == (workers, m2, activity)


def test_before_the_opinion_of_2024_only_the_documents_standard_is_in_force():
    assert [standard.code for standard in equipment_on(date(2020, 1, 1)).standards] == ["document_001"]


def test_a_day_before_every_standard_is_refused():
    with pytest.raises(ValueError, match="1999"):
        read_equipment({"households": [], "standards": []}, date(1999, 1, 1))


def test_residents_of_uncounted_households_are_estimated():
    assert estimate(400, Fraction("2.6")) == 1040


@given(some.integers(0, 500), some.lists(some.integers(0, 9000), max_size=9))
def test_people_are_shared_out_to_the_last_and_never_more_than_one_off(total, weights):
    given_out = share_out(total, weights)

    whole = sum(weights)
    assert sum(given_out) == (total if whole else 0)
    assert all(
        abs(part - Fraction(total * weight, whole or 1)) < 1 for part, weight in zip(given_out, weights, strict=True)
    )


def test_of_equal_remainders_the_first_goes_first():
    assert share_out(1, [5, 5]) == [1, 0]
