import json

import numpy as np
import pytest
import shapely

from linli.boundaries import samples
from linli.boundaries.rules.base import pack, unpack
from linli.boundaries.rules.pieces import GroundRefused
from linli.boundaries.services.ground import take_ground
from linli.places.models import Line
from linli.places.samples import SAMPLE_DAY, make_area, square

WEST, SOUTH, SIDE = 103.18, 26.08, 0.002


def shapes_of(base):
    return np.asarray([shapely.from_geojson(json.dumps(unit.shape)) for unit in base.units], object)


def make_line(kind, *points, name=""):
    west, south, east, north = shapely.LineString(points).bounds
    return Line.objects.create(
        kind=kind,
        name=name,
        geojson=json.dumps({"type": "LineString", "coordinates": points}),
        west=west,
        south=south,
        east=east,
        north=north,
        valid_from=SAMPLE_DAY,
    )


def take(district, *communities):
    return take_ground(area=district.areas["tongdu"], communities=communities)


def make_gaps(parent, *, gap=0.0002, outline=True):
    """One community of 3 x 2 compounds with streets of some 20 m between them."""
    west, south = 103.30, 26.10
    whole = shapely.box(west, south, west + 3 * SIDE, south + 2 * SIDE)
    facts = {"outline": json.loads(shapely.to_geojson(whole))} if outline else {}
    community = make_area("街巷社区", "community", parent, code="530113001091", households=1500, **facts)
    for number in range(6):
        x, y = west + number % 3 * SIDE + gap / 2, south + number // 3 * SIDE + gap / 2
        make_area(f"{number + 1}号院", "compound", community, households=250, outline=square(x, y, SIDE - gap))
    return community


def test_outlines_that_touch_stay_as_they_are(district, town):
    base = take(district, town["west"], town["east"])

    assert [unit.name for unit in base.units[:2]] == ["1排1号小区", "1排2号小区"]
    assert (len(base.units), base.households, len(base.borders)) == (32, 8000, 52)
    assert base.units[0].shape["coordinates"] == [
        [[x, y] for x, y in shapely.from_geojson(town["compounds"][0].outline.geojson).exterior.coords]
    ]
    assert base.units[0].address == "铜都街道河西社区1排1号小区"
    assert [base.units[one.seat].community for one in base.communities] == [0, 1]
    assert unpack(pack(base)[0]) == base


def test_streets_between_outlines_go_to_the_nearest_and_everything_is_tiled(district):
    community = make_gaps(district.areas["tongdu"])

    base = take(district, community)
    cells = shapes_of(base)

    assert shapely.coverage_is_valid(cells)
    whole = shapely.union_all(cells)
    assert whole.symmetric_difference(shapely.from_geojson(community.outline.geojson)).area < 1e-9
    assert {(border.u, border.v) for border in base.borders} == {
        (0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5),
    }  # fmt: skip
    assert any("公顷" in note or "hectares" in note for note in base.notes)


def test_without_an_outline_of_the_community_the_gaps_are_closed_all_the_same(district):
    base = take(district, make_gaps(district.areas["tongdu"], outline=False))

    assert len(base.borders) == 7
    assert shapely.coverage_is_valid(shapes_of(base))


def test_a_border_runs_along_the_river_in_the_gap(district):
    community = make_gaps(district.areas["tongdu"])
    x = 103.30 + SIDE + 0.00005
    make_line("river", (x, 26.09), (x, 26.12), name="大桥河")
    make_line("street", (103.29, 26.10 + SIDE), (103.32, 26.10 + SIDE), name="石羊路")

    base = take(district, community)
    kinds = {(border.u, border.v): border.kind for border in base.borders}

    assert (kinds[0, 1], kinds[3, 4], kinds[1, 2], kinds[0, 3]) == (3, 3, 0, 1)
    first = shapes_of(base)[0]
    assert abs(first.bounds[2] - x) < 1e-7
    assert {stretch.name for stretch in base.stretches} == {"大桥河", "石羊路", ""}
    assert [line.kind for line in base.lines] == [3, 1]


def test_points_alone_have_gabriels_neighbours(district):
    community = make_area("点社区", "community", district.areas["tongdu"], code="530113001092")
    for number in range(4):
        make_area(f"{number}栋", "building", community, households=100, longitude=103.3 + number * 0.001, latitude=26.1)

    base = take(district, community)

    assert (base.neighbours, [(border.u, border.v) for border in base.borders]) == ("gabriel", [(0, 1), (1, 2), (2, 3)])
    assert [unit.kind for unit in base.units] == ["building"] * 4
    assert shapely.coverage_is_valid(shapes_of(base))
    assert (base.has_derived_outlines, base.drawn_shapes) == (True, (None,) * 4)


def test_points_in_a_known_community_get_cells(district):
    community = make_gaps(district.areas["tongdu"])
    make_area("孤楼", "building", community, households=40, longitude=103.30 + SIDE, latitude=26.10 + SIDE)

    base = take(district, community)

    assert len(base.units) == 7
    assert shapely.coverage_is_valid(shapes_of(base))
    assert base.units[6].area > 50


def test_buildings_count_for_a_compound_that_declares_nothing(district):
    community = make_area("楼栋社区", "community", district.areas["tongdu"], code="530113001093")
    garden = make_area("桂园", "compound", community, outline=square(103.3, 26.1, 0.001))
    for number, households in enumerate((60, 40)):
        make_area(f"{number}栋", "building", garden, households=households)

    assert [(unit.name, unit.households) for unit in take(district, community).units] == [("桂园", 100)]


@pytest.mark.parametrize("where", ["tongdu", "bigu"])
def test_what_no_ground_can_be_made_of_is_refused(district, where):
    community = make_area("空社区", "community", district.areas["tongdu"], code="530113001094", households=900)

    with pytest.raises(GroundRefused):
        take_ground(area=district.areas[where], communities=[community])


def test_the_ground_makes_a_project_that_the_engine_understands(district, town, people):
    from linli.boundaries.services.projects import ProjectRefused, create_project

    facts = {"area": district.areas["tongdu"], "base": take(district, town["west"], town["east"]), "title": "拆分"}
    facts |= {"actor": people["planner"], "now": samples.NOON, "low": 1500, "high": 3500}
    with pytest.raises(ProjectRefused):
        create_project(**facts)
    project = create_project(**facts, band_reason="002-1", wished=4)

    assert (project.state, project.base.units, project.passages.count()) == ("draft", 32, 1)


def test_a_place_that_is_a_slip_is_named(district):
    community = make_gaps(district.areas["tongdu"])
    make_area("远楼", "building", community, households=40, longitude=113.3, latitude=26.1)

    with pytest.raises(GroundRefused, match="远楼"):
        take(district, community)


def test_of_two_outlines_that_overlap_the_smaller_has_the_place(district):
    community = make_gaps(district.areas["tongdu"])
    make_area("院中院", "compound", community, households=30, outline=square(103.3005, 26.1005, 0.0005))

    base = take(district, community)
    cells = shapes_of(base)

    assert shapely.coverage_is_valid(cells)
    assert cells[6].area == pytest.approx(0.0005**2, rel=1e-4)
    assert base.neighbours_of[6] == {0}


def test_narrow_strips_between_two_communities_are_closed(district):
    """Two communities drawn to either bank of a river 40 m wide, which neither has."""
    parent = district.areas["tongdu"]
    for number, west in enumerate((103.30, 103.30 + SIDE + 0.0004)):
        outline = square(west, 26.1, SIDE)
        community = make_area(f"岸{number}社区", "community", parent, code=f"53011300108{number + 5}", outline=outline)
        make_area(f"岸{number}小区", "compound", community, households=500, outline=outline)
    x = 103.30 + SIDE + 0.0002
    make_line("river", (x, 26.09), (x, 26.12), name="大桥河")

    base = take(district, *parent.children.filter(name__startswith="岸").order_by("name"))

    assert [(border.u, border.v, border.kind) for border in base.borders] == [(0, 1, 3)]
    assert shapely.coverage_is_valid(shapes_of(base))


def test_a_unit_drawn_outside_of_its_community_is_named(district):
    community = make_gaps(district.areas["tongdu"])
    make_area("院外院", "compound", community, households=30, outline=square(103.30 - SIDE, 26.10, 0.001))

    base = take(district, community)

    assert [note for note in base.notes if "院外院" in note]
    assert base.units[6].area > 9000
