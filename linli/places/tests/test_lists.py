import pytest

from linli.places import rules
from linli.places.terms import AreaKind, TierCode

ROW = {
    "code": "530113001007",
    "name": "南苑社区居委会",
    "kind": "居委会",
    "street_code": "530113001",
    "street_name": "铜都街道",
    "district_code": "530113",
    "district": "东川区",
    "city": "昆明市",
    "province": "云南省",
}


def row(**cells: str) -> dict[str, str]:
    return {**ROW, **cells}


def test_titles_are_known_in_both_languages_and_any_width():
    titles = ["代 码", "ＮＡＭＥ", "街道（镇）", "Street_Code", "区县", "区县代码", "城市", "省份", "备注"]

    matched = rules.match_titles(titles)

    assert matched["street_name"] == "街道（镇）"
    assert matched["name"] == "ＮＡＭＥ"
    assert "备注" not in matched.values()
    assert rules.missing_columns(matched) == []


def test_a_missing_column_is_named_in_chinese_and_by_key():
    assert rules.missing_columns(rules.match_titles([key for key in ROW if key != "street_code"])) == [
        "街道代码 (street_code)"
    ]


def test_a_row_names_four_areas_from_the_city_down():
    nodes = rules.nodes_of(row(households="１２００"))

    assert [node.code for node in nodes] == ["530100", "530113", "530113001", "530113001007"]
    assert [node.parent for node in nodes] == ["", "530100", "530113", "530113001"]
    assert [node.tier for node in nodes] == [
        TierCode.CITY,
        TierCode.DISTRICT,
        TierCode.SUBDISTRICT,
        TierCode.COMMUNITY,
    ]
    assert [node.kind for node in nodes] == [None, None, AreaKind.SUBDISTRICT, AreaKind.COMMUNITY]
    assert nodes[0].province == "云南省"
    assert nodes[-1].households == 1200
    assert rules.check_codes(ROW) is rules.check_unit(ROW) is None


def test_what_a_list_leaves_unsaid_stays_unsaid():
    unit = rules.nodes_of(row(kind="类似单位", code="530113001650"))[-1]

    assert unit.kind is None
    assert unit.households is None


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"code": "53011300100"}, "places.code"),
        ({"code": "530113001"}, "places.list.tier"),
        ({"street_code": "530113002"}, "places.list.parent"),
        ({"street_code": ""}, "places.list.parent"),
        ({"district_code": "530114"}, "places.list.parent"),
        ({"street_name": " "}, "places.list.parent"),
        ({"district": ""}, "places.list.parent"),
        ({"city": "\u200b"}, "places.list.parent"),
    ],
)
def test_a_row_that_does_not_fit_into_the_tree_is_named(cells, rule):
    assert rules.check_codes(row(**cells)).rule == rule


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"name": " "}, "places.list.name"),
        ({"name": "长" * 101}, "places.list.name"),
        ({"households": "约1200"}, "places.list.households"),
        ({"households": "-3"}, "places.list.households"),
        ({"households": "12000000000"}, "places.list.households"),
    ],
)
def test_a_flaw_of_one_row_is_its_own(cells, rule):
    assert rules.check_codes(row(**cells)) is None
    assert rules.check_unit(row(**cells)).rule == rule
