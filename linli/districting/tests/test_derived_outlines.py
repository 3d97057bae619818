"""Outlines derived from points: by property, and for places that are none to be proud of."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.districting.reading.points import derive_outlines, map_points

lattice = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda at: (at[0] * 40.0, at[1] * 40.0))
anywhere = st.tuples(st.floats(0, 2000), st.floats(0, 2000))
WORTH_M = 0.05
"""Neighbours that share less than this may be parted by the grid."""


def derive(places, barrier_m=None):
    xy = np.asarray(places, np.float64).reshape(-1, 2)
    found = map_points(xy, barrier_m=barrier_m)
    return xy, found, derive_outlines(xy, found, barrier_m=barrier_m)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(lattice, anywhere), min_size=1, max_size=40), st.sampled_from([None, 100.0, 500.0]))
def test_outlines_do_not_overlap_hold_their_point_and_touch_their_neighbours(places, barrier_m):
    xy, found, outlines = derive(places, barrier_m)
    known = ~shapely.is_missing(outlines)

    assert shapely.coverage_is_valid(outlines[known])
    assert (shapely.distance(outlines, shapely.points(xy))[known] < 1.0).all()
    assert {shape.geom_type for shape in outlines[known]} <= {"Polygon"}
    wide = (found.length > WORTH_M) & known[found.u] & known[found.v]
    assert (shapely.distance(outlines[found.u], outlines[found.v])[wide] == 0).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(lattice, min_size=2, max_size=40, unique=True), st.integers(0, 2**31))
def test_what_hangs_together_by_neighbours_has_an_outline_of_one_piece(places, seed):
    _, found, outlines = derive(places)
    group = {int(np.random.default_rng(seed).integers(len(places)))}
    for _ in range(len(places) // 2):
        group |= {int(b) for a, b in zip(found.u, found.v, strict=True) if a in group}

    assert shapely.union_all(outlines[sorted(group)]).geom_type == "Polygon"


@pytest.mark.parametrize(
    "places",
    [
        [(0, 0)],
        [(0, 0), (50, 0)],
        [(0, 0), (0, 0), (0, 0)],
        [(at * 30, at * 30) for at in range(9)],
        [(0, 0)] * 200,
        [(0, 0), (40, 0), (40, 40), (0, 40), (60_000, 0)],
    ],
    ids=["one", "two", "one place", "one line", "two hundred at one place", "one far away"],
)
def test_strange_places_get_an_outline_each(places):
    _, _, outlines = derive(places)

    assert not shapely.is_missing(outlines).any()
    assert shapely.coverage_is_valid(outlines)


def test_a_unit_far_away_makes_nobody_large():
    _, _, outlines = derive([(x * 50.0, y * 50.0) for x in range(6) for y in range(6)] + [(9000.0, 125.0)])

    assert np.median(shapely.area(outlines)) < 75**2
    assert shapely.bounds(outlines[-1])[2] < 9000 + 2 * 50


def test_outlines_beyond_the_barrier_do_not_meet():
    _, _, outlines = derive([(0, 0), (60, 0), (260, 0), (320, 0)], barrier_m=100)

    assert shapely.distance(outlines[1], outlines[2]) == pytest.approx(200 - 2 * 50, abs=1)
