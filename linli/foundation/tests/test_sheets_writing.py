"""Lists for people: opened again with another program to see what really stands in them."""

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime

import openpyxl
import pytest

from linli.foundation import sheets
from linli.foundation.sheets import Column

ATTACKS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","点我")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "  =1+1",
    "{=1+1}",
    "%0A=1",
    "|calc",
]
NAMES = ["𠮷田", "𰻝", "\ufa11", "吐尔逊·买买提", "👩\u200d👧", "https://example.org/x", "mailto:a@example.org"]


def reopened(columns, rows, **options):
    return openpyxl.load_workbook(sheets.write_xlsx(columns, rows, **options)).active


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_a_workbook(attack):
    sheet = reopened([Column("name", "=名称")], [{"name": attack}])

    assert [cell.data_type for cell in sheet["A"]] == ["s", "s"]
    assert sheet["A2"].value == attack.strip()
    assert sheet["A2"].hyperlink is None


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_begins_like_a_formula_in_a_text_file(attack):
    raw = b"".join(sheets.write_csv([Column("name", "=名称")], [{"name": attack}]))
    title, cell = (line[0] for line in csv.reader(io.StringIO(raw.decode("utf-8-sig"))))

    assert title == "'=名称"
    assert cell.strip()[0] not in "=+-@|%＝"
    assert attack.strip() in cell


@pytest.mark.parametrize("name", NAMES)
def test_rare_names_come_back_unchanged_from_both_formats(name):
    columns, rows = [Column("name", "名称")], [{"name": name}]

    assert next(sheets.read(sheets.write_xlsx(columns, rows)).rows).cells == {"名称": name}
    assert next(sheets.read(io.BytesIO(b"".join(sheets.write_csv(columns, rows)))).rows).cells == {"名称": name}


def test_control_characters_and_over_long_texts_do_not_break_the_file():
    sheet = reopened([Column("text", "说明")], [{"text": "路\x00灯\x0b不\ud800亮"}, {"text": "长" * 40_000}])

    assert sheet["A2"].value == "路灯不\ufffd亮"
    assert len(sheet["A3"].value) == 32_767


def test_values_keep_their_kind_and_codes_stay_text():
    columns = [
        Column("code", "编码"),
        Column("households", "户数", "number"),
        Column("on", "日期", "date"),
        Column("at", "时刻", "moment"),
        Column("open", "开放", "text"),
        Column("none", "空", "number"),
    ]
    row = {
        "code": "005",
        "households": 1500,
        "on": date(2024, 2, 29),
        "at": datetime(2024, 2, 29, 0, 5, tzinfo=UTC),
        "open": True,
        "none": None,
    }

    cells = [cell.value for cell in reopened(columns, [row])[2]]

    assert cells == ["005", 1500, datetime(2024, 2, 29), datetime(2024, 2, 29, 8, 5), True, None]  # noqa: DTZ001


def test_the_titles_stay_in_sight_and_the_sheet_is_named():
    sheet = reopened([Column("a", "名称", width=30)], [{"a": "甲"}], title="案件：[待办]/2024")

    assert (sheet.freeze_panes, sheet.title, sheet.column_dimensions["A"].width > 29) == ("A2", "案件：待办2024", True)


def test_an_excel_list_of_many_rows_is_not_kept_in_memory():
    rows = ({"a": f"铜都街道{number}", "b": number} for number in range(6_000))

    tracemalloc.start()
    sheets.write_xlsx([Column("a", "名称"), Column("b", "数", "number")], rows).close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 4_000_000


def test_a_text_file_opens_in_chinese_and_ends_lines_as_excel_does():
    raw = b"".join(sheets.write_csv([Column("a", "名称")], [{"a": "铜都"}, {"a": None}, {"a": -3}]))

    assert raw == b"\xef\xbb\xbf" + '名称\r\n铜都\r\n""\r\n-3\r\n'.encode()


@pytest.mark.parametrize(
    ("text", "before"), [("'=1+1", "=1+1"), ("'@x", "@x"), ("'甲'", "'甲'"), ("=1", "=1"), ("'", "'"), ("", "")]
)
def test_the_mark_of_a_formula_is_taken_off_again_and_nothing_else(text, before):
    assert sheets.unmarked(text) == before


def test_a_workbook_holds_several_sheets():
    titles = [("甲", [Column("a", "名称")], [{"a": "=1"}]), ("乙", [Column("b", "户数", "number")], [{"b": 7}])]

    with sheets.write_book(titles) as stream:
        book = openpyxl.load_workbook(stream)

    assert book.sheetnames == ["甲", "乙"]
    assert (book["甲"]["A2"].value, book["甲"]["A2"].data_type, book["乙"]["A2"].value) == ("=1", "s", 7)
