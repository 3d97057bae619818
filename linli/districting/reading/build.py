"""From a file to a problem: rows, projection, neighbours, units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from linli.districting.problem import Borders, Floats, Ints, Problem
from linli.districting.reading.contraction import Units, centres, contract, merge_borders
from linli.districting.reading.errors import ReadingError, Rejected
from linli.districting.reading.lines import Lines, Stretch, crossed, follow, price, read_lines
from linli.districting.reading.points import derive_outlines, map_points
from linli.districting.reading.polygons import TOLERANCE_M, share_borders
from linli.districting.reading.projection import Projection, Shift, around
from linli.districting.reading.records import Record, Records, read_records
from linli.districting.reading.tables import read_table
from linli.values import Reason, noop

NEIGHBOURS = ("auto", "borders", "gabriel", "voronoi")
Shapes = NDArray[Any]


@dataclass(frozen=True)
class Reading:
    """
    A problem and where it comes from.

    rows: (r,) numbers of the accepted rows; of: (r,) their units; rejected: the other rows. places: (n, 2) centres in
    the file's coordinates; shapes: (n,) polygons in them, None if the file has only points; derived: (n,) the
    same from points, if asked for (metres: around the middle), None for a unit without. stretches: which line the
    borders follow; existing_names: the present communities by number; neighbours: how neighbours were found.
    """

    problem: Problem
    rows: Ints
    of: Ints
    rejected: Sequence[Rejected] = ()
    places: Floats = field(default_factory=lambda: np.empty((0, 2)))
    shapes: Shapes | None = None
    derived: Shapes | None = None
    in_degrees: bool = False
    stretches: Sequence[Stretch] = ()
    existing_names: Sequence[str] = ()
    neighbours: str = "borders"
    barrier_m: float | None = None
    rejected_lines: Sequence[Rejected] = ()
    rejected_pairs: Sequence[Rejected] = ()

    @property
    def accepted(self) -> int:
        """Return the number of rows that became part of a unit."""
        return len(self.rows)

    @property
    def total(self) -> int:
        """Return the number of rows that were asked for."""
        return self.accepted + len(self.rejected)


@dataclass(frozen=True)
class _Ways:
    """How neighbours are found."""

    neighbours: str
    barrier_m: float | None
    tolerance_m: float
    lines: Lines | None
    derive: bool


@dataclass(frozen=True)
class _Ground:
    """The map in metres: by unit area and perimeter, the borders, and what they follow."""

    units: Units
    borders: Borders
    area: Floats
    perimeter: Floats
    stretches: Sequence[Stretch]
    neighbours: str
    derived: Shapes | None = None


def read(
    path: str | Path,
    *,
    low: int,
    high: int,
    wished: int | None = None,
    columns: Mapping[str, str] | None = None,
    where: Mapping[str, str] | None = None,
    neighbours: str = "auto",
    barrier_m: float | None = None,
    lines: str | Path | None = None,
    tolerance_m: float = TOLERANCE_M,
    derive: bool = False,
) -> Reading:
    """
    Return the problem of a CSV or GeoJSON file of units or of buildings.

    columns: meaning -> column, where the file's names are not the usual ones. where: column -> value, only such rows.
    neighbours: one of NEIGHBOURS; "auto" takes shared borders where most outlines touch another, else Gabriel's
    neighbours. barrier_m: points farther apart are no neighbours. lines: GeoJSON of roads, rivers, railways.
    tolerance_m: how far outlines may stand apart and still touch. derive: whether points get outlines.
    Raises ReadingError if the file as a whole cannot be used, ProblemError for bounds that are none, OSError.
    """
    found = read_records(read_table(Path(path)), columns, where)
    if not found.accepted:
        raise _nothing(found.rejected)
    places = np.asarray([record.place for record in found.accepted], np.float64)
    projection = around(places, in_degrees=found.in_degrees)
    overlay, bad_lines = read_lines(Path(lines), projection) if lines else (None, [])
    xy, outlines = projection.to_metres(places), _outlines(found.accepted, projection)
    ground = _ground(found.accepted, xy, outlines, _Ways(neighbours, barrier_m, tolerance_m, overlay, derive))
    middle = centres(xy, _areas(found.accepted, outlines), ground.units.of)
    reading = _described(_problem(ground, middle, low, high, wished), found, places, outlines, ground)
    barrier = None if ground.neighbours == "borders" else barrier_m
    derived = ground.derived
    if derived is not None and isinstance(projection, Projection):
        derived = shapely.transform(derived, projection.to_degrees)
    return replace(reading, barrier_m=barrier, rejected_lines=bad_lines, derived=derived)


def _described(problem: Problem, found: Records, places: Floats, outlines: Shapes | None, ground: _Ground) -> Reading:
    """Return the problem with where it comes from. places, outlines: of the records."""
    records, units = found.accepted, ground.units
    return Reading(
        problem=problem,
        rows=np.asarray([record.row for record in records], np.int64),
        of=units.of,
        rejected=found.rejected,
        places=centres(places, _areas(records, outlines), units.of),
        shapes=None if outlines is None else _dissolved(_as_array([record.shape for record in records]), units),
        in_degrees=found.in_degrees,
        stretches=ground.stretches,
        existing_names=units.existing_names,
        neighbours=ground.neighbours,
    )


def _nothing(rejected: Sequence[Rejected]) -> ReadingError:
    if rejected:
        return ReadingError(rejected[0].reason)
    return ReadingError(Reason("districting.no_rows", noop("The file has no rows to read.")))


def _outlines(records: Sequence[Record], projection: Projection | Shift) -> Shapes | None:
    """Return (r,) the outlines of the records in metres, None if not all have one."""
    if any(record.shape is None for record in records):
        return None
    shapes = _as_array([record.shape for record in records])
    return np.asarray(shapely.transform(shapes, projection.to_metres))


def _as_array(shapes: Sequence[Any]) -> Shapes:
    found = np.empty(len(shapes), object)
    found[:] = shapes
    return found


def _areas(records: Sequence[Record], outlines: Shapes | None) -> Floats:
    """Return (r,) m2 of the records, 0 where nobody knows."""
    if outlines is not None:
        return np.asarray(shapely.area(outlines), np.float64)
    return np.asarray([record.area or 0.0 for record in records], np.float64)


def _dissolved(shapes: Shapes, units: Units) -> Shapes:
    """Return (n,) the outlines of the units."""
    order = np.argsort(units.of, kind="stable")
    groups = np.split(shapes[order], np.cumsum(np.bincount(units.of))[:-1])
    return _as_array([group[0] if len(group) == 1 else shapely.union_all(group) for group in groups])


def _ground(records: Sequence[Record], xy: Floats, outlines: Shapes | None, ways: _Ways) -> _Ground:
    if ways.neighbours not in NEIGHBOURS:
        text = noop("%(given)s is no way to find neighbours; there are: %(known)s.")
        places = {"given": ways.neighbours, "known": ", ".join(NEIGHBOURS)}
        raise ReadingError(Reason("districting.no_way", text, places))
    if ways.neighbours == "borders" and outlines is None:
        raise ReadingError(Reason("districting.no_outlines", noop("Shared borders need an outline for every row.")))
    if ways.neighbours in {"auto", "borders"} and outlines is not None:
        ground = _from_outlines(records, outlines, ways)
        touching = len(np.union1d(ground.borders.u, ground.borders.v))
        if ways.neighbours == "borders" or 2 * touching >= ground.units.n:
            return ground
    return _from_points(records, xy, ways)


def _from_outlines(records: Sequence[Record], outlines: Shapes, ways: _Ways) -> _Ground:
    """Return the ground of outlines that touch, such as compounds and plots."""
    units = contract(records, np.arange(len(records)))
    shapes = _dissolved(outlines, units)
    shared = share_borders(shapes, ways.tolerance_m)
    borders, stretches = Borders.of(shared.u, shared.v, shared.length), list[Stretch]()
    if ways.lines is not None:
        stretches = follow(shared.course, ways.lines)
        kind, cost = price(stretches, len(shared.u))
        borders = Borders.of(shared.u, shared.v, shared.length, kind, cost)
    area, perimeter = shapely.area(shapes), shapely.length(shapes)
    return _Ground(units, borders, area, perimeter, stretches, "borders")


def _from_points(records: Sequence[Record], xy: Floats, ways: _Ways) -> _Ground:
    """Return the ground of points, such as buildings; those without households go with the nearest that has some."""
    peopled = np.flatnonzero([record.households > 0 for record in records])
    if not len(peopled):
        peopled = np.arange(len(records))
    nearest = shapely.STRtree(shapely.points(xy[peopled])).nearest(shapely.points(xy))
    leaders = peopled[nearest]
    leaders[peopled] = peopled
    units = contract(records, leaders)
    kind = "voronoi" if ways.neighbours == "voronoi" else "gabriel"
    found = map_points(xy[peopled], kind=kind, barrier_m=ways.barrier_m)
    between = crossed(xy[peopled], found.u, found.v, ways.lines) if ways.lines is not None else None
    of = units.of[peopled]
    borders = merge_borders(Borders.of(found.u, found.v, found.length, between), of)
    area = np.bincount(of, shapely.area(found.cells), units.n)
    inside = of[found.u] == of[found.v]
    perimeter = np.bincount(of, shapely.length(found.cells), units.n)
    perimeter -= 2 * np.bincount(of[found.u[inside]], found.length[inside], units.n)
    derived = None
    if ways.derive:
        derived = _united(derive_outlines(xy[peopled], found, barrier_m=ways.barrier_m), of, units.n)
    return _Ground(units, borders, area.astype(float), perimeter.astype(float), [], kind, derived)


def _united(outlines: Shapes, of: Ints, n: int) -> Shapes:
    """Return (n,) the outlines of the units, None for one without any. of: unit of each outline."""
    found = np.full(n, None, object)
    for unit in range(n):
        own = shapely.get_parts(outlines[(of == unit) & ~shapely.is_missing(outlines)])
        if len(own):
            found[unit] = shapely.coverage_union_all(own) if len(own) > 1 else own[0]
    return found


def _problem(ground: _Ground, xy: Floats, low: int, high: int, wished: int | None) -> Problem:
    return Problem(
        households=ground.units.households,
        borders=ground.borders,
        low=low,
        high=high,
        wished=wished,
        x=xy[:, 0],
        y=xy[:, 1],
        area=np.asarray(ground.area, np.float64),
        perimeter=np.asarray(ground.perimeter, np.float64),
        existing=ground.units.existing,
        seats=ground.units.seats,
        rooms=ground.units.rooms,
        anchors=ground.units.lock,
        names=ground.units.names,
    )
