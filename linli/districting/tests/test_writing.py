import csv
import json

import numpy as np
import pytest

from linli.districting.reading import read
from linli.districting.writing import WritingError, read_plan, titles, write_plan

ROWS = """name,households,x,y,小区,现社区,seat
A1,10,0,0,南苑,甲,
=1+1,20,100,0,,甲,是
bad,,50,50,,,
A2,30,0,90,南苑,甲,
B,40,100,90,,乙,
"""
PLAN = np.array([0, 1, 1])


@pytest.fixture
def reading(tmp_path):
    path = tmp_path / "buildings.csv"
    path.write_text(ROWS, "utf-8")
    return read(path, low=10, high=100)


def test_labels_are_written_row_by_row(tmp_path, reading):
    write_plan(tmp_path / "plan.npy", reading, PLAN)

    assert np.load(tmp_path / "plan.npy").tolist() == [0, 1, -1, 0, 1]
    assert read_plan(tmp_path / "plan.npy", reading).tolist() == [0, 1, 1]


def test_the_list_names_units_and_holds_no_formula(tmp_path, reading):
    write_plan(tmp_path / "plan.csv", reading, PLAN)

    lines = list(csv.DictReader((tmp_path / "plan.csv").open(encoding="utf-8-sig")))
    assert [line["name"] for line in lines] == ["南苑", "'=1+1", "", "南苑", "B"]
    assert [line["community"] for line in lines] == ["0", "1", "-1", "0", "1"]
    assert [line["unit_households"] for line in lines] == ["40", "20", "", "40", "40"]
    assert read_plan(tmp_path / "plan.csv", reading).tolist() == [0, 1, 1]


def test_points_are_written_with_the_sums_of_their_communities(tmp_path, reading):
    write_plan(tmp_path / "plan.geojson", reading, PLAN)

    features = json.loads((tmp_path / "plan.geojson").read_text("utf-8"))["features"]
    assert [each["properties"]["households"] for each in features] == [40, 60, 60]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [0, 45]}


def test_outlines_are_dissolved_into_communities(tmp_path):
    squares = [
        {
            "type": "Feature",
            "properties": {"households": 5 + place},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[500 + x, 0], [501 + x, 0], [501 + x, 1], [500 + x, 1], [500 + x, 0]],
                ],
            },
        }
        for place, x in enumerate(range(3))
    ]
    path = tmp_path / "squares.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
    reading = read(path, low=1, high=12, tolerance_m=0.01)

    write_plan(tmp_path / "plan.geojson", reading, np.array([0, 0, 1]))

    first, second = json.loads((tmp_path / "plan.geojson").read_text("utf-8"))["features"]
    assert first["properties"] == {"community": 0, "name": "C0", "households": 11, "units": 2, "in_bounds": True}
    assert second["properties"]["households"] == 7
    xs = [corner[0] for corner in first["geometry"]["coordinates"][0]]
    assert (min(xs), max(xs)) == (500, 502)


def test_a_kept_community_keeps_its_name_where_its_office_is(reading):
    assert titles(reading, PLAN) == ["C0", "甲"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.npy", np.array([0, 1]), "has 2 entries"),
        ("plan.npy", np.array([0, 1, -1, 1, 1]), "tears 南苑 apart"),
        ("plan.npy", np.array([0.5, 1, 1]), "is no plan"),
        ("plan.csv", "name\nA\n", "is no plan"),
        ("plan.npy", "text", "is no plan"),
    ],
)
def test_what_is_no_plan_of_the_input_is_refused(tmp_path, reading, name, content, sentence):
    if isinstance(content, str):
        (tmp_path / name).write_text(content)
    else:
        np.save(tmp_path / name, content)

    with pytest.raises(WritingError, match=sentence):
        read_plan(tmp_path / name, reading)


def test_an_unknown_format_is_refused(tmp_path, reading):
    with pytest.raises(WritingError, match=r"cannot be written as \.xyz"):
        write_plan(tmp_path / "plan.xyz", reading, PLAN)
