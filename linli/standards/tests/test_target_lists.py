"""Targets as a list: out, changed, and back; every row is taken, unchanged or rejected with its reason."""

from decimal import Decimal as D

import pytest

from linli.foundation import sheets
from linli.people.samples import appoint, make_account
from linli.standards.models import Target
from linli.standards.samples.plans import NEW_YEAR, make_ramp, make_small_city
from linli.standards.services.target_lists import COLUMNS, import_targets, list_rows
from linli.standards.terms import TargetKind

pytestmark = pytest.mark.django_db
TITLES = {column.key: column.title for column in COLUMNS}


@pytest.fixture
def city(db):
    return make_small_city()


@pytest.fixture
def plan(city):
    return make_ramp(city)


def rows(*said):
    return [
        sheets.Row(number, {TITLES[key]: str(text) for key, text in one.items()}) for number, one in enumerate(said, 2)
    ]


def take(*said, actor=None):
    return import_targets(rows(*said), actor=actor, now=NEW_YEAR)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"plan": "999"}, "规划"),
        ({"target": "99999"}, "目标"),
        ({"kind": "什么"}, "什么"),
        ({"value": "很多"}, "很多"),
        ({"due_on": "明年"}, "明年"),
        ({"selection": "没有的名单"}, "没有的名单"),
        ({"year": "2040"}, "2026"),
        ({"value": "130"}, "100"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_its_reason(plan, changes, reason):
    said = {"plan": plan.pk, "target": "", "title": "新目标", "year": "2026", "kind": "share", "indicator": "premises"}

    outcome = take(said | {"value": "50", "unit_value": "200"} | changes)

    assert [each.number for each in outcome.rejected] == [2]
    assert reason in outcome.rejected[0].reason
    assert not Target.objects.filter(title="新目标").exists()


def test_what_was_handed_out_comes_back_without_a_change(plan, tmp_path):
    path = tmp_path / "targets.xlsx"
    with path.open("wb") as stream:
        sheets.write_xlsx(COLUMNS, list_rows(plan), target=stream)

    outcome = import_targets(sheets.read(path).rows, actor=None, now=NEW_YEAR)

    assert outcome.rejected == []
    assert (outcome.total, outcome.unchanged) == (44, 44)


def test_a_row_changes_a_target_and_a_row_without_a_number_sets_one(plan):
    known = plan.targets.get(title="用房达到200平方米", year=2026)

    outcome = take(
        {"plan": plan.pk, "target": known.pk, "value": "45"},
        {
            "plan": plan.pk,
            "title": "新目标",
            "year": "2027",
            "kind": "share",
            "indicator": "premises",
            "value": "30",
            "unit_value": "300",
        },
    )

    made = Target.objects.get(title="新目标")
    known.refresh_from_db()
    assert (outcome.changed, outcome.created) == (1, 1)
    assert (known.value, known.title) == (D("0.45"), "用房达到200平方米")
    assert (made.kind, made.value, made.area, made.due_on.isoformat()) == (
        TargetKind.SHARE,
        D("0.3"),
        plan.area,
        "2027-12-31",
    )


def test_a_plan_out_of_reach_takes_nothing(city, plan):
    stranger = make_account("stranger")
    appoint(stranger, "appraisal_office", area=city["districts"][0])
    known = plan.targets.first()

    outcome = take({"plan": plan.pk, "target": known.pk, "title": "别的"}, actor=stranger)

    assert len(outcome.rejected) == 1
