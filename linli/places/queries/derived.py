"""
Cells derived from points, for areas that have no outline (decision 0059). Loaded late: it needs shapely.

They are a picture of what lies nearest to whom. They are drawn dashed and called derived, nothing looks a point up in
them, and they are never kept.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from linli.districting.reading.points import derive_outlines, map_points
from linli.places.models import Area
from linli.places.rules import STEP
from linli.places.rules.topology import Plane

from .reach import in_subtree, list_in_force

CELLS_MAX = 300
POINTS_MAX = 1_000
Place = tuple[int, float, float]
"""The number of an area, longitude and latitude of a point in it."""


def derived_cells(areas: Sequence[Area], drawn: Sequence[str], parent: str | None = None) -> dict[int, dict[str, Any]]:
    """
    Return for areas without an outline the ground nearest to their points, as GeoJSON geometries by their number.

    A point is the centre of a compound or building below the area, else the area's own. drawn: outlines (GeoJSON) whose
    ground is known to be another's; parent: the outline that cells do not leave.
    """
    wanted = [area for area in areas if area.outline_id is None][:CELLS_MAX]
    return {number: json.loads(cell) for number, cell in _cells(_places(wanted), tuple(drawn), parent)}


def derived_of(area: Area, tier: str) -> list[tuple[Area, dict[str, Any]]]:
    """Return the parts of that tier directly below an area that have no outline, each with its derived cell."""
    rows = list_in_force().filter(parent=area, tier__code=tier)
    bare = {part.pk: part for part in rows.filter(outline__isnull=True)}
    drawn = rows.filter(outline__isnull=False).values_list("outline__geojson", flat=True)
    cells = derived_cells(list(bare.values()), list(drawn), area.outline.geojson if area.outline else None)
    return [(bare[number], cell) for number, cell in cells.items()]


def _places(areas: Sequence[Area]) -> tuple[Place, ...]:
    """Return the points of sibling areas, one query: those below each, or where nothing below has one, its own."""
    if not areas:
        return ()
    owners = {area.path: area.pk for area in areas}
    width = len(areas[0].path)
    rows = list_in_force().filter(in_subtree(areas[0].path[: width - STEP]), longitude__isnull=False)
    below: dict[int, list[Any]] = {}
    for path, longitude, latitude in rows.values_list("path", "longitude", "latitude"):
        if len(path) > width and path[:width] in owners:
            below.setdefault(owners[path[:width]], []).append((longitude, latitude))
    most = max(1, POINTS_MAX // len(areas))
    places: list[Any] = []
    for area in areas:
        points = below.get(area.pk, [])
        own = [(area.longitude, area.latitude)] if area.longitude is not None else []
        places += [(area.pk, *point) for point in points[:: 1 + len(points) // most] or own]
    return tuple(places)


@lru_cache(maxsize=16)
def _cells(places: tuple[Place, ...], drawn: tuple[str, ...], parent: str | None) -> tuple[tuple[int, str], ...]:
    """Return (number, GeoJSON) of the cells; the same question is answered from memory."""
    if not places:
        return ()
    points = shapely.points([place[1:] for place in places])
    around = points if parent is None else [*points, shapely.from_geojson(parent)]
    plane = Plane.around(around)
    xy = shapely.get_coordinates(plane.flat(points))
    cells = _whole(plane, parent) if len(xy) == 1 and parent else derive_outlines(xy, map_points(xy))
    free = _others(plane, drawn, parent)
    numbers = np.asarray([place[0] for place in places])
    found = []
    for number in np.unique(numbers).tolist():
        cell = free(shapely.union_all([each for each in cells[numbers == number] if each is not None]))
        kept = shapely.set_precision(plane.degrees(cell), 1e-7)
        if not kept.is_empty:
            found.append((number, shapely.to_geojson(kept)))
    return tuple(found)


def _whole(plane: Plane, parent: str) -> Any:
    """Return the ground of the area itself, which is the one cell of an only point."""
    return np.asarray([plane.flat(shapely.from_geojson(parent))], object)


def _others(plane: Plane, drawn: Sequence[str], parent: str | None) -> Any:
    """Return what takes from a cell the ground that belongs to others or lies outside of the area itself."""
    taken = shapely.union_all([plane.flat(shapely.from_geojson(text)) for text in drawn])
    within = None if parent is None else plane.flat(shapely.from_geojson(parent))

    def free(cell: Any) -> Any:
        left = shapely.difference(cell, taken)
        left = left if within is None else shapely.intersection(left, within)
        polygons = [piece for piece in shapely.get_parts(left).tolist() if piece.geom_type == "Polygon"]
        return shapely.union_all(polygons)

    return free
