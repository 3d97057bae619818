"""What is wrong with the outlines of an area's parts. Loaded late: it needs shapely."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely

from linli.places.models import Area, Tier
from linli.places.rules.mending import mend
from linli.places.rules.topology import TOLERANCE_M, Part, Plane, Problem, inspect
from linli.places.terms import ProblemKind, TierCode

from .reach import list_in_force

TILED = (TierCode.DISTRICT, TierCode.SUBDISTRICT, TierCode.COMMUNITY, TierCode.GRID)
"""Tiers whose areas fill the one they lie in; compounds and buildings leave streets between them."""
PARTS_MAX = 2_000


@dataclass(frozen=True)
class Inspected:
    """The parts of one tier directly below an area, with what is wrong between their outlines."""

    area: Area
    tier: Tier
    tolerance_m: float = TOLERANCE_M

    @cached_property
    def parts(self) -> list[Area]:
        """Return the areas, by code; at most 2 000 of them are looked at."""
        rows = list_in_force().filter(parent=self.area, tier=self.tier).select_related("tier", "outline")
        return list(rows.order_by("code", "path")[:PARTS_MAX])

    @cached_property
    def by_number(self) -> dict[int, Area]:
        """Return the areas by number, as problems name them."""
        return {part.pk: part for part in self.parts}

    @cached_property
    def drawn(self) -> list[Part]:
        """Return the parts with their shapes."""
        return [Part(part.pk, part.code, shape_of(part)) for part in self.parts]

    @cached_property
    def problems(self) -> list[Problem]:
        """Return what is wrong, the worst first."""
        tile = self.tier.code in TILED
        return inspect(self.drawn, shape_of(self.area), tolerance_m=self.tolerance_m, tile=tile)

    def find(self, name: str) -> Problem | None:
        """Return the problem of that name, None once it is gone."""
        return next((problem for problem in self.problems if problem.name == name), None)

    def mended(self, problems: Sequence[Problem]) -> dict[int, Any]:
        """Return the new outlines that take away those of the problems that can safely be, by the area's number."""
        return mend(problems, self.drawn)

    @cached_property
    def slivers(self) -> list[Problem]:
        """Return the problems that may be mended."""
        return [problem for problem in self.problems if problem.kind == ProblemKind.SLIVER]


def shape_of(area: Area) -> Any:
    """Return the outline of an area as a shape in degrees, None where it has none."""
    return None if area.outline is None else shapely.from_geojson(area.outline.geojson)


def tiers_below(area: Area) -> list[Tier]:
    """Return the tiers of the parts directly below an area, the highest first."""
    return list(
        Tier.objects.filter(pk__in=list_in_force().filter(parent=area).order_by().values("tier")).order_by("order")
    )


def area_m2(shape: Any) -> float:
    """Return how large a shape in degrees is, square metres."""
    return 0.0 if shape is None else float(Plane.around([shape]).flat(shape).area)


def geometry_of(shape: Any) -> dict[str, Any]:
    """Return a shape as a GeoJSON geometry."""
    return dict(json.loads(shapely.to_geojson(shape)))
