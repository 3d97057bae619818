"""
What is wrong between the outlines of an area's parts: gaps, overlaps, slivers, parts that stick out or are broken.

Shapes are shapely's, CGCS2000 degrees. Widths and areas are metres of a flat map around the parts (good to 0.1 % over
50 km); the map is linear, so that what is straight stays straight and corners that are shared stay shared.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.places.terms import ProblemKind

from .geometry import METRES_PER_DEGREE, narrowing

Numbers = NDArray[np.float64]
VISIBLE_M = 0.02
"""What is thinner than this everywhere comes from rounding outlines to a centimetre and is no problem."""
TOLERANCE_M = 1.0
"""What is thinner than this everywhere is a sliver, unless somebody sets another tolerance."""
ORDER = tuple(ProblemKind)


@dataclass(frozen=True)
class Part:
    """A part of an area: its number, its code and its outline in degrees, None where it has none."""

    number: int
    code: str
    shape: Any


@dataclass(frozen=True)
class Problem:
    """
    Something wrong at one place. numbers: the parts concerned, none for a gap that nobody touches.

    of: what a sliver is a thin piece of (gap, overlap or outside), else the kind itself.
    """

    kind: ProblemKind
    of: ProblemKind
    numbers: tuple[int, ...]
    shape: Any
    area_m2: float
    width_m: float

    @property
    def place(self) -> tuple[float, float]:
        """Return a point of the problem, longitude and latitude."""
        point = self.shape.representative_point()
        return round(point.x, 7), round(point.y, 7)

    @property
    def name(self) -> str:
        """Return what the problem is called for as long as it stays as it is."""
        longitude, latitude = self.place
        return "_".join([self.of, *map(str, self.numbers), f"{longitude:.6f}", f"{latitude:.6f}"])


@dataclass(frozen=True)
class Plane:
    """The flat map around a place, metres."""

    longitude: float
    latitude: float

    @classmethod
    def around(cls, shapes: Sequence[Any]) -> "Plane":
        """Return the flat map around the middle of some shapes."""
        west, south, east, north = shapely.total_bounds(np.asarray(shapes, object))
        return cls(float(west + east) / 2, float(south + north) / 2)

    @property
    def _scale(self) -> Numbers:
        return METRES_PER_DEGREE * np.array([narrowing(self.latitude), 1.0])

    def flat(self, shape: Any) -> Any:
        """Return a shape in metres."""
        return shapely.transform(shape, lambda at: (at - (self.longitude, self.latitude)) * self._scale)

    def degrees(self, shape: Any) -> Any:
        """Return a shape of the map in degrees."""
        return shapely.transform(shape, lambda at: at / self._scale + (self.longitude, self.latitude))


@dataclass(frozen=True)
class Inspection:
    """The parts of an area laid on a flat map, ready to be looked at; broken shapes mended so that others show."""

    plane: Plane
    numbers: tuple[int, ...]
    shapes: NDArray[Any]
    parent: Any
    tolerance_m: float

    def overlaps(self) -> Iterator[Problem]:
        """Yield where two parts both claim the ground."""
        one, other = shapely.STRtree(self.shapes).query(self.shapes, "intersects")
        for first, second in sorted(zip(one.tolist(), other.tolist(), strict=True)):
            if first < second:
                both = (self.numbers[first], self.numbers[second])
                common = shapely.intersection(self.shapes[first], self.shapes[second])
                yield from self._pieces(ProblemKind.OVERLAP, both, common)

    def outside(self) -> Iterator[Problem]:
        """Yield what of the parts lies outside of the area itself."""
        if self.parent is None:
            return
        for number, shape in zip(self.numbers, self.shapes.tolist(), strict=True):
            yield from self._pieces(ProblemKind.OUTSIDE, (number,), shapely.difference(shape, self.parent))

    def gaps(self, *, to_the_border: bool) -> Iterator[Problem]:
        """Yield the ground between the parts that no part claims; with `to_the_border` all that the area has left."""
        together = shapely.union_all(self.shapes)
        holes = [shapely.Polygon(ring) for piece in shapely.get_parts(together) for ring in piece.interiors]
        left = shapely.difference(shapely.union_all(holes), together)
        if self.parent is not None and to_the_border:
            left = shapely.difference(self.parent, together)
        for piece in shapely.get_parts(left).tolist():
            touched = shapely.STRtree(self.shapes).query(piece, "dwithin", distance=VISIBLE_M)
            numbers = tuple(sorted(self.numbers[at] for at in touched.tolist()))
            yield from self._pieces(ProblemKind.GAP, numbers, piece)

    def _pieces(self, kind: ProblemKind, numbers: tuple[int, ...], shape: Any) -> Iterator[Problem]:
        """Yield a problem for each piece of a shape that can be seen."""
        for piece in shapely.get_parts(shape).tolist():
            if piece.geom_type != "Polygon" or is_thinner(piece, VISIBLE_M):
                continue
            thin = ProblemKind.SLIVER if is_thinner(piece, self.tolerance_m) else kind
            yield problem_of(thin, kind, numbers, piece, self.plane)


def is_thinner(shape: Any, width_m: float) -> bool:
    """Return whether a flat shape is thinner everywhere than a width."""
    if shape.area > width_m * shape.length:
        return False
    return bool(shapely.buffer(shape, -width_m / 2, join_style="mitre").is_empty)


def problem_of(kind: ProblemKind, of: ProblemKind, numbers: tuple[int, ...], flat: Any, plane: Plane) -> Problem:
    """Return a problem of a shape in metres. The width is that of a long strip of the same area and length."""
    width = 2 * flat.area / flat.length if flat.length else 0.0
    return Problem(kind, of, numbers, plane.degrees(flat), flat.area, width)


def inspect(
    parts: Sequence[Part], parent: Any, *, tolerance_m: float = TOLERANCE_M, tile: bool = True
) -> list[Problem]:
    """
    Return what is wrong with the outlines of an area's parts, the worst kinds first, then the largest.

    parent: the area's own outline or None. tile: whether the parts must fill the area; compounds need not.
    """
    drawn = [part for part in parts if part.shape is not None]
    found = [] if not tile else list(_missing(parts, parent))
    if drawn:
        plane = Plane.around([part.shape for part in drawn])
        flat = [plane.flat(part.shape) for part in drawn]
        found += [problem for part, shape in zip(drawn, flat, strict=True) for problem in _broken(part, shape, plane)]
        sound = np.empty(len(flat), object)
        sound[:] = [shapely.make_valid(shape) for shape in flat]
        above = None if parent is None else shapely.make_valid(plane.flat(parent))
        laid = Inspection(plane, tuple(part.number for part in drawn), sound, above, tolerance_m)
        found += [*laid.overlaps(), *laid.outside()]
        found += laid.gaps(to_the_border=len(drawn) == len(parts)) if tile else []
    return sorted(found, key=lambda each: (ORDER.index(each.kind), -each.area_m2, each.name))


def _broken(part: Part, flat: Any, plane: Plane) -> Iterator[Problem]:
    """Yield that an outline crosses itself, or which pieces it has beside the largest."""
    if not flat.is_valid:
        words = shapely.is_valid_reason(part.shape)
        where = [float(number) for number in words[words.find("[") + 1 : words.find("]")].split() if "[" in words]
        at = shapely.Point(where) if len(where) == 2 and all(map(math.isfinite, where)) else part.shape.centroid
        yield Problem(ProblemKind.CROSSING, ProblemKind.CROSSING, (part.number,), at, 0.0, 0.0)
        return
    pieces = sorted(shapely.get_parts(flat).tolist(), key=lambda piece: -piece.area)
    if len(pieces) > 1:
        rest = shapely.multipolygons(pieces[1:])
        yield problem_of(ProblemKind.PIECES, ProblemKind.PIECES, (part.number,), rest, plane)


def _missing(parts: Sequence[Part], parent: Any) -> Iterator[Problem]:
    """Yield the parts without an outline, where others or the area itself have one."""
    around = [each for each in (parent, *(part.shape for part in parts)) if each is not None]
    if not around:
        return
    middle = shapely.box(*shapely.total_bounds(np.asarray(around, object))).centroid
    for part in parts:
        if part.shape is None:
            yield Problem(ProblemKind.MISSING, ProblemKind.MISSING, (part.number,), middle, 0.0, 0.0)
