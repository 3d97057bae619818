import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.organisations import rules
from linli.organisations.terms import OrganisationKind


def test_titles_are_known_in_both_languages_and_any_width():
    matched = rules.match_titles(["名 称", "ＫＩＮＤ", "区划代码", "上级单位", "备注"])

    assert matched == {"name": "名 称", "kind": "ＫＩＮＤ", "area_code": "区划代码", "parent": "上级单位"}
    assert rules.missing_columns(matched) == []
    assert rules.missing_columns({"name": "名称"}) == ["类别 (kind)", "区域代码 (area_code)"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("department", OrganisationKind.DEPARTMENT),
        ("职能部门", OrganisationKind.DEPARTMENT),
        (" 居委会 ", OrganisationKind.RESIDENTS_COMMITTEE),
        ("Property manager", OrganisationKind.PROPERTY_MANAGER),
        ("银行", None),
    ],
)
def test_a_kind_is_known_by_its_code_its_label_and_its_chinese_words(word, kind):
    assert rules.kind_of_word(word) is kind


def test_parents_come_before_those_who_belong_to_them():
    parents = {0: "B", 1: "C", 2: "elsewhere", 3: ""}

    order = rules.parents_first(parents, {"A": 0, "B": 1, "C": 2, "D": 3})

    assert order == [2, 1, 0, 3]


def test_rows_in_a_circle_and_below_it_are_left_out():
    parents = {0: "B", 1: "A", 2: "A", 3: "D"}

    assert rules.parents_first(parents, {"A": 0, "B": 1, "C": 2, "D": 3}) == []


@given(st.lists(st.integers(-1, 30), max_size=30))
def test_no_row_stands_before_its_parent_or_twice(above):
    parents = {place: str(parent) if parent >= 0 else "" for place, parent in enumerate(above)}
    names = {str(place): place for place in parents}

    order = rules.parents_first(parents, names)

    assert len(order) == len(set(order))
    for place in order:
        if parents[place] in names:
            assert order.index(names[parents[place]]) < order.index(place)
