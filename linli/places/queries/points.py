"""Where a point lies."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from linli.places import rules
from linli.places.models import Area

from .reach import list_in_force

NEAR_M = 5_000
"""How far away a community's centre may be and still be offered for a point without an outline."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies: `exact` when an outline holds it, else the nearest centre and how far away that is."""

    area: Area
    exact: bool
    distance_m: float


def area_at(longitude: float, latitude: float, tier: str = "community") -> Area | None:
    """
    Return the area in force of that tier whose outline holds the point, or None; exact.

    A point on a common border belongs to the area with the smallest code, always to exactly one.
    """
    boxed = list_in_force().filter(
        tier__code=tier,
        outline__west__lte=longitude,
        outline__east__gte=longitude,
        outline__south__lte=latitude,
        outline__north__gte=latitude,
    )
    for area in boxed.select_related("tier", "outline").order_by("code", "path"):
        if holds(area, longitude, latitude):
            return area
    return None


def holds(area: Area, longitude: float, latitude: float) -> bool:
    """Return whether the area's outline holds the point, its border included; exact."""
    return area.outline is not None and rules.covers(_shape(area.outline.geojson), longitude, latitude)


@lru_cache(maxsize=512)
def _shape(geojson: str) -> Any:
    """Return the geometry of an outline's text; taking it apart costs more than asking it."""
    return json.loads(geojson)


def nearest_area(
    longitude: float, latitude: float, tier: str = "community", *, within_m: float = NEAR_M
) -> Located | None:
    """Return the area in force of that tier whose centre is nearest, at most `within_m` away; or None."""
    reach = within_m / rules.METRES_PER_DEGREE
    wide = reach / rules.narrowing(latitude)
    near = list_in_force().filter(
        tier__code=tier,
        longitude__range=(longitude - wide, longitude + wide),
        latitude__range=(latitude - reach, latitude + reach),
    )
    found = [
        Located(area, exact=False, distance_m=rules.distance_m(longitude, latitude, area.longitude, area.latitude))
        for area in near
        if area.longitude is not None and area.latitude is not None
    ]
    nearest = min(found, key=lambda row: (row.distance_m, row.area.code, row.area.path), default=None)
    return nearest if nearest and nearest.distance_m <= within_m else None


def locate(longitude: float, latitude: float, tier: str = "community") -> Located | None:
    """Return where a point lies: by outline if one holds it, else by the nearest centre, which it says."""
    area = area_at(longitude, latitude, tier)
    if area is not None:
        return Located(area, exact=True, distance_m=0.0)
    return nearest_area(longitude, latitude, tier)
