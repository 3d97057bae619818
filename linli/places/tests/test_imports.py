from datetime import date

import pytest
from django.core.management import CommandError, call_command

from linli.foundation import sheets
from linli.foundation.access import Grant
from linli.foundation.models import AuditLine
from linli.places import queries, services
from linli.places.models import Area, AreaVersion, Succession
from linli.places.samples import SAMPLE_NOW, make_area
from linli.places.terms import AreaKind, ProposalKind, SuccessionKind, Verdict

from . import lists
from .holders import Holder

pytestmark = pytest.mark.django_db
OLD, NEW = date(2019, 10, 31), date(2023, 6, 30)


def bring_in(tmp_path, rows=None, *, as_of=OLD, titles=lists.TITLES, encoding="utf-8", dry_run=False):
    path = lists.write(tmp_path, lists.csv_text(rows, titles), encoding=encoding)
    sheet = sheets.read(path)
    return services.import_areas(sheet.rows, actor=None, now=SAMPLE_NOW, as_of=as_of, dry_run=dry_run)


def merge_in(tmp_path, rows, **facts):
    """Bring a newer list in, confirm everything it proposes and apply it."""
    outcome = bring_in(tmp_path, rows, as_of=NEW, **facts)
    merge_id = outcome.merge.pk
    every = outcome.merge.proposals.all()
    services.decide_proposals(merge_id=merge_id, proposals=every, verdict=Verdict.CONFIRMED, actor=None, now=SAMPLE_NOW)
    applied = services.apply_merge(merge_id=merge_id, actor=None, now=SAMPLE_NOW)
    assert applied.waiting == []
    return outcome


def state() -> list:
    facts = ("path", "code", "name", "kind", "households", "valid_from", "valid_to", "listed_on")
    return [
        *Area.objects.order_by("pk").values_list(*facts),
        *AreaVersion.objects.order_by("pk").values_list("area", "name", "valid_from", "valid_to"),
        AuditLine.objects.count(),
    ]


def test_every_row_of_the_list_stands_in_the_tree(tmp_path):
    outcome = bring_in(tmp_path)

    assert (outcome.total, outcome.created, outcome.rejected) == (7, 7, [])
    assert outcome.made == {"city": 1, "district": 2, "subdistrict": 3, "community": 7}
    assert queries.count_by_tier() == {"city": 1, "district": 2, "subdistrict": 3, "community": 7}
    village = queries.find_by_code("590101100200")
    assert [up.name for up in queries.get_ancestors(village)] == ["云州市", "青川区", "柳桥镇"]
    assert (village.kind, village.short_name, village.listed_on) == (AreaKind.VILLAGE, "柳桥村", OLD)
    assert queries.find_by_code("590102001002").kind == AreaKind.DEPENDANTS
    assert queries.find_by_code("590100").province == "云江省"
    assert AreaVersion.objects.filter(valid_from=OLD, valid_to=None).count() == Area.objects.count()
    line = AuditLine.objects.get()
    assert (line.action, '"created":7' in line.details) == ("places.import", True)


def test_the_same_list_again_changes_nothing(tmp_path):
    bring_in(tmp_path)
    before = state()[:-1]

    outcome = bring_in(tmp_path)

    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 7)
    assert state()[:-1] == before


def test_a_dry_run_says_the_same_and_leaves_nothing(tmp_path):
    before = state()

    dry = bring_in(tmp_path, dry_run=True)

    assert state() == before
    real = bring_in(tmp_path)
    assert (dry.total, dry.created, dry.made) == (real.total, real.created, real.made)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_the_file_does_not_matter(tmp_path, encoding):
    bring_in(tmp_path)

    outcome = bring_in(tmp_path, encoding=encoding)

    assert outcome.unchanged == 7


def test_wide_digits_and_chinese_titles_do_not_matter(tmp_path):
    bring_in(tmp_path)
    rows = [
        [row[0].translate(str.maketrans("0123456789", "０１２３４５６７８９")), *row[1:]] for row in lists.rows_of()
    ]
    titles = ["代码", "名称", "类别", "街道代码", "街道（镇）", "区县代码", "区县", "市", "省"]

    outcome = bring_in(tmp_path, rows, titles=titles)

    assert outcome.unchanged == 7


def drop_column(rows, titles):
    return [row[:4] + row[5:] for row in rows], titles[:4] + titles[5:]


def twice(rows, titles):
    return [*rows, rows[2]], titles


def orphan(rows, titles):
    return [*rows, ["590101001009", "孤儿社区居委会", "居委会", "590101999", *rows[0][4:]]], titles


def nameless_parent(rows, titles):
    return [*rows, ["590101007001", "孤儿社区居委会", "居委会", "590101007", "", *rows[0][5:]]], titles


def two_names(rows, titles):
    return [*rows, ["590101001009", "新村社区居委会", "居委会", "590101001", "云溪镇", *rows[0][5:]]], titles


def damaged_code(rows, titles):
    return [*rows, ["5.90101E+11", *rows[0][1:]]], titles


def no_rows(rows, titles):
    return [], titles


@pytest.mark.parametrize(
    ("breaking", "said"),
    [
        (drop_column, "street_name"),
        (twice, "590101001003"),
        (orphan, "590101999"),
        (nameless_parent, "590101007001"),
        (two_names, "云溪镇"),
        (damaged_code, "5.90101E+11"),
        (no_rows, ""),
    ],
)
@pytest.mark.parametrize("laid", [False, True])
def test_a_broken_list_is_named_and_changes_nothing(tmp_path, breaking, said, laid):
    if laid:
        bring_in(tmp_path)
    before = state()
    rows, titles = breaking(lists.rows_of(), lists.TITLES)

    with pytest.raises(services.ListRefused) as caught:
        bring_in(tmp_path, rows, titles=titles, as_of=NEW)

    assert said in caught.value.text
    assert state() == before


def test_a_list_for_tomorrow_or_older_than_the_last_is_refused(tmp_path):
    bring_in(tmp_path, as_of=NEW)
    before = state()

    with pytest.raises(services.ListRefused):
        bring_in(tmp_path, as_of=OLD)
    with pytest.raises(services.ListRefused):
        bring_in(tmp_path, as_of=date(2099, 1, 1))

    assert state() == before


def test_a_row_with_its_own_flaw_is_set_aside_and_the_others_are_taken(tmp_path):
    rows = lists.rows_of()
    rows[1][1] = " "

    outcome = bring_in(tmp_path, rows)

    assert (outcome.created, outcome.accepted + len(outcome.rejected)) == (6, 7)
    assert [(row.number, row.cells["code"]) for row in outcome.rejected] == [(3, "590101001002")]
    assert queries.find_by_code("590101001002") is None


def test_a_newer_list_only_proposes_and_changes_nothing_until_it_is_applied(tmp_path):
    bring_in(tmp_path)
    before = state()[:-1]
    units = [unit for unit in lists.UNITS if unit[0] != "590101001003"]

    outcome = bring_in(tmp_path, lists.rows_of(units), as_of=NEW)

    assert state()[:-1] == before
    assert [(each.kind, each.area.code) for each in outcome.merge.proposals.all()] == [
        (ProposalKind.ABOLISHED, "590101001003")
    ]


def test_a_newer_list_renames_as_of_its_day(tmp_path):
    bring_in(tmp_path)
    units = [unit for unit in lists.UNITS if unit[0] != "590101001003"]
    units[0] = ("590101001001", "桂花苑社区居委会", "居委会")
    units.append(("590101001004", "新港社区居委会", "居委会"))

    outcome = merge_in(tmp_path, lists.rows_of(units))

    assert (outcome.created, outcome.changed, outcome.unchanged) == (1, 1, 5)
    assert Area.objects.get(code="590101001003").valid_to == NEW
    renamed = queries.find_by_code("590101001001")
    old, new = renamed.versions.order_by("valid_from")
    assert (old.name, old.valid_to) == ("桂花社区居委会", NEW)
    assert (new.name, new.valid_from) == ("桂花苑社区居委会", NEW)
    assert renamed.short_name == "桂花苑社区"
    row = Succession.objects.get(predecessor=renamed)
    assert (row.kind, row.on, row.predecessor) == (SuccessionKind.RENAME, NEW, renamed)
    assert queries.find_by_code("590101001004").valid_from == NEW


def test_a_corrected_list_of_the_same_day_corrects_the_version(tmp_path):
    bring_in(tmp_path)
    units = [("590101001001", "桂花园社区居委会", "居委会"), *lists.UNITS[1:]]

    outcome = bring_in(tmp_path, lists.rows_of(units))

    assert outcome.changed == 1
    assert queries.find_by_code("590101001001").versions.get().name == "桂花园社区居委会"


def test_a_renamed_street_is_changed_above_its_unchanged_communities(tmp_path):
    bring_in(tmp_path)
    rows = [[*row[:4], row[4].replace("云溪街道", "云溪新城街道"), *row[5:]] for row in lists.rows_of()]

    outcome = merge_in(tmp_path, rows)

    assert (outcome.changed, outcome.unchanged) == (0, 7)
    street = queries.find_by_code("590101001")
    assert (street.name, street.versions.count()) == ("云溪新城街道", 2)


def test_a_community_with_a_provisional_code_gets_its_official_one(tmp_path):
    bring_in(tmp_path)
    street = queries.find_by_code("590101001")
    founded = make_area("新港社区", "community", street, code="P590101001001", valid_from=date(2022, 3, 1))
    rows = lists.rows_of([*lists.UNITS, ("590101001004", "新港社区居委会", "居委会")])

    outcome = merge_in(tmp_path, rows)

    assert (outcome.created, outcome.changed) == (0, 1)
    founded.refresh_from_db()
    assert founded.code == "590101001004"
    assert {row.kind for row in Succession.objects.all()} == {SuccessionKind.RECODE}


def test_a_community_moved_by_hand_is_moved_back_by_the_list(tmp_path):
    bring_in(tmp_path)
    bridge, cloud = queries.find_by_code("590101100"), queries.find_by_code("590101001")
    moved = queries.find_by_code("590101001002")
    services.change_area(area_id=moved.pk, actor=None, now=SAMPLE_NOW, on=date(2021, 1, 1), parent=bridge)

    outcome = merge_in(tmp_path, None)

    moved.refresh_from_db()
    assert (outcome.changed, moved.parent) == (1, cloud)
    assert moved.path.startswith(cloud.path)
    assert moved.versions.count() == 3


def test_a_row_changed_by_hand_after_the_day_of_the_list_is_set_aside(tmp_path):
    bring_in(tmp_path)
    area = queries.find_by_code("590101001002")
    services.change_area(area_id=area.pk, actor=None, now=SAMPLE_NOW, on=date(2024, 1, 1), name="松园新社区")

    outcome = bring_in(tmp_path, as_of=NEW)

    assert [row.cells["code"] for row in outcome.rejected] == ["590101001002"]
    assert queries.find_by_code("590101001002").name == "松园新社区"


def test_households_are_taken_when_the_list_has_them(tmp_path):
    bring_in(tmp_path)
    rows = [[*row, "850" if row[0] == "590101001001" else ""] for row in lists.rows_of()]

    outcome = merge_in(tmp_path, rows, titles=[*lists.TITLES, "户数"])

    assert outcome.changed == 1
    assert queries.find_by_code("590101001001").households == 850


def test_whoever_imports_reaches_only_what_his_duties_reach(tmp_path):
    bring_in(tmp_path)
    district = queries.find_by_code("590101")
    clerk = Holder(Grant("places.import", district.path, "", True))
    renamed = [(code, name.replace("社区", "新社区"), kind) for code, name, kind in lists.UNITS]
    sheet = sheets.read(lists.write(tmp_path, lists.csv_text(lists.rows_of(renamed))))

    outcome = services.import_areas(sheet.rows, actor=clerk, now=SAMPLE_NOW, as_of=NEW)

    assert (outcome.changed, outcome.unchanged) == (4, 2)
    assert [row.cells["code"] for row in outcome.rejected] == ["590102001001"]
    assert not outcome.merge.proposals.filter(area__code="590102001001").exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(tmp_path, django_assert_max_num_queries):
    units = [(f"590101001{number:03d}", f"第{number}社区居委会", "居委会") for number in range(1, 150)]
    with django_assert_max_num_queries(40):
        bring_in(tmp_path, lists.rows_of(units))

    units = [(code, name.replace("第", "新"), kind) for code, name, kind in units]
    with django_assert_max_num_queries(80):
        outcome = merge_in(tmp_path, lists.rows_of(units))

    assert outcome.changed == 149


def test_the_command_accounts_for_every_row(tmp_path, capsys):
    path = lists.write(tmp_path, lists.csv_text(), encoding="gb18030")

    call_command("import_areas", str(path), "--as-of", "2019-10-31")
    call_command("import_areas", str(path), "--as-of", "2019-10-31", "--dry-run")

    said = capsys.readouterr().out
    assert "7" in said.splitlines()[0]
    assert Area.objects.count() == 13


def test_the_command_writes_the_rejected_rows_with_their_reasons(tmp_path):
    rows = lists.rows_of()
    rows[1][1] = ""
    path, rejected = lists.write(tmp_path, lists.csv_text(rows)), tmp_path / "rejected.xlsx"

    call_command("import_areas", str(path), "--as-of", "2019-10-31", "--rejected", str(rejected))

    (row,) = sheets.read(rejected).rows
    assert "590101001002" in row.cells.values()


def test_the_command_refuses_a_broken_file_and_hands_its_rows_back(tmp_path):
    rows = [*lists.rows_of(), lists.rows_of()[0]]
    path, rejected = lists.write(tmp_path, lists.csv_text(rows)), tmp_path / "rejected.xlsx"

    with pytest.raises(CommandError):
        call_command("import_areas", str(path), "--as-of", "2019-10-31", "--rejected", str(rejected))

    assert len(list(sheets.read(rejected).rows)) == 1
    assert not Area.objects.exists()


def test_the_command_refuses_a_sparse_workbook_and_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_areas", str(lists.sparse_workbook(tmp_path)), "--as-of", "2019-10-31")
    with pytest.raises(CommandError):
        call_command("import_areas", str(tmp_path / "none.csv"), "--as-of", "2019-10-31")

    assert not Area.objects.exists()
