"""
The corners of an outline as somebody can read and type them, and corners shared by neighbours.

A line holds one corner, longitude then latitude; an empty line begins the next ring; a ring that begins with "-" is a
hole of the one before it. The first corner is not repeated at the end. GeoJSON is taken as well.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import shapely

from linli.values import Reason, noop

from .geometry import METRES_PER_DEGREE, RING_MIN, check_shape, narrowing, polygons_of

Position = list[float]
Polygons = list[list[list[Position]]]
"""Polygons, each a list of closed rings, the outer one first."""
HOLE = "-"
WIDE = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
NEAR_M = 0.03
"""A corner so near to a neighbour's border lies on it: both were rounded to a centimetre."""


class Drawn(NamedTuple):
    """An area that was drawn anew: its key, the number of the outline it had when that began, its new outline."""

    key: UUID
    seen: int | None
    shape: Mapping[str, Any]


def read_changes(text: str) -> list[Drawn] | Reason:
    """Return what a map sent: a list of {key, seen, polygons}, each area once; or why that is nothing to keep."""
    try:
        said = [(UUID(str(each["key"])), each["seen"], each["polygons"]) for each in json.loads(text)]
    except (ValueError, KeyError, TypeError):
        said = []
    if not said or len({key for key, _, _ in said}) < len(said):
        return Reason("places.outline.form", noop("The outline is not a GeoJSON polygon."), {})
    drawn = []
    for key, seen, polygons in said:
        shape = shape_of(polygons) if isinstance(polygons, list) else shape_of([])
        if isinstance(shape, Reason):
            return shape
        drawn.append(Drawn(key, seen if isinstance(seen, int) else None, shape))
    return drawn


def write_changes(drawn: Sequence[Drawn]) -> str:
    """Return drawn areas as the map sends them."""
    rows = [{"key": str(each.key), "seen": each.seen, "polygons": polygons_of(each.shape)} for each in drawn]
    return json.dumps(rows, separators=(",", ":"))


def write_corners(shape: Mapping[str, Any] | None) -> str:
    """Return the corners of an outline as text, "" for none."""
    blocks = []
    for polygon in polygons_of(shape) if shape else []:
        for at, ring in enumerate(polygon):
            lines = [f"{point[0]:.7f} {point[1]:.7f}" for point in ring[:-1]]
            blocks.append("\n".join([HOLE, *lines] if at else lines))
    return "\n\n".join(blocks)


def read_corners(text: str) -> dict[str, Any] | Reason:
    """Return the outline that a text describes, or why it describes none; which line is wrong."""
    said = text.translate(WIDE).strip()
    if said.startswith("{"):
        return _geojson(said)
    polygons: Polygons = []
    lines = [(number, line.replace(",", " ").split()) for number, line in enumerate(said.splitlines(), 1)]
    for is_block, block in groupby(lines, key=lambda line: bool(line[1])):
        rows = list(block) if is_block else []
        is_hole = bool(rows and polygons) and rows[0][1] == [HOLE]
        corners = [(number, words, _corner(words)) for number, words in rows[is_hole:]]
        for number, words, corner in corners:
            if corner is None:
                wrong = noop("Line %(number)s is no corner: “%(line)s”. Type longitude and latitude.")
                return Reason("places.corners.line", wrong, {"number": number, "line": " ".join(words)[:60]})
        ring = [corner for _, _, corner in corners if corner is not None]
        if ring:
            polygons += [] if is_hole else [[]]
            polygons[-1].append(_closed(ring))
    return shape_of(polygons)


def shape_of(polygons: Polygons) -> dict[str, Any] | Reason:
    """Return polygons as a GeoJSON outline, or why they are none."""
    one = len(polygons) == 1
    shape = {"type": "Polygon" if one else "MultiPolygon", "coordinates": polygons[0] if one else polygons}
    return check_shape(shape) or shape


def share_corners(shapes: Sequence[Mapping[str, Any]]) -> list[Polygons]:
    """
    Return the polygons of outlines, each with the corners of its neighbours that lie on its border.

    Corners closer than 3 cm become one. Where borders run together they then have the same corners, so that one corner
    moved moves them all.
    """
    polygons = [
        [[[list(point[:2]) for point in ring] for ring in polygon] for polygon in polygons_of(shape)]
        for shape in shapes
    ]
    rings = [ring for shape in polygons for polygon in shape for ring in polygon]
    if not rings:
        return polygons
    _weld(rings)
    extra = _on_borders(rings)
    first = 0
    for ring in rings:
        edges = range(len(ring) - 1)
        ring[:] = [each for at in edges for each in (ring[at], *extra.get(first + at, ()))] + [ring[-1]]
        first += len(edges)
    return polygons


def _weld(rings: Sequence[list[Position]]) -> None:
    """Let corners that stand almost at one place stand there; a ring that would vanish stays as it is."""
    corners = np.unique(np.concatenate([np.asarray(ring) for ring in rings]), axis=0)
    places = shapely.points(_flat(corners, corners[0]))
    pairs = shapely.STRtree(places).query(places, "dwithin", distance=NEAR_M).T
    kept = np.arange(len(corners))
    for one, other in sorted(pairs[pairs[:, 0] < pairs[:, 1]].tolist()):
        if kept[one] == one and kept[other] == other:
            kept[other] = one
    moved = {tuple(old): new for old, new in zip(corners.tolist(), corners[kept].tolist(), strict=True) if old != new}
    for ring in rings:
        welded = [list(each) for each, _ in groupby(moved.get(tuple(point), point) for point in ring)]
        ring[:] = welded if len(welded) >= RING_MIN else ring


def _flat(points: Any, origin: Any) -> Any:
    """Return places as metres of a flat map around one of them."""
    return (np.asarray(points) - origin) * (METRES_PER_DEGREE * np.array([narrowing(float(origin[1])), 1.0]))


def _on_borders(rings: Sequence[list[Position]]) -> dict[int, list[Position]]:
    """Return by the number of an edge, counted over all rings, the corners of other rings that lie on it, in order."""
    origin = np.asarray(rings[0][0])
    flat = [_flat(ring, origin) for ring in rings]
    corners, first = np.unique(np.concatenate(flat), axis=0, return_index=True)
    kept = np.concatenate([np.asarray(ring) for ring in rings])[first].tolist()
    ends = [np.concatenate(some) for some in ([ring[:-1] for ring in flat], [ring[1:] for ring in flat])]
    edges = shapely.linestrings(np.stack(ends, axis=1))
    places = shapely.points(corners)
    corner, edge = shapely.STRtree(edges).query(places, "dwithin", distance=NEAR_M)
    along = shapely.line_locate_point(edges[edge], places[corner])
    within = (along > NEAR_M) & (along < shapely.length(edges[edge]) - NEAR_M)
    found: dict[int, list[Position]] = {}
    for at in np.flatnonzero(within)[np.lexsort((along[within], edge[within]))].tolist():
        found.setdefault(int(edge[at]), []).append(kept[corner[at]])
    return found


def _closed(ring: list[Position]) -> list[Position]:
    """Return a ring whose last corner is its first."""
    return ring if len(ring) > 1 and ring[0] == ring[-1] else [*ring, ring[0]]


def _corner(words: Sequence[str]) -> Position | None:
    """Return the corner two words tell, rounded as it is kept."""
    try:
        longitude, latitude = (round(float(word), 7) for word in words)
    except ValueError:
        return None
    return [longitude, latitude]


def _geojson(text: str) -> dict[str, Any] | Reason:
    """Return the outline of a GeoJSON text: a geometry, a feature, or a collection of one."""
    try:
        said = json.loads(text)
        said = said["features"][0] if said.get("type") == "FeatureCollection" else said
        shape = said["geometry"] if said.get("type") == "Feature" else said
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        shape = None
    return check_shape(shape) or {"type": shape["type"], "coordinates": shape["coordinates"]}
