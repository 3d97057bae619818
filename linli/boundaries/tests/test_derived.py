"""Outlines derived from points: they show a plan and are marked, and nothing official rests on them."""

import io
import json
import zipfile

import pytest
import shapefile
import shapely
from django.urls import reverse

from linli.boundaries import samples
from linli.boundaries.documents.geodata import write_geojson, write_shapefile
from linli.boundaries.documents.maps import draw_after
from linli.boundaries.documents.tables import tables_of
from linli.boundaries.models import Project
from linli.boundaries.queries.documents import get_dossier
from linli.boundaries.queries.preview import look_ahead
from linli.boundaries.rules import drawing
from linli.boundaries.rules.base import DERIVED, Base, pack, unpack
from linli.boundaries.rules.filed import read_ground
from linli.boundaries.rules.outlines import shapes_of
from linli.boundaries.rules.pieces import Home
from linli.boundaries.rules.retaking import differences
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.services.plans import begin_plan

WIDE, HIGH = 8, 4


def ground(path, known=None, extra="") -> Base:
    """Thirty-two buildings in four rows, in two present communities."""
    rows = [
        f"{number}栋,250,{103.30 + number % WIDE * 0.001:.4f},{26.10 + number // WIDE * 0.001:.4f},"
        f"{'河西社区' if number % WIDE < 4 else '河东社区'},{int(number in (0, 7))}"
        for number in range(WIDE * HIGH)
    ]
    path.write_text("\n".join(["名称,户数,经度,纬度,现社区,社区驻地", *rows, *extra.split()]), "utf-8")
    return read_ground(path, known=known or {}).laid.base


@pytest.fixture
def base(tmp_path, town) -> Base:
    homes = {area.name: Home(area.name, str(area.key), area.code) for area in (town["west"], town["east"])}
    return ground(tmp_path / "points.csv", homes)


@pytest.fixture
def project(district, base, people) -> Project:
    project = samples.make_project(district.areas["tongdu"], base, actor=people["planner"])
    sheet = Sheet.of([number % WIDE // 2 for number in range(WIDE * HIGH)])
    plan = begin_plan(project=project, name="方案一", sheet=sheet, actor=people["planner"], now=samples.NOON)
    project.chosen = plan
    project.state = "consultation"
    project.save()
    return project


def test_units_of_points_have_outlines_that_tile_and_touch_their_neighbours(base):
    shapes = shapes_of(base)

    assert shapely.coverage_is_valid(shapes)
    assert shapely.covers(shapes, drawing.points_of(base)).all()
    assert all(shapes[edge.u].touches(shapes[edge.v]) for edge in base.borders)


def test_outlines_of_points_are_known_to_be_derived_and_stay_so_when_kept(base):
    kept = unpack(pack(base)[0])

    assert (kept.has_derived_outlines, kept.outline_note) == (True, DERIVED)
    assert set(kept.drawn_shapes) == {None}


def test_rows_of_one_compound_have_one_outline_of_one_piece(tmp_path):
    path = tmp_path / "u.csv"
    rows = [f"{number}栋,60,{103.3 + number * 0.001},26.1,{'桂园' if number < 3 else ''}" for number in range(5)]
    path.write_text("\n".join(["名称,户数,经度,纬度,小区", *rows]), "utf-8")
    shapes = shapes_of(read_ground(path, known={}).laid.base)

    assert [shape.geom_type for shape in shapes] == ["Polygon"] * 3
    assert shapely.coverage_is_valid(shapes)


def test_a_new_neighbour_does_not_redraw_those_beside_it(tmp_path):
    old = ground(tmp_path / "old.csv")
    new = ground(tmp_path / "new.csv", extra="新栋,250,103.3005,26.1005,河西社区,0")

    assert not [each for each in differences(old, new) if each.rule == "boundaries.redrawn"]


def test_a_unit_lies_in_a_drawn_neighbourhood_by_its_own_point(base):
    points = drawing.points_of(base)

    assert [(point.x, point.y) for point in points] == [(unit.longitude, unit.latitude) for unit in base.units]


def test_derived_outlines_do_not_come_in_force(project):
    outlook = look_ahead(project)

    assert [one.outline for one in outlook.communities] == [None] * 4
    assert any("derived" in note.text for note in outlook.notes)


@pytest.mark.parametrize("name", ["desk", "public"])
def test_pages_say_that_outlines_are_derived(client, project, people, name):
    client.force_login(people["planner"])
    args = {"desk": [project.chosen_id], "public": [project.token]}[name]

    assert 'data-testid="derived"' in client.get(reverse(f"boundaries:{name}", args=args)).content.decode()


def test_pages_of_drawn_outlines_say_nothing(client, district, town, people):
    drawn = samples.make_project(district.areas["tongdu"], samples.make_base(town), actor=people["planner"])
    client.force_login(people["planner"])
    url = reverse("boundaries:desk", args=[samples.make_plan(drawn).pk])

    assert 'data-testid="derived"' not in client.get(url).content.decode()


def test_every_document_marks_derived_outlines(project, people):
    dossier = get_dossier(project.chosen, people["planner"], samples.NOON)
    features = json.loads(write_geojson(dossier))["features"]
    with zipfile.ZipFile(io.BytesIO(write_shapefile(dossier))) as archive:
        parts = {ending: io.BytesIO(archive.read(f"communities.{ending}")) for ending in ("shp", "shx", "dbf")}
    with shapefile.Reader(**parts) as reader:
        shapes, records = reader.shapes(), reader.records()

    assert {(each["geometry"]["type"], each["properties"]["derived"]) for each in features} == {("Polygon", True)}
    assert ([each.shapeTypeName for each in shapes], [each["DERIVED"] for each in records]) == (
        ["POLYGON"] * 4,
        [1] * 4,
    )
    words = [draw_after(dossier), *tables_of(dossier)[0].notes]
    assert sum("推算得出" in each or "derived from points" in each for each in words) == 2
