"""Neighbours of polygons: the borders that they share."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.districting.problem import Floats, Ints

TOLERANCE_M = 0.5
"""Outlines that were drawn or rounded apart by no more than this still touch."""
OVERSHOOT = 8
"""By how many tolerances a near course must be longer than the exact one to be believed."""
Shapes = NDArray[Any]


@dataclass(frozen=True)
class SharedBorders:
    """Polygons (u, v) that share a border, its length in metres and its course. Arrays of (m,)."""

    u: Ints
    v: Ints
    length: Floats
    course: Shapes


def share_borders(shapes: Shapes, tolerance_m: float = TOLERANCE_M) -> SharedBorders:
    """
    Return every border that two polygons share along a positive length. shapes: (n,) polygons in metres.

    Exact where the outlines have the same course; where they only nearly touch, what of one runs within a tenth of
    `tolerance_m` of the other, else within all of it, half of it from either side.
    """
    u, v = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance_m)
    u, v = u[u < v], v[u < v]
    order = np.lexsort((v, u))
    u, v = u[order].astype(np.int64), v[order].astype(np.int64)
    outline = shapely.boundary(shapes)
    course = shapely.intersection(outline[u], outline[v])
    length = shapely.length(course)
    for step_m in (tolerance_m / 10, tolerance_m):
        near = _near_courses(outline, u, v, step_m)
        near_length = (shapely.length(near[0]) + shapely.length(near[1])) / 2
        # At each end a near course overshoots the true one, the more the sharper the corner: mind only what is longer.
        better = near_length > length + OVERSHOOT * step_m
        course = np.where(better, near[0], course)
        length = np.where(better, near_length, length)
    keep = length > 0
    return SharedBorders(u[keep], v[keep], length[keep].astype(np.float64), course[keep])


def _near_courses(outline: Shapes, u: Ints, v: Ints, tolerance_m: float) -> tuple[Shapes, Shapes]:
    """Return what of either outline runs near the other."""
    band = shapely.buffer(outline, tolerance_m, cap_style="flat", join_style="mitre")
    return shapely.intersection(outline[u], band[v]), shapely.intersection(outline[v], band[u])
