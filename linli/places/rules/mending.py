"""Repairs of outlines that nobody could want otherwise: slivers alone, each checked before it is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from linli.places.terms import ProblemKind

from .topology import VISIBLE_M, Part, Plane, Problem

GRID_M = 0.001
"""Repairs are computed on a grid of a millimetre, so that pieces that touch grow together."""
DECIMALS = 7
SPARE_M2 = 0.5
"""How much more than the sliver may change hands by rounding corners to a centimetre, and that along its length."""


def mend(problems: Sequence[Problem], parts: Sequence[Part]) -> dict[int, Any]:
    """
    Return the new outlines, in degrees, that take away the slivers among these problems; by the part's number.

    A thin gap goes to the neighbour with the longest border to it; a thin overlap stays with the smaller code, as a
    point on a common border does; what sticks out of the area is cut off. What would break a part is left as it is.
    """
    slivers = [problem for problem in problems if problem.kind == ProblemKind.SLIVER]
    drawn = [part for part in parts if part.shape is not None]
    if not slivers or not drawn:
        return {}
    plane = Plane.around([part.shape for part in drawn])
    flat = {part.number: plane.flat(part.shape) for part in drawn}
    bench = _Bench(flat, {part.number: part.code for part in drawn})
    changed: dict[int, Any] = {}
    for sliver in slivers:
        near = [number for number in sliver.numbers if number in flat]
        if not near:
            continue
        number, shape = bench.mended(sliver.of, near, plane.flat(sliver.shape))
        rounded = shapely.set_precision(plane.degrees(shape), 10.0**-DECIMALS)
        if _is_safe(flat[number], plane.flat(rounded), sliver):
            flat[number], changed[number] = plane.flat(rounded), rounded
    return changed


@dataclass(frozen=True)
class _Bench:
    """The parts by number as they stand after the repairs so far, in metres, and their codes."""

    flat: dict[int, Any]
    codes: dict[int, str]

    def mended(self, of: ProblemKind, near: Sequence[int], piece: Any) -> tuple[int, Any]:
        """Return which of the parts changes and what it becomes."""
        if of == ProblemKind.GAP:
            around = shapely.buffer(piece.boundary, VISIBLE_M)
            borders = {each: shapely.intersection(self.flat[each].boundary, around).length for each in near}
            number = max(near, key=lambda each: (borders[each], -each))
            return number, shapely.union(self.flat[number], piece, grid_size=GRID_M)
        number = max(near, key=lambda each: (self.codes[each], each))
        return number, shapely.difference(self.flat[number], piece, grid_size=GRID_M)


def _is_safe(before: Any, after: Any, sliver: Problem) -> bool:
    """Return whether only the sliver changed hands and the part is as whole as it was."""
    if after.geom_type not in ("Polygon", "MultiPolygon") or not after.is_valid:
        return False
    holes = [sum(len(piece.interiors) for piece in shapely.get_parts(shape).tolist()) for shape in (before, after)]
    is_whole = shapely.get_num_geometries(after) == shapely.get_num_geometries(before) and holes[1] <= holes[0]
    moved = shapely.symmetric_difference(before, after).area
    around = 2 * sliver.area_m2 / sliver.width_m
    return bool(is_whole and 0 < moved <= sliver.area_m2 + VISIBLE_M * around + SPARE_M2)
