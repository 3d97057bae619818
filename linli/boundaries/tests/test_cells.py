import numpy as np
import pytest
import shapely

from linli.boundaries.rules.cells import tile, touch_already


def array(*shapes):
    found = np.empty(len(shapes), object)
    found[:] = shapes
    return found


def town(seed, rows=4, columns=5, pitch=120.0):
    """Turned blocks with streets of differing width, in two grounds."""
    rng = np.random.default_rng(seed)
    seeds, of = [], []
    for number in range(rows * columns):
        x, y = number % columns * pitch, number // columns * pitch
        west, south, east, north = rng.uniform(2, 20, 4)
        block = shapely.box(x + west, y + south, x + pitch - east, y + pitch - north)
        seeds.append(shapely.affinity.rotate(block, rng.uniform(-6, 6)))
        of.append(int(number % columns >= 2))
    grounds = array(
        shapely.box(0, 0, 2 * pitch, rows * pitch), shapely.box(2 * pitch, 0, columns * pitch, rows * pitch)
    )
    return array(*seeds), np.asarray(of), grounds


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("walled", [False, True])
def test_cells_tile_the_ground_and_hold_their_outlines(seed, walled):
    seeds, of, grounds = town(seed)
    line = shapely.LineString([(-10, 235), (300, 250), (700, 238)])

    cells = tile(seeds, of, grounds, array(line) if walled else array())

    assert shapely.coverage_is_valid(cells)
    whole = shapely.union_all([*grounds, *seeds])
    assert shapely.area(cells).sum() == pytest.approx(whole.area, rel=1e-6)
    assert (shapely.area(shapely.difference(seeds, shapely.buffer(cells, 0.01))) < 0.1).sum() >= len(seeds) - 2
    assert set(shapely.get_type_id(cells).tolist()) == {3}


def test_a_wall_in_the_gap_is_the_border_and_one_elsewhere_is_none():
    seeds = array(shapely.box(0, 0, 90, 100), shapely.box(150, 0, 240, 100))
    wall, beside = shapely.LineString([(100, -50), (100, 150)]), shapely.LineString([(50, -50), (50, 150)])

    cells = tile(seeds, np.zeros(2, int), array(shapely.box(0, 0, 240, 100)), array(wall, beside))

    assert [shape.bounds for shape in cells] == [(0, 0, 100, 100), (100, 0, 240, 100)]


def test_a_wall_that_ends_in_the_gap_leaves_cells_in_one_piece():
    seeds = array(shapely.box(0, 0, 90, 100), shapely.box(110, 0, 200, 100))
    wall = shapely.LineString([(95, 40), (95, 150)])

    cells = tile(seeds, np.zeros(2, int), array(shapely.box(0, 0, 200, 100)), array(wall))

    assert shapely.coverage_is_valid(cells)
    assert [shape.geom_type for shape in cells] == ["Polygon", "Polygon"]


def test_outlines_that_touch_already_are_seen():
    seeds = array(shapely.box(0, 0, 100, 100), shapely.box(100.2, 0, 200, 100))

    assert touch_already(seeds, array(shapely.box(0, 0, 200, 100)))
    assert not touch_already(seeds, array(shapely.box(0, 0, 200, 120)))
    assert not touch_already(array(seeds[0], shapely.box(60, 0, 200, 100)), array(shapely.box(0, 0, 200, 100)))


def test_the_same_outlines_give_the_same_cells():
    seeds, of, grounds = town(3)

    first, second = (tile(seeds, of, grounds, array()) for _ in range(2))

    assert shapely.equals_exact(first, second, 0).all()
