import pytest

from linli.foundation.figures import all_figures
from linli.places.samples import make_district
from linli.standards import services
from linli.standards.queries.standard_presets import list_presets, preset_of
from linli.standards.queries.versions import facts_of
from linli.standards.rules.items import check_whole, total
from linli.standards.samples import NOON
from linli.standards.terms import ItemKind, RuleKind, ScorerKind

CODES = {
    "harmonious-community",
    "monthly-contest",
    "compound-contest",
    "workstation",
    "weekly-posts",
    "joint-appraisal",
}


def test_the_six_presets_of_the_documents_are_there():
    assert {preset.code for preset in list_presets()} == CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_preset_could_be_published_as_it_is_and_gives_a_hundred_points(code):
    preset = preset_of(code)

    assert check_whole(preset.items, preset.pass_centipoints) == ()
    assert total(preset.items) == 100_00
    assert preset.note


@pytest.mark.parametrize("code", sorted(CODES))
def test_what_feeds_a_preset_is_offered_by_a_room(code):
    assert {item.feed for item in preset_of(code).items if item.feed} <= all_figures().keys()


def test_the_basic_standard_has_the_six_parts_of_the_end_state():
    groups = [item.name for item in preset_of("harmonious-community").items if item.kind is ItemKind.GROUP]

    assert groups[:6] == [
        "组织保障有力",
        "管理规范有序",
        "服务功能完善",
        "社会治安良好",
        "环境整洁优美",
        "文明和谐祥和",
    ]


def test_the_joint_appraisal_has_a_form_of_each_side():
    scorers = {item.code: item.scorer for item in preset_of("joint-appraisal").items}

    assert (scorers["1.1"], scorers["2.1"]) == (ScorerKind.DEPARTMENT, ScorerKind.SUBDISTRICT)


def test_inspections_of_leaders_are_deducted_up_to_a_cap():
    item = next(item for item in preset_of("monthly-contest").items if item.clause == "003-19")

    assert (item.rule_kind, item.rule, item.feed) == (
        RuleKind.DEDUCTION,
        {"each": "0.5", "cap": "12"},
        "cases.inspections",
    )


@pytest.mark.django_db
def test_a_preset_opens_as_an_ordinary_draft_as_often_as_wished():
    area = make_district()["dongchuan"]
    preset = preset_of("monthly-contest")

    one, other = (services.open_preset(preset=preset, area=area, actor=None, now=NOON) for _ in range(2))

    assert [one.standard.code, other.standard.code] == ["monthly-contest", "monthly-contest-2"]
    assert tuple(facts_of(one)) == preset.items
