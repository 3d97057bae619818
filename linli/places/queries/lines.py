"""Roads, railways and waters."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from linli.places.models import Line
from linli.places.rules import Box, lineage

from .reach import areas_in_scope


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
