"""
Coordinate systems of files: WGS84 and CGCS2000 (the same to a few centimetres), and the shifted GCJ-02 and BD-09.

Degrees, longitude then latitude. The shift is the one of `frontend/src/map/system.ts`; a test holds the two together.
"""

import math
from collections.abc import Callable

from linli.places.terms import CoordinateSystem

Position = tuple[float, float]
AXIS = 6378245.0
"""Half the long axis of the ellipsoid the shift was defined on, metres."""
ECCENTRICITY = 0.006693421622965943
"""Squared."""
CLOSE = 1e-10
"""Degrees, about a hundredth of a millimetre: a shift is taken back to within it."""
ROUNDS = 30
TURN = math.pi * 3000 / 180


def _wave(angle: float) -> float:
    return math.sin(angle * math.pi)


def _ripples(x: float, along: float, long: float) -> float:
    """Return the part both shifts share: ripples along x and one more axis."""
    first = (20 * _wave(6 * x) + 20 * _wave(2 * x)) * 2 / 3
    return first + (20 * _wave(along) + 40 * _wave(along / 3)) * 2 / 3 + long


def is_shifted_there(at: Position) -> bool:
    """Return whether maps made in China are shifted there: a rough box, which takes in some of its neighbours."""
    return 72.004 <= at[0] <= 137.8347 and 0.8293 <= at[1] <= 55.8271


def gcj02_of(at: Position) -> Position:
    """Return a WGS84 position as GCJ-02 has it; outside the box unchanged."""
    if not is_shifted_there(at):
        return at
    x, y = at[0] - 105, at[1] - 35
    root = math.sqrt(abs(x))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += _ripples(x, x, (150 * _wave(x / 12) + 300 * _wave(x / 30)) * 2 / 3)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += _ripples(x, y, (160 * _wave(y / 12) + 320 * _wave(y / 30)) * 2 / 3)
    radians = math.radians(at[1])
    bend = 1 - ECCENTRICITY * math.sin(radians) ** 2
    degree = math.radians(AXIS)
    long = degree / math.sqrt(bend) * math.cos(radians)
    return at[0] + east / long, at[1] + north / (degree * (1 - ECCENTRICITY) / (bend * math.sqrt(bend)))


def bd09_of(at: Position) -> Position:
    """Return a WGS84 position as BD-09 has it; outside the box unchanged."""
    if not is_shifted_there(at):
        return at
    x, y = gcj02_of(at)
    reach = math.hypot(x, y) + 0.00002 * math.sin(y * TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * TURN)
    return reach * math.cos(angle) + 0.0065, reach * math.sin(angle) + 0.006


def _taken_back(shift: Callable[[Position], Position], at: Position) -> Position:
    """Return the position that a shift brings to `at`."""
    found = at
    for _round in range(ROUNDS):
        there = shift(found)
        off = at[0] - there[0], at[1] - there[1]
        found = found[0] + off[0], found[1] + off[1]
        if max(map(abs, off)) < CLOSE:
            break
    return found


def to_wgs84(system: CoordinateSystem, at: Position) -> Position:
    """Return where a position of a file lies in WGS84."""
    if system is CoordinateSystem.GCJ02 and is_shifted_there(at):
        return _taken_back(gcj02_of, at)
    if system is CoordinateSystem.BD09 and is_shifted_there(at):
        return _taken_back(bd09_of, at)
    return at
