import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places import rules

NUMBERS = st.integers(1, 36**4 - 1)
PATHS = st.lists(NUMBERS, min_size=1, max_size=8)


def built(numbers: list[int]) -> str:
    path = ""
    for number in numbers:
        path = rules.child_path(path, number)
    return path


@given(NUMBERS)
def test_a_step_says_its_number(number: int):
    assert rules.number_of(rules.child_path("", number)) == number


@given(NUMBERS, NUMBERS)
def test_children_stand_in_the_order_of_their_numbers(one: int, other: int):
    assert (rules.child_path("0001", one) < rules.child_path("0001", other)) == (one < other)


@given(PATHS)
def test_the_lineage_leads_from_the_root_to_the_path_itself(numbers: list[int]):
    path = built(numbers)

    lineage = rules.lineage(path)

    assert len(lineage) == rules.depth(path) == len(numbers)
    assert lineage[-1] == path
    assert all(rules.may_contain(above, path) for above in lineage)
    assert rules.last_step(path) == numbers[-1]


@given(PATHS, PATHS)
def test_an_area_contains_another_only_if_its_numbers_begin_the_others(outer: list[int], inner: list[int]):
    assert rules.may_contain(built(outer), built(inner)) == (inner[: len(outer)] == outer)


def test_the_empty_path_is_above_everything():
    assert rules.lineage("") == ()
    assert rules.last_step("") == 0
    assert rules.may_contain("", "0001")


@pytest.mark.parametrize("number", [0, -1, 36**4])
def test_a_number_that_does_not_fit_gets_no_step(number: int):
    with pytest.raises(rules.InvalidPath):
        rules.child_path("", number)


@pytest.mark.parametrize("step", ["", "1", "00001", "00A1", "０００１"])
def test_what_is_no_step_is_refused(step: str):
    with pytest.raises(rules.InvalidPath):
        rules.number_of(step)
