"""Compounds, loose buildings and lines become the ground of a project: units that tile it, with their borders. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from linli.boundaries.rules.base import DERIVED, Base, Border, Community, Line, Unit
from linli.boundaries.rules.cells import GRID_M, Shapes, tile, touch_already
from linli.boundaries.rules.outlines import DECIMALS, in_degrees
from linli.boundaries.rules.pieces import GroundRefused, Home, Piece, check, note_sums, seat_note, shape_of
from linli.districting.problem import Borders, Floats, Ints
from linli.districting.reading.lines import Lines, Stretch, crossed, follow, price
from linli.districting.reading.points import derive_outlines, map_points, spread
from linli.districting.reading.polygons import share_borders
from linli.districting.reading.projection import Projection
from linli.values import Reason, noop

POINT_M = 5.0
"""Radius of the ground that a unit without an outline surely stands on."""
REACH_M = 25.0
"""How far the ground of a community without an outline reaches around its units; half of the widest gap closed."""
LEAST_BORDER_M = 5.0
"""Units that share less than this meet at a corner, as across a road crossing, and are no neighbours."""
WIDEST_DEGREES = 1.0
BESIDE_M = 100.0
"""How far beyond the units lines are kept."""


@dataclass(frozen=True)
class Laid:
    """A base and the reasons that say what was assumed about it."""

    base: Base
    notes: Sequence[Reason]


@dataclass(frozen=True)
class _Map:
    """Units on the plane: cells (None for a unit without) and borders with what they follow."""

    cells: Shapes
    area: Floats
    perimeter: Floats
    borders: Borders
    stretches: Sequence[Stretch] = ()
    neighbours: str = "borders"
    notes: Sequence[Reason] = field(default=())


@dataclass(frozen=True)
class _Site:
    """Pieces and homes on the plane. shapes: (n,) in degrees; middles: (n, 2) degrees; xy: (n, 2) metres."""

    pieces: Sequence[Piece]
    homes: Sequence[Home]
    shapes: Shapes
    middles: Floats
    projection: Projection
    xy: Floats

    @classmethod
    def of(cls, pieces: Sequence[Piece], homes: Sequence[Home]) -> Self:
        """Return pieces laid on the plane around their middle."""
        shapes = _array([shape_of(piece) for piece in pieces])
        middles = shapely.get_coordinates(shapely.centroid(shapes))
        _check_width(pieces, middles)
        west, south, east, north = shapely.total_bounds(shapes)
        projection = Projection(float(west + east) / 2, float(south + north) / 2)
        return cls(pieces, homes, shapes, middles, projection, projection.to_metres(middles))

    @property
    def home(self) -> Ints:
        """Return (n,) the present community of every piece."""
        return np.asarray([piece.home for piece in self.pieces], np.int64)


def lay(pieces: Sequence[Piece], homes: Sequence[Home], lines: Sequence[Line] = ()) -> Laid:
    """
    Return the ground of some pieces in present communities, with the lines that borders may follow.

    Outlines with gaps between them are grown to cells (see `rules.cells`); outlines that touch stay as they are;
    points without any outline get Gabriel's neighbours. Raises GroundRefused.
    """
    check(pieces, homes)
    site = _Site.of(pieces, homes)
    kept = _near(lines, site.shapes)
    plane = _plane(site, _overlay(kept, site.projection))
    shapes = in_degrees(shapely.transform(plane.cells, site.projection.to_degrees))
    seats, assumed = _seats(site)
    base = Base(
        units=tuple(_unit(site, plane, shapes[number], number) for number in range(len(pieces))),
        borders=tuple(_borders(plane.borders)),
        communities=tuple(
            Community(home.name, home.key, home.code, seat) for home, seat in zip(homes, seats, strict=True)
        ),
        lines=kept,
        stretches=tuple(plane.stretches),
        neighbours=plane.neighbours,
    )
    return Laid(base, [*plane.notes, *note_sums(pieces, homes), *assumed])


def _array(shapes: Sequence[Any]) -> Shapes:
    found = np.empty(len(shapes), object)
    found[:] = shapes
    return found


def _check_width(pieces: Sequence[Piece], middles: Floats) -> None:
    """Refuse places that are no one area, naming the one farthest out. Raises GroundRefused."""
    away = np.abs(middles - np.median(middles, axis=0)).max(axis=1)
    if away.max() > WIDEST_DEGREES:
        text = noop("“%(unit)s” lies %(degrees)s degrees away from the others. Correct its place first.")
        degrees = round(float(away.max()), 1)
        raise GroundRefused("too_wide", text, unit=pieces[int(away.argmax())].name, degrees=degrees)


def _near(lines: Sequence[Line], shapes: Shapes) -> tuple[Line, ...]:
    """Return the lines around the units, cut off beyond them."""
    reach = BESIDE_M / 90_000
    west, south, east, north = shapely.total_bounds(shapes) + np.asarray([-reach, -reach, reach, reach])
    kept = []
    for line in lines:
        found = shapely.from_geojson(json.dumps(line.shape)).intersection(shapely.box(west, south, east, north))
        if found.length > 0:
            kept.append(replace(line, shape=json.loads(shapely.to_geojson(found))))
    return tuple(kept)


def _overlay(lines: Sequence[Line], projection: Projection) -> Lines | None:
    """Return the lines in metres, one for each of their parts."""
    if not lines:
        return None
    shapes = _array([shapely.from_geojson(json.dumps(line.shape)) for line in lines])
    parts, of = shapely.get_parts(shapes, return_index=True)
    keep = shapely.length(parts) > 0
    parts, of = parts[keep], of[keep]
    kinds = np.asarray([lines[number].kind for number in of.tolist()], np.int64)
    names = tuple(lines[number].name for number in of.tolist())
    return Lines(shapely.transform(parts, projection.to_metres), kinds, names)


def _plane(site: _Site, lines: Lines | None) -> _Map:
    outlined = [piece.outline is not None for piece in site.pieces]
    if not any(outlined) and any(home.outline is None for home in site.homes):
        return _from_points(site, lines)
    walls = _array([]) if lines is None else lines.course[lines.kind > 0]
    walls = np.where(shapely.get_dimensions(walls) == 2, shapely.boundary(walls), walls)
    seeds = _seeds(site)
    grounds = _grounds(site, seeds, walls)
    notes, cells = [], seeds
    if not touch_already(seeds, grounds):
        cells = tile(seeds, site.home, grounds, walls)
        grown = float(shapely.area(cells).sum() - shapely.union_all(seeds).area)
        text = noop("Ground between the outlines, %(hectares)s hectares of streets and the like, went to the nearest.")
        notes.append(Reason("boundaries.cells", text, {"hectares": round(grown / 10_000, 1)}))
    for number in np.flatnonzero(shapely.area(cells) <= 0)[:1].tolist():
        text = noop("“%(unit)s” lies wholly within other outlines. Correct its outline first.")
        raise GroundRefused("covered", text, unit=site.pieces[number].name)
    notes += _outside(site, seeds, grounds)
    if not all(outlined):
        text = noop("%(units)s units have no outline; their ground is what is nearest to their point.")
        notes.append(Reason("boundaries.points", text, {"units": outlined.count(False)}))
    return replace(_from_cells(cells, lines), notes=notes)


def _outside(site: _Site, seeds: Shapes, grounds: Shapes) -> list[Reason]:
    """Return which units lie for the most part outside of the outline of their community."""
    beyond = shapely.area(shapely.difference(seeds, grounds[site.home])) > shapely.area(seeds) / 2
    text = noop("“%(unit)s” lies for the most part outside of the outline of “%(community)s”. Please check.")
    return [
        Reason(
            "boundaries.outside",
            text,
            {"unit": site.pieces[number].name, "community": site.homes[site.pieces[number].home].name},
        )
        for number in np.flatnonzero(beyond).tolist()
    ]


def _from_points(site: _Site, lines: Lines | None) -> _Map:
    """Return the map of units of which nothing but a point is known."""
    found = map_points(site.xy)
    between = crossed(site.xy, found.u, found.v, lines) if lines is not None else None
    text = noop("No outlines are known: neighbours are points between which no third one stands.")
    return _Map(
        cells=derive_outlines(site.xy, found),
        area=shapely.area(found.cells),
        perimeter=shapely.length(found.cells),
        borders=Borders.of(found.u, found.v, found.length, between),
        neighbours="gabriel",
        notes=[Reason("boundaries.gabriel", text), Reason("boundaries.derived", DERIVED)],
    )


def _from_cells(cells: Shapes, lines: Lines | None) -> _Map:
    """Return the map of units that tile the ground, without neighbours that only meet at a corner."""
    shared = share_borders(cells)
    ends = np.concatenate([shared.u, shared.v])
    longest = np.zeros(len(cells))
    np.maximum.at(longest, ends, np.tile(shared.length, 2))
    only = np.minimum(longest[shared.u], longest[shared.v]) < LEAST_BORDER_M
    keep = (shared.length >= LEAST_BORDER_M) | only
    u, v, length, course = shared.u[keep], shared.v[keep], shared.length[keep], shared.course[keep]
    stretches: list[Stretch] = []
    borders = Borders.of(u, v, length)
    if lines is not None:
        stretches = follow(course, lines)
        borders = Borders.of(u, v, length, *price(stretches, len(u)))
    return _Map(cells, shapely.area(cells), shapely.length(cells), borders, stretches)


def _seeds(site: _Site) -> Shapes:
    """Return (n,) outlines in metres; around a point the ground its building surely stands on."""
    found = shapely.transform(site.shapes, site.projection.to_metres)
    is_point = shapely.get_dimensions(found) == 0
    if is_point.any():
        places = shapely.points(spread(shapely.get_coordinates(found[is_point])))
        found[is_point] = shapely.buffer(places, POINT_M, quad_segs=2)
    return np.asarray(found)


def _grounds(site: _Site, seeds: Shapes, walls: Shapes) -> Shapes:
    """Return (h,) disjoint grounds of the communities, narrow gaps between them closed."""
    known: list[BaseGeometry] = []
    wide: list[BaseGeometry] = []
    for number, home in enumerate(site.homes):
        own = shapely.union_all(seeds[site.home == number])
        if home.outline is None:
            known.append(own)
            wide.append(_around(own, [piece for piece in site.pieces if piece.home == number]))
        else:
            drawn = shapely.transform(shape_of(home), site.projection.to_metres)
            known.append(shapely.set_precision(drawn, GRID_M))
            wide.append(known[-1])
    if len(wide) == 1:
        return _array(wide)
    frames = _array([shapely.union_all([*wide, *_gaps(wide)], grid_size=GRID_M)])
    places = _array(known)
    if touch_already(places, frames):
        return places
    return tile(places, np.zeros(len(places), np.int64), frames, walls)


def _around(own: BaseGeometry, pieces: Sequence[Piece]) -> BaseGeometry:
    """Return the ground of a community without an outline: its units with what lies between them."""
    if any(piece.outline is None for piece in pieces):
        return own.convex_hull.buffer(REACH_M)
    return shapely.union_all([own, own.buffer(REACH_M).buffer(-REACH_M)])


def _gaps(grounds: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the narrow strips between two communities, such as roads and rivers that neither drew."""
    whole = shapely.union_all(_array(grounds))
    closed = whole.buffer(REACH_M, join_style="mitre").buffer(-REACH_M, join_style="mitre").buffer(0)
    strips = shapely.difference(closed, whole, grid_size=GRID_M)
    tree = shapely.STRtree(_array(grounds))
    return [part for part in shapely.get_parts(strips) if len(tree.query(part, "dwithin", 2 * GRID_M)) > 1]


def _unit(site: _Site, plane: _Map, shape: Mapping[str, Any] | None, number: int) -> Unit:
    piece, (x, y), (longitude, latitude) = site.pieces[number], site.xy[number].tolist(), site.middles[number].tolist()
    return Unit(
        key=piece.key,
        name=piece.name,
        kind=piece.kind.value,
        households=piece.households,
        x=round(x, 3),
        y=round(y, 3),
        longitude=round(longitude if piece.longitude is None else piece.longitude, DECIMALS),
        latitude=round(latitude if piece.latitude is None else piece.latitude, DECIMALS),
        area=round(float(plane.area[number]), 1),
        perimeter=round(float(plane.perimeter[number]), 2),
        population=piece.population,
        community=piece.home,
        place=piece.place,
        address=piece.address,
        room=piece.room,
        shape=shape,
    )


def _borders(borders: Borders) -> list[Border]:
    columns = (borders.u, borders.v, np.round(borders.length, 3), borders.kind, np.round(borders.cost, 3))
    return [Border(*each) for each in zip(*(column.tolist() for column in columns), strict=True)]


def _seats(site: _Site) -> tuple[list[int], list[Reason]]:
    """Return the unit with each community's office: the one marked, else the one nearest to the community's middle."""
    seats, assumed = [], []
    for number, home in enumerate(site.homes):
        own = np.flatnonzero(site.home == number).tolist()
        marked = [unit for unit in own if site.pieces[unit].is_seat]
        if marked:
            seats.append(marked[0])
            continue
        middle = site.xy[own].mean(axis=0)
        if home.longitude is not None and home.latitude is not None:
            middle = site.projection.to_metres(np.asarray([[home.longitude, home.latitude]]))[0]
        seats.append(own[int(np.hypot(*(site.xy[own] - middle).T).argmin())])
        assumed.append(seat_note(home.name, site.pieces[seats[-1]].name))
    return seats, assumed
