"""The list of splits, what one can be begun with, and the present communities of one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.db.models import Q, QuerySet

from linli.boundaries.models import Project
from linli.boundaries.queries.projects import base_of, visible_projects
from linli.boundaries.rules.bands import LAW, OVERSIZE
from linli.boundaries.rules.base import NOWHERE
from linli.boundaries.rules.outlines import dissolve, shapes_of
from linli.places import queries as places

ORDERS = {
    "": ("-made_at", "-id"),
    "made": ("made_at", "id"),
    "title": ("title", "id"),
    "state": ("state", "-id"),
}
TIERS = ("district", "subdistrict")
"""Areas whose communities can be split together."""


def list_projects(user: Any, *, search: str = "", state: str = "") -> QuerySet[Project]:
    """Return the projects the user may see, narrowed. search: part of the title or of the area's name."""
    rows = visible_projects(user).select_related("area", "chosen", "base", "made_by").defer("base__content")
    if state:
        rows = rows.filter(state=state)
    if text := search.strip():
        rows = rows.filter(Q(title__contains=text) | Q(area__name__contains=text))
    return rows


def list_grounds(user: Any) -> QuerySet[places.Area]:
    """Return the areas in which the user may begin a split."""
    return places.areas_in_scope(user, "boundaries.edit").filter(tier__code__in=TIERS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A community that could be split. households: declared, else what lies directly below adds up to."""

    area: places.Area
    households: int

    @property
    def is_oversize(self) -> bool:
        """Return whether it must be split or explained (002-1; today.md 0.1)."""
        return self.households > OVERSIZE

    @property
    def is_large(self) -> bool:
        """Return whether it is above the law's band, but not yet oversize."""
        return LAW.high < self.households <= OVERSIZE


def list_candidates(area: places.Area) -> list[Candidate]:
    """Return the communities of an area, the largest first."""
    below = places.list_in_force().filter(places.in_subtree(area.path), tier__code="community")
    counted = places.with_child_counts(below)
    found = [Candidate(each, each.households or getattr(each, "child_households", 0) or 0) for each in counted]
    return sorted(found, key=lambda candidate: (-candidate.households, candidate.area.code, candidate.area.path))


@dataclass(frozen=True, slots=True)
class Present:
    """A present community of a project. seat: name of the unit with its office; rooms: units with a room."""

    number: int
    name: str
    code: str
    units: int
    households: int
    seat: str
    rooms: int

    @property
    def is_oversize(self) -> bool:
        """Return whether it must be split or explained."""
        return self.households > OVERSIZE


def list_present(project: Project) -> Sequence[Present]:
    """Return the present communities of a project's ground."""
    base = base_of(project)
    found = []
    for number, community in enumerate(base.communities):
        own = [unit for unit in base.units if unit.community == number]
        seat = base.units[community.seat].name if community.seat != NOWHERE else ""
        total = sum(unit.households for unit in own)
        rooms = sum(unit.room for unit in own)
        found.append(Present(number, community.name, community.code, len(own), total, seat, rooms))
    return found


def present_outlines(project: Project) -> str:
    """Return the outlines of the present communities as GeoJSON."""
    return _outlines(project.base_id)


@lru_cache(maxsize=4)
def _outlines(base_id: int) -> str:
    base = base_of(Project(base_id=base_id))
    drawn = dissolve(shapes_of(base), [unit.community for unit in base.units])
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": {"name": base.communities[number].name},
        }
        for number, shape in drawn.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
