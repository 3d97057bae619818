import csv
import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from linli.foundation import sheets
from linli.foundation.models import AuditLine
from linli.organisations import queries, services
from linli.organisations.models import Organisation
from linli.people.samples import appoint, make_account, make_role
from linli.places.samples import SAMPLE_NOW

TITLES = ["名称", "类别", "区划代码", "上级", "编码", "简称"]
ROWS = [
    ["城管一队", "部门", "530113", "CG00", "CG01", ""],
    ["东川区城市管理综合执法局", "职能部门", "530113", "", "CG00", "区城管"],
    ["南苑社区居委会", "居委会", "530113001001", "铜都街道办事处", "", ""],
    ["铜都街道办事处", "街道办事处", "530113001", "", "", ""],
]


def sheet_of(tmp_path, rows=ROWS, titles=TITLES):
    out = io.StringIO()
    csv.writer(out).writerows([titles, *rows])
    path = tmp_path / "list.csv"
    path.write_text(out.getvalue(), encoding="gb18030")
    return path


def bring_in(tmp_path, rows=ROWS, titles=TITLES, **options):
    sheet = sheets.read(sheet_of(tmp_path, rows, titles))
    options = {"as_of": date(2024, 1, 1), **options}
    return services.import_organisations(sheet.rows, actor=None, now=SAMPLE_NOW, **options)


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ([row[:2] + row[3:] for row in ROWS], TITLES[:2] + TITLES[3:]),
        ([*ROWS, ROWS[0]], TITLES),
        ([*ROWS, ROWS[3]], TITLES),
        ([], TITLES),
    ],
)
def test_a_broken_list_changes_nothing(areas, tmp_path, rows, titles):
    lines = AuditLine.objects.count()

    with pytest.raises(sheets.SheetRefused):
        bring_in(tmp_path, rows, titles)

    assert not Organisation.objects.exists()
    assert AuditLine.objects.count() == lines


def test_rows_come_in_whatever_their_order_and_one_line_is_left(areas, tmp_path):
    outcome = bring_in(tmp_path)

    assert (outcome.total, outcome.created, outcome.rejected) == (4, 4, [])
    team = queries.find_by_code("CG01")
    assert team.parent.short_name == "区城管"
    assert team.path.startswith(team.parent.path)
    assert team.valid_from == date(2024, 1, 1)
    assert AuditLine.objects.filter(action="organisations.import").count() == 1


def test_the_same_list_again_changes_nothing(areas, tmp_path):
    bring_in(tmp_path)
    before = list(Organisation.objects.order_by("pk").values())

    outcome = bring_in(tmp_path)

    assert (outcome.created, outcome.changed, outcome.unchanged) == (0, 0, 4)
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_a_dry_run_leaves_nothing(areas, tmp_path):
    outcome = bring_in(tmp_path, dry_run=True)

    assert outcome.created == 4
    assert not Organisation.objects.exists()


def test_what_differs_changes_and_empty_cells_change_nothing(areas, tmp_path):
    bring_in(tmp_path)
    rows = [["城管一大队", "部门", "530113", "铜都街道办事处", "CG01", ""], ["", "", "", "", "", "x"]]
    rows[1] = ["东川区城市管理综合执法局", "部门", "530113", "", "CG00", ""]

    outcome = bring_in(tmp_path, rows)

    assert (outcome.changed, outcome.unchanged) == (1, 1)
    team = queries.find_by_code("CG01")
    assert (team.name, team.parent.name) == ("城管一大队", "铜都街道办事处")
    assert team.path.startswith(team.parent.path)
    assert queries.find_by_code("CG00").short_name == "区城管"


@pytest.mark.parametrize(
    "row",
    [
        ["工商银行", "银行", "530113", "", "", ""],
        ["城管二队", "部门", "530199", "", "", ""],
        ["城管二队", "部门", "530113", "没有的单位", "", ""],
        [" ", "部门", "530113", "", "X", ""],
        ["自己", "部门", "530113", "自己", "", ""],
        ["南苑社区居委会", "部门", "530113001001", "", "CG01", ""],
    ],
)
def test_a_row_that_does_not_fit_is_set_aside_with_its_reason(areas, tmp_path, row):
    bring_in(tmp_path)

    outcome = bring_in(tmp_path, [*ROWS[1:], row])

    assert (outcome.unchanged, len(outcome.rejected)) == (3, 1)
    assert outcome.rejected[0].number == 5
    assert outcome.rejected[0].reason


def test_whoever_imports_reaches_only_what_his_duties_reach(areas, tmp_path):
    sheet = sheets.read(sheet_of(tmp_path))
    clerk = make_account("linjie")
    appoint(clerk, make_role("registrar", actions=["organisations.import"], whole_area=True), area=areas["tongdu"])

    outcome = services.import_organisations(sheet.rows, actor=clerk, now=SAMPLE_NOW, as_of=date(2024, 1, 1))

    assert set(Organisation.objects.values_list("name", flat=True)) == {"铜都街道办事处", "南苑社区居委会"}
    assert len(outcome.rejected) == 2


def test_the_command_accounts_for_every_row_and_hands_the_rejected_back(areas, tmp_path, capsys):
    path = sheet_of(tmp_path, [*ROWS, ["工商银行", "银行", "530113", "", "", ""]])
    rejected = tmp_path / "rejected.xlsx"

    call_command("import_organisations", str(path), "--as-of", "2024-01-01", "--rejected", str(rejected))

    assert "5" in capsys.readouterr().out.splitlines()[0]
    (row,) = sheets.read(rejected).rows
    assert "工商银行" in row.cells.values()


def test_the_command_refuses_what_it_cannot_read(areas, tmp_path):
    with pytest.raises(CommandError):
        call_command("import_organisations", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError):
        call_command("import_organisations", str(sheet_of(tmp_path, [])))
