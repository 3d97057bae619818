import pytest
from django.core.management import call_command

from linli.foundation.imports import perform
from linli.foundation.models import AuditLine
from linli.foundation.sheets import Row, Sheet, SheetRefused
from linli.network import samples, services
from linli.network.models import Holder, Posting
from linli.network.rules import listing
from linli.network.terms import HouseholdKind
from linli.network.tests.conftest import NOW, TODAY

NANYUAN = "530113001001"
LIST = [
    {
        "岗位": "楼栋长",
        "区域代码": NANYUAN,
        "小区": "桂苑小区",
        "楼栋": "3号楼",
        "姓名": "王秀英",
        "电话": "13812341234",
    },
    {"岗位": "小区负责人", "社区": "南苑社区", "小区": "桂苑小区", "姓名": "李建国", "任职日期": "2024-03-01"},
    {
        "岗位": "key_household",
        "区域代码": NANYUAN,
        "楼栋": "3号楼",
        "姓名": "赵家",
        "门牌": "301",
        "类别": "党员户",
        "类别同意日期": "2024年3月1日",
    },
    {"岗位": "居委会", "区域代码": NANYUAN, "姓名": "南苑社区居委会"},
]


def take(rows, actor=None, dry_run=False, **options):
    """Import rows of cells through the one door of imports."""
    titles = list(dict.fromkeys(title for cells in rows for title in cells))
    read = [Row(number, dict.fromkeys(titles, "") | cells) for number, cells in enumerate(rows, 2)]
    sheet = Sheet(titles, iter(read))
    return perform(services.import_network, sheet, actor=actor, now=NOW, dry_run=dry_run, **options)


def counts(outcome):
    return outcome.created, outcome.changed, outcome.unchanged, len(outcome.rejected)


def test_a_list_of_all_kinds_is_taken_and_changes_nothing_the_second_time(areas, units, commander):
    outcome = take(LIST, actor=commander)

    assert counts(outcome) == (4, 0, 0, 0), [each.reason for each in outcome.rejected]
    held = {each.kind.code: each for each in Posting.objects.select_related("kind", "holder", "area")}
    assert held["building_steward"].area == areas["building"]
    assert held["building_steward"].valid_from == TODAY
    assert str(held["compound_head"].valid_from) == "2024-03-01"
    assert held["key_household"].holder.household_kind == HouseholdKind.PARTY_MEMBER
    assert held["residents_committee"].organisation == units["nanyuan_committee"]
    assert AuditLine.objects.filter(action="network.import").count() == 1

    assert counts(take(LIST, actor=commander)) == (0, 0, 4, 0)
    assert (Posting.objects.count(), Holder.objects.count()) == (4, 3)


def test_trying_leaves_nothing_behind(areas, units):
    assert counts(take(LIST, dry_run=True)) == (4, 0, 0, 0)

    assert (Posting.objects.count(), Holder.objects.count()) == (0, 0)
    assert not AuditLine.objects.filter(action="network.import").exists()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"岗位": "村长"}, "村长"),
        ({"区域代码": "999999"}, "999999"),
        ({"区域代码": "", "社区": "无名社区"}, "无名社区"),
        ({"区域代码": ""}, "“”"),
        ({"楼栋": "99号楼"}, "99号楼"),
        ({"楼栋": ""}, "桂苑小区"),
        ({"姓名": ""}, ""),
        ({"类别": "文明户"}, ""),
        ({"任职日期": "去年"}, "去年"),
        ({"电话": "138****1234"}, ""),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_others_are(areas, units, cells, words):
    outcome = take([LIST[0] | cells, LIST[1]])

    assert counts(outcome) == (1, 0, 0, 1)
    assert words in outcome.rejected[0].reason
    assert "%(" not in outcome.rejected[0].reason


@pytest.mark.parametrize("row", [{"类别": "党员户"}, {"类别": "模范户", "类别同意日期": "2024-01-01"}])
def test_a_kind_of_household_needs_a_known_word_and_for_party_members_consent(areas, row):
    assert counts(take([{"岗位": "居民骨干户", "区域代码": NANYUAN, "楼栋": "3号楼", "姓名": "赵家", **row}])) == (
        0,
        0,
        0,
        1,
    )


def test_a_row_outside_the_duties_and_one_said_twice_are_rejected(areas, units, dispatcher):
    far = {"岗位": "小区负责人", "区域代码": "530113002001", "小区": "梅园小区", "姓名": "李建国"}

    outcome = take([LIST[0], LIST[0], far], actor=dispatcher)

    assert counts(outcome) == (1, 0, 0, 2)


@pytest.mark.parametrize("rows", [[{"岗位": "楼栋长", "姓名": "王秀英"}], [{"区域代码": NANYUAN, "姓名": "王秀英"}]])
def test_a_list_without_a_needed_column_is_refused_as_a_whole(areas, rows):
    with pytest.raises(SheetRefused):
        take(rows)


def test_facts_of_who_is_known_change_and_a_hidden_phone_changes_nothing(areas, units):
    take(LIST)

    assert counts(take([LIST[0] | {"电话": "13900000000"}])) == (0, 1, 0, 0)
    assert counts(take([LIST[0] | {"电话": "139****0000"}])) == (0, 0, 1, 0)
    assert Holder.objects.get(name="王秀英").phone == "13900000000"


def test_whoever_the_list_no_longer_names_hands_over(areas, units):
    take([LIST[0] | {"任职日期": "2024-01-01"}])

    outcome = take([LIST[0] | {"姓名": "孙红", "电话": "", "任职日期": "2026-06-01"}])

    assert counts(outcome) == (1, 0, 0, 0)
    assert len(outcome.notes) == 1
    ended = Posting.objects.get(holder__name="王秀英")
    assert str(ended.valid_to) == "2026-06-01"


def test_two_named_for_one_building_both_hold_it(areas, units):
    take([LIST[0] | {"任职日期": "2024-01-01"}])

    outcome = take([LIST[0], LIST[0] | {"姓名": "孙红", "电话": ""}])

    assert counts(outcome) == (1, 0, 1, 0)
    assert Posting.objects.filter(valid_to__isnull=True).count() == 2


def test_one_person_with_several_posts_is_one_holder(areas, units):
    rows = [LIST[0], LIST[0] | {"楼栋": "5号楼"}]

    take(rows)

    assert Holder.objects.count() == 1
    assert counts(take(rows)) == (0, 0, 2, 0)
    assert samples.kind_of("building_steward").postings.count() == 2


def test_the_console_takes_the_same_list(areas, units, tmp_path):
    path, rejected = tmp_path / "network.csv", tmp_path / "rejected.xlsx"
    path.write_text(
        f"岗位,区域代码,楼栋,姓名\n楼栋长,{NANYUAN},3号楼,王秀英\n村长,{NANYUAN},,李建国\n", encoding="utf-8"
    )

    call_command("import_network", str(path), "--as-of", "2024-03-01", "--rejected", str(rejected))

    assert str(Posting.objects.get().valid_from) == "2024-03-01"
    assert rejected.exists()


def test_titles_and_words_are_read_as_people_write_them():
    assert listing.match_titles([" 岗 位", "手机号", "备注", "姓名"]) == {
        "post": " 岗 位",
        "phone": "手机号",
        "name": "姓名",
    }
    assert listing.household_kind_of("党员家庭") is HouseholdKind.PARTY_MEMBER
    assert listing.household_kind_of("model") is HouseholdKind.MODEL
    assert listing.household_kind_of("富户") is None
