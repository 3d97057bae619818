"""Lists as offices make them: title rows, gaps, many rows, old formats."""

import base64
import io
import time
import tracemalloc
import zipfile
import zlib
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from linli.foundation import sheets
from linli.foundation.sheets.packages import check_package

OLD_WORKBOOK = zlib.decompress(
    base64.b85decode(
        "c-rk)O=wd=5dQY%Kjh!E(h4;cTD7*25JWHStAh4qskTxPK^qf9YSR)t7%#2XfEOX47e$0ZJ$R{l@dp(YJa`Z)dJu|2qImM6px~j&"
        "b9V9~X;o-I3zhxC&dkp2&Q9L$?CyIn=YxfrJIzHbLk}z{8!p&ubb^YjS_y#ch9Si&cTzDF))ZV$nn=4154|rOat`Hu7op*{^(j%{"
        "J(a_lK>v6;6<I~>;uuDRjG>#Tz%|nN(8N)Nm>y%gj_ECK`G{#RYc4YFrnUuf2=jV>#}0E9AJkge=7aQmkNYgJCWZz)m#cU(FDh+q"
        "*qJ#oa&nCsTC5(-f+n;tl}=@3-H#h^16e}X*jQIGSwNU3dluh}2=KL<)lVWyzq)z>(tls7cl<%`q)A+^zoc1#DHumNNpkR@%_=RL"
        "@D3dqT%?WMZl*Qa8z;qSV&0+8Sz;ek8;=v)o|s5^fNk+;EEbPOW6@~T3i0-GDL;H+Fz=R|K5r6%C7XnolgC3e2|vq0PN4urxp?!-"
        "tG$T<{RnHO_+Y3UA8j&P7&t3?P-h=oG^Wzh!SYt7=h*88mYbP|X?+uKA80UzJ=5IgJX_mooH*mPzNtpuOmgnizWXh?5Be68=lY6g"
        "!gFu*8MM-ImZbjjH;qowDXw0Tc%WCgFt?g_Oq+h$cAQ$kjNLHLNIyz4(Fj4Nm707y;%7}WpH-!1p_;|?C4S>eurI6GUa&74)gDu9"
        "g8YPV{h9QbSucI{Xd&F?2ijY6bi1LTprD|jprD|jU|z~KzJyjT;5PGm?=ZjXl&F-|XOjOG`!P<xQ}j}~8)@PhWb0Z#jj)NTFR{Wt"
        ")$fH8!!&vZqeyTZqjj%edOZ`h|7XP=1Ai}t>K(saPn`dF{2wNJ+B*"
    )
)
"""A workbook of Excel 97 (.xls) of one row: code, name, date, households."""


def workbook(*lines, title="Sheet") -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def refused(source, **options) -> sheets.SheetRefused:
    with pytest.raises(sheets.SheetRefused) as refusal:
        list(sheets.read(source, **options).rows)
    return refusal.value


def test_a_workbook_is_read_as_the_texts_a_person_sees():
    stream = workbook(
        ["编码", "名称", "日期", "时刻", "户数", "比例", "有效"],
        [530113001000, "铜都街道", date(2024, 2, 29), datetime(2024, 2, 29, 8, 5), 1500, 0.25, True],  # noqa: DTZ001
        ["005", "", None, None, 0, 1e-7, False],
    )

    sheet = sheets.read(stream)

    assert sheet.columns == ["编码", "名称", "日期", "时刻", "户数", "比例", "有效"]
    assert [list(row.cells.values()) for row in sheet.rows] == [
        ["530113001000", "铜都街道", "2024-02-29", "2024-02-29 08:05:00", "1500", "0.25", "TRUE"],
        ["005", "", "", "", "0", "1e-07", "FALSE"],
    ]


def test_blank_rows_before_the_titles_and_between_rows_are_skipped_and_numbers_stay():
    stream = workbook([], [None, " "], ["名称", "户数"], [], ["铜都", 3], [None, "　"], ["起嘎", 4])

    assert [(row.number, row.cells["名称"]) for row in sheets.read(stream).rows] == [(5, "铜都"), (7, "起嘎")]


def test_row_numbers_of_text_files_are_line_numbers():
    raw = '\n\n,,\n名称,户数\n\n铜都,3\n"两\n行",4\n'.encode()

    assert [row.number for row in sheets.read(io.BytesIO(raw)).rows] == [6, 8]


@pytest.mark.parametrize("mark", [",", ";", "\t", "，"])
def test_the_separator_of_a_text_file_is_recognised(mark):
    raw = mark.join(["名称", "户数"]) + "\n" + mark.join(["铜都", "3"]) + "\n"

    assert [row.cells for row in sheets.read(io.BytesIO(raw.encode())).rows] == [{"名称": "铜都", "户数": "3"}]


def test_the_first_visible_sheet_with_cells_is_read():
    book = openpyxl.Workbook()
    book.active.append(["秘密"])
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
    book.create_sheet("名单").append(["名称"])
    book.active = 2
    stream = io.BytesIO()
    book.save(stream)

    assert sheets.read(stream).columns == ["名称"]


def test_columns_without_a_title_are_named_by_their_letter():
    sheet = sheets.read(io.BytesIO("名称,,户数,\n铜都,甲,3,乙\n".encode()))

    assert sheet.columns == ["名称", "(B)", "户数"]
    assert next(sheet.rows).cells == {"名称": "铜都", "(B)": "甲", "户数": "3", "(D)": "乙"}


def test_a_title_that_stands_twice_is_refused_with_its_places():
    refusal = refused(io.BytesIO("名称,户数,名　称 ,名称\n".encode()))

    assert (refusal.code, "A, D" in refusal.text) == ("titles", True)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "kind"),
        (b"\n\n,,,\n", "empty"),
        (b"%PDF-1.7 ...", "kind"),
        (b"\x89PNG\r\n\x1a\n....", "kind"),
        (b"PK\x03\x04 not a package", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", "broken"),
        ('名称\n"铜都'.encode() + b"x" * 200_000, "quotes"),
    ],
)
def test_what_is_no_list_is_refused_by_its_content(raw, code):
    assert refused(SimpleUploadedFile("list.xlsx", raw)).code == code


def test_a_text_file_with_the_name_of_a_workbook_is_read_as_what_it_is():
    assert sheets.read(SimpleUploadedFile("名单.xlsx", "名称\n铜都\n".encode())).columns == ["名称"]


def test_an_upload_on_disk_is_read_too():
    upload = TemporaryUploadedFile("名单.csv", "text/csv", 0, None)
    upload.write("名称\n铜都\n".encode())
    upload.flush()

    assert [row.cells["名称"] for row in sheets.read(upload).rows] == ["铜都"]


def test_fifty_thousand_rows_of_text_are_a_stream():
    lines = (f"{number},铜都街道起嘎社区{number}号楼,路灯不亮，请尽快处理\n" for number in range(50_000))
    raw = io.BytesIO(("编码,地点,说明\n" + "".join(lines)).encode())
    sheet = sheets.read(raw)
    next(sheet.rows)

    tracemalloc.start()
    count = 1 + sum(1 for _ in sheet.rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 50_000
    assert peak < 1_000_000


def test_one_row_more_than_allowed_is_refused_not_cut():
    limits = sheets.Limits(rows=100)
    lines = [[number] for number in range(101)]

    assert refused(io.BytesIO(b"n\n" + b"1\n" * 101), limits=limits).code == "rows"
    assert refused(workbook(["n"], *lines), limits=limits).code == "rows"
    assert len(list(sheets.read(workbook(["n"], *lines[:-1]), limits=limits).rows)) == 100


def test_too_many_columns_are_refused():
    assert refused(io.BytesIO(b",".join(b"c%d" % n for n in range(201)))).code == "columns"
    assert refused(workbook([f"c{number}" for number in range(201)])).code == "columns"


def test_formatted_but_empty_cells_far_away_do_no_harm():
    book = openpyxl.Workbook()
    book.active.append(["名称"])
    book.active.append(["铜都"])
    book.active["XFD90000"].font = openpyxl.styles.Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)

    assert [row.cells for row in sheets.read(stream).rows] == [{"名称": "铜都"}]


def test_an_old_workbook_is_read_like_a_new_one():
    rows = list(sheets.read(SimpleUploadedFile("名单.xlsx", OLD_WORKBOOK)).rows)

    assert [row.cells for row in rows] == [
        {"编码": "530113001000", "名称": "铜都街道", "日期": "2024-02-29", "户数": "1500"}
    ]


def test_a_reader_that_does_not_work_is_not_blamed_on_the_file(monkeypatch, tmp_path):
    monkeypatch.setattr("linli.foundation.sheets.workbook._CHILD", tmp_path / "absent.py")

    with pytest.raises(RuntimeError, match="does not work"):
        sheets.read(workbook(["名称"]))


def test_many_rows_of_a_workbook_are_a_stream_too():
    columns = [sheets.Column("code", "编码"), sheets.Column("name", "名称")]
    book = sheets.write_xlsx(columns, ({"code": number, "name": f"铜都街道{number}"} for number in range(8_000)))
    sheet = sheets.read(book)
    next(sheet.rows)

    tracemalloc.start()
    count = 1 + sum(1 for _ in sheet.rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 8_000
    assert peak < 1_000_000


def test_an_importer_may_take_its_time_over_the_rows():
    rows = sheets.read(workbook(["n"], *([number] for number in range(50))), limits=sheets.Limits(seconds=1)).rows
    next(rows)
    time.sleep(2.2)

    assert len(list(rows)) == 49


def test_a_file_that_is_too_large_is_refused_by_its_size():
    assert refused(io.BytesIO(b"a\n" * 600), limits=sheets.Limits(file_bytes=1024)).code == "size"


def test_refusals_speak_the_language_of_the_reader():
    refusal = refused(io.BytesIO(b""))

    assert refusal.text
    assert "%" not in refusal.text


@pytest.mark.parametrize("shift", range(-6, 7))
def test_a_filled_cell_far_away_is_seen_wherever_the_file_is_cut(tmp_path, shift):
    path, cell, piece = tmp_path / "list.xlsx", b'<c r="A90000" t="n">', 1 << 18
    begun = b"<worksheet><sheetData>"
    with zipfile.ZipFile(path, "w") as package:
        blank = b" " * (piece - len(begun) - len(cell) + shift)
        package.writestr("xl/worksheets/sheet1.xml", begun + blank + cell + b"<v>1</v></c></sheetData></worksheet>")
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr("xl/workbook.xml", b"<workbook/>")

    with pytest.raises(sheets.SheetRefused) as refusal:
        check_package(path, sheets.DEFAULT)

    assert refusal.value.code == "rows"
