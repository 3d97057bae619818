"""Corners as text and as the map sends them; corners that neighbours share."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.rules import rings
from linli.places.samples import square

HOLED = {
    "type": "Polygon",
    "coordinates": [square(103, 26, 0.03)["coordinates"][0], square(103.01, 26.01)["coordinates"][0]],
}
TWO = {"type": "MultiPolygon", "coordinates": [HOLED["coordinates"], square(103.05, 26)["coordinates"]]}


@pytest.mark.parametrize("shape", [square(103, 26), HOLED, TWO])
def test_what_is_written_is_read_again(shape):
    read = rings.read_corners(rings.write_corners(shape))

    assert json.loads(json.dumps(read), parse_float=lambda text: round(float(text), 7)) == json.loads(
        json.dumps(shape), parse_float=lambda text: round(float(text), 7)
    )


POLYGON = '{"type": "Polygon", "coordinates": [[[103, 26], [103.1, 26], [103.1, 26.1], [103, 26]]]}'


@pytest.mark.parametrize(
    "text",
    [
        "103 26\n103.1 26\n103.1 26.1",
        "103,26\n103.1,26\n103.1,26.1\n103,26",
        "１０３ ２６\n103.1\t26\n103.1 26.1\n\n  \n",
        POLYGON,
        f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {POLYGON}}}]}}',
    ],
)
def test_corners_are_taken_as_people_type_them(text):
    assert rings.read_corners(text)["coordinates"] == [[[103, 26], [103.1, 26], [103.1, 26.1], [103, 26]]]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "places.outline.rings"),
        ("103 26\n103.1 26", "places.outline.rings"),
        ("103 26\nhello\n103.1 26", "places.corners.line"),
        ("103 26 7\n", "places.corners.line"),
        ("26 103\n26.1 103\n26.1 103.1", "places.outline.swapped"),
        ("{", "places.outline.form"),
        ('{"type": "FeatureCollection", "features": []}', "places.outline.form"),
        ("-\n103 26", "places.corners.line"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(text, rule):
    assert rings.read_corners(text).rule == rule


def test_what_the_map_sends_is_read_and_written_back():
    key = uuid4()
    sent = json.dumps([{"key": str(key), "seen": 7, "polygons": TWO["coordinates"]}])

    (drawn,) = rings.read_changes(sent)

    assert (drawn.key, drawn.seen, drawn.shape["type"]) == (key, 7, "MultiPolygon")
    assert json.loads(rings.write_changes([drawn])) == json.loads(sent)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[1]", '[{"key": "x"}]', '[{"key": 1, "seen": 1, "polygons": 3}]', "null"]
)
def test_what_no_map_sends_is_refused(text):
    assert rings.read_changes(text).rule.startswith("places.outline.")


def test_an_area_sent_twice_is_refused():
    row = {"key": str(uuid4()), "seen": None, "polygons": [square(103, 26)["coordinates"]]}

    assert rings.read_changes(json.dumps([row, row])).rule == "places.outline.form"


def test_a_neighbours_corner_on_a_border_becomes_a_corner_of_it():
    west, east = square(103, 26), square(103.01, 26.004, 0.002)

    shared, kept = rings.share_corners([west, east])

    assert [103.01, 26.004] in shared[0][0]
    assert [103.01, 26.006] in shared[0][0]
    assert kept[0][0] == [pytest.approx(point) for point in east["coordinates"][0]]


def test_corners_that_were_rounded_apart_become_one():
    west, east = square(103, 26), square(103.0100001, 26)

    shared = rings.share_corners([west, east])

    assert len({tuple(point) for point in (*shared[0][0][0], *shared[1][0][0])}) == 6


def test_a_building_smaller_than_the_rounding_stays():
    tiny = square(103, 26, 0.0000002)

    assert rings.share_corners([tiny])[0] == [tiny["coordinates"]]


@given(st.lists(st.floats(0.001, 0.009).map(lambda at: round(at, 7)), min_size=1, max_size=8, unique=True))
def test_corners_lie_in_their_order_along_the_border(heights):
    west = square(103, 26)
    teeth = [[103.01, 26 + height] for height in sorted(heights)]
    east = {"type": "Polygon", "coordinates": [[*teeth, [103.02, 26.009], [103.02, 26.0], teeth[0]]]}

    ring = rings.share_corners([west, east])[0][0][0]

    side = [point[1] for point in ring if point[0] == 103.01]
    assert side == sorted(side)


def test_no_outlines_share_no_corners():
    assert rings.share_corners([]) == []
