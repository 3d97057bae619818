"""
Made-up outlines of the demo: a district cut into communities, these into compounds, these into buildings. Pure.

Shapes are in metres around a centre, x east, y north, until `to_degrees` makes them CGCS2000 (EPSG:4490) degrees.
"""

import math
from random import Random
from typing import Any

import shapely
from shapely import MultiPoint, Point, Polygon, affinity, transform, unary_union, voronoi_polygons
from shapely.geometry import mapping

METRES_A_DEGREE = 111_320.0
GRAIN = 1e-6
"""Degrees between two places that are told apart."""
RIM = 40
"""Points along the outline of a piece on which a cut between pieces rests."""


def district_shape(*, radius: float, random: Random) -> Polygon:
    """Return one uneven closed outline around the origin; radius in metres."""
    waves = [(random.uniform(0.02, 0.10), random.randint(2, 7), random.uniform(0, math.tau)) for _ in range(5)]
    corners = []
    for step in range(72):
        angle = math.tau * step / 72
        reach = radius * (1 + sum(height * math.sin(count * angle + turn) for height, count, turn in waves))
        corners.append((reach * math.cos(angle), 0.82 * reach * math.sin(angle)))
    return Polygon(corners)


def cut(shape: Polygon, *, parts: int, random: Random) -> list[Polygon]:
    """Cut a shape into `parts` cells that tile it, ordered from west to east."""
    if parts == 1:
        return [shape]
    seeds = _scatter(shape, parts, random)
    for _ in range(3):
        seeds = [cell.centroid for cell in _cells(shape, seeds)]
    return sorted(_cells(shape, seeds), key=lambda cell: cell.centroid.x)


def compounds(shape: Polygon, *, parts: int, random: Random, taken: Polygon | None = None) -> list[Polygon]:
    """Return compounds in a community: its cells, with streets between them and ground that is taken left free."""
    found = []
    for whole in cut(shape, parts=parts, random=random):
        cell = whole if taken is None else largest(whole.difference(taken))
        inner = largest(cell.buffer(-0.12 * math.sqrt(cell.area), join_style="mitre"))
        found.append(inner if inner.area > 4000 else cell.buffer(-5))
    return found


def buildings(shape: Polygon, *, most: int, turn: float) -> list[Polygon]:
    """Return up to `most` slabs of 42 x 13 metres in rows inside a compound, at least one; turn: degrees."""
    level = affinity.rotate(shape, -turn, origin=shape.centroid)
    west, south, east, north = level.bounds
    found: list[Polygon] = []
    y = south + 12
    while y + 13 < north and len(found) < most:
        x = west + 12
        while x + 42 < east and len(found) < most:
            slab = Polygon([(x, y), (x + 42, y), (x + 42, y + 13), (x, y + 13)])
            if level.contains(slab):
                found.append(slab)
            x += 60
        y += 34
    if not found:
        x, y = level.representative_point().coords[0]
        found = [Polygon([(x - 9, y - 6), (x + 9, y - 6), (x + 9, y + 6), (x - 9, y + 6)])]
    return [affinity.rotate(slab, turn, origin=shape.centroid) for slab in found]


def largest(shape: Any) -> Polygon:
    """Return the largest piece of a shape."""
    return max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)


def lie_of(shape: Polygon) -> float:
    """Return the degrees by which the longer side of a shape is turned against the x axis."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    x, y = max(corners[1:3] - corners[:2], key=lambda side: math.hypot(*side))
    return math.degrees(math.atan2(y, x))


def joined(shapes: list[Polygon]) -> Polygon:
    """Return the union of cells; of several pieces all are kept (MultiPolygon)."""
    return unary_union(shapes)


def point_in(shape: Polygon, random: Random) -> Point:
    """Return a random point inside a shape."""
    west, south, east, north = shape.bounds
    for _ in range(50):
        point = Point(random.uniform(west, east), random.uniform(south, north))
        if shape.contains(point):
            return point
    return shape.representative_point()


def to_degrees(shape: Any, *, longitude: float, latitude: float) -> dict:
    """Return a GeoJSON geometry in degrees (six decimals), longitude then latitude, around a centre."""
    narrow = METRES_A_DEGREE * math.cos(math.radians(latitude))

    def place(points: Any) -> Any:
        moved = points.copy()
        moved[:, 0] = (longitude + points[:, 0] / narrow).round(6)
        moved[:, 1] = (latitude + points[:, 1] / METRES_A_DEGREE).round(6)
        return moved

    return mapping(transform(shape, place))


def parted(whole: Any, these: list[Any], those: list[Any]) -> tuple[dict, dict]:
    """Cut a shape in two along the middle between the pieces on either side, all in degrees; return GeoJSON."""
    corners = [(point, number < len(these)) for number, piece in enumerate((*these, *those)) for point in _rim(piece)]
    cells = voronoi_polygons(MultiPoint([point for point, _ in corners]), extend_to=whole, ordered=True).geoms
    side = unary_union([cell for cell, (_, is_first) in zip(cells, corners, strict=True) if is_first])
    first = largest(shapely.intersection(whole, side, grid_size=GRAIN))
    return mapping(first), mapping(shapely.difference(whole, first, grid_size=GRAIN))


def _rim(piece: Any) -> list[Point]:
    """Return points along the outline of a piece."""
    rim = largest(piece).exterior
    return [rim.interpolate(step / RIM, normalized=True) for step in range(RIM)]


def _scatter(shape: Polygon, count: int, random: Random) -> list[Point]:
    """Return points inside a shape that keep their distance as far as that is possible."""
    distance = 0.75 * math.sqrt(shape.area / count)
    seeds: list[Point] = []
    while len(seeds) < count:
        point = point_in(shape, random)
        if all(point.distance(other) >= distance for other in seeds):
            seeds.append(point)
        distance *= 0.995
    return seeds


def _cells(shape: Polygon, seeds: list[Point]) -> list[Polygon]:
    """Return the cell of every seed, in the seeds' order, clipped to the shape."""
    cells = voronoi_polygons(MultiPoint(seeds), extend_to=shape).geoms
    clipped = [cell.intersection(shape) for cell in cells]
    pieces = [largest(cell) for cell in clipped]
    return [min(pieces, key=lambda cell: cell.distance(seed) + cell.centroid.distance(seed) / 1e6) for seed in seeds]
