"""Neighbourhoods as residents draw them: an outline that can be read, and the units in it. Pure."""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.consultation import VoiceRefused
from linli.values import noop

MOST_LETTERS = 40_000
MOST_CORNERS = 1000
DIGITS = 6
"""Of a degree; finer than a finger draws, and coarse enough to compute with."""
FEWEST_UNITS = 2
MOST_SHARE = 0.5
KEPT_OF_A_CROSSING = 0.9
"""Share of the area that must be left when a line that crosses itself is read as its largest part."""
AROUND_A_POINT = 0.0003
"""Degrees, about 30 m: how a unit without an outline is drawn."""


def read_outline(text: str) -> Polygon:
    """
    Return the polygon of a drawn outline, GeoJSON in degrees, longitude first. Raises VoiceRefused.

    Slips of a finger, where the line crosses itself a little, are mended.
    """
    corners = _corners(text)
    if len(set(corners)) < 3:
        raise _refused("outline_small", noop("Draw at least three points around your neighbourhood."))
    if len(corners) > MOST_CORNERS:
        raise _refused(
            "outline_long", noop("The line has more than %(most)s points. Please draw it anew."), most=MOST_CORNERS
        )
    drawn = Polygon(corners)
    if not drawn.is_valid:
        drawn = _mended(drawn)
    if not drawn.area:
        raise _refused("outline_small", noop("Draw at least three points around your neighbourhood."))
    return drawn


def points_of(base: Base) -> list[Point]:
    """Return for every unit the point that stands for it: inside its outline, where one was drawn."""
    return [
        shape(drawn).representative_point() if drawn else Point(unit.longitude, unit.latitude)
        for unit, drawn in zip(base.units, base.drawn_shapes, strict=True)
    ]


def units_within(base: Base, drawn: Polygon) -> tuple[int, ...]:
    """Return the units whose point lies in a drawn outline, by their numbers."""
    inside = shapely.covers(drawn, points_of(base))
    return tuple(number for number, is_in in enumerate(inside) if is_in)


def as_geojson(drawn: Polygon) -> dict[str, Any]:
    """Return an outline as it is kept."""
    return dict(mapping(drawn))


def around(base: Base, units: Iterable[int]) -> dict[str, Any]:
    """Return the outline of some units as GeoJSON, for a neighbourhood that was ticked and not drawn."""
    shapes: list[BaseGeometry] = []
    for number in units:
        unit = base.units[number]
        shapes.append(
            shape(unit.shape) if unit.shape else Point(unit.longitude, unit.latitude).buffer(AROUND_A_POINT, 4)
        )
    return dict(mapping(shapely.union_all(shapes)))


def checked_units(units: Sequence[int], base: Base) -> list[int]:
    """Return the units of a neighbourhood in order. Raises VoiceRefused if they are too few or too many for one."""
    found = sorted({unit for unit in units if 0 <= unit < len(base.units)})
    if len(found) < FEWEST_UNITS:
        text = noop("A neighbourhood holds at least %(fewest)s compounds; yours holds %(found)s.")
        raise _refused("neighbourhood_small", text, fewest=FEWEST_UNITS, found=len(found))
    most = max(FEWEST_UNITS, int(len(base.units) * MOST_SHARE))
    if len(found) > most:
        text = noop("That is %(found)s compounds. Please draw only what is near to you, at most %(most)s.")
        raise _refused("neighbourhood_large", text, most=most, found=len(found))
    return found


def _corners(text: str) -> list[tuple[float, float]]:
    """Return the corners of a GeoJSON polygon's outer ring. Raises VoiceRefused for anything else."""
    unreadable = noop("The outline cannot be read. Please draw it anew, or tick the compounds in the list.")
    if len(text) > MOST_LETTERS:
        raise _refused("outline_unreadable", unreadable)
    try:
        drawn = json.loads(text)
        if drawn["type"] != "Polygon":
            raise ValueError
        corners = [(round(float(x), DIGITS), round(float(y), DIGITS)) for x, y, *_ in drawn["coordinates"][0]]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise _refused("outline_unreadable", unreadable) from error
    if not all(_is_on_earth(*corner) for corner in corners):
        raise _refused("outline_unreadable", unreadable)
    return corners


def _is_on_earth(longitude: float, latitude: float) -> bool:
    known = math.isfinite(longitude) and math.isfinite(latitude)
    return known and -180 <= longitude <= 180 and -90 <= latitude <= 90


def _mended(drawn: Polygon) -> Polygon:
    """Return the largest part of an outline that crosses itself. Raises VoiceRefused if too little is left."""
    crosses = _refused("outline_crosses", noop("Your line crosses itself. Please draw it once around."))
    try:
        whole = shapely.make_valid(drawn)
    except GEOSException as error:
        raise crosses from error
    parts = [part for part in getattr(whole, "geoms", [whole]) if isinstance(part, Polygon)]
    parts += [each for part in getattr(whole, "geoms", []) if part.geom_type == "MultiPolygon" for each in part.geoms]
    largest = max(parts, key=lambda part: part.area, default=Polygon())
    if largest.area < KEPT_OF_A_CROSSING * whole.area or not largest.area:
        raise crosses
    return Polygon(largest.exterior)


def _refused(rule: str, text: str, **params: Any) -> VoiceRefused:
    return VoiceRefused("outline", rule, text, **params)
