"""The drawing table of an area: its neighbours, what stands fast, what one may begin with. Loaded late: shapely."""

import json
from collections.abc import Sequence
from typing import Any

import shapely
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.foundation.models import AuditLine
from linli.foundation.queries import get_actor_names
from linli.places import rules
from linli.places.models import Area
from linli.places.rules.rings import share_corners

from .derived import derived_cells
from .inspecting import geometry_of, shape_of
from .maps import PUBLIC_TIERS
from .reach import areas_in_scope, list_in_force

NEIGHBOURS_MAX = 400
LINES_READ = 200
DRAWING = ("places.change", "places.redraw", "places.import")
BESIDE_M = 300
"""How far beyond an area its neighbours are shown."""


def drawing_ground(area: Area, user: Any) -> dict[str, Any]:
    """
    Return the drawing table of an area: `areas` may be drawn anew, the area itself first; `fixed` only be snapped to.

    Areas that share a border share its corners. starts: shapes that an area without an outline may begin with.
    """
    box = _box(area)
    near = [each for each in _neighbours(area, box, user) if each.pk != area.pk]
    may = set(
        areas_in_scope(user, "places.change").filter(pk__in=[each.pk for each in near]).values_list("pk", flat=True)
    )
    live = [area, *(each for each in near if each.pk in may)]
    starts = [] if area.outline_id else _starts(area, near)
    shapes = [json.loads(each.outline.geojson) if each.outline else None for each in live]
    known = [shape for shape in [*shapes, *(shape for _label, shape in starts)] if shape is not None]
    shared = iter(share_corners(known))
    polygons = [next(shared) if shape is not None else [] for shape in shapes]
    return {
        "bounds": list(box),
        "areas": [
            {"key": str(each.key), "name": each.short_name, "seen": each.outline_id, "polygons": drawn}
            for each, drawn in zip(live, polygons, strict=True)
        ],
        "fixed": {"type": "FeatureCollection", "features": _fixed(area, [one for one in near if one.pk not in may])},
        "starts": [{"label": label, "polygons": drawn} for (label, _shape), drawn in zip(starts, shared, strict=True)],
    }


def last_drawn(areas: Sequence[Area]) -> dict[int, dict[str, Any]]:
    """Return by number who changed each of these areas last, and when."""
    subjects = {str(pk) for area in areas for pk in (area.pk, area.parent_id)}
    lines = AuditLine.objects.filter(subject_kind="places.area", subject_id__in=subjects, action__in=DRAWING)
    newest = list(lines.order_by("-pk")[:LINES_READ])
    names = get_actor_names({line.actor_id for line in newest if line.actor_id})
    found: dict[int, dict[str, Any]] = {}
    for area in areas:
        line = next((one for one in newest if one.subject_id == str(area.pk) or str(area.key) in one.details), None)
        if line is not None:
            found[area.pk] = {"who": names.get(line.actor_id or 0, ""), "at": line.at}
    return found


def _box(area: Area) -> rules.Box:
    """Return the ground to be shown: around the area's outline, else around its siblings, else around its centre."""
    rows = list_in_force().filter(Q(pk=area.pk) | Q(pk=area.parent_id) | Q(parent=area.parent_id, tier=area.tier))
    boxes = {
        pk: edges
        for pk, *edges in rows.filter(outline__isnull=False).values_list(
            "pk", "outline__west", "outline__south", "outline__east", "outline__north"
        )
    }
    own = [boxes[area.pk]] if area.pk in boxes else list(boxes.values())
    if not own:
        longitude, latitude = area.longitude or 0.0, area.latitude or 0.0
        own = [[longitude, latitude, longitude, latitude]]
    west, south, east, north = (
        choose(side) for choose, side in zip((min, min, max, max), zip(*own, strict=True), strict=True)
    )
    high = BESIDE_M / rules.METRES_PER_DEGREE
    wide = high / rules.narrowing(south)
    return rules.Box(west - wide, south - high, east + wide, north + high)


def _neighbours(area: Area, box: rules.Box, user: Any) -> QuerySet[Area]:
    """Return the areas of the same tier around, as far as the user may see them."""
    seen = list_in_force() if area.tier.code in PUBLIC_TIERS else areas_in_scope(user, "places.view")
    meeting = seen.filter(
        tier=area.tier,
        outline__west__lte=box.east,
        outline__east__gte=box.west,
        outline__south__lte=box.north,
        outline__north__gte=box.south,
    )
    return meeting.select_related("tier", "outline").order_by("code", "path")[:NEIGHBOURS_MAX]


def _fixed(area: Area, near: list[Area]) -> list[dict[str, Any]]:
    """Return what is snapped to and not moved: the area above, and neighbours that others answer for."""
    kinds = [("parent", area.parent)] if area.parent and area.parent.outline else []
    return [
        {
            "type": "Feature",
            "properties": {"name": each.short_name, "kind": kind},
            "geometry": json.loads(each.outline.geojson),
        }
        for kind, each in [*kinds, *(("neighbour", one) for one in near)]
        if each.outline
    ]


def _starts(area: Area, near: list[Area]) -> list[tuple[str, dict[str, Any]]]:
    """Return what an area without an outline may begin with: its derived cell, and the ground nobody has yet."""
    parent = area.parent if area.parent and area.parent.outline else None
    drawn = [each.outline.geojson for each in near if each.outline]
    siblings = list(list_in_force().filter(parent=area.parent_id, tier=area.tier, outline__isnull=True))
    cell = derived_cells(siblings, drawn, parent.outline.geojson if parent and parent.outline else None).get(area.pk)
    found = [] if cell is None else [(_("Begin with the derived cell"), cell)]
    if parent is not None:
        taken = shapely.union_all([shapely.from_geojson(text) for text in drawn])
        free = max(
            shapely.get_parts(shapely.difference(shape_of(parent), taken)), key=lambda each: each.area, default=None
        )
        if free is not None and free.geom_type == "Polygon" and not free.is_empty:
            found.append((_("Begin with the free ground"), geometry_of(free)))
    return found
