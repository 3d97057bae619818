"""Reads of the territory for pages and for other rooms."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from linli.foundation import access

from . import rules
from .figures import FIGURES, count_within, in_force, paths_of, subtrees_of
from .models import Area, AreaVersion, Line, Succession, Tier
from .rules import Box, Subtrees, child_path, clean_name, last_step, lineage, may_contain
from .terms import SuccessionKind

__all__ = [
    "FIGURES",
    "Area",
    "AreaVersion",
    "Box",
    "Line",
    "Subtrees",
    "Tier",
    "child_path",
    "clean_name",
    "count_within",
    "in_force",
    "last_step",
    "lineage",
    "may_contain",
    "paths_of",
    "subtrees_of",
]

NEAR_M = 5_000
"""How far away a community's centre may be and still be offered for a point without an outline."""
TREE_LIMIT = 2_000
MEANT_MAX = 6
OUTLINES_MAX = 5_000
PUBLIC_TIERS = ("city", "district", "subdistrict", "community")
"""Tiers whose outlines everybody may see; compounds, buildings and households are the office's own."""


def in_subtree(path: str, field: str = "path") -> Q:
    """Return the filter of an area's subtree, itself included: one range of one index. The empty path is everything."""
    if not path:
        return Q()
    return access.in_subtree(field, path)


def get_tier(code: str) -> Tier:
    """Return the tier of that code. Raises Tier.DoesNotExist."""
    return Tier.objects.get(code=code)


def list_tiers() -> QuerySet[Tier]:
    """Return every tier, the highest first."""
    return Tier.objects.order_by("order")


def list_in_force() -> QuerySet[Area]:
    """Return the areas that exist today, in the order of the tree."""
    return Area.objects.filter(valid_to__isnull=True).select_related("tier").order_by("path")


def areas_in_scope(user: Any, action: str) -> QuerySet[Area]:
    """
    Return the areas in force in which the user may do the action; deny by default.

    An area has no unit, so a grant for one unit's work still shows the whole area it was given in.
    """
    scope = Q(pk__in=())
    for grant in user.grants(action):
        if not grant.area_path:
            return list_in_force()
        scope |= in_subtree(grant.area_path)
    return list_in_force().filter(scope)


def scope_roots(user: Any, action: str) -> QuerySet[Area]:
    """Return the topmost areas of the user's scope, where a tree of his begins; every city when he sees all."""
    paths = {grant.area_path for grant in user.grants(action)}
    if "" in paths:
        return list_in_force().filter(parent__isnull=True)
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return list_in_force().filter(path__in=tops)


def reaches_top(user: Any, action: str) -> bool:
    """Return whether the user may do the action at the top of the tree, where cities begin."""
    return any(grant.whole_area and not grant.area_path for grant in user.grants(action))


def list_children(area: Area | None) -> QuerySet[Area]:
    """Return the areas in force directly below the area; the cities for None."""
    return list_in_force().filter(parent=area).order_by("code", "path")


def with_child_counts(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Return the areas with `child_count` and `child_households`: how many lie directly below, and their sum."""
    in_force = Q(children__valid_to__isnull=True)
    return areas.annotate(
        child_count=Count("children", filter=in_force), child_households=Sum("children__households", filter=in_force)
    )


def get_ancestors(area: Area) -> list[Area]:
    """Return the areas above, the city first; the area itself is not among them."""
    above = rules.lineage(area.path)[:-1]
    return list(Area.objects.filter(path__in=above).select_related("tier").order_by("path"))


def get_tree(area: Area | None = None, *, deepest: str = "community") -> list[Area]:
    """Return the areas in force of a subtree in tree order, down to the tier named; at most 2 000."""
    areas = list_in_force().filter(in_subtree(area.path if area else ""))
    return list(areas.filter(tier__order__lte=get_tier(deepest).order)[:TREE_LIMIT])


def count_by_tier(area: Area | None = None) -> dict[str, int]:
    """Return how many areas in force each tier has in the subtree, the area itself included, the highest tier first."""
    rows = Area.objects.filter(in_subtree(area.path if area else ""), valid_to__isnull=True)
    counts = rows.values_list("tier__code").annotate(count=Count("pk")).order_by("tier__order")
    return dict(counts)


def get_area(key: UUID | str) -> Area | None:
    """Return the area in force with that key, or None; a text that is no key finds nothing."""
    try:
        return list_in_force().filter(key=UUID(str(key))).first()
    except ValueError:
        return None


def count_tiers(areas: QuerySet[Area]) -> list[tuple[Tier, int]]:
    """Return how many of these areas each tier has, the highest first, tiers without any left out."""
    counts = dict(areas.order_by().values_list("tier").annotate(count=Count("pk")))
    return [(tier, counts[tier.pk]) for tier in list_tiers() if tier.pk in counts]


def find_by_code(code: str) -> Area | None:
    """Return the area in force with that division code (6, 9 or 12 digits, or provisional), or None."""
    kept = _kept_code(code)
    return list_in_force().filter(code=kept).first() if kept else None


def _kept_code(code: str) -> str:
    """Return a code in the form it is kept in."""
    try:
        return str(rules.parse_code(code))
    except rules.InvalidCode:
        return rules.clean_code(code)


def find_by_codes(codes: Iterable[str]) -> dict[str, Area]:
    """Return the areas in force by the codes as they were asked for; unknown ones are left out."""
    kept = {code: _kept_code(code) for code in codes}
    known: dict[str, Area] = {}
    wanted = sorted(set(kept.values()) - {""})
    for start in range(0, len(wanted), 500):
        known |= {area.code: area for area in list_in_force().filter(code__in=wanted[start : start + 500])}
    return {code: known[official] for code, official in kept.items() if official in known}


def search_areas(areas: QuerySet[Area], text: str) -> QuerySet[Area]:
    """Return those areas whose name holds the text or whose code begins with it; one character is enough."""
    sought = text.strip()
    if not sought:
        return areas.none()
    found = Q(name__contains=sought) | Q(short_name__contains=sought) | Q(code__startswith=rules.clean_code(sought))
    return areas.filter(found)


def list_meant(areas: QuerySet[Area], text: str) -> list[Area]:
    """Return which of these areas (at most 6) a text can mean: the one with that code or key, else those called so."""
    said = text.strip()
    for exact in (find_by_code(said), get_area(said)):
        if exact is not None:
            return list(areas.filter(pk=exact.pk))
    return list(areas.filter(Q(name=said) | Q(short_name=said))[:MEANT_MAX])


def next_provisional_code(street: Area) -> str:
    """
    Return the provisional code for a community founded in that subdistrict; codes of the past are not reused.

    "" where there is none to give: the subdistrict has no official code, or its 999 numbers are used up.
    """
    given = AreaVersion.objects.filter(code__startswith=f"P{street.code}").values_list("code", flat=True)
    try:
        return rules.next_provisional_code(street.code, set(given))
    except rules.InvalidCode:
        return ""


def list_versions(area: Area) -> QuerySet[AreaVersion]:
    """Return the dated rows of an area, the newest first, without the shapes themselves."""
    return area.versions.select_related("tier", "parent").order_by("-valid_from")


def list_successions(area: Area) -> QuerySet[Succession]:
    """Return what became of the area and what it came from, the newest first."""
    rows = Succession.objects.filter(Q(predecessor=area) | Q(successor=area))
    return rows.select_related("predecessor", "successor").order_by("-on", "-pk")


def splits_of(areas: Collection[int]) -> list[tuple[int, int, date]]:
    """Return predecessor, successor and day of every split and merger that touched one of the areas; one query."""
    kinds = (SuccessionKind.SPLIT, SuccessionKind.MERGE)
    rows = Succession.objects.filter(kind__in=kinds).order_by("on", "pk")
    found = rows.values_list("predecessor_id", "successor_id", "on")
    return [row for row in found if row[0] in areas or row[1] in areas]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One version of an area and what it changed: (field name, before, after) of each fact; empty for the first."""

    version: AreaVersion
    changes: tuple[tuple[str, Any, Any], ...]


def get_history(area: Area) -> list[Chapter]:
    """Return the area's versions, the newest first, each with what it changed."""
    versions = list(list_versions(area))
    chapters = []
    for version, older in zip(versions, [*versions[1:], None], strict=True):
        changes = () if older is None else tuple(_differences(older, version))
        chapters.append(Chapter(version, changes))
    return chapters


def _differences(older: AreaVersion, newer: AreaVersion) -> Iterator[tuple[str, Any, Any]]:
    """Yield each dated fact in which two versions differ; a shape only says that it differs."""
    for name in ("tier_id", "parent_id", "kind", "code", "name", "households", "outline_id"):
        if getattr(older, name) != getattr(newer, name):
            fact = name.removesuffix("_id")
            shown = (None, None) if fact == "outline" else (getattr(older, fact), getattr(newer, fact))
            yield fact, *shown


def get_version_on(area: Area, day: date) -> AreaVersion | None:
    """Return what the area was on that day, or None if it did not exist."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return area.versions.filter(in_force, valid_from__lte=day).select_related("tier", "parent").first()


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


def lineages_of(areas: Iterable[Area]) -> dict[int, list[Area]]:
    """Return the areas above each of these, the city first, by primary key; one query for all."""
    areas = list(areas)
    wanted = {path for area in areas for path in rules.lineage(area.path)[:-1]}
    by_path = {area.path: area for area in Area.objects.filter(path__in=wanted)}
    return {area.pk: [by_path[path] for path in rules.lineage(area.path)[:-1] if path in by_path] for area in areas}


def household_sums(area: Area) -> dict[str, int | None]:
    """Return the households declared for the area and the sum of those declared directly below it."""
    below = Area.objects.filter(parent=area, valid_to__isnull=True).aggregate(total=Sum("households"))
    return {"declared": area.households, "sum": below["total"]}


def get_outlines(areas: QuerySet[Area]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection: a feature for each area with an outline, at most 5 000; public facts only."""
    rows = areas.filter(outline__isnull=False).annotate(shape=F("outline__geojson"))[:OUTLINES_MAX]
    return {"type": "FeatureCollection", "features": [_feature(area) for area in rows]}


def _feature(area: Any) -> dict[str, Any]:
    """Return one area as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": str(area.key),
        "geometry": json.loads(area.shape),
        "properties": {"key": str(area.key), "code": area.code, "name": area.short_name, "tier": area.tier.code},
    }


def list_lines(user: Any, *, kind: str = "", search: str = "") -> QuerySet[Line]:
    """Return the lines in force that the user may see: of areas within reach, of those above them, and of no area."""
    above = {path for grant in user.grants("places.view") for path in lineage(grant.area_path)}
    reach = Q(area__isnull=True) | Q(area__in=areas_in_scope(user, "places.view").order_by()) | Q(area__path__in=above)
    rows = Line.objects.filter(reach, valid_to__isnull=True).select_related("area").defer("geojson")
    if kind:
        rows = rows.filter(kind=kind)
    if text := search.strip():
        rows = rows.filter(Q(name__contains=text) | Q(code__startswith=text))
    return rows


def lines_within(box: Box, on: date | None = None) -> QuerySet[Line]:
    """Return the lines whose box meets the box, those in force today or on another day; in order of their making."""
    in_force = Q(valid_to__isnull=True)
    if on is not None:
        in_force = Q(valid_from__lte=on) & (in_force | Q(valid_to__gt=on))
    met = Q(west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south)
    return Line.objects.filter(in_force, met).order_by("pk")
