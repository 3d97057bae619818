import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from shapely.geometry import mapping, shape

from linli.places import rules
from linli.places.samples import square

DEGREES = st.floats(-0.02, 0.02, allow_nan=False)
HOLED = {
    "type": "Polygon",
    "coordinates": [square(103, 26, 0.03)["coordinates"][0], square(103.01, 26.01, 0.01)["coordinates"][0]],
}
TWO = {"type": "MultiPolygon", "coordinates": [HOLED["coordinates"], square(103.05, 26)["coordinates"]]}


@given(DEGREES, DEGREES, st.sampled_from(["holed", "two", "round"]))
def test_the_same_points_lie_inside_as_in_an_independent_library(east, north, which):
    shapes = {"holed": HOLED, "two": TWO, "round": mapping(Point(103.01, 26.01).buffer(0.013))}
    outline = shapes[which]
    longitude, latitude = 103.015 + 2 * east, 26.015 + 2 * north

    assert rules.covers(outline, longitude, latitude) == shape(outline).covers(Point(longitude, latitude))


@given(st.floats(0, 1), st.integers(0, 3))
def test_a_point_on_an_edge_is_covered(share, side):
    ring = square(103, 26)["coordinates"][0]
    start, end = ring[side], ring[side + 1]
    fixed = 1 if start[1] == end[1] else 0
    point = [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])]
    point[fixed] = start[fixed]

    assert rules.covers(square(103, 26), *point)


def test_a_point_on_a_slanting_edge_is_found_exactly():
    triangle = {"type": "Polygon", "coordinates": [[[0, 0], [3, 1], [0, 1], [0, 0]]]}

    assert rules.covers(triangle, 1.5, 0.5)
    assert rules.covers(triangle, 0.75, 0.25)
    assert not rules.covers(triangle, 1.5, math.nextafter(0.5, 0))
    assert rules.covers(triangle, 1.5, math.nextafter(0.5, 1))


def test_the_border_of_a_hole_belongs_to_the_area_and_its_inside_does_not():
    assert rules.covers(HOLED, 103.01, 26.015)
    assert not rules.covers(HOLED, 103.015, 26.015)


def test_a_corner_on_the_height_of_the_point_is_counted_once():
    roof = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [1, 2], [0, 1], [0, 0]]]}

    assert rules.covers(roof, 1, 1)
    assert not rules.covers(roof, -1, 1)
    assert not rules.covers(roof, -1, 0)
    assert not rules.covers(roof, 0, 2)


def test_the_box_holds_every_polygon():
    assert rules.box_of(TWO) == (103, 26, 103.06, 26.03)


@pytest.mark.parametrize(
    ("outline", "rule"),
    [
        (None, "form"),
        ({}, "form"),
        ({"type": "Point", "coordinates": [103, 26]}, "rings"),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, "form"),
        ({"type": "Polygon", "coordinates": [[[103]]]}, "form"),
        ({"type": "Polygon", "coordinates": []}, "rings"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "rings"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "rings"),
        (square(26, 103), "swapped"),
        (square(200, 26), "earth"),
        ({"type": "Polygon", "coordinates": [[[math.nan, 0], [1, 0], [1, 1], [math.nan, 0]]]}, "earth"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [math.inf, 0], [1, 1], [0, 0]]]}, "earth"),
        ({"type": "Polygon", "coordinates": [[[0, 0], *[[1, 1]] * 100_000, [0, 0]]]}, "size"),
    ],
)
def test_what_is_no_outline_is_refused_by_name(outline, rule):
    assert rules.check_shape(outline).rule == f"places.outline.{rule}"


def test_a_good_outline_has_no_reason_against_it():
    assert rules.check_shape(square(103, 26)) is None
    assert rules.check_shape(TWO) is None


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [((103, 26), (103, 27), 111_195), ((103, 26), (104, 26), 99_941), ((103, 26), (103, 26), 0)],
)
def test_distances_are_metres_on_the_ground(one, other, metres):
    assert rules.distance_m(*one, *other) == pytest.approx(metres, abs=1)


def test_a_degree_never_shrinks_to_nothing():
    assert rules.narrowing(90) > 0
