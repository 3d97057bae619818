import json

import numpy as np
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.boundaries.models import Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.filed import read_ground
from linli.boundaries.rules.pieces import GroundRefused, Home
from linli.foundation.sheets import Column, write_xlsx

WEST, SOUTH, SIDE = 103.30, 26.10, 0.002
TITLES = "名称,户数,经度,纬度,现社区,社区驻地,社区用房"


def geojson(path, *, gap=0.0002, homes=("河西社区", "河东社区")):
    """Eight compounds in two rows, with streets between them."""
    features = []
    for number in range(8):
        x, y = WEST + number % 4 * SIDE + gap / 2, SOUTH + number // 4 * SIDE + gap / 2
        said = {"name": f"{number}号院", "户数": 200, "现社区": homes[number % 4 // 2], "seat": int(number in (0, 3))}
        shape = shapely.box(x, y, x + SIDE - gap, y + SIDE - gap)
        features.append({"type": "Feature", "properties": said, "geometry": json.loads(shapely.to_geojson(shape))})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def csv_text(*extra):
    rows = [f"{number}栋,60,{103.3 + number * 0.001},26.1,河西社区,{number == 0},0" for number in range(4)]
    return "\n".join([TITLES, *rows, *extra])


def test_outlines_of_a_file_with_gaps_become_cells(tmp_path):
    filed = read_ground(geojson(tmp_path / "u.geojson"), known={"河东社区": Home("河东社区", "k2", "c2")})
    base = filed.laid.base
    cells = np.asarray([shapely.from_geojson(json.dumps(unit.shape)) for unit in base.units], object)

    assert (filed.accepted, len(base.units), len(base.borders)) == (8, 8, 10)
    assert shapely.coverage_is_valid(cells)
    assert [(one.name, one.key, one.seat) for one in base.communities] == [("河西社区", "", 0), ("河东社区", "k2", 3)]


def test_units_without_a_present_community_have_none(tmp_path):
    base = read_ground(geojson(tmp_path / "u.geojson", homes=("河西社区", "")), known={}).laid.base

    assert [one.name for one in base.communities] == ["河西社区"]
    assert [unit.community for unit in base.units] == [0, 0, -1, -1] * 2


def test_points_farther_apart_than_the_barrier_are_no_neighbours(tmp_path):
    path = tmp_path / "u.csv"
    path.write_text(csv_text("孤楼,60,103.31,26.1,河西社区,否,否"), "utf-8")

    filed = read_ground(path, known={}, barrier_m=250)

    assert [(border.u, border.v) for border in filed.laid.base.borders] == [(0, 1), (1, 2), (2, 3)]
    assert filed.laid.base.communities[0].seat == 0


def test_a_file_in_metres_is_refused(tmp_path):
    path = tmp_path / "u.csv"
    path.write_text("name,households,x,y\na,5,500000,2900000\nb,5,500100,2900000\n", "utf-8")

    with pytest.raises(GroundRefused):
        read_ground(path, known={})


@pytest.fixture
def page(client, people, district):
    client.force_login(people["planner"])
    url = f"{reverse('boundaries:new_from_file')}?area={district.areas['tongdu'].key}"
    return lambda data: client.post(url, data)


def test_a_list_with_flaws_becomes_a_project_and_the_flaws_come_back(client, page):
    bad = "坏栋,很多,103.3,26.1,河西社区,否,否"
    answer = page({"upload": SimpleUploadedFile("楼栋.csv", csv_text(bad).encode("gb18030"))})
    sealed = answer.context["sealed"]

    assert (answer.status_code, answer.context["accepted"], len(answer.context["rejected"])) == (200, 4, 1)
    assert answer.context["rejected"][0]["number"] == 6
    assert answer.context["rejected"][0]["cells"]["户数"] == "很多"
    wrong = page({**sealed, "title": "来自文件", "band": "document_002"})
    assert (wrong.status_code, wrong.context["sealed"]) == (422, sealed)
    book = client.post(reverse("boundaries:rejected_rows"), {"rejected": sealed["rejected"]})
    assert b"".join(book.streaming_content).startswith(b"PK")

    made = page({**sealed, "title": "来自文件", "band": "law"})

    project = Project.objects.get()
    assert made.url == reverse("boundaries:project", args=[project.pk])
    assert (base_of(project).households, project.base.source) == (240, "楼栋.csv")


def test_an_excel_list_is_read_with_its_row_numbers(page):
    titles = TITLES.split(",")
    lines = [*csv_text("坏栋,-5,103.3,26.1,河西社区,否,否").splitlines()[1:]]
    rows = [dict(zip(titles, line.split(","), strict=True)) for line in lines]
    book = b"".join(write_xlsx([Column(title, title) for title in titles], rows))

    answer = page({"upload": SimpleUploadedFile("楼栋.xlsx", book)})

    assert answer.context["accepted"] == 4
    assert [row["number"] for row in answer.context["rejected"]] == [6]


@pytest.mark.parametrize("content", [b"", b"name\na\n", b"{}", b"\x89PNG\r\n"])
def test_what_is_no_list_is_said_beside_the_file(page, content):
    answer = page({"upload": SimpleUploadedFile("u.csv", content)})

    assert answer.status_code == 422
    assert "upload" in answer.context["form"].errors


def test_roads_of_a_second_file_give_borders_their_class(page, tmp_path):
    x = WEST + 2 * SIDE
    river = {"type": "LineString", "coordinates": [[x, 26.0], [x, 26.2]]}
    lines = {
        "features": [{"properties": {"waterway": "river"}, "geometry": river}, {"properties": {}, "geometry": None}]
    }
    units = SimpleUploadedFile("u.geojson", geojson(tmp_path / "u.geojson").read_bytes())

    answer = page({"upload": units, "lines": SimpleUploadedFile("l.geojson", json.dumps(lines).encode())})

    assert max(border.kind for border in answer.context["base"].borders) == 3
    assert len(answer.context["of_lines"]) == 1


def test_a_seal_of_another_kind_is_not_found(client, people):
    client.force_login(people["planner"])

    assert client.post(reverse("boundaries:rejected_rows"), {"rejected": "x"}).status_code == 404
