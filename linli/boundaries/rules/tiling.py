"""Outlines of communities that tile: together they cover what their units cover, and nothing twice. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from linli.boundaries.rules.sheet import FREE

GRID = 1e-7
"""Degrees, about a centimetre: the last digit that `places` keeps. Corners are laid on it before anything is cut."""
Shape = Mapping[str, Any]


def tile(shapes: Sequence[Shape | None], labels: Sequence[int]) -> dict[int, dict[str, Any]]:
    """
    Return the outline of each community as GeoJSON, united of the outlines of its units.

    The lines of all units are cut at each other first, so that two communities share every corner of their common
    border even where their units do not; ground that two units claim goes to the one with the smaller number.
    shapes: of the units, None without; labels: their communities. A community without any outline is left out.
    """
    drawn = [unit for unit, shape in enumerate(shapes) if shape is not None and labels[unit] != FREE]
    if not drawn:
        return {}
    outlines = shapely.make_valid(shapely.from_geojson([json.dumps(shapes[unit]) for unit in drawn]))
    lines = shapely.union_all(shapely.boundary(outlines), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    owners = _owners(faces, outlines)
    of_face = np.asarray([labels[drawn[owner]] if owner != FREE else FREE for owner in owners.tolist()], np.int64)
    return {
        label: json.loads(shapely.to_geojson(shapely.coverage_union_all(faces[of_face == label])))
        for label in np.unique(of_face[of_face != FREE]).tolist()
    }


def _owners(faces: Any, outlines: Any) -> Any:
    """Return which outline each face lies in, the first of several, FREE for a gap between them."""
    owners = np.full(len(faces), len(outlines), np.int64)
    inside, outline = shapely.STRtree(outlines).query(shapely.point_on_surface(faces), predicate="intersects")
    np.minimum.at(owners, inside, outline)
    owners[owners == len(outlines)] = FREE
    return owners
