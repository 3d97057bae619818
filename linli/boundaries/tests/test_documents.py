"""Documents of a small plan, opened again by other programs; names as nobody should give them."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import openpyxl
import pypdf
import pytest
import shapefile
import shapely
from docx import Document
from shapely.geometry import shape

from linli.boundaries.documents import fonts, geodata, maps, paper, word, wording, workbook
from linli.boundaries.documents.compiling import Split
from linli.boundaries.documents.dossier import Asked, Basis, Dossier, Stage, Voices
from linli.boundaries.documents.tables import tables_of
from linli.boundaries.queries.norms import equipment_on
from linli.boundaries.rules.base import NOWHERE, Base, Border, Community, Unit
from linli.boundaries.rules.sheet import FREE

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NASTY = (
    '=HYPERLINK("http://x","点我")',
    "<b>甲&乙</b>",
    "“引号”'社区'",
    "#emph[x] $y$ \\ @z",
    "新时代中国特色社会主义示范性铜都街道第一百二十三号超大型居民社区委员会",
    "笑脸😀社区",
    "@SUM(A1)",
    "响水\x0b河社区",
)
STEP = 0.002
WEST, SOUTH = 103.2, 26.1


def unit(number, *, wide=8, outlined=True, **facts):
    west, south = WEST + number % wide * STEP, SOUTH + number // wide * STEP
    ring = [[west, south], [west + STEP, south], [west + STEP, south + STEP], [west, south + STEP], [west, south]]
    given = {
        "key": f"k{number}",
        "name": f"{number}号小区",
        "kind": "compound",
        "households": 250,
        "x": 0.0,
        "y": 0.0,
        "longitude": west + STEP / 2,
        "latitude": south + STEP / 2,
        "area": 44_000.0,
        "community": number % wide // (wide // 2),
        "shape": {"type": "Polygon", "coordinates": [ring]} if outlined else None,
    }
    return Unit(**given | facts)


def ground(count=32, wide=8, **facts):
    units = tuple(unit(number, wide=wide, **facts) for number in range(count))
    right = [Border(n, n + 1, 222.0, 0, 222.0) for n in range(count) if n % wide < wide - 1]
    up = [Border(n, n + wide, 200.0, 1, 120.0) for n in range(count - wide)]
    communities = (Community("河西社区", code="530113001081", seat=0), Community("河东社区", seat=wide - 1))
    return Base(units, (*right, *up), communities)


def make(base=None, labels=None, called=None, heirs=None, **facts):
    """Return the dossier of four upright stripes; 0 and 3 go on as the present communities."""
    base = base or ground()
    labels = labels or [number % 8 // 2 for number in range(len(base.units))]
    called = {0: "河西社区", 1: "柳岸社区", 2: "桃源社区", 3: "河东社区"} if called is None else called
    heirs = {0: 0, 3: 1} if heirs is None else heirs
    staff = [(("林姐", "老周", "小陈"), 3), (None, None)]
    split = Split(base, labels, called, heirs, equipment_on(date(2026, 11, 20)), (), staff)
    basis = Basis("B1-2-3", "方案一", 3, NOON, "ab" * 16, NOON, "places", NOON, "林姐")
    known = {
        "title": "河东河西拆分",
        "area": "铜都街道",
        "state": "草稿",
        "low": 1500,
        "high": 3500,
        "band_reason": "",
        "is_draft": True,
        "missing": ("还没有批准文件。",),
        "basis": basis,
        "settlements": split.settlements(),
        "presents": split.presents(),
        "moved": split.moved(),
        "premises": split.premises(),
        "trail": (Stage(NOON, "", "草稿", "林姐", "开始", "3"),),
        "asked": (Asked("问卷", date(2026, 11, 1), "一楼", 100, 80, 9, 70, 8, 2),),
        "voices": Voices(3, 1, 1, 2),
        "equipment": split.equipment,
        "base": base,
        "labels": labels,
    }
    return Dossier(**known | facts)


@pytest.fixture
def dossier():
    return make()


@pytest.fixture
def nasty():
    """Every name is something that some format takes for more than a name."""
    base = ground()
    units = tuple(
        replace(each, name=NASTY[number % len(NASTY)], address=NASTY[-1 - number % len(NASTY)], community=number % 2)
        for number, each in enumerate(base.units)
    )
    labels = [number % 8 for number in range(32)]
    communities = tuple(Community(name) for name in NASTY[:2])
    base = replace(base, units=units, communities=communities)
    return make(base, labels, dict(enumerate(NASTY)), {}, title=NASTY[0], area=NASTY[1])


def table(dossier, key):
    return next(each for each in tables_of(dossier) if each.key == key)


# ── the tables


def test_the_official_table_has_every_community_with_households_that_add_up(dossier):
    rows = table(dossier, "official").rows

    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert sum(row["households"] for row in rows) == dossier.households == 8000


def test_residents_who_were_not_counted_are_marked(dossier):
    counted = make(ground(population=600))
    half = make(replace(ground(), units=tuple(unit(n, population=600 if n % 2 else None) for n in range(32))))

    marks = [table(each, "official").rows[0]["counted"] for each in (dossier, counted, half)]

    assert len(set(marks)) == 3
    assert (dossier.settlements[0].people.residents, counted.settlements[0].people.residents) == (5200, 4800)
    assert half.settlements[0].people.estimated == 2600


def test_who_continues_a_community_is_kept_and_where_units_come_from_is_told(dossier):
    kept, fresh = dossier.settlements[0], dossier.settlements[1]

    assert (kept.is_new, fresh.is_new) == (False, True)
    assert [(part.name, part.households, part.units) for part in fresh.sources] == [("河西社区", 2000, 8)]
    assert kept.seat == "0号小区"


def test_addresses_that_change_are_those_not_with_their_heir(dossier):
    assert len(dossier.moved) == 16
    assert {(each.before, each.after) for each in dossier.moved} == {("河西社区", "柳岸社区"), ("河东社区", "桃源社区")}


def test_workers_are_shared_out_by_households_and_unknown_ones_left_to_the_pen(dossier):
    rows = table(dossier, "staff").rows

    assert [(row["after"], row["share"]) for row in rows[:2]] == [("柳岸社区", 2), ("河西社区", 1)]
    assert all(row["share"] is None and row["present"] is None for row in rows[2:])
    assert not any(row.get("giver") or row.get("assigned") for row in rows)


def test_both_standards_stand_side_by_side_with_their_clause(dossier):
    rows = table(dossier, "needs").rows

    assert len(rows) == 2 * len(dossier.settlements)
    assert [(row["workers"], row["m2"]) for row in rows[:2]] == [(5, 400), (10, 600)]
    assert all(row["workers_clause"] and row["premises_clause"] for row in rows)


def test_free_units_and_empty_communities_stand_in_the_tables():
    labels = [FREE] * 8 + [0] * 24
    partial = make(labels=labels, called={0: "河西社区", 5: "空社区"}, heirs={0: 0})

    assert [(each.name, each.households) for each in partial.settlements] == [("河西社区", 6000), ("空社区", 0)]
    assert sum(not each.after for each in partial.moved) == 8
    assert "河东社区" in [each.name for each in partial.presents if not each.kept_as]


# ── Word, Excel, PDF, CSV


def test_word_opens_again_with_every_table_the_maps_and_the_foot(dossier):
    book = Document(io.BytesIO(word.write_word(dossier)))

    assert len(book.tables) == sum(bool(each.rows) for each in tables_of(dossier))
    assert len(book.inline_shapes) == 2
    assert dossier.basis.mark in book.sections[-1].footer.paragraphs[0].text
    assert [cell.text for cell in book.tables[0].rows[2].cells][1] == "柳岸社区"
    assert book.sections[0].orientation != book.sections[1].orientation


def test_word_keeps_every_name_as_text(nasty):
    book = Document(io.BytesIO(word.write_word(nasty, lambda drawings: paper.write_pictures([SQUARE] * len(drawings)))))

    names = [row.cells[1].text for row in book.tables[0].rows[1:]]

    assert names == [name.replace("\x0b", "") for name in NASTY]


def test_excel_has_a_sheet_a_table_and_no_formula(nasty):
    book = openpyxl.load_workbook(io.BytesIO(workbook.write_workbook(nasty)))

    assert len(book.sheetnames) == len(tables_of(nasty)) + 1
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert NASTY[0] in [cell.value for cell in cells]


def test_pdf_holds_the_text_of_every_name_its_font_can_draw(nasty):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.write_pdf(nasty))).pages]
    text = "".join("".join(pages).split())

    assert all("".join(name.split()) in text for name in (NASTY[1], NASTY[3], NASTY[6]))
    assert all(nasty.basis.mark in page for page in pages)
    assert wording.draft(nasty).replace(" ", "") in text


def test_pdf_says_when_its_font_lacks_a_character(dossier, nasty):
    def said(each):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.write_pdf(each))).pages)

    assert "Word" in said(nasty)
    assert "Word" not in said(dossier)


def test_a_final_document_has_no_mark_of_a_draft(dossier):
    final = replace(dossier, is_draft=False, missing=())

    text = pypdf.PdfReader(io.BytesIO(paper.write_pdf(final))).pages[0].extract_text()

    assert wording.draft(dossier) not in text
    assert wording.draft(final) == ""


def test_the_list_of_units_has_the_titles_of_the_import(nasty):
    rows = list(csv.DictReader(io.StringIO(workbook.write_units(nasty).decode("utf-8-sig"))))

    assert len(rows) == 32
    assert {"单元编号", "单元名称", "社区"} <= set(rows[0])
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


# ── maps

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120"><rect width="240" height="120" fill="#eee"/></svg>'
)


@pytest.mark.parametrize("draw", [maps.draw_before, maps.draw_after])
def test_a_map_is_well_formed_and_carries_no_style_or_script(nasty, draw):
    drawing = draw(nasty)

    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawing).iter()}
    assert tags == {"svg", "title", "rect", "path", "text"}
    assert "style=" not in drawing


def test_a_map_names_every_community_and_the_north(dossier):
    drawing = maps.draw_after(dossier)

    assert all(f"{each.number} {each.name}" in drawing for each in dossier.settlements)
    assert drawing.count("stroke-dasharray") == 0  # dashes are for boundaries of today on the map before


def test_neighbours_have_different_tints(dossier):
    fills = [part.split('"')[0] for part in maps.draw_after(dossier).split('fill="')[1:]]

    assert len(set(fills) & set(maps.TINTS)) >= 2


def test_a_map_of_mere_points_shows_them_with_their_number():
    drawing = maps.draw_after(make(ground(outlined=False)))

    assert drawing.count("<circle") == 32


def test_a_drawing_becomes_a_picture():
    assert [picture[:4] for picture in paper.write_pictures([SQUARE, SQUARE])] == [b"\x89PNG"] * 2


# ── for map programs


def test_geojson_follows_its_standard(dossier):
    collection = json.loads(geodata.write_geojson(dossier))

    layers = [feature["properties"]["layer"] for feature in collection["features"]]
    assert {name: layers.count(name) for name in set(layers)} == {"communities": 4, "present": 2, "units": 32}
    assert "crs" not in collection
    for feature in collection["features"]:
        place = shape(feature["geometry"])
        assert place.is_valid
        assert all(part.exterior.is_ccw for part in shapely.get_parts(place))
    west, south, east, north = collection["bbox"]
    assert (west < east, south < north, west >= -180) == (True, True, True)


def test_communities_of_the_map_cover_the_ground_once(dossier):
    collection = json.loads(geodata.write_geojson(dossier))
    layers = {"communities": [], "units": []}
    for feature in collection["features"]:
        layers.get(feature["properties"]["layer"], []).append(shape(feature["geometry"]))

    covered = shapely.union_all(layers["communities"])
    assert covered.symmetric_difference(shapely.union_all(layers["units"])).area < 1e-12
    assert sum(place.area for place in layers["communities"]) == pytest.approx(covered.area)


def read_shapefile(content, layer):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {ending: io.BytesIO(archive.read(f"{layer}.{ending}")) for ending in ("shp", "shx", "dbf")}
        assert archive.read(f"{layer}.cpg") == b"UTF-8"
        assert b"China_Geodetic" in archive.read(f"{layer}.prj")
    return shapefile.Reader(**parts, encoding="utf-8")


def test_shapefile_keeps_chinese_words_and_outlines(dossier):
    with read_shapefile(geodata.write_shapefile(dossier), "communities") as reader:
        rows = [(record["NUMBER"], record["NAME"], record["HOUSEHOLDS"]) for record in reader.records()]
        places = [shape(each.__geo_interface__) for each in reader.shapes()]

    assert rows[1] == (2, "柳岸社区", 2000)
    assert all(place.is_valid and place.area == pytest.approx(8 * STEP * STEP) for place in places)


def test_shapefile_keeps_nasty_names_as_they_are(nasty):
    with read_shapefile(geodata.write_shapefile(nasty), "communities") as reader:
        names = [record["NAME"] for record in reader.records()]

    assert names == [name.replace("\x0b", "") for name in NASTY]


def test_a_name_too_long_for_a_shapefile_is_cut_between_characters(dossier):
    long = replace(dossier.settlements[0], name="长" * 100)
    content = geodata.write_shapefile(replace(dossier, settlements=(long, *dossier.settlements[1:])))

    with read_shapefile(content, "communities") as reader:
        assert reader.record(0)["NAME"] == "长" * 84


def test_mere_points_make_a_shapefile_of_points():
    with read_shapefile(geodata.write_shapefile(make(ground(outlined=False))), "units") as reader:
        assert reader.shapeTypeName == "POINT"


def test_a_plan_without_any_community_still_makes_every_file():
    bare = replace(ground(), communities=(), units=tuple(unit(number, community=NOWHERE) for number in range(32)))
    empty = make(bare, [FREE] * 32, {}, {})

    writers = (paper.write_pdf, word.write_word, workbook.write_workbook, geodata.write_shapefile)
    sizes = [len(write(empty)) for write in writers]

    assert min(sizes) > 500


# ── size and font


def test_four_hundred_units_make_every_document():
    base = ground(400, 20)
    labels = [number % 20 // 5 + 4 * (number // 200) for number in range(400)]
    large = make(base, labels, {label: f"第{label + 1}社区" for label in range(8)}, {0: 0, 3: 1})

    book = Document(io.BytesIO(word.write_word(large)))
    pages = len(pypdf.PdfReader(io.BytesIO(paper.write_pdf(large))).pages)

    assert len(book.tables[2].rows) == 1 + len(large.moved)
    assert pages > 10
    assert len(json.loads(geodata.write_geojson(large))["features"]) == 410


def test_the_packaged_font_draws_common_characters_and_knows_what_it_lacks():
    assert fonts.missing_in("社区规模调整情况表ABC 123") == ""
    assert fonts.missing_in("社区😀") == "😀"


def test_what_is_no_font_is_refused():
    with pytest.raises(ValueError, match="WOFF"):
        fonts.unpack(b"OTTO" + bytes(60))
