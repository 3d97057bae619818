"""The ground of the demo: three oversize communities side by side, tiled by compounds, with roads and a river."""

import json
from random import Random

import pytest
import shapely
from shapely.geometry import shape

from linli.web.demo import outlines, streets

SEEDS = (1, 2, 13)


@pytest.fixture(params=SEEDS)
def laid_out(request):
    """Three cells of a district with the town in them."""
    random = Random(request.param)
    district = outlines.district_shape(radius=3600, random=random)
    cells = outlines.cut(district, parts=28, random=random)
    chosen = streets.side_by_side(cells, district.exterior)
    others = [cell for cell in cells if cell not in chosen]
    return chosen, streets.lay_out(district, chosen, others, random)


def test_each_of_the_three_borders_on_both_others(laid_out):
    cells, _ = laid_out

    shared = [one.buffer(0.5).intersection(other.boundary).length for one in cells for other in cells if one != other]
    assert min(shared) > 100


def test_compounds_tile_their_community(laid_out):
    cells, town = laid_out

    for cell, pieces in zip(cells, town.pieces, strict=True):
        assert 35 <= len(pieces) <= 55
        assert all(piece.is_valid and piece.area > 2500 for piece in pieces)
        assert sum(piece.area for piece in pieces) == pytest.approx(cell.area, rel=1e-3)
        assert shapely.union_all(pieces).symmetric_difference(cell).area < 1e-3 * cell.area


def test_every_two_compounds_side_by_side_share_all_corners_between_them(laid_out):
    _, town = laid_out
    pieces = [piece for cell in town.pieces for piece in cell]

    assert shapely.coverage_is_valid(pieces)


def test_a_river_parts_one_of_them_and_boundaries_are_main_roads(laid_out):
    cells, town = laid_out
    river = next(course.line for course in town.courses if course.kind == streets.RIVER)
    mains = [course.line for course in town.courses if course.kind == streets.MAIN]

    assert any(len(shapely.ops.split(cell, river).geoms) > 1 for cell in cells)
    assert len(mains) >= 5
    assert sum(course.kind == streets.STREET for course in town.courses) > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_households_add_up_and_some_plots_have_none(seed):
    random = Random(seed)
    areas = [random.uniform(8000, 60000) for _ in range(45)]

    found = streets.settle(areas, 7000, random)

    inhabited = [one for one in found if one]
    assert sum(found) == 7000
    assert len(inhabited) == 41
    assert min(inhabited) >= 50
    assert max(inhabited) <= 470


def test_degrees_keep_shared_corners_shared(laid_out):
    _, town = laid_out

    degrees = [
        shape(json.loads(json.dumps(outlines.to_degrees(piece, longitude=103.186, latitude=26.083))))
        for piece in town.pieces[0]
    ]
    assert shapely.coverage_is_valid(degrees)
