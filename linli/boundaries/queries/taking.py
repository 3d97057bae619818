"""What places knows of the ground of some communities: compounds, loose buildings, roads and waters."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely

from linli.boundaries.rules.base import Line
from linli.boundaries.rules.pieces import MOST_UNITS, Home, Piece, shape_of
from linli.boundaries.terms import UnitKind
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Reason, noop

KINDS = {TierCode.COMPOUND.value: UnitKind.COMPOUND, TierCode.BUILDING.value: UnitKind.BUILDING}
BESIDE = 0.002
"""How far beyond the units lines are sought, in degrees: about 200 m."""


@dataclass(frozen=True)
class Found:
    """What a ground is made of. notes: what is not known."""

    pieces: Sequence[Piece]
    homes: Sequence[Home]
    lines: Sequence[Line]
    notes: Sequence[Reason]


def find_ground(communities: Sequence[places.Area]) -> Found:
    """Return compounds and loose buildings in force below the communities, with the lines around them."""
    pieces: list[Piece] = []
    silent = 0
    for number, community in enumerate(communities):
        units, inner = _units_of(community)
        for unit in units:
            households = unit.households if unit.households is not None else inner.get(unit.path)
            silent += households is None
            pieces.append(_piece(unit, number, households or 0))
        if len(pieces) > MOST_UNITS:
            break
    pieces = _addressed(pieces, communities)
    homes = [_home(area) for area in communities]
    text = noop("%(units)s units declare no households and count as empty.")
    notes = [Reason("boundaries.silent", text, {"units": silent})] if silent else []
    return Found(pieces, homes, _lines(pieces, homes), notes)


def homes_of(area: places.Area) -> list[Home]:
    """Return the communities in force of an area."""
    below = places.list_in_force().filter(places.in_subtree(area.path), tier__code=TierCode.COMMUNITY)
    return [_home(each) for each in below.select_related("tier", "outline")]


def roads_of(area: places.Area) -> list[Line]:
    """Return the roads, railways and waters around the communities of an area."""
    return _lines([], homes_of(area))


def _units_of(community: places.Area) -> tuple[list[places.Area], dict[str, int]]:
    """Return the units below a community in tree order, and by a compound's path what its buildings add up to."""
    below = places.list_in_force().filter(places.in_subtree(community.path), tier__code__in=list(KINDS))
    areas = list(below.select_related("tier", "outline"))
    compounds = {area.path for area in areas if area.tier.code == TierCode.COMPOUND}
    units, inner = [], dict[str, int]()
    for area in areas:
        around = next((path for path in places.lineage(area.path)[:-1] if path in compounds), None)
        if around is None:
            units.append(area)
        elif area.households is not None and area.tier.code == TierCode.BUILDING:
            inner[around] = inner.get(around, 0) + area.households
    return units, inner


def _piece(area: places.Area, home: int, households: int) -> Piece:
    return Piece(
        key=str(area.key),
        name=area.short_name,
        kind=KINDS[area.tier.code],
        households=households,
        home=home,
        longitude=area.longitude,
        latitude=area.latitude,
        outline=_outline(area),
        place=str(area.key),
    )


def _home(area: places.Area) -> Home:
    return Home(
        name=area.short_name,
        key=str(area.key),
        code=area.code,
        households=area.households,
        outline=_outline(area),
        longitude=area.longitude,
        latitude=area.latitude,
    )


def _outline(area: places.Area) -> dict[str, Any] | None:
    return json.loads(area.outline.geojson) if area.outline else None


def _addressed(pieces: Sequence[Piece], communities: Sequence[places.Area]) -> list[Piece]:
    """Return the pieces with their addresses: subdistrict, community, name."""
    above = places.lineages_of(communities)
    starts = ["".join([*(up.short_name for up in above[area.pk][-1:]), area.short_name]) for area in communities]
    return [replace(piece, address=f"{starts[piece.home]}{piece.name}") for piece in pieces]


def _lines(pieces: Sequence[Piece], homes: Sequence[Home]) -> list[Line]:
    """Return the roads, railways and waters around the units."""
    known: list[Piece | Home] = [*pieces, *homes]
    shapes = [shape_of(each) for each in known if each.outline is not None or each.longitude is not None]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    box = places.Box(west - BESIDE, south - BESIDE, east + BESIDE, north + BESIDE)
    return [Line(line.degree, line.name, json.loads(line.geojson)) for line in places.lines_within(box)]
