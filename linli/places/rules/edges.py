"""
Which shape holds a point, exact for the numbers given and quick for shapes of thousands of points.

Every edge stands in the horizontal strips that it crosses; a point meets only the edges of its own strip, about five
of a thousand. Signs are taken in floating point and asked again in exact fractions only where rounding could turn one.
"""

from array import array
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any

from .geometry import Point, Ring, polygons_of

ROUNDING = 4e-16
"""Relative error of the rounded cross product (Shewchuk 1997: 3.3e-16): beyond it the sign is certain."""
TINY = 1e-290
"""Products below it have lost digits of their own, so the relative error says nothing of them."""
ENTRIES = 4
"""How often an edge may stand in strips, on average."""
FLAT = 1e-9
"""A shape lower than this, in degrees, has one strip."""


def side(start: Point, end: Point, longitude: float, latitude: float) -> int:
    """Return on which side of the line from start to end the point lies: 1 left, -1 right, 0 exactly on it."""
    left = (end[0] - start[0]) * (latitude - start[1])
    right = (longitude - start[0]) * (end[1] - start[1])
    cross = left - right
    if abs(cross) > ROUNDING * (abs(left) + abs(right)) + TINY:
        return 1 if cross > 0 else -1
    x0, y0, x1, y1, x, y = map(Fraction, (start[0], start[1], end[0], end[1], longitude, latitude))
    exact = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
    return (exact > 0) - (exact < 0)


class Edges:
    """The edges of a shape, sorted into horizontal strips. Degrees, longitude then latitude."""

    __slots__ = ("_edges", "_firsts", "_north", "_scale", "_south", "_strips", "_x", "_y")

    def __init__(self, shape: Mapping[str, Any]) -> None:
        """Take a checked Polygon or MultiPolygon of valid rings."""
        self._x, self._y = array("d"), array("d")
        starts = [edge for polygon in polygons_of(shape) for ring in polygon for edge in self._take(ring)]
        self._south, self._north = min(self._y), max(self._y)
        height = self._north - self._south
        rise = sum(abs(self._y[edge + 1] - self._y[edge]) for edge in starts)
        share = height / rise if height > FLAT else 0.0
        self._strips = max(1, min(len(starts), int(ENTRIES * len(starts) * share)))
        self._scale = self._strips / height if height > FLAT else 0.0
        self._sort(starts)

    def covers(self, longitude: float, latitude: float) -> bool:
        """Return whether the shape holds the point, its border included."""
        if not self._south <= latitude <= self._north:
            return False
        strip = self._strip(latitude)
        return self._holds(self._edges[self._firsts[strip] : self._firsts[strip + 1]], longitude, latitude)

    def _holds(self, edges: Iterable[int], longitude: float, latitude: float) -> bool:
        """Return whether the point lies on an edge, or an odd number of them crosses its height east of it."""
        xs, ys = self._x, self._y
        inside = False
        for edge in edges:
            low, high = (edge, edge + 1) if ys[edge] <= ys[edge + 1] else (edge + 1, edge)
            if not ys[low] <= latitude <= ys[high]:
                continue
            if xs[low] < longitude > xs[high]:
                continue
            where = self._where(low, high, longitude, latitude)
            if where == 0:
                return True
            if where > 0 and latitude < ys[high]:
                inside = not inside
        return inside

    def _where(self, low: int, high: int, longitude: float, latitude: float) -> int:
        """Return where a point lies that is no higher, lower or farther east than an edge: 1 west, 0 on, -1 east."""
        xs, ys = self._x, self._y
        if xs[low] > longitude < xs[high]:
            return 1
        if ys[low] == ys[high]:
            return 0
        return side((xs[low], ys[low]), (xs[high], ys[high]), longitude, latitude)

    def _take(self, ring: Ring) -> range:
        """Keep the points of a closed ring; return where its edges start."""
        first = len(self._x)
        self._x.extend(float(point[0]) for point in ring)
        self._y.extend(float(point[1]) for point in ring)
        return range(first, len(self._x) - 1)

    def _strip(self, latitude: float) -> int:
        """Return the strip of a height; never lower for a greater height, however it is rounded."""
        return min(int((latitude - self._south) * self._scale), self._strips - 1)

    def _sort(self, starts: list[int]) -> None:
        """Write each edge into every strip that it crosses."""
        members: list[list[int]] = [[] for _ in range(self._strips)]
        strips = [self._strip(latitude) for latitude in self._y]
        for edge in starts:
            one, other = strips[edge], strips[edge + 1]
            for strip in range(min(one, other), max(one, other) + 1):
                members[strip].append(edge)
        self._edges = array("I", (edge for strip in members for edge in strip))
        self._firsts = array("I", accumulate(map(len, members), initial=0))


def covers(shape: Mapping[str, Any], longitude: float, latitude: float) -> bool:
    """Return whether the shape holds the point, its border included; exact for the numbers given."""
    return Edges(shape).covers(longitude, latitude)
