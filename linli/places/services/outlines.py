"""Shapes on their way into the database: checked, boxed, never edited afterwards."""

import json
from collections.abc import Mapping
from typing import Any

from linli.places import rules
from linli.places.models import Outline
from linli.values import Reason, noop

from .checks import AreaRefused

DECIMALS = 7
"""About a centimetre; more digits are noise that costs space."""


def make_outline(shape: Mapping[str, Any]) -> Outline:
    """Return an unsaved outline of a GeoJSON Polygon or MultiPolygon. Raises AreaRefused if it is none."""
    _refuse(rules.check_shape(shape))
    clean = {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}
    _refuse(rules.check_shape(clean) or _crossing(clean))
    box = rules.box_of(clean)
    return Outline(geojson=json.dumps(clean, separators=(",", ":")), **box._asdict())


def centre_of(outline: Outline) -> tuple[float, float]:
    """Return a point inside the outline, longitude then latitude, for its label and for nearest-centre search."""
    from shapely import from_geojson  # noqa: PLC0415 - 30 MB that no other page needs

    point = from_geojson(outline.geojson).representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def _refuse(reason: Reason | None) -> None:
    """Raise AreaRefused if there is a reason against an outline."""
    if reason is not None:
        raise AreaRefused("outline", reason.text, **reason.params)


def _rounded(part: Any) -> Any:
    """Round every coordinate and drop heights."""
    if isinstance(part[0], int | float):
        return [round(float(part[0]), DECIMALS), round(float(part[1]), DECIMALS)]
    return [_rounded(inner) for inner in part]


def _crossing(shape: Mapping[str, Any]) -> Reason | None:
    """Return where the outline crosses itself; shapely is loaded only here, where outlines come in."""
    from shapely import from_geojson, is_valid_reason  # noqa: PLC0415 - as above

    found = is_valid_reason(from_geojson(json.dumps(shape)))
    if found == "Valid Geometry":
        return None
    text = noop("The outline crosses itself or is broken: %(where)s.")
    return Reason("places.outline.crossing", text, {"where": found})
