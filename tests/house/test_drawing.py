import xml.etree.ElementTree as ET

import shapely

from tools.drawing import Picture, chart, colours


def test_communities_that_touch_have_different_colours():
    ring = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)]

    chosen = colours(ring, 4)

    assert all(chosen[a] != chosen[b] for a, b in ring)


def test_a_picture_is_sound_and_shows_north_at_the_top():
    picture = Picture(shapely.box(100, 200, 400, 600))
    picture.panel("One")
    picture.dot(100, 600, "#000000")
    picture.fill(shapely.box(100, 200, 150, 250), "#ffffff")

    root = ET.fromstring(picture.svg())
    dot = root.find(".//{*}circle")

    assert dot is not None
    assert (dot.get("cx"), dot.get("cy")) == ("0", "0")


def test_a_chart_ends_where_its_series_end():
    root = ET.fromstring(chart([("bound", "#000000", [0.0, 5.0, 10.0])], "three"))

    assert any((path.get("d") or "").endswith("540,20") for path in root.findall("{*}path"))
