"""
Shapes on the ground, without a library: what an outline is, which box holds it, how far places are apart.

Coordinates are CGCS2000 (EPSG:4490) degrees, longitude then latitude. A ring is closed: its last point is its first.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from linli.values import Reason, noop

Point = Sequence[float]
Ring = Sequence[Point]
METRES_PER_DEGREE = 111_195.0
"""Mean length of a degree of a great circle, 6 371 km * pi / 180."""
POINTS_MAX = 100_000
RING_MIN = 4


class Box(NamedTuple):
    """The smallest upright box around a shape, degrees."""

    west: float
    south: float
    east: float
    north: float


def polygons_of(shape: Mapping[str, Any]) -> Sequence[Sequence[Ring]]:
    """Return the polygons of a Polygon or MultiPolygon, each a list of rings, the outer one first."""
    return [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]


def _points(shape: Mapping[str, Any]) -> Iterator[Point]:
    """Yield every point of the shape."""
    for polygon in polygons_of(shape):
        for ring in polygon:
            yield from ring


def box_of(shape: Mapping[str, Any]) -> Box:
    """Return the box around a checked Polygon or MultiPolygon."""
    longitudes, latitudes = zip(*((point[0], point[1]) for point in _points(shape)), strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def check_shape(shape: Any) -> Reason | None:
    """Return why a value is not a usable outline (Polygon or MultiPolygon of finite points on earth), or None."""
    try:
        points = list(_points(shape)) if shape["type"] in ("Polygon", "MultiPolygon") else []
        rings = [ring for polygon in polygons_of(shape) for ring in polygon] if points else []
        numbers = [(float(point[0]), float(point[1])) for point in points]
    except (KeyError, TypeError, ValueError, IndexError):
        return Reason("places.outline.form", noop("The outline is not a GeoJSON polygon."), {})
    if not rings or any(len(ring) < RING_MIN or list(ring[0]) != list(ring[-1]) for ring in rings):
        return Reason("places.outline.rings", noop("The outline has no closed ring of at least four points."), {})
    if len(points) > POINTS_MAX:
        return Reason("places.outline.size", noop("The outline has more than %(limit)s points."), {"limit": POINTS_MAX})
    if all(15 <= x <= 56 and 70 <= y <= 140 for x, y in numbers):
        return Reason("places.outline.swapped", noop("Longitude and latitude of the outline are swapped."), {})
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in numbers):
        return Reason("places.outline.earth", noop("The outline leaves the earth: degrees are expected."), {})
    return None


def narrowing(latitude: float) -> float:
    """Return how much shorter a degree of longitude is than one of latitude there; never quite 0."""
    return max(math.cos(math.radians(latitude)), 1e-6)


def distance_m(longitude: float, latitude: float, to_longitude: float, to_latitude: float) -> float:
    """Return the metres between two points of one city (local plane: good to 0.1 % over 50 km)."""
    east = (to_longitude - longitude) * narrowing((latitude + to_latitude) / 2)
    return METRES_PER_DEGREE * math.hypot(east, to_latitude - latitude)
