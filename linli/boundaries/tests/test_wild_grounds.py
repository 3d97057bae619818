"""Outlines as they come: overlapping, crossing themselves, mere points, communities without an outline, any lines."""

import json

import numpy as np
import pytest
import shapely

from linli.boundaries.rules.base import Line, pack, unpack
from linli.boundaries.rules.ground import lay
from linli.boundaries.rules.pieces import Home, Piece
from linli.boundaries.terms import UnitKind

WEST, SOUTH, WIDE = 103.18, 26.08, 0.02


def geojson(shape):
    return json.loads(shapely.to_geojson(shape))


def wild_piece(rng, number, homes):
    home = number % homes
    x, y = (home + rng.uniform(0, 1)) * WIDE / homes, rng.uniform(0, WIDE)
    outline = None
    if rng.random() > 0.25:
        angles = rng.uniform(0, 2 * np.pi, 8)
        angles = np.sort(angles) if rng.random() < 0.8 else angles
        reach = rng.uniform(0.0003, 0.002) * rng.uniform(0.6, 1, 8)
        corners = np.stack([WEST + x + reach * np.cos(angles), SOUTH + y + reach * np.sin(angles)], axis=1)
        outline = {"type": "Polygon", "coordinates": [[*corners.tolist(), corners[0].tolist()]]}
    said = {"longitude": WEST + x, "latitude": SOUTH + y, "outline": outline}
    return Piece(f"{number}", f"{number}号", UnitKind.COMPOUND, int(rng.integers(0, 300)), home, **said)


def wild_home(rng, number, homes):
    if rng.random() > 0.7:
        return Home(f"社区{number}")
    west, east = (WEST + (number + side) * WIDE / homes + rng.uniform(-0.0002, 0.0002) for side in (0, 1))
    return Home(f"社区{number}", outline=geojson(shapely.box(west, SOUTH - 0.001, east, SOUTH + WIDE + 0.001)))


@pytest.mark.parametrize("seed", range(25))
def test_wild_outlines_become_a_sound_ground(seed):
    rng = np.random.default_rng(seed)
    homes = int(rng.integers(1, 4))
    pieces = [wild_piece(rng, number, homes) for number in range(homes + int(rng.integers(0, 30)))]
    lines = [
        Line(int(rng.integers(0, 4)), f"{number}", geojson(shapely.LineString(ends)))
        for number, ends in enumerate(rng.uniform(-0.005, 0.025, (5, 4, 2)) + np.asarray([WEST, SOUTH]))
    ]
    lake = Line(3, "湖", geojson(shapely.Point(WEST + WIDE / 2, SOUTH + WIDE / 2).buffer(0.002)))

    base = lay(pieces, [wild_home(rng, number, homes) for number in range(homes)], [*lines, lake]).base

    cells = np.asarray([shapely.from_geojson(json.dumps(unit.shape)) for unit in base.units if unit.shape], object)
    assert len(cells) in (0, len(pieces))
    assert shapely.coverage_is_valid(cells)
    assert shapely.is_valid(cells).all()
    assert base.problem(low=1, high=10**6).n == len(pieces)
    assert unpack(pack(base)[0]) == base
