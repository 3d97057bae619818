"""The ground under the desk's map: units, lines, present communities, offices, drawn neighbourhoods, grid cells."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import mapping

from linli.boundaries.models import Neighbourhood, Project
from linli.boundaries.queries.projects import base_of
from linli.boundaries.rules.base import NOWHERE, Base, Unit
from linli.boundaries.rules.outlines import dissolve, shapes_of
from linli.boundaries.terms import Moderation
from linli.places import queries as places

DEGREES = 1e-7
"""To how many degrees outlines are rounded: a centimetre."""
Feature = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What the map draws under a plan, as JSON. digest: changes with it."""

    text: bytes
    digest: str


def ground_of(project: Project) -> Ground:
    """Return the ground of a project for its map; the greater part of it is remembered."""
    fixed = _fixed(project.base_id)
    moving = {"neighbourhoods": _collection(_neighbourhoods(project)), "grid": _grid(project)}
    body = fixed[1:-1] + "," + json.dumps(moving, ensure_ascii=False, separators=(",", ":"))[1:-1]
    digest = hashlib.sha256(body.encode()).hexdigest()[:32]
    return Ground(f'{{"digest":"{digest}",{body}}}'.encode(), digest)


@lru_cache(maxsize=4)
def _fixed(base_id: int) -> str:
    """Return what never changes of a ground, as JSON."""
    base = base_of(Project(base_id=base_id))
    found = {
        "bounds": _bounds(base),
        "units": _collection(_unit(base, number, unit) for number, unit in enumerate(base.units)),
        "lines": _collection(_feature(line.shape, kind=line.kind, name=line.name) for line in base.lines),
        "present": _collection(_present(base)),
        "facilities": _collection(_facilities(base)),
        "borders": [[edge.u, edge.v, edge.kind, round(edge.length, 1)] for edge in base.borders],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _bounds(base: Base) -> list[float]:
    """Return west, south, east, north of all units."""
    return [round(float(side), 7) for side in shapely.total_bounds(shapes_of(base))]


def _unit(base: Base, number: int, unit: Unit) -> Feature:
    shape = unit.shape or {"type": "Point", "coordinates": [unit.longitude, unit.latitude]}
    facts = {
        "number": number,
        "name": unit.name,
        "kind": unit.kind,
        "households": unit.households,
        "population": unit.population,
        "present": base.communities[unit.community].name if unit.community != NOWHERE else "",
        "room": unit.room,
        "address": unit.address,
    }
    return {"id": number, **_feature(shape, **facts)}


def _present(base: Base) -> Iterable[Feature]:
    """Yield the outlines of the present communities, dissolved from their units."""
    found = dissolve(shapes_of(base), [unit.community for unit in base.units])
    for number, place in found.items():
        yield _feature(mapping(shapely.set_precision(place, DEGREES)), name=base.communities[number].name)


def _facilities(base: Base) -> Iterable[Feature]:
    """Yield the offices of present communities, and the rooms that could become one."""
    for present in base.communities:
        if present.seat != NOWHERE:
            yield _point(base.units[present.seat], kind="seat", name=present.name, unit=present.seat)
    for number, unit in enumerate(base.units):
        if unit.room:
            yield _point(unit, kind="room", name=unit.name, unit=number)


def _point(where: Unit, **facts: Any) -> Feature:
    return _feature({"type": "Point", "coordinates": [where.longitude, where.latitude]}, **facts)


def _neighbourhoods(project: Project) -> Iterable[Feature]:
    """Yield the neighbourhoods that residents drew and that were accepted; nothing that tells who drew them."""
    shown = Neighbourhood.objects.filter(project=project, state=Moderation.SHOWN).order_by("pk")
    for outline, weight in shown.values_list("outline", "weight"):
        yield _feature(outline, weight=weight)


def _grid(project: Project) -> dict[str, Any]:
    """Return the grid cells in the project's area that are drawn; they are few or none."""
    inside = places.in_subtree(project.area.path)
    return places.get_outlines(places.list_in_force().filter(inside, tier__code="grid"))


def _feature(shape: Any, **facts: Any) -> Feature:
    return {"type": "Feature", "geometry": shape, "properties": facts}


def _collection(features: Iterable[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
