import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.boundaries.rules.sheet import FREE, Sheet, SheetRefused

SHEETS = some.lists(some.integers(-1, 4), min_size=1, max_size=12).map(Sheet.of)


def test_a_unit_goes_to_another_community_and_the_rest_stays():
    assert Sheet.of([0, 0, 1]).assign([1], 1).labels == (0, 1, 1)


def test_a_merged_community_is_gone_with_its_name():
    merged = Sheet.of([0, 1, 1], {0: "甲", 1: "乙"}).merge(0, 1)

    assert (merged.labels, dict(merged.names)) == ((0, 0, 0), {0: "甲"})


def test_a_new_community_takes_the_least_free_number():
    assert sorted(Sheet.of([0, 2]).add("丙").names) == [0, 1, 2]


def test_what_was_in_a_removed_community_is_free():
    assert Sheet.of([0, 1]).remove(1).labels == (0, FREE)


@pytest.mark.parametrize(
    ("act", "rule"),
    [
        (lambda sheet: sheet.assign([0], 7), "boundaries.no_such_community"),
        (lambda sheet: sheet.assign([9], 0), "boundaries.no_such_unit"),
        (lambda sheet: sheet.assign([], 0), "boundaries.no_such_unit"),
        (lambda sheet: sheet.merge(0, 0), "boundaries.same_community"),
        (lambda sheet: sheet.rename(1, " 甲 "), "boundaries.name_twice"),
        (lambda sheet: sheet.add("甲"), "boundaries.name_twice"),
    ],
)
def test_what_cannot_be_done_says_why(act, rule):
    with pytest.raises(SheetRefused) as refused:
        act(Sheet.of([0, 1], {0: "甲"}))

    assert refused.value.reason.rule == rule


@given(SHEETS)
def test_a_sheet_is_the_same_after_being_kept(sheet):
    assert Sheet.from_json(sheet.to_json()) == sheet


@given(SHEETS, some.integers(0, 11))
def test_assigning_there_and_back_changes_nothing(sheet, unit):
    unit %= len(sheet.labels)
    community = sheet.labels[unit]

    assert sheet.assign([unit], FREE).assign([unit], community) == sheet
