"""
The four bounds 四至 of a community: along which road or river, or beside whom, it ends in each direction. Pure.

The edge of a community is cut into short pieces. A piece belongs to the side on which it lies as seen from the middle
of the community, and is called after the line the border follows there, else after the community beyond it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.outlines import dissolve, in_metres, plane_of, shapes_of
from linli.boundaries.rules.sheet import FREE
from linli.districting.reading.lines import PARALLEL

PIECE_M = 60.0
TOUCH_M = 2.0
NEAR_M = 30.0
"""How far from the edge the middle of a line may run and still name it: half a main road with its pavements."""
GAP_M = 40.0
"""Gaps up to twice as wide between units are streets inside the ground, not its edge."""
BEYOND_M = 150.0
LEAST_SHARE = 0.15
MOST_NAMES = 3


class Side(Enum):
    """A direction, in the order in which bounds are told."""

    EAST = "east"
    SOUTH = "south"
    WEST = "west"
    NORTH = "north"


class Beyond(Enum):
    """What stands at a bound: a line, a community of the plan, one outside of it, units in none, or nobody knows."""

    LINE = "line"
    COMMUNITY = "community"
    OUTSIDE = "outside"
    FREE = "free"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bound:
    """A part of one side. name: of the line or of the community outside; community: number in the plan; share: 0..1."""

    beyond: Beyond
    name: str = ""
    community: int = FREE
    share: float = 1.0


Sides = Mapping[Side, tuple[Bound, ...]]
Key = tuple[Beyond, str, int]


@dataclass(frozen=True, slots=True)
class _Piece:
    x: float
    y: float
    metres: float
    key: Key


def bounds_of(base: Base, labels: Sequence[int], around: Sequence[tuple[str, BaseGeometry]] = ()) -> dict[int, Sides]:
    """
    Return the bounds of every community. labels: community of each unit.

    around: names and outlines (degrees) of communities that lie outside of the ground.
    """
    ground = _Ground(base, labels, around)
    return {label: _by_side(place, ground.pieces_of(label)) for label, place in ground.covered.items()}


def _by_side(place: BaseGeometry, pieces: Iterator[_Piece]) -> Sides:
    """Return what stands at each side, the longest part first."""
    west, south, east, north = place.bounds
    metres: dict[Side, dict[Key, float]] = {side: {} for side in Side}
    for piece in pieces:
        x = (2 * piece.x - west - east) / max(east - west, 1.0)
        y = (2 * piece.y - south - north) / max(north - south, 1.0)
        flat = abs(x) >= abs(y)
        side = (Side.EAST if x > 0 else Side.WEST) if flat else (Side.NORTH if y > 0 else Side.SOUTH)
        metres[side][piece.key] = metres[side].get(piece.key, 0.0) + piece.metres
    return {side: _told(found) for side, found in metres.items()}


def _told(metres: Mapping[Key, float]) -> tuple[Bound, ...]:
    """Return the few that make up most of a side; an empty one is unknown."""
    total = sum(metres.values())
    if not total:
        return (Bound(Beyond.UNKNOWN),)
    ordered = sorted(metres.items(), key=lambda item: (-item[1], item[0][1], item[0][2]))
    kept = [(key, length / total) for key, length in ordered if length >= LEAST_SHARE * total] or [
        (ordered[0][0], ordered[0][1] / total)
    ]
    return tuple(Bound(*key, share=round(share, 3)) for key, share in kept[:MOST_NAMES])


class _Ground:
    """The ground in metres, with everything a piece of edge may be called after."""

    def __init__(self, base: Base, labels: Sequence[int], around: Sequence[tuple[str, BaseGeometry]]) -> None:
        plane = plane_of(base)
        self.base, self.labels = base, labels
        self.units = in_metres(plane, shapes_of(base))
        self.covered = dissolve(self.units, labels)
        named = [line for line in base.lines if line.name]
        courses = [_courses(place) for place in in_metres(plane, [shape(line.shape) for line in named])]
        self.line_names = [line.name for line, parts in zip(named, courses, strict=True) for _ in parts]
        self.line_kinds = [line.kind for line, parts in zip(named, courses, strict=True) for _ in parts]
        self.lines = shapely.STRtree([part for parts in courses for part in parts])
        self.around_names = [name for name, _ in around]
        self.around = shapely.STRtree(in_metres(plane, [place for _, place in around]))
        self.rim = self._rim()
        self.stretches: dict[int, dict[str, float]] = {}
        for stretch in base.stretches:
            names = self.stretches.setdefault(stretch.border, {})
            names[stretch.name] = names.get(stretch.name, 0.0) + stretch.metres

    def pieces_of(self, label: int) -> Iterator[_Piece]:
        """Yield the pieces of a community's edge: towards other units first, then towards the outside."""
        for number, border in enumerate(self.base.borders):
            ours = (self.labels[border.u] == label, self.labels[border.v] == label)
            if ours[0] != ours[1]:
                inner, outer = (border.u, border.v) if ours[0] else (border.v, border.u)
                yield from self._towards(number, inner, outer)
        for cut, unit in self.rim:
            if self.labels[unit] == label:
                yield _Piece(*_middle(cut), cut.length, self._outside(cut))

    def _towards(self, number: int, inner: int, outer: int) -> Iterator[_Piece]:
        """Yield the pieces of the border between two units of the ground."""
        length = self.base.borders[number].length
        shared = self.units[outer].boundary.intersection(self.units[inner].buffer(TOUCH_M))
        cuts = list(_cut(shared)) or [self._across(inner, outer)]
        total = sum(cut.length for cut in cuts)
        for cut in cuts:
            yield _Piece(*_middle(cut), length * cut.length / total, self._along(number, outer, cut))

    def _across(self, inner: int, outer: int) -> BaseGeometry:
        """Return a short piece half way between two units that do not touch, at right angles to the way."""
        one, other = self.units[inner].centroid, self.units[outer].centroid
        x, y, length = (one.x + other.x) / 2, (one.y + other.y) / 2, max(one.distance(other), 1.0)
        turn = (other.y - one.y) / length, (one.x - other.x) / length
        return shapely.LineString([(x - turn[0], y - turn[1]), (x + turn[0], y + turn[1])])

    def _along(self, number: int, outer: int, cut: BaseGeometry) -> Key:
        """Return what a piece of border is called: of the lines the border follows, the one that runs there."""
        names = self.stretches.get(number, {})
        here = self._line_along(cut, {name for name in names if name})
        longest = max(names, key=lambda name: (names[name], name), default="")
        if here or (longest and not self.line_names):
            return Beyond.LINE, here or longest, FREE
        label = self.labels[outer]
        return (Beyond.FREE, "", FREE) if label == FREE else (Beyond.COMMUNITY, "", label)

    def _outside(self, cut: BaseGeometry) -> Key:
        """Return what a piece of the outer edge of the ground is called."""
        if here := self._line_along(cut, None):
            return Beyond.LINE, here, FREE
        point = shapely.Point(_middle(cut))
        nearest = self.around.query_nearest(point, max_distance=BEYOND_M, all_matches=False)
        return (Beyond.OUTSIDE, self.around_names[nearest[0]], FREE) if len(nearest) else (Beyond.UNKNOWN, "", FREE)

    def _line_along(self, cut: BaseGeometry, wanted: set[str] | None) -> str:
        """
        Return the name of the greatest, then nearest line along a piece; one that only crosses it does not count.

        wanted: names that may be taken, or all.
        """
        point = shapely.Point(_middle(cut))
        found = self.lines.query(point, "dwithin", NEAR_M).tolist() if wanted is None or wanted else []
        ranked = [
            (-self.line_kinds[line], float(self.lines.geometries[line].distance(point)), self.line_names[line])
            for line in found
            if (wanted is None or self.line_names[line] in wanted) and _runs_along(cut, self.lines.geometries[line])
        ]
        return min(ranked)[2] if ranked else ""

    def _rim(self) -> list[tuple[BaseGeometry, int]]:
        """Return the pieces of the ground's outer edge, each with the unit it belongs to; none without outlines."""
        outlines = [unit for unit in self.units if unit.geom_type != "Point"]
        if not outlines:
            return []
        closed = shapely.union_all(outlines).buffer(GAP_M, join_style="mitre").buffer(-GAP_M, join_style="mitre")
        cuts = list(_cut(closed.boundary))
        nearest = shapely.STRtree(self.units).nearest([shapely.Point(_middle(cut)) for cut in cuts])
        return list(zip(cuts, nearest.tolist(), strict=True))


def _cut(lines: BaseGeometry) -> Iterator[BaseGeometry]:
    """Yield short straight pieces of lines."""
    for part in shapely.get_parts(lines).tolist():
        if part.geom_type == "LineString":
            corners = shapely.get_coordinates(shapely.segmentize(part, PIECE_M)).tolist()
            yield from (shapely.LineString(ends) for ends in pairwise(corners) if ends[0] != ends[1])


def _courses(place: BaseGeometry) -> list[BaseGeometry]:
    """Return the courses of a line, or the banks of a water, each in one piece."""
    return list(shapely.get_parts(place.boundary if "Polygon" in place.geom_type else place).tolist())


def _middle(cut: BaseGeometry) -> tuple[float, float]:
    (x, y), (to_x, to_y) = shapely.get_coordinates(cut).tolist()
    return (x + to_x) / 2, (y + to_y) / 2


def _runs_along(cut: BaseGeometry, course: BaseGeometry) -> bool:
    """Return whether a line advances beside a piece, and does not only cross it."""
    start, end = (shapely.Point(corner) for corner in shapely.get_coordinates(cut).tolist())
    return bool(abs(course.project(end) - course.project(start)) >= PARALLEL * cut.length)
