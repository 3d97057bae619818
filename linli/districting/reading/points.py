"""Neighbours of points: Gabriel or Voronoi, with the length of the border that their cells share."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.districting.problem import Floats, Ints

NEAR_M = 0.5
"""Points at one place are set this far from it, so that each has a cell."""
APART_M = 0.1
"""So far from each other they stand at least, however many they are."""
LONELY_M = 50.0
"""Radius of a cell without neighbours."""
WIDE = 1.5
"""Radius of a cell among others, in ways to a neighbour (their median)."""
FURTHEST_M = 500.0
"""An outline reaches no farther than this from its point or from the way to a neighbour."""
GRID_M = 0.01
"""Outlines are laid on a grid of a centimetre, so that neighbours have the same corners."""
SHAKE_M = 0.001
"""Points are moved this far at random: borders of many points on one circle come out in thousands of pieces."""
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


def derive_outlines(xy: Floats, found: PointMap, *, barrier_m: float | None = None) -> Shapes:
    """
    Return (n,) what is taken to belong to each point, None where points are too close for the grid. xy: (n, 2) metres.

    The ground within reach of the points and of the ways between neighbours, small holes filled, goes to the nearest
    point. Outlines tile it with the same corners, each in one piece with its point, and Gabriel's neighbours touch, as
    the way between them lies in theirs. barrier_m: half of it is the farthest reach.
    """
    places = spread(xy)
    places += np.random.default_rng(1).uniform(-SHAKE_M, SHAKE_M, places.shape)
    points = shapely.points(places)
    ways = shapely.linestrings(np.stack([places[found.u], places[found.v]], axis=1))
    reach = _reach(found.away, barrier_m)
    ground = _filled(shapely.union_all(shapely.buffer(np.concatenate([points, ways]), reach)), (2 * reach) ** 2)
    edges = shapely.voronoi_polygons(
        shapely.multipoints(places), extend_to=shapely.box(*ground.bounds), only_edges=True
    )
    noded = shapely.union_all([edges, ground.boundary], grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    outlines = np.full(len(xy), None, object)
    within, face = shapely.STRtree(faces).query(points, "within")
    own, first = np.unique(face, return_index=True)
    outlines[within[first]] = faces[own]
    return outlines


def _reach(away: Floats, barrier_m: float | None) -> float:
    """Return how far outlines go: as far as cells among others, unless points at one place are all there is."""
    between = away[away > 4 * NEAR_M]
    reach = min(WIDE * float(np.median(between)) if len(between) else LONELY_M, FURTHEST_M)
    return reach if barrier_m is None else min(reach, barrier_m / 2)


def _filled(ground: Any, least: float) -> Any:
    """Return a ground without its holes smaller than so many m2."""
    kept = [
        shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area >= least])
        for part in shapely.get_parts(ground).tolist()
    ]
    return shapely.multipolygons(kept)


def spread(xy: Floats) -> Floats:
    """Return points of which no two stand at one place: those that do are set on a small circle around it."""
    _, group, times = np.unique(np.round(xy, 2), axis=0, return_inverse=True, return_counts=True)
    group = group.ravel()
    moved = xy.astype(np.float64, copy=True)
    for place in np.flatnonzero(times > 1).tolist():
        here = np.flatnonzero(group == place)
        angle = 2 * np.pi * np.arange(len(here)) / len(here)
        radius = max(NEAR_M, APART_M * len(here) / (2 * np.pi))
        moved[here] += radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
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
    radius = np.full(n, WIDE * float(np.median(away)) if len(away) else LONELY_M)
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
