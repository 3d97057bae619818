"""
Where a point lies, on any day.

Dated outlines are kept in memory for as long as the database says that none has changed (`OutlineStamp`); their edges
are sorted when a point first comes near them.
"""

import copy
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from linli.places import rules
from linli.places.models import Area, AreaVersion, Outline

from .reach import list_in_force

NEAR_M = 5_000
"""How far away a community's centre may be and still be offered for a point without an outline."""
STAMP = "SELECT token FROM places_outlinestamp"
SHAPES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Located:
    """Where a point lies: `exact` when an outline holds it, else the nearest centre and how far away that is."""

    area: Area
    exact: bool
    distance_m: float


@dataclass
class Outlines:
    """The dated outlines of one tier as they stood when they were read, and the areas found in them."""

    tier: str
    locator: rules.Locator = field(init=False)
    _edges: dict[int, rules.Edges] = field(default_factory=dict)
    _areas: dict[int, Area] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the boxes and the days; a point on a common border belongs to the smallest code of its day."""
        rows = AreaVersion.objects.filter(tier__code=self.tier, outline__isnull=False).order_by("code", "area__path")
        box = ("outline__west", "outline__south", "outline__east", "outline__north")
        placed = [
            rules.Placed(area, outline, since.toordinal(), to.toordinal() if to else rules.OPEN, rules.Box(*edges))
            for area, outline, since, to, *edges in rows.values_list("area", "outline", "valid_from", "valid_to", *box)
        ]
        self.locator = rules.Locator(placed, self._edges_of)

    def find(self, longitude: float, latitude: float, on: date | None = None) -> int | None:
        """Return the number of the area that holds the point on that day, today without one; or None."""
        return self.locator.find(longitude, latitude, on.toordinal() if on else None)

    def find_all(self, points: Sequence[tuple[float, float]], on: date | None = None) -> list[int | None]:
        """Return for each point what `find` does; the shapes not known yet are read together."""
        day = on.toordinal() if on else None
        near = {one.outline for point in points for one in self.locator.meeting(*point, day)}
        new = sorted(near - self._edges.keys())
        for start in range(0, len(new), SHAPES_AT_ONCE):
            texts = Outline.objects.filter(pk__in=new[start : start + SHAPES_AT_ONCE]).values_list("pk", "geojson")
            self._edges |= {outline: rules.Edges(json.loads(text)) for outline, text in texts.iterator(20)}
        return [self.locator.find(*point, day) for point in points]

    def area(self, number: int) -> Area:
        """Return an area, the caller's own copy."""
        if number not in self._areas:
            self._areas[number] = Area.objects.select_related("tier").get(pk=number)
        return copy.copy(self._areas[number])

    def areas(self, numbers: Iterable[int | None]) -> list[Area | None]:
        """Return the areas of these numbers, in few statements; the same area for the same number."""
        asked = list(numbers)
        new = set(asked) - self._areas.keys() - {None}
        self._areas |= Area.objects.select_related("tier").in_bulk(new)
        own = {number: self.area(number) for number in set(asked) if number is not None}
        return [None if number is None else own[number] for number in asked]

    def _edges_of(self, outline: int) -> rules.Edges:
        """Return the edges of an outline."""
        found = self._edges.get(outline)
        if found is None:
            text = Outline.objects.values_list("geojson", flat=True).get(pk=outline)
            found = self._edges[outline] = rules.Edges(json.loads(text))
        return found


_kept: dict[str, tuple[tuple[Any, ...], Outlines]] = {}


def outlines_in(tier: str = "community") -> Outlines:
    """Return the dated outlines of a tier as they stand now: one statement, and the memory while nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        row = cursor.fetchone()
    stamp = (connection.alias, connection.settings_dict["NAME"], *(row or ()))
    known = _kept.get(tier)
    if known is None or known[0] != stamp or row is None:
        known = _kept[tier] = (stamp, Outlines(tier))
    return known[1]


def area_at(longitude: float, latitude: float, tier: str = "community", on: date | None = None) -> Area | None:
    """
    Return the area of that tier whose outline holds the point, today or on a day, or None; exact.

    A point on a common border belongs to the area with the smallest code of that day, always to exactly one. The area
    comes as it is today, also one that has ended since.
    """
    outlines = outlines_in(tier)
    found = outlines.find(longitude, latitude, on)
    return None if found is None else outlines.area(found)


def areas_at(
    points: Sequence[tuple[float, float]], tier: str = "community", on: date | None = None
) -> list[Area | None]:
    """Return for each point what `area_at` does, in a few statements for all of them. points: longitude, latitude."""
    outlines = outlines_in(tier)
    return outlines.areas(outlines.find_all(points, on))


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
