"""A file of compounds or buildings that was read becomes the ground of a project. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from linli.boundaries.rules.base import DERIVED, NOWHERE, Base, Border, Community, Line, Unit
from linli.boundaries.rules.ground import Laid, lay
from linli.boundaries.rules.outlines import in_degrees
from linli.boundaries.rules.pieces import MOST_UNITS, GroundRefused, Home, Piece
from linli.boundaries.terms import UnitKind
from linli.districting import ProblemError
from linli.districting.reading import Reading, ReadingError, Rejected, read
from linli.districting.reading.errors import RowError
from linli.districting.reading.lines import kind_of
from linli.districting.reading.tables import read_table
from linli.values import Reason, noop

ANY_LOW, ANY_HIGH = 1, 10_000_000
"""The bounds are said later; the file is read without any."""


@dataclass(frozen=True)
class Filed:
    """A ground out of a file, the rows that are not in it, and how many there were."""

    laid: Laid
    rejected: Sequence[Rejected]
    rejected_lines: Sequence[Rejected]
    accepted: int


def read_ground(
    path: Path,
    *,
    known: Mapping[str, Home],
    lines: Path | None = None,
    roads: Sequence[Line] = (),
    barrier_m: float | None = None,
) -> Filed:
    """
    Return the ground of a GeoJSON or CSV file in degrees.

    known: present communities by name, whose keys and codes are taken over. lines: GeoJSON of roads and waters; without
    it `roads` are laid over. barrier_m: points farther apart are no neighbours. Raises GroundRefused.
    """
    try:
        reading = _read(path, barrier_m, lines)
        overlay, bad_lines = read_overlay(lines) if lines else (list(roads), [])
    except ReadingError as error:
        raise GroundRefused("not_read", error.reason.text, **error.reason.params) from error
    except ProblemError as error:
        raise GroundRefused("not_a_problem", noop("The file makes no task: %(why)s."), why=str(error)) from error
    _check(reading)
    laid = _laid(reading, known, overlay)
    return Filed(laid, reading.rejected, bad_lines, reading.accepted)


def _read(path: Path, barrier_m: float | None, lines: Path | None) -> Reading:
    """Return the rows as units; outlines are not contracted, since what lies between them is laid out later."""
    try:
        return read(path, low=ANY_LOW, high=ANY_HIGH, neighbours="borders")
    except ReadingError as error:
        if error.reason.rule != "districting.no_outlines":
            raise
    return read(path, low=ANY_LOW, high=ANY_HIGH, barrier_m=barrier_m, lines=lines, derive=True)


def _check(reading: Reading) -> None:
    if not reading.in_degrees:
        raise GroundRefused("in_metres", noop("The places must be in degrees of longitude and latitude (CGCS2000)."))
    if reading.problem.n > MOST_UNITS:
        text = noop("There are %(units)s compounds and buildings; a project takes %(most)s. Choose fewer communities.")
        raise GroundRefused("many_units", text, units=reading.problem.n, most=MOST_UNITS)


def read_overlay(path: Path) -> tuple[list[Line], list[Rejected]]:
    """Return the lines of a GeoJSON file in degrees, and the features that are none. Raises ReadingError."""
    found, rejected = [], []
    for row in read_table(path).rows:
        try:
            if row.shape is None or not row.shape.length:
                raise RowError("geometry", "", noop("Row %(row)s, column %(column)s: there is no line."))
            name = str(row.cells.get("name") or "")
            found.append(Line(kind_of(row.cells), name, shapely.geometry.mapping(row.shape)))
        except RowError as error:
            rejected.append(error.at(row.number))
    return found, rejected


def _laid(reading: Reading, known: Mapping[str, Home], lines: Sequence[Line]) -> Laid:
    names = list(reading.existing_names)
    homes = [replace(known[name], outline=None, households=None) if name in known else Home(name) for name in names]
    existing = reading.problem.existing
    stray = bool((existing == NOWHERE).any())
    if reading.shapes is None:
        laid = Laid(_from_points(reading, homes, lines), [_points_note(reading), Reason("boundaries.derived", DERIVED)])
    else:
        everyone = [*homes, Home("")] if stray else homes
        pieces = [_piece(reading, number, len(homes)) for number in range(reading.problem.n)]
        laid = lay(pieces, everyone, lines)
    return _without_strays(laid, len(homes)) if stray else laid


def _points_note(reading: Reading) -> Reason:
    text = noop("Neighbours are points between which no third one stands, none farther apart than %(metres)s m.")
    if reading.barrier_m is None:
        return Reason("boundaries.gabriel", noop("Neighbours are points between which no third one stands."))
    return Reason("boundaries.gabriel", text, {"metres": round(reading.barrier_m)})


def _piece(reading: Reading, number: int, nowhere: int) -> Piece:
    problem, home = reading.problem, int(reading.problem.existing[number])
    shape = None if reading.shapes is None else reading.shapes[number]
    outline = None if shape is None else shapely.geometry.mapping(shape)
    longitude, latitude = reading.places[number].tolist()
    return Piece(
        key=f"#{number}",
        name=problem.name(number),
        kind=_kind(reading, number),
        households=int(problem.households[number]),
        home=nowhere if home == NOWHERE else home,
        longitude=None if outline else longitude,
        latitude=None if outline else latitude,
        outline=outline,
        address=problem.name(number),
        room=number in problem.rooms,
        is_seat=number in problem.seats,
    )


def _kind(reading: Reading, number: int) -> UnitKind:
    """Return what a unit is: a plot without households, a compound of several rows, else a building."""
    if not reading.problem.households[number]:
        return UnitKind.PLOT
    return UnitKind.COMPOUND if np.count_nonzero(reading.of == number) > 1 else UnitKind.BUILDING


def _from_points(reading: Reading, homes: Sequence[Home], lines: Sequence[Line]) -> Base:
    problem, edges = reading.problem, reading.problem.borders
    columns = (edges.u, edges.v, np.round(edges.length, 3), edges.kind, np.round(edges.cost, 3))
    units, shapes = [], in_degrees(reading.derived)
    for number in range(problem.n):
        piece = _piece(reading, number, NOWHERE)
        units.append(
            Unit(
                key=piece.key,
                name=piece.name,
                kind=piece.kind.value,
                households=piece.households,
                x=round(float(problem.x[number]), 3),
                y=round(float(problem.y[number]), 3),
                longitude=float(piece.longitude or 0.0),
                latitude=float(piece.latitude or 0.0),
                area=round(float(problem.area[number]), 1),
                perimeter=round(float(problem.perimeter[number]), 2),
                community=piece.home,
                address=piece.address,
                room=piece.room,
                shape=shapes[number],
            )
        )
    return Base(
        units=tuple(units),
        borders=tuple(Border(*each) for each in zip(*(column.tolist() for column in columns), strict=True)),
        communities=tuple(_community(reading, number, home) for number, home in enumerate(homes)),
        lines=tuple(lines),
        neighbours=reading.neighbours,
    )


def _community(reading: Reading, number: int, home: Home) -> Community:
    own = [int(seat) for seat in reading.problem.seats if reading.problem.existing[seat] == number]
    return Community(home.name, home.key, home.code, own[0] if own else NOWHERE)


def _without_strays(laid: Laid, nowhere: int) -> Laid:
    """Return the ground with units that belong to no present community belonging to none."""
    base = laid.base
    units = tuple(
        replace(unit, community=NOWHERE if unit.community == nowhere else unit.community) for unit in base.units
    )
    notes: list[Any] = [note for note in laid.notes if note.params.get("community") != ""]
    alone = sum(unit.community == NOWHERE for unit in units)
    text = noop("%(units)s units belong to no present community.")
    notes.append(Reason("boundaries.nowhere", text, {"units": alone}))
    return Laid(replace(base, units=units, communities=base.communities[:nowhere]), notes)
