"""The catalogue: the shipped list, an office's own list in its own words, single changes, and who may not."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from linli.cases import services
from linli.cases.models import Category
from linli.cases.samples import MORNING
from linli.cases.services.catalogue_lists import COLUMNS, read_limit
from linli.cases.terms import OwnerClass
from linli.foundation import sheets
from linli.foundation.audit import verify
from linli.foundation.imports import perform
from linli.foundation.models import AuditLine

pytestmark = pytest.mark.django_db
HEAD = "编码,大类编码,名称,责任类别,立案标准,结案标准,处置时限,紧急时限"
LIST = [
    "90,,本地类,街道,,,7天,1天",
    "9001,90,飞线充电,社区,从窗口拉线,线已拆,3个工作日,4工作时",
    "9002,90,楼顶杂物,部门,堆放,清除,5wd,",
]


def office_list(folder: Path, *lines: str) -> sheets.Sheet:
    path = folder / "list.csv"
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    return sheets.read(path)


def take(sheet: sheets.Sheet, **facts):
    return perform(services.import_categories, sheet, actor=None, now=MORNING, **facts)


def test_the_shipped_kinds_are_stored_once_and_edits_survive():
    assert services.load_default_categories(actor=None, now=MORNING) > 60
    kind = Category.objects.get(code="1101")
    services.change_category(category_id=kind.pk, actor=None, now=MORNING, name="暴露垃圾（本地）")

    assert services.load_default_categories(actor=None, now=MORNING) == 0

    kind.refresh_from_db()
    assert kind.name == "暴露垃圾（本地）"
    assert (kind.normal_limit, kind.owner_class, kind.parent.code) == ("4wh", OwnerClass.SUBDISTRICT, "11")
    assert verify(AuditLine).is_ok


def test_an_office_list_is_read_in_its_own_words(tmp_path):
    outcome = take(office_list(tmp_path, *LIST))

    assert (outcome.created, outcome.rejected) == (3, [])
    kind = Category.objects.get(code="9001")
    assert (kind.normal_limit, kind.urgent_limit, kind.owner_class) == ("3wd", "4wh", OwnerClass.COMMUNITY)
    assert kind.parent.code == "90"
    assert Category.objects.get(code="9002").urgent_limit == "5wd"


def test_the_same_list_again_changes_nothing_and_a_dry_run_neither(tmp_path):
    assert take(office_list(tmp_path, *LIST), dry_run=True).created == 3
    assert not Category.objects.exists()
    take(office_list(tmp_path, *LIST))

    again = take(office_list(tmp_path, *LIST))
    renamed = take(office_list(tmp_path, LIST[0], LIST[1].replace("3个工作日", "2个工作日")))

    assert (again.unchanged, again.created, again.changed) == (3, 0, 0)
    assert (renamed.unchanged, renamed.changed) == (1, 1)


@pytest.mark.parametrize(
    "line",
    [
        "9001,90,飞线充电,社区,,,三天,1天",
        "9001,90,飞线充电,外星人,,,3天,1天",
        "9001,77,飞线充电,社区,,,3天,1天",
        "9001,90,,社区,,,3天,1天",
        "90,,又一次,社区,,,3天,1天",
    ],
)
def test_a_faulty_row_comes_back_with_its_reason(tmp_path, line):
    outcome = take(office_list(tmp_path, LIST[0], line))

    assert (outcome.created, len(outcome.rejected)) == (1, 1)
    assert outcome.rejected[0].reason


def test_a_list_without_a_needed_column_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("编码,名称\n90,本地类", encoding="utf-8")

    with pytest.raises(sheets.SheetRefused):
        take(sheets.read(path))
    assert not Category.objects.exists()


@pytest.mark.parametrize(
    ("written", "limit"),
    [
        ("4工作时", "4wh"),
        ("5 个工作日", "5wd"),
        ("24小时内", "24h"),
        ("7天", "7d"),
        ("7日", "7d"),
        ("30分钟", "30m"),
        ("?", "?"),
    ],
)
def test_limits_are_read_as_offices_write_them(written, limit):
    assert read_limit(written) == limit


def test_a_kind_of_case_with_a_fault_is_not_stored():
    with pytest.raises(services.MoveRefused) as refused:
        services.add_category(
            actor=None, now=MORNING, code="95", name="x", owner_class="department", normal_limit="x", urgent_limit="1d"
        )
    assert refused.value.rule == "category.limit"
    assert not Category.objects.exists()


def test_a_group_with_kinds_is_not_ended(district):
    group, kind = district.kinds["group"], district.kinds["litter"]

    with pytest.raises(services.MoveRefused):
        services.end_category(category_id=group.pk, actor=None, now=MORNING)
    services.end_category(category_id=kind.pk, actor=None, now=MORNING)

    kind.refresh_from_db()
    assert kind.valid_to == date(2026, 11, 20)


def test_a_rule_ended_today_answers_no_more(district):
    rule = services.add_responsibility(
        actor=None, now=MORNING, area=district.areas["nanyuan"], unit=district.organisations["housing"],
        valid_from=date(2026, 1, 1), assists=[district.organisations["manager"]],
    )  # fmt: skip
    assert list(rule.assists.all()) == [district.organisations["manager"]]

    services.end_responsibility(rule_id=rule.pk, actor=None, now=MORNING)

    rule.refresh_from_db()
    assert rule.valid_to == date(2026, 11, 20)


def test_the_command_loads_the_shipped_list_or_a_file(tmp_path, capsys):
    call_command("import_categories")
    office_list(tmp_path, *LIST)
    call_command("import_categories", str(tmp_path / "list.csv"))

    said = capsys.readouterr().out
    assert "共 3 行：接受 3 行" in said


def test_the_empty_list_names_every_column():
    assert set(COLUMNS) >= {"code", "name", "owner_class", "normal_limit", "urgent_limit"}
