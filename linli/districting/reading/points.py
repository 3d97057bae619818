"""Neighbours of points: Gabriel or Voronoi, with the length of the border that their cells share."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.districting.problem import Floats, Ints

NEAR_M = 0.5
"""Points at one place are set this far from it, so that each has a cell."""
LONELY_M = 50.0
"""Radius of a cell without neighbours."""
Shapes = NDArray[Any]


@dataclass(frozen=True)
class PointMap:
    """
    Neighbouring points and their cells.

    u, v: (m,) points; length: (m,) metres of shared border; away: (m,) metres between the points; cells: (n,) polygons,
    nothing farther from its point than the cell's radius, since nobody knows what is there.
    """

    u: Ints
    v: Ints
    length: Floats
    away: Floats
    cells: Shapes


def map_points(xy: Floats, *, kind: str = "gabriel", barrier_m: float | None = None) -> PointMap:
    """
    Return the neighbours of points. xy: (n, 2) metres.

    kind: "gabriel" (no third point in the circle over the pair: Gabriel and Sokal 1969) or "voronoi" (cells touch).
    barrier_m: points farther apart are no neighbours.
    """
    xy = spread(xy)
    u, v, low, high = _bisectors(xy)
    away = np.hypot(*(xy[v] - xy[u]).T)
    keep = (low <= 0) & (high >= 0) if kind == "gabriel" else low < high
    if barrier_m is not None:
        keep &= away <= barrier_m
    u, v, low, high, away = u[keep], v[keep], low[keep], high[keep], away[keep]
    radius = _radii(len(xy), u, v, away)
    half = np.sqrt(np.minimum(radius[u], radius[v]) ** 2 - (away / 2) ** 2)
    length = np.minimum(high, half) - np.maximum(low, -half)
    seen = length > 0  # two cells may touch beyond what is known of either
    return PointMap(u[seen], v[seen], length[seen], away[seen], _cells(xy, radius))


def spread(xy: Floats) -> Floats:
    """Return points of which no two stand at one place: those that do are set on a small circle around it."""
    _, group, times = np.unique(np.round(xy, 2), axis=0, return_inverse=True, return_counts=True)
    group = group.ravel()
    moved = xy.astype(np.float64, copy=True)
    for place in np.flatnonzero(times > 1).tolist():
        here = np.flatnonzero(group == place)
        angle = 2 * np.pi * np.arange(len(here)) / len(here)
        moved[here] += NEAR_M * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return moved


def _triangles(xy: Floats) -> Ints:
    """Return (t, 3) the points of Delaunay's triangles."""
    found = shapely.delaunay_triangles(shapely.multipoints(xy))
    corners = shapely.get_coordinates(found).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
    number = {place: point for point, place in enumerate(map(tuple, xy.tolist()))}
    return np.asarray([number[place] for place in map(tuple, corners.tolist())], np.int64).reshape(-1, 3)


def _bisectors(xy: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """
    Return Delaunay's edges (u, v) and from where to where each one's Voronoi border runs.

    The border lies on the bisector of the pair; low and high are metres along it, 0 where it cuts the edge, infinite
    where the cells are open. Points on one line are neighbours in their order.
    """
    triangles = _triangles(xy) if len(xy) > 2 else np.empty((0, 3), np.int64)
    if not len(triangles):
        order = np.lexsort((xy[:, 1], xy[:, 0]))
        endless = np.full(len(xy) - 1, np.inf)
        return order[:-1], order[1:], -endless, endless
    a = triangles[:, [0, 1, 2]].ravel()
    b = triangles[:, [1, 2, 0]].ravel()
    c = triangles[:, [2, 0, 1]].ravel()
    u, v = np.minimum(a, b), np.maximum(a, b)
    middle, along = (xy[u] + xy[v]) / 2, xy[v] - xy[u]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    third = xy[c] - middle
    aside = (third * normal).sum(axis=1)
    centre = ((third**2).sum(axis=1) - (along**2).sum(axis=1) / 4) / (2 * aside)
    keys, edge = np.unique(u * len(xy) + v, return_inverse=True)
    low, high = np.full(len(keys), -np.inf), np.full(len(keys), np.inf)
    left = aside > 0
    high[edge[left]] = centre[left]
    low[edge[~left]] = centre[~left]
    return keys // len(xy), keys % len(xy), low, high


def _radii(n: int, u: Ints, v: Ints, away: Floats) -> Floats:
    """Return (n,) how far a point's cell reaches at most: enough to meet all its neighbours."""
    radius = np.full(n, 1.5 * float(np.median(away)) if len(away) else LONELY_M)
    for ends in (u, v):
        np.maximum.at(radius, ends, 0.55 * away)
    return radius


def _cells(xy: Floats, radius: Floats) -> Shapes:
    """Return the Voronoi cells, each clipped to a disc around its point."""
    discs = shapely.buffer(shapely.points(xy), radius)
    if len(xy) == 1:
        return np.asarray(discs)
    frame = shapely.box(*shapely.total_bounds(discs))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=frame, ordered=True))
    return np.asarray(shapely.intersection(cells, discs))
