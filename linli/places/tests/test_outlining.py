"""Outlines from files."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from linli.foundation.access import Grant
from linli.foundation.models import AuditLine
from linli.foundation.sheets import SheetRefused
from linli.places import queries, rules, services
from linli.places.models import AreaVersion, Outline
from linli.places.rules import datum
from linli.places.samples import SAMPLE_NOW, make_area, square
from linli.places.tests.ground_files import feature, geojson, packed, table, take
from linli.places.tests.holders import Holder
from linli.places.tests.test_datum import GK, forward

pytestmark = pytest.mark.django_db
LATER = date(2024, 3, 1)


def shifted(shape: dict, shift) -> dict:
    return {"type": "Polygon", "coordinates": [[list(shift(tuple(at))) for at in shape["coordinates"][0]]]}


def outline_of(area) -> dict | None:
    area.refresh_from_db()
    return json.loads(area.outline.geojson) if area.outline_id else None


def test_features_find_their_areas_by_code_then_by_name_and_each_is_counted(areas, tmp_path):
    file = geojson(
        tmp_path,
        feature(square(103.18, 26.08), 代码="530113001001", 名称="随便"),
        feature(square(103.19, 26.08), 代码="", 名称="石羊社区"),
        feature(square(103.25, 26.08), 代码="", 名称="无此社区"),
        feature(None, 代码="530113002001", 名称="龙洞社区"),
        feature({"type": "LineString", "coordinates": [[103, 26], [104, 26]]}, 代码="530113002001", 名称=""),
        feature(square(103.3, 26.0), 代码="530113001001", 名称="南苑社区"),
    )

    outcome = take(services.import_outlines, file)

    assert (outcome.total, outcome.created, len(outcome.rejected)) == (6, 2, 4)
    assert [row.number for row in outcome.rejected] == [3, 4, 5, 6]
    assert "已有" in outcome.rejected[3].reason or "already" in outcome.rejected[3].reason
    assert outline_of(areas["nanyuan"])["coordinates"][0][0] == [103.18, 26.08]
    assert outline_of(areas["shiyang"])["coordinates"][0][0] == [103.19, 26.08]
    assert AuditLine.objects.latest("id").action == "places.import"


def test_columns_nobody_foresaw_are_found_by_what_stands_in_them(areas, tmp_path):
    file = geojson(
        tmp_path,
        feature(square(103.18, 26.08), kommun="南苑社区", gata="铜都街道"),
        feature(None, kommun="x", gata="y"),
    )

    assert take(services.import_outlines, file).created == 1
    assert outline_of(areas["nanyuan"]) is not None


def test_a_name_of_several_areas_is_told_by_the_area_above(areas, tmp_path):
    other = make_area("南苑社区", "community", areas["bigu"], code="530113002009")
    both = geojson(tmp_path, feature(square(103.18, 26.08), 名称="南苑社区"))
    assert len(take(services.import_outlines, both).rejected) == 1

    file = geojson(
        tmp_path,
        feature(square(103.18, 26.08), 名称="南苑社区", 街道="碧谷街道"),
        feature(square(103.18, 26.08), 名称="石羊社区", 街道="碧谷街道"),
    )
    outcome = take(services.import_outlines, file)

    assert (outcome.created, len(outcome.rejected)) == (1, 1)
    assert outline_of(other) is not None
    assert outline_of(areas["nanyuan"]) is None


def test_a_new_shape_is_a_new_row_and_the_same_one_changes_nothing(areas, tmp_path):
    first = geojson(tmp_path, feature(square(103.18, 26.08), 名称="南苑社区"))
    take(services.import_outlines, first)
    again = take(services.import_outlines, first, as_of=LATER)
    second = geojson(tmp_path, feature(square(103.18, 26.08, 0.011), 名称="南苑社区"))
    changed = take(services.import_outlines, second, as_of=LATER)
    first = geojson(tmp_path, feature(square(103.18, 26.08), 名称="南苑社区"))
    older = take(services.import_outlines, first, as_of=date(2022, 1, 1))

    assert (again.unchanged, changed.changed, len(older.rejected)) == (1, 1, 1)
    assert Outline.objects.count() == 2
    rows = AreaVersion.objects.filter(area=areas["nanyuan"]).order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in rows] == [(date(2020, 1, 1), LATER), (LATER, None)]
    assert queries.area_at(103.1905, 26.0905, on=date(2022, 1, 1)) is None


def test_a_file_is_only_tried_when_asked(areas, tmp_path):
    file = geojson(tmp_path, feature(square(103.18, 26.08), 名称="南苑社区"))

    assert take(services.import_outlines, file, dry_run=True).created == 1
    assert not Outline.objects.exists()


def test_areas_outside_of_ones_duties_are_not_found(areas, tmp_path):
    actor = Holder(Grant("places.import", areas["bigu"].path, "", True))
    file = geojson(tmp_path, feature(square(103.18, 26.08), 名称="南苑社区"))

    assert len(take(services.import_outlines, file, actor=actor).rejected) == 1


@pytest.fixture
def drawn(areas):
    """Two communities with outlines side by side, as known before a file comes."""
    for key, west in (("nanyuan", 103.18), ("shiyang", 103.19), ("longdong", 103.20)):
        areas[key] = services.change_area(
            area_id=areas[key].pk, actor=None, now=SAMPLE_NOW, on=date(2020, 1, 1), outline=square(west, 26.08)
        )
    return areas


TRAPS = {"gcj02": datum.gcj02_of, "bd09": datum.bd09_of, "wgs84-yx": lambda at: (at[1], at[0])}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_file_in_another_system_is_caught_and_read_right_when_it_is_said(drawn, tmp_path, trap):
    file = geojson(
        tmp_path,
        *(
            feature(shifted(square(west, 26.08, 0.0101), TRAPS[trap]), 名称=name)
            for name, west in (("南苑社区", 103.18), ("石羊社区", 103.19), ("龙洞社区", 103.20))
        ),
    )
    before = Outline.objects.count()

    tried = take(services.import_outlines, file, profile="cgcs2000", dry_run=True)
    with pytest.raises(SheetRefused) as refused:
        take(services.import_outlines, file, profile="cgcs2000", as_of=LATER)

    assert len(tried.doubts) == 1
    assert refused.value.code == "doubts"
    assert Outline.objects.count() == before

    right = take(services.import_outlines, file, profile=trap, as_of=LATER)
    assert (right.doubts, right.changed) == ([], 3)
    corner = outline_of(drawn["nanyuan"])["coordinates"][0][0]
    assert corner == pytest.approx([103.18, 26.08], abs=2e-7)


def test_a_person_may_be_sure_in_spite_of_a_doubt(drawn, tmp_path):
    file = geojson(tmp_path, feature(shifted(square(103.18, 26.08), datum.gcj02_of), 名称="南苑社区"))

    assert take(services.import_outlines, file, as_of=LATER, sure=True).changed == 1


def test_a_shapefile_in_metres_of_its_zone_is_read(areas, tmp_path):
    plane = rules.plane_of(GK)
    ring = [forward(plane, *at) for at in square(103.18, 26.08)["coordinates"][0]]
    file = packed(tmp_path, [({"NAME": "南苑社区", "CODE": "530113001001"}, [ring])], prj=GK, encoding="gb18030")

    outcome = take(services.import_outlines, file)

    assert outcome.created == 1
    corners = sorted(map(tuple, outline_of(areas["nanyuan"])["coordinates"][0]))
    assert corners[0] == pytest.approx((103.18, 26.08), abs=2e-7)


def test_metres_with_the_number_of_the_zone_need_no_prj(areas, tmp_path):
    plane = rules.plane_by_zone(34_500_000)
    ring = [list(forward(plane, *at)) for at in square(103.18, 26.08)["coordinates"][0]]
    file = geojson(tmp_path, feature({"type": "Polygon", "coordinates": [ring]}, 名称="南苑社区"))

    assert take(services.import_outlines, file).created == 1
    assert outline_of(areas["nanyuan"])["coordinates"][0][0] == pytest.approx([103.18, 26.08], abs=2e-7)


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:2380"])
def test_systems_that_cannot_be_read_are_refused_with_a_way_out(areas, tmp_path, crs):
    file = geojson(tmp_path, feature(square(500_000, 2_900_000, 100), 名称="南苑社区"), crs=crs)

    with pytest.raises(SheetRefused, match="EPSG:4490"):
        take(services.import_outlines, file)


def test_a_list_brings_outlines_as_text_and_centres_as_numbers(areas, tmp_path):
    wkt = "POLYGON ((103.18 26.08, 103.19 26.08, 103.19 26.09, 103.18 26.08))"
    rows = [
        {"社区名称": "南苑社区", "范围": wkt, "经度": "", "纬度": ""},
        {"社区名称": "石羊社区", "范围": "", "经度": "103.195", "纬度": "26.085"},
        {"社区名称": "龙洞社区", "范围": "围墙以内", "经度": "", "纬度": ""},
    ]

    outcome = take(services.import_outlines, table(tmp_path, rows, "gb18030"))

    assert (outcome.created, [row.number for row in outcome.rejected]) == (2, [4])
    areas["shiyang"].refresh_from_db()
    assert (areas["shiyang"].longitude, areas["shiyang"].latitude) == (103.195, 26.085)
    assert outline_of(areas["nanyuan"]) is not None


def test_a_shape_that_touches_itself_is_mended_and_one_that_is_broken_is_not(areas, tmp_path):
    west, south = 103.18, 26.08
    spike = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west + 0.01, south + 0.005]]
    spike += [[west + 0.01, south + 0.01], [west, south + 0.01], [west, south]]
    bow = [[west, south], [west + 0.01, south + 0.01], [west + 0.01, south], [west, south + 0.01], [west, south]]
    file = geojson(
        tmp_path,
        feature({"type": "Polygon", "coordinates": [spike]}, 名称="南苑社区"),
        feature({"type": "Polygon", "coordinates": [bow]}, 名称="石羊社区"),
    )

    outcome = take(services.import_outlines, file)

    assert (outcome.created, [row.number for row in outcome.rejected]) == (1, [2])
    assert any("南苑社区" in note for note in outcome.notes)


@pytest.mark.parametrize("content", [b"{", b'{"features": 3}', b"PK\x03\x04junk", b"", b"%PDF-1.7"])
def test_what_is_no_file_of_shapes_is_refused(areas, tmp_path, content):
    path = tmp_path / "file.bin"
    path.write_bytes(content)

    with pytest.raises(SheetRefused):
        take(services.import_outlines, path)


def test_the_command_asks_for_the_system_and_for_certainty(drawn, tmp_path, capsys):
    file = str(geojson(tmp_path, feature(shifted(square(103.18, 26.08, 0.0101), datum.gcj02_of), 名称="南苑社区")))
    with pytest.raises(CommandError, match="--system"):
        call_command("import_outlines", file, "--as-of", "2024-03-01")

    with pytest.raises(CommandError, match="--sure"):
        call_command("import_outlines", file, "--as-of", "2024-03-01", "--system", "wgs84")
    call_command("import_outlines", file, "--as-of", "2024-03-01", "--system", "gcj02")

    assert Outline.objects.count() == 4


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Polygon", "coordinates": {"a": 1}},
        {"type": "Polygon", "coordinates": [[[103.1, 26.1]]]},
        {"type": "Polygon", "coordinates": [[["x", "y"]] * 4]},
        {"type": "Polygon", "coordinates": [[[1e308, 1e308]] * 4]},
        {"type": "Polygon", "coordinates": [[[103.1, None]] * 4]},
        {"type": "Polygon", "coordinates": [[[[[103.1, 26.1]]]]]},
        {"type": "MultiPolygon", "coordinates": [[]]},
        {"type": "Point", "coordinates": "103,26"},
        {"type": "GeometryCollection", "geometries": []},
        {"type": ["Polygon"], "coordinates": [1]},
        {"type": "Point", "coordinates": [float(103), float(26), 5]},
    ],
)
def test_a_shape_that_is_none_is_one_rejected_row(drawn, tmp_path, shape):
    """Of the last only that it is no outline of 南苑: its point lies outside."""
    make_area("1栋", "building", drawn["nanyuan"], longitude=103.185, latitude=26.085)
    good = feature(square(103.19, 26.08), 名称="石羊社区")

    outcome = take(services.import_outlines, geojson(tmp_path, feature(shape, 名称="南苑社区"), good), sure=True)

    assert (outcome.total, [row.number for row in outcome.rejected]) == (2, [1])
    assert outcome.rejected[0].reason


@pytest.mark.parametrize("crs", [{"crs": None}, {"crs": {"properties": None}}, {"crs": 4490}])
def test_a_strange_crs_says_nothing(areas, tmp_path, crs):
    path = tmp_path / "file.geojson"
    path.write_text(json.dumps({"features": [3, feature(square(103.18, 26.08), 名称="南苑社区")], **crs}))

    outcome = take(services.import_outlines, path)

    assert (outcome.created, len(outcome.rejected)) == (1, 1)


def test_a_rejected_shape_comes_back_and_is_taken_once_its_row_is_put_right(areas, tmp_path):
    first = take(services.import_outlines, geojson(tmp_path, feature(square(103.18, 26.08), name="无此社区")))
    (row,) = first.rejected
    assert first.columns == ["name", "WKT"]

    again = take(services.import_outlines, table(tmp_path, [{**row.cells, "name": "南苑社区"}]))

    assert (again.created, again.rejected) == (1, [])
    assert outline_of(areas["nanyuan"])["coordinates"][0][0] == [103.18, 26.08]
