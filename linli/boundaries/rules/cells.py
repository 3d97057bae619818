"""Outlines with streets between become cells that tile the ground: a point goes to the nearest outline. Pure."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from linli.districting.problem import Floats, Ints

Shapes = NDArray[Any]
GRID_M = 0.01
"""Everything is laid on a grid of a centimetre, so that neighbours have the same corners."""
SPACING_M, MOST_POINTS = 3.0, 80_000
"""How densely outlines are sampled for their Voronoi cells, and how many samples there may be."""
SMOOTH_M = 1.0
"""The zigzag of sampled cells that is straightened."""
SHAKE_M = 0.02
"""Samples are moved this far at random: cells of points on one circle, as of a regular town, come out badly noded."""
SLIT_M = 0.5
"""Outlines that leave no wider gap than this already tile the ground."""
NOBODY = -1


def touch_already(seeds: Shapes, grounds: Shapes) -> bool:
    """Return whether outlines tile the grounds without gap or overlap worth mending. seeds: (n,) polygons in metres."""
    seeds = shapely.set_precision(seeds, GRID_M)
    whole = shapely.union_all(seeds, grid_size=GRID_M)
    if float(shapely.area(seeds).sum()) - whole.area > SLIT_M * whole.length:
        return False
    missing = shapely.symmetric_difference(shapely.union_all(grounds), whole, grid_size=GRID_M)
    return bool(missing.buffer(-SLIT_M / 2).is_empty)


def tile(seeds: Shapes, of: Ints, grounds: Shapes, walls: Shapes) -> Shapes:
    """
    Return (n,) cells that tile the grounds and the outlines exactly: neighbours have the same corners.

    seeds: (n,) outlines in metres; of two that overlap the smaller has the place. of: (n,) ground of each; grounds:
    (g,) disjoint polygons. A point outside of all outlines goes to the nearest outline of its ground; walls (roads,
    rivers) within such a gap are borders where that leaves every cell in one piece.
    """
    seeds, grounds = shapely.set_precision(seeds, GRID_M), shapely.set_precision(grounds, GRID_M)
    solid = shapely.union_all(seeds, grid_size=GRID_M)
    dividers = np.asarray([_dividers(seeds[of == number]) for number in range(len(grounds))], object)
    within = shapely.intersection(dividers, grounds, grid_size=GRID_M)
    kept_walls = shapely.intersection(walls, shapely.union_all(grounds), grid_size=GRID_M)
    cuts = shapely.union_all(np.asarray([*within, *kept_walls], object), grid_size=GRID_M)
    gaps = shapely.difference(cuts, solid, grid_size=GRID_M)
    linework = [*shapely.boundary(seeds), *shapely.boundary(grounds), gaps]
    noded = shapely.union_all(np.asarray(linework, object), grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    owner, is_seed = _owners(faces, seeds, of, grounds)
    faces, owner, is_seed = faces[owner != NOBODY], owner[owner != NOBODY], is_seed[owner != NOBODY]
    _Mosaic.of(faces, owner, is_seed, walls).settle()
    cells = np.empty(len(seeds), object)
    for number in range(len(seeds)):
        cells[number] = shapely.union_all(faces[owner == number])
    return cells


def _dividers(seeds: Shapes) -> BaseGeometry:
    """Return the lines that are equally far from two outlines."""
    if len(seeds) < 2:
        return shapely.MultiLineString()
    outline = shapely.boundary(seeds)
    spacing = max(SPACING_M, float(shapely.length(outline).sum()) / MOST_POINTS)
    corners, owner = shapely.get_coordinates(shapely.segmentize(outline, spacing), return_index=True)
    corners, first = np.unique(np.round(corners, 3), axis=0, return_index=True)
    corners = corners + np.random.default_rng(1).uniform(-SHAKE_M, SHAKE_M, corners.shape)
    frame = shapely.box(*shapely.total_bounds(seeds)).buffer(1000.0)
    found = shapely.voronoi_polygons(shapely.multipoints(corners), extend_to=frame, ordered=True)
    pieces, owner = shapely.get_parts(found), owner[first]
    order = np.argsort(owner, kind="stable")
    groups = np.split(pieces[order], np.flatnonzero(np.diff(owner[order])) + 1)
    regions = np.asarray([shapely.coverage_union_all(group) for group in groups], object)
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(regions)))
    return shapely.simplify(lines, SMOOTH_M, preserve_topology=True)


def _owners(faces: Shapes, seeds: Shapes, of: Ints, grounds: Shapes) -> tuple[Ints, NDArray[np.bool_]]:
    """Return (f,) whose each face is, NOBODY outside of everything, and whether it lies in its owner's outline."""
    inner = shapely.point_on_surface(faces)
    owner = np.full(len(faces), NOBODY, np.int64)
    face, ground = shapely.STRtree(grounds).query(inner, "within")
    for number in np.unique(ground).tolist():
        here = face[ground == number]
        own = np.flatnonzero(of == number)
        owner[here] = own[shapely.STRtree(seeds[own]).nearest(inner[here])]
    face, seed = shapely.STRtree(seeds).query(inner, "within")
    largest_first = np.argsort(-shapely.area(seeds)[seed], kind="stable")
    owner[face[largest_first]] = seed[largest_first]
    is_seed = np.zeros(len(faces), bool)
    is_seed[face] = True
    return owner, is_seed


@dataclass
class _Mosaic:
    """
    Faces and whose they are. near: face -> neighbour -> metres they share off the walls; across: along walls.

    `owner` is changed in place: a face goes on to a neighbour's owner if it does not hang together with its own.
    """

    owner: Ints
    is_seed: NDArray[np.bool_]
    near: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    across: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, faces: Shapes, owner: Ints, is_seed: NDArray[np.bool_], walls: Shapes) -> "_Mosaic":
        """Return the mosaic of faces that have the same corners where they touch."""
        made = cls(owner, is_seed)
        ends, face = _segments(faces)
        order = np.lexsort(ends.T)
        same = np.flatnonzero((ends[order][1:] == ends[order][:-1]).all(axis=1))
        one, other, pieces = face[order[same]], face[order[same + 1]], ends[order[same]]
        length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
        middles = shapely.points((pieces[:, :2] + pieces[:, 2:]) / 2)
        on_wall = np.zeros(len(pieces), bool)
        if len(walls):
            on_wall[shapely.STRtree(walls).query(middles, "dwithin", 10 * GRID_M)[0]] = True
        for a, b, metres, is_wall in zip(one.tolist(), other.tolist(), length.tolist(), on_wall.tolist(), strict=True):
            shared = made.across if is_wall else made.near
            shared[a][b] = shared[b][a] = shared[a].get(b, 0.0) + metres
        return made

    def settle(self) -> None:
        """Give every face that does not hang together with its owner's outline to a neighbour that does."""
        settled = self._reached(self.near, set(np.flatnonzero(self.is_seed).tolist()))
        self._adopt(self.near, settled)
        settled |= self._reached(self.across, settled)
        self._adopt(self.across, settled)

    def _reached(self, shared: dict[int, dict[int, float]], start: set[int]) -> set[int]:
        """Return the faces that hang together with the start through faces of the same owner."""
        seen, waiting = set(start), sorted(start)
        while waiting:
            face = waiting.pop()
            for other in shared[face]:
                if other not in seen and self.owner[other] == self.owner[face]:
                    seen.add(other)
                    waiting.append(other)
        return seen

    def _adopt(self, shared: dict[int, dict[int, float]], settled: set[int]) -> None:
        """Give faces that are not settled, one by one, to the settled neighbour they share most with."""
        while True:
            offers = [
                (metres, -face, -other)
                for face in set(range(len(self.owner))) - settled
                for other, metres in shared[face].items()
                if other in settled
            ]
            if not offers:
                return
            taken: set[int] = set()
            for _, face, other in sorted(offers, reverse=True):
                if -face not in taken:
                    taken.add(-face)
                    self.owner[-face] = self.owner[-other]
            settled |= taken


def _segments(faces: Shapes) -> tuple[Floats, Ints]:
    """Return (s, 4) the ends of every straight piece of the faces' outlines, the lesser first, and (s,) its face."""
    rings, face = shapely.get_rings(faces, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    start, end = corners[:-1][within], corners[1:][within]
    turned = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    start[turned], end[turned] = end[turned], start[turned].copy()
    return np.round(np.hstack([start, end]), 3), face[ring[:-1][within]]
