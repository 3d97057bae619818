"""Hostile workbooks: refused in under a second, by small files made here."""

import io
import random
import resource
import time
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pytest

from linli.foundation import sheets

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
SPARSE = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row><row r="1048576"><c r="{}"><v>1</v></c></row>'
)


def package(sheet: str | bytes, extra: dict[str, bytes] | None = None, head: str = "") -> io.BytesIO:
    """Return a workbook whose only sheet has the given rows; `head` stands before the sheet's root."""
    if isinstance(sheet, str):
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        sheet = f'{head}<worksheet xmlns="{space}"><sheetData>{sheet}</sheetData></worksheet>'.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", ROOT)
        parts.writestr("xl/workbook.xml", WORKBOOK)
        parts.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        parts.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (extra or {}).items():
            parts.writestr(name, content)
    stream.seek(0)
    return stream


def computed() -> float:
    """Return the seconds this process and its children have computed, however busy the machine is."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def refusal_within_a_second(stream: io.BytesIO) -> str:
    start = computed()
    with pytest.raises(sheets.SheetRefused) as refusal:
        list(sheets.read(stream).rows)
    assert computed() - start < 1
    return refusal.value.code


def test_the_hand_made_package_is_a_good_workbook_when_it_is_not_hostile():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row><row r="2"><c r="A2"><v>7</v></c></row>'

    assert [row.cells for row in sheets.read(package(rows)).rows] == [{"名称": "7"}]


def test_a_zip_bomb_is_refused():
    stream = package("", {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>" + b"A" * 250_000_000 + b"</t></si></sst>"})

    assert len(stream.getvalue()) < 400_000
    assert refusal_within_a_second(stream) == "bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    stream = package("", {"xl/sharedStrings.xml": b"<sst>" + b" " * 30_000_000})
    raw = stream.getvalue()
    size = (30_000_005).to_bytes(4, "little")
    assert raw.count(size) == 2

    assert refusal_within_a_second(io.BytesIO(raw.replace(size, (50_000).to_bytes(4, "little")))) == "broken"


def test_a_package_of_very_many_parts_is_refused():
    assert refusal_within_a_second(package("", {f"xl/x{number}.xml": b"<x/>" for number in range(1_100)})) == "bomb"


def test_the_same_part_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        stream = package("", {"xl/worksheets/sheet1.xml": b"<x/>"})

    assert refusal_within_a_second(stream) == "bomb"


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZZZZZZ9"])
def test_a_sparse_giant_is_refused(cell):
    stream = package(SPARSE.format(cell))

    assert len(stream.getvalue()) < 1_600
    assert refusal_within_a_second(stream) in ("rows", "columns")


def test_a_sparse_giant_made_by_a_real_program_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "名称"
    book.active["XFD1048576"] = 1
    stream = io.BytesIO()
    book.save(stream)

    assert refusal_within_a_second(stream) in ("rows", "columns")


@pytest.mark.parametrize(
    "row",
    [
        SPARSE.format("&#88;FD1048576"),
        '<row><c s=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 300 + "</row>",
    ],
)
def test_a_giant_in_disguise_harms_only_the_child(row):
    assert refusal_within_a_second(package(row)) in ("rows", "columns", "broken", "bomb")


def test_a_million_rows_are_refused_after_the_first_fifty_thousand():
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 1_000_001))

    assert refusal_within_a_second(package(rows)) == "rows"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!doctype x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_declared_entities_are_refused(head):
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'

    assert refusal_within_a_second(package(row, head=head)) == "entities"


def test_entities_hidden_in_another_encoding_are_refused():
    xml = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "A">]><worksheet/>'.encode("utf-16")

    assert refusal_within_a_second(package(xml)) == "broken"


def test_a_shared_text_repeated_very_often_is_stopped_by_the_memory_limit():
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{chr(65 + place)}{row}" t="s"><v>0</v></c>' for place in range(20))
        + "</row>"
        for row in range(1, 5_000)
    )
    noise = "".join(chr(0x4E00 + number % 20_000) for number in range(32_000))
    stream = package(cells, {"xl/sharedStrings.xml": f"<sst><si><t>{noise}</t></si></sst>".encode()})
    raw = stream.getvalue()

    with pytest.raises(sheets.SheetRefused) as refusal:
        list(sheets.read(io.BytesIO(raw), limits=sheets.Limits(memory_bytes=300 * 1024 * 1024)).rows)

    assert refusal.value.code in ("bomb", "broken")


def test_rows_that_grow_beyond_the_limit_are_stopped():
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 400))
    stream = package(cells, {"xl/sharedStrings.xml": f"<sst><si><t>{'长' * 30_000}</t></si></sst>".encode()})

    with pytest.raises(sheets.SheetRefused) as refusal:
        list(sheets.read(stream, limits=sheets.Limits(unpacked_bytes=5_000_000)).rows)

    assert refusal.value.code == "bomb"


def test_a_workbook_that_takes_too_long_is_stopped():
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in range(1, 40_000))

    with pytest.raises(sheets.SheetRefused) as refusal:
        list(sheets.read(package(rows), limits=sheets.Limits(seconds=0)).rows)

    assert refusal.value.code == "slow"


def test_damaged_workbooks_are_refused_or_read_but_never_a_fault():
    chance = random.Random(20240229)
    columns = [sheets.Column("a", "名称"), sheets.Column("b", "户数", "number")]
    good = sheets.write_xlsx(columns, ({"a": f"铜都{number}", "b": number} for number in range(20))).read()
    ends = set()

    for _ in range(60):
        raw = bytearray(good)
        for _ in range(chance.choice([1, 5, 50])):
            raw[chance.randrange(4, len(raw))] = chance.randrange(256)
        try:
            ends.add(len(list(sheets.read(io.BytesIO(bytes(raw))).rows)))
        except sheets.SheetRefused as refusal:
            ends.add(refusal.code)

    assert ends >= {"broken"}


def test_a_cell_longer_than_excel_allows_is_refused():
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{escape("长" * 40_000)}</t></is></c></row>'

    assert refusal_within_a_second(package(rows)) == "bomb"


def test_control_characters_written_as_escapes_are_cleaned():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>铜_x000B_都_x0000_</t></is></c></row>'
    )

    cell = next(sheets.read(package(rows)).rows).cells["名称"]

    assert "\x0b" not in cell
    assert "\0" not in cell
    assert cell.startswith("铜")


def test_a_workbook_of_another_kind_is_refused_with_advice():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", "<x/>")
    stream.seek(0)

    assert refusal_within_a_second(stream) == "broken"
