import csv
import json
from pathlib import Path

import numpy as np
import pytest

from linli.districting.checks import check, describe_pieces
from linli.districting.problem import Borders, Problem, ProblemError
from linli.districting.reading import ReadingError, read, read_any, read_pairs
from linli.districting.reading.lines import BARRIER, MAIN, STREET, kind_of
from linli.districting.reading.points import map_points
from linli.districting.reading.projection import Projection

SHARED = Path(__file__).parents[4] / "shared" / "data"
BAND = {"low": 1, "high": 10_000_000}


def needs(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"NOT TESTED: the shared data {name} are not on this machine")
    return path


def written(tmp_path, text: str, name: str = "units.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding)
    return path


def square(x: float, y: float, side: float = 100.0, width: float | None = None) -> dict:
    width = side if width is None else width
    ring = [[x, y], [x + width, y], [x + width, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(tmp_path, *pairs, name: str = "units.geojson") -> Path:
    found = [{"type": "Feature", "geometry": geometry, "properties": properties} for geometry, properties in pairs]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}
    return written(tmp_path, json.dumps({"type": "FeatureCollection", "crs": crs, "features": found}), name)


def borders_of(reading) -> dict:
    edges = reading.problem.borders
    return {(int(u), int(v)): round(float(m), 3) for u, v, m in zip(edges.u, edges.v, edges.length, strict=True)}


def test_chinese_columns_and_encoding_are_read(tmp_path):
    path = written(
        tmp_path, "名称,户数,经度,纬度,现社区\n甲,120,103.18,26.08,团结\n乙,80,103.181,26.08,白云\n", encoding="gb18030"
    )

    reading = read(path, **BAND)

    assert list(reading.problem.names) == ["甲", "乙"]
    assert reading.problem.households.tolist() == [120, 80]
    assert reading.existing_names == ["团结", "白云"]
    assert np.ptp(reading.problem.x) == pytest.approx(100.05, abs=0.2)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("B,,1,1", "Row 3, column households: the households are missing."),
        ("B,many,1,1", "Row 3, column households: many is no number."),
        ("B,-4,1,1", "Row 3, column households: -4 households are less than none."),
        ("B,4.5,1,1", "Row 3, column households: 4.5 is no whole number of households."),
        ("B,4,,1", "Row 3, column lon: the coordinate is missing."),
        ("B,4,1,nan", "Row 3, column lat: nan is no number."),
        ("B,4,190,1", "Row 3, column lon: 190.0 degrees are not on Earth."),
        ("B,4", "Row 3, column lon: the coordinate is missing."),
    ],
)
def test_a_bad_row_gets_a_sentence_and_all_rows_are_accounted_for(tmp_path, row, sentence):
    reading = read(written(tmp_path, f"name,households,lon,lat\nA,10,1,1\n{row}\nC,20,1.001,1\n"), **BAND)

    assert [each.reason.render() for each in reading.rejected] == [sentence]
    assert (reading.accepted, reading.total) == (2, 3)
    assert reading.rows.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("name,lon,lat\nA,1,1\n", "a.csv", "no column for households"),
        ("households,lon\n3,1\n", "a.csv", "no column for longitude, latitude"),
        ("households,x,y\n", "a.csv", "no rows to read"),
        ("households,x,y\nno,1,1\n", "a.csv", "Row 2, column households: no is no number"),
        ("[1, 2]", "a.geojson", "no GeoJSON"),
        ("{", "a.geojson", "no GeoJSON"),
        ('{"features": 4}', "a.geojson", "no GeoJSON"),
        ("[" * 100_000, "a.geojson", "no GeoJSON"),
        ('{"features": [{"properties": [], "geometry": 4}]}', "a.geojson", "no column for households"),
        ('{"features": [{"properties": {"hh": 3}, "geometry": {"type": "Point"}}]}', "a.geojson", "there is no shape"),
        (
            '{"features": [{"properties": {"hh": 1e999}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
            "a.geojson",
            "inf is no number",
        ),
        ("hh,lon,lat\n3,103,26\n3,-103,26\n", "a.csv", "206 degrees apart"),
        ('hh,x,y\n"' + "1" * 200_000, "a.csv", "not a table"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, text, name, sentence):
    with pytest.raises(ReadingError, match=sentence):
        read(written(tmp_path, text, name), **BAND)


def test_a_named_column_goes_before_the_usual_ones(tmp_path):
    path = written(tmp_path, "flats,hh,x,y\n7,1,0,0\n8,1,50,0\n")

    assert read(path, columns={"households": "flats"}, **BAND).problem.households.tolist() == [7, 8]
    with pytest.raises(ReadingError, match="no column for households"):
        read(path, columns={"households": "rooms"}, **BAND)
    with pytest.raises(ReadingError, match="no meaning"):
        read(path, columns={"size": "hh"}, **BAND)


def test_bounds_that_are_none_are_refused(tmp_path):
    with pytest.raises(ProblemError):
        read(written(tmp_path, "hh,x,y\n7,0,0\n"), low=9, high=3)


def test_squares_share_the_borders_that_they_touch_along(tmp_path):
    path = features(
        tmp_path,
        (square(1000, 0), {"hh": 5}),
        (square(1100, 0), {"hh": 6}),
        (square(1000, 100), {"hh": 7}),
        (square(1100, 100.3), {"hh": 8}),  # drawn 30 cm off
    )

    reading = read(path, **BAND)

    assert reading.neighbours == "borders"
    assert set(borders_of(reading)) == {(0, 1), (0, 2), (1, 3), (2, 3)}  # corners alone are no border
    assert borders_of(reading)[0, 1] == 100
    assert borders_of(reading)[1, 3] == pytest.approx(100, abs=1)
    assert reading.problem.area[0] == pytest.approx(10_000)
    assert reading.problem.perimeter[0] == pytest.approx(400)


def test_buildings_of_one_compound_become_one_unit(tmp_path):
    path = features(
        tmp_path,
        (square(1000, 0), {"hh": 5, "小区": "南苑", "现社区": "甲"}),
        (square(1100, 0), {"hh": 60, "小区": "南苑", "现社区": "乙", "seat": "是"}),
        (square(1200, 0), {"hh": 7}),
    )

    reading = read(path, **BAND)

    assert list(reading.problem.names) == ["南苑", "#3"]
    assert reading.problem.households.tolist() == [65, 7]
    assert reading.of.tolist() == [0, 0, 1]
    assert reading.problem.existing.tolist() == [1, -1]
    assert reading.problem.seats.tolist() == [0]
    assert borders_of(reading) == {(0, 1): 100}
    assert reading.problem.x[1] - reading.problem.x[0] == pytest.approx(150)


def test_the_class_of_a_border_is_apportioned_to_the_lines_along_it(tmp_path):
    units = features(tmp_path, (square(1000, 0), {"hh": 5}), (square(1100, 0), {"hh": 6}))
    road = {"type": "LineString", "coordinates": [[1104, 40], [1104, 300]]}
    crossing = {"type": "LineString", "coordinates": [[900, 20], [1300, 20]]}
    over = features(
        tmp_path,
        (road, {"highway": "primary", "name": "解放路"}),
        (crossing, {"waterway": "river"}),
        (None, {"kind": 1}),
        (road, {"kind": 9}),
        name="lines.geojson",
    )

    reading = read(units, lines=over, **BAND)

    assert [(each.kind, each.name, round(each.metres)) for each in reading.stretches] == [
        (2, "解放路", 60),
        (0, "", 40),
    ]
    assert reading.problem.borders.kind.tolist() == [2]
    assert reading.problem.borders.cost[0] == pytest.approx(60 * 0.15 + 40)
    assert [each.row for each in reading.rejected_lines] == [3, 4]


def test_lines_have_their_class_from_a_map_of_the_world():
    assert kind_of({"highway": "secondary_link"}) == MAIN
    assert kind_of({"highway": "tertiary"}) == STREET
    assert kind_of({"railway": "rail", "highway": "service"}) == BARRIER
    assert kind_of({"highway": "footway"}) == 0


def test_gabriel_neighbours_have_no_third_point_in_the_circle_over_them():
    random = np.random.default_rng(5)
    xy = random.uniform(0, 1000, (60, 2))

    found = map_points(xy)

    middle = (xy[:, None] + xy[None]) / 2
    radius = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) / 2
    away = np.hypot(*(middle[:, :, None] - xy[None, None]).transpose(3, 0, 1, 2))
    for point in range(60):
        away[point, :, point] = away[:, point, point] = np.inf
    u, v = np.nonzero(np.triu((away >= radius[:, :, None]).all(axis=2), 1))
    assert set(zip(found.u.tolist(), found.v.tolist(), strict=True)) == set(zip(u.tolist(), v.tolist(), strict=True))
    assert (found.length > 0).all()


@pytest.mark.parametrize("kind", ["gabriel", "voronoi"])
def test_a_grid_of_points_has_cells_of_its_step(kind):
    xy = np.stack(np.meshgrid(np.arange(4.0), np.arange(4.0)), axis=-1).reshape(-1, 2) * 100

    found = map_points(xy, kind=kind)

    straight = np.isclose(found.away, 100)
    assert straight.sum() == 24
    inner = straight & np.isin(found.u, [5, 6, 9, 10]) & np.isin(found.v, [5, 6, 9, 10])
    assert found.length[inner] == pytest.approx([100] * 4)


@pytest.mark.parametrize("xy", [[[0, 0]], [[0, 0], [90, 0]], [[0, 0], [0, 0], [0, 0]], [[0, 0], [50, 50], [100, 100]]])
def test_few_points_or_points_on_a_line_or_at_one_place_hang_together(xy):
    found = map_points(np.asarray(xy, np.float64))

    assert len(found.u) >= len(xy) - 1
    assert set(found.u) | set(found.v) == (set(range(len(xy))) if len(xy) > 1 else set())
    assert len(found.cells) == len(xy)


def test_points_beyond_the_barrier_are_no_neighbours_and_the_check_says_so(tmp_path):
    path = written(tmp_path, "name,hh,x,y\nA,2000,0,0\nB,2000,100,0\nC,300,410,0\n")

    reading = read(path, low=1500, high=3500, barrier_m=250)

    assert borders_of(reading).keys() == {(0, 1)}
    assert check(reading.problem, barrier_m=reading.barrier_m)[0].params["metres"] == 310


def test_points_without_households_go_with_the_nearest_that_has_some(tmp_path):
    path = written(tmp_path, "name,hh,x,y,room\nA,20,0,0,\nPark,0,30,0,\nOffice,0,80,0,1\nB,30,100,0,\n")

    reading = read(path, **BAND)

    assert list(reading.problem.names) == ["A", "B"]
    assert reading.of.tolist() == [0, 0, 1, 1]
    assert reading.problem.rooms.tolist() == [1]


def test_a_degree_of_latitude_has_its_true_length():
    south, north = Projection(103.0, 30.5).to_metres(np.array([[103.0, 30.0], [103.0, 31.0]]))

    assert north[1] - south[1] == pytest.approx(110_861, abs=2)


@pytest.mark.parametrize("name", ["fl25", "iowa"])
def test_public_polygons_have_exactly_their_published_neighbours(name):
    folder = needs("districting-benchmarks")
    graph = json.loads((folder / f"{name}.graph.json").read_text())

    reading = read(folder / f"{name}.geojson", **BAND)

    assert set(borders_of(reading)) == {(min(a, b), max(a, b)) for a, b, _length in graph["edges"]}


def test_real_buildings_hang_together_until_a_barrier_parts_five_of_them():
    folder = needs("sg-hdb-buildings")
    tasks = list(csv.DictReader((folder / "instances_over_6000.csv").open()))
    parted = []

    for task in tasks:
        where = {name: task[name] for name in ("planning_area", "subzone")}
        whole = read(folder / "buildings.csv", low=1500, high=3500, where=where)
        cut = read(folder / "buildings.csv", low=1500, high=3500, where=where, barrier_m=250)
        assert (whole.total, whole.problem.n) == (int(task["buildings"]), int(task["residential_buildings"]))
        assert whole.problem.total == int(task["dwelling_units"])
        assert (check(whole.problem), describe_pieces(whole.problem)) == ([], [])
        parted += [each.params["metres"] for each in describe_pieces(cut.problem, barrier_m=250)]

    assert len(tasks) == 34
    assert len(parted) == 5
    assert min(parted) > 250


def test_arrays_of_a_city_are_read_with_their_outlines():
    reading = read_any(needs("cities/dongchuan-101.npz"))

    assert len(reading.shapes) == reading.problem.n
    assert [shape.area for shape in reading.shapes] == pytest.approx(reading.problem.area.tolist(), rel=1e-3)


def test_pairs_of_a_file_become_wishes_and_every_row_is_accounted_for(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(
        "unit,other,kind,weight\n甲,乙,together,\n#0,#2,须分开,\n甲,丙,,12\n丙,甲,意愿,3\n"
        "甲,丁,affinity,1\n乙,乙,apart,\n甲,乙,maybe,\n甲,乙,,-1\n重名,甲,,1\n",
        "utf-8",
    )
    problem = Problem(
        households=np.array([5, 5, 5, 5, 5]),
        borders=Borders.of([0, 1, 2, 3], [1, 2, 3, 4], [1.0] * 4),
        low=1,
        high=30,
        names=["甲", "乙", "丙", "重名", "重名"],
    )

    found = read_pairs(path, problem)

    assert (found.problem.together, found.problem.apart) == (((0, 1),), ((0, 2),))
    wishes = found.problem.affinity
    assert (wishes.a.tolist(), wishes.b.tolist(), wishes.weight.tolist()) == ([0], [2], [15.0])
    assert (found.accepted, [(each.row, each.column) for each in found.rejected]) == (
        4,
        [(6, "other"), (7, "other"), (8, "kind"), (9, "weight"), (10, "unit")],
    )


def test_a_file_of_pairs_without_units_is_refused(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("a,b\n1,2\n", "utf-8")

    with pytest.raises(ReadingError, match="no column for unit"):
        read_pairs(path, Problem(households=np.array([1]), borders=Borders.of([], [], []), low=1, high=2))
