"""Plans, targets, milestones and selections as services write them: refusals first."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from linli.foundation.figures import all_figures
from linli.foundation.models import AuditLine
from linli.standards import services
from linli.standards.models import Indicator, Metric, MilestoneMark, Plan, Selection, Subject, Target
from linli.standards.queries.answering import targets_of
from linli.standards.queries.indicators import names_of
from linli.standards.queries.presets import list_presets
from linli.standards.rules.expression import spoken
from linli.standards.samples.plans import NEW_YEAR, make_ramp, make_small_city, observe
from linli.standards.services import StandardRefused
from linli.standards.services.subjects import ensure_subjects
from linli.standards.terms import Comparator, PathKind, ScopeKind, SubjectKind, TargetKind, TargetLight

pytestmark = pytest.mark.django_db
WHO = {"actor": None, "now": NEW_YEAR}


@pytest.fixture
def city(db):
    return make_small_city()


@pytest.fixture
def plan(city):
    return make_ramp(city)


def target(plan, title):
    return Target.objects.get(plan=plan, title=title)


def facts(city, **changes):
    said = {
        "title": "用房达到200平方米",
        "kind": TargetKind.SHARE,
        "indicator": "premises",
        "subject_kind": SubjectKind.COMMUNITY,
        "scope_kind": ScopeKind.UNDER,
        "area": city["city"],
        "selection": None,
        "year": 2027,
        "due_on": date(2027, 12, 31),
        "comparator": Comparator.AT_LEAST,
        "value": D("0.5"),
        "unit_comparator": Comparator.AT_LEAST,
        "unit_value": D(200),
        "base": D("0.2"),
        "base_on": date(2025, 12, 31),
        "path": PathKind.LINEAR,
        "responsible": None,
        "clause": "001",
    }
    return said | changes


def rule_of(refused):
    return refused.value.reasons[0].rule.removeprefix("standards.")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"name": "  "}, "plan_name"),
        ({"first_year": 1999}, "plan_span"),
        ({"years": 21}, "plan_span"),
        ({"years": 2}, "plan_years"),
        ({"name": "旧规划"}, "plan_exists"),
    ],
)
def test_facts_that_no_plan_may_have_are_refused(city, plan, changes, rule):
    services.begin_plan(area=city["city"], name="旧规划", first_year=2026, **WHO)

    with pytest.raises(StandardRefused) as refused:
        services.change_plan(plan_id=plan.pk, **{"name": plan.name, "first_year": 2026, "years": 3} | changes, **WHO)

    assert rule_of(refused) == rule


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"title": " "}, "target_title"),
        ({"year": 2029}, "target_year"),
        ({"scope_kind": ScopeKind.SUBSET}, "target_selection"),
        ({"base_on": date(2027, 12, 31)}, "target_base_day"),
        ({"indicator": "nothing"}, "target_indicator"),
        ({"value": None}, "target_indicator"),
        ({"unit_value": None}, "target_unit_value"),
        ({"value": D(60)}, "target_share"),
    ],
)
def test_facts_that_no_target_may_have_are_refused(city, plan, changes, rule):
    with pytest.raises(StandardRefused) as refused:
        services.add_target(plan_id=plan.pk, **facts(city, **changes), **WHO)

    assert rule_of(refused) == rule


def test_a_target_lies_in_the_area_of_its_plan(city):
    plan = services.begin_plan(area=city["districts"][0], name="红山区规划", first_year=2026, **WHO)
    Indicator.objects.create(code="premises", name="用房", numerator="1", valid_from=date(2020, 1, 1))

    with pytest.raises(StandardRefused) as refused:
        services.add_target(plan_id=plan.pk, **facts(city), **WHO)

    assert rule_of(refused) == "target_area"


def test_a_milestone_is_marked_only_with_evidence_by_whom_it_binds_and_not_ahead(city, plan):
    milestone = target(plan, "建立共建协调组织，初步形成共建机制")
    district = Subject.objects.get(area=city["districts"][0])
    community = Subject.objects.get(area=city["communities"][0])
    said = {
        "target_id": milestone.pk,
        "subject_id": district.pk,
        "is_done": True,
        "on": date(2026, 1, 2),
        "evidence": "见档案",
    }
    for changes, rule in (
        ({"target_id": plan.targets.filter(kind="share").first().pk}, "no_milestone"),
        ({"subject_id": community.pk}, "not_bound"),
        ({"evidence": " "}, "no_evidence"),
        ({"on": date(2026, 1, 6)}, "mark_ahead"),
        ({"is_done": False}, "mark_same"),
    ):
        with pytest.raises(StandardRefused) as refused:
            services.mark_milestone(**said | changes, **WHO)
        assert rule_of(refused) == rule

    services.mark_milestone(**said, **WHO)
    with pytest.raises(StandardRefused):
        services.mark_milestone(**said, **WHO)


def test_a_mark_is_taken_back_with_a_reason_and_both_stay(city, plan):
    milestone = target(plan, "建立共建协调组织，初步形成共建机制")
    district = Subject.objects.get(area=city["districts"][0])
    said = {"target_id": milestone.pk, "subject_id": district.pk, "on": date(2026, 1, 2)}

    services.mark_milestone(is_done=True, evidence="赤政发〔2026〕3号", **said, **WHO)
    services.mark_milestone(is_done=False, evidence="文件已作废", **said, **WHO)

    assert list(MilestoneMark.objects.order_by("pk").values_list("is_done", flat=True)) == [True, False]
    lines = AuditLine.objects.filter(action__in=("standards.mark_milestone", "standards.unmark_milestone"))
    assert lines.count() == 2


def test_a_marked_milestone_is_neither_deleted_nor_made_something_else(city, plan):
    milestone = target(plan, "建立共建协调组织，初步形成共建机制")
    district = Subject.objects.get(area=city["districts"][0])
    said = {
        "target_id": milestone.pk,
        "subject_id": district.pk,
        "is_done": True,
        "on": date(2026, 1, 2),
        "evidence": "见档案",
    }
    services.mark_milestone(**said, **WHO)

    for act in (
        lambda: services.delete_target(target_id=milestone.pk, **WHO),
        lambda: services.change_target(target_id=milestone.pk, **facts(city), **WHO),
    ):
        with pytest.raises(StandardRefused) as refused:
            act()
        assert rule_of(refused) == "target_marked"


def test_a_selection_that_a_target_binds_is_not_deleted_and_its_members_lie_in_its_area(city, plan):
    key = Selection.objects.get(clause="001-6")
    stranger = services.create_selection(area=city["districts"][0], name="红山示范", **WHO)
    members = ensure_subjects(kind="community", areas=[city["communities"][19]])

    with pytest.raises(StandardRefused) as used:
        services.delete_selection(selection_id=key.pk, **WHO)
    with pytest.raises(StandardRefused) as outside:
        services.change_selection(selection_id=stranger.pk, name="红山示范", subjects=members, **WHO)
    with pytest.raises(StandardRefused) as twice:
        services.create_selection(area=city["city"], name="红山示范", **WHO)

    assert [rule_of(each) for each in (used, outside, twice)] == [
        "selection_used",
        "selection_area",
        "selection_exists",
    ]
    services.delete_selection(selection_id=stranger.pk, **WHO)
    assert not Selection.objects.filter(pk=stranger.pk).exists()


def test_every_preset_opens_as_ordinary_data_and_twice_is_refused(city):
    for code, preset in list_presets().items():
        plan = services.plan_from_preset(preset=code, area=city["city"], first_year=2026, **WHO)

        assert plan.targets.count() == len(preset.targets)
        names = {target.indicator for target in plan.targets.all()} - {""}
        rows = Indicator.objects.filter(code__in=names)
        known = {spoken(code) for code in Metric.objects.values_list("code", flat=True)} | all_figures().keys()
        assert {row.code for row in rows} == names
        assert {name for row in rows for name in names_of(row)} <= known
        with pytest.raises(StandardRefused):
            services.plan_from_preset(preset=code, area=city["city"], first_year=2026, **WHO)

    assert Plan.objects.count() == AuditLine.objects.filter(action="standards.begin_plan").count()


def test_a_preset_leaves_metrics_of_the_same_code_as_the_office_has_them(city):
    Metric.objects.create(code="premises_m2", name="用房", valid_from=date(2025, 1, 1))

    make_ramp(city)

    assert Metric.objects.get(code="premises_m2").name == "用房"


def test_a_second_city_gets_its_own_selection_of_the_same_name(city, plan):
    district = city["districts"][0]

    services.plan_from_preset(preset="chifeng", area=district, first_year=2026, **WHO)

    assert set(Selection.objects.filter(clause="001-6").values_list("name", "area")) == {
        ("26个重点社区", city["city"].pk),
        ("红山区 26个重点社区", district.pk),
    }


def test_a_target_is_changed_copied_moved_and_deleted_each_with_one_line(city, plan):
    made = services.add_target(plan_id=plan.pk, **facts(city), **WHO)
    before = AuditLine.objects.count()

    services.change_target(target_id=made.pk, **facts(city, value=D("0.6")), **WHO)
    copy = services.copy_target(target_id=made.pk, year=2028, **WHO)
    services.move_row(target_id=made.pk, up=True, **WHO)
    made.refresh_from_db()
    copy.refresh_from_db()

    assert (made.value, copy.value, copy.due_on) == (D("0.6"), D("0.6"), date(2028, 12, 31))
    assert copy.base_on == date(2026, 12, 31)
    assert made.order == copy.order == 23
    services.delete_target(target_id=copy.pk, **WHO)
    assert AuditLine.objects.count() == before + 4


def test_a_leap_day_is_copied_to_the_last_of_february(city):
    plan = services.begin_plan(area=city["city"], name="闰年", first_year=2028, **WHO)
    Indicator.objects.create(code="premises", name="用房", numerator="1", valid_from=date(2020, 1, 1))
    said = facts(city, year=2028, due_on=date(2028, 2, 29), base=None, base_on=None)

    copy = services.copy_target(target_id=services.add_target(plan_id=plan.pk, **said, **WHO).pk, year=2029, **WHO)

    assert copy.due_on == date(2029, 2, 28)


def test_a_row_at_the_edge_stays(city, plan):
    first = plan.targets.order_by("order").first()

    services.move_row(target_id=first.pk, up=True, **WHO)

    first.refresh_from_db()
    assert first.order == 1


def test_the_profile_of_a_community_learns_its_lights(city, plan):
    observe("premises_m2", 2026, {city["communities"][0]: 150})
    observe("has_office", 2026, {city["communities"][0]: 0})
    subject = Subject.objects.get(area=city["communities"][0])
    day = date(2027, 1, 1)

    lights = {one.target.title: one.judgement.light for one in targets_of(subject, 2026, now=NEW_YEAR, today=day)}

    assert lights["用房达到200平方米"] is TargetLight.YELLOW
    assert lights["没有自有办公场所的社区"] is TargetLight.RED
    assert lights["党组织和居委会覆盖率100%"] is TargetLight.GREY
    assert "社区共建" not in lights
    assert targets_of(subject, 2026, now=NEW_YEAR, today=day - timedelta(days=400))[0].judgement.value is None
