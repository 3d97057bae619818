"""Shapes for maps."""

import json
from typing import Any

from django.db.models import F, QuerySet

from linli.places.models import Area, Outline

OUTLINES_MAX = 5_000
PUBLIC_TIERS = ("city", "district", "subdistrict", "community")
"""Tiers whose outlines everybody may see; compounds, buildings and households are the office's own."""


def get_outlines(areas: QuerySet[Area]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection: a feature for each area with an outline, at most 5 000; public facts only."""
    rows = areas.filter(outline__isnull=False).annotate(shape=F("outline__geojson"))[:OUTLINES_MAX]
    return {"type": "FeatureCollection", "features": [_feature(area, area.shape) for area in rows]}


def get_outline_of(then: Area | None) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the outline an area has, or had (`as_then`); empty if it has none."""
    shapes = Outline.objects.filter(pk=then.outline_id) if then and then.outline_id else ()
    return {"type": "FeatureCollection", "features": [_feature(then, shape.geojson) for shape in shapes]}


def _feature(area: Any, shape: str) -> dict[str, Any]:
    """Return one area as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": str(area.key),
        "geometry": json.loads(shape),
        "properties": {"key": str(area.key), "code": area.code, "name": area.short_name, "tier": area.tier.code},
    }
