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
MENDED_SHARE = 1e-3
"""Of its area: what mending may change of a shape."""


def make_outline(shape: Mapping[str, Any]) -> Outline:
    """Return an unsaved outline of a GeoJSON Polygon or MultiPolygon. Raises AreaRefused if it is none."""
    _refuse(rules.check_shape(shape))
    clean = {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}
    _refuse(rules.check_shape(clean) or _crossing(clean))
    box = rules.box_of(clean)
    return Outline(geojson=json.dumps(clean, separators=(",", ":")), **box._asdict())


def mend_outline(shape: Mapping[str, Any]) -> tuple[Outline, bool]:
    """
    Return the outline of a shape, and whether it had to be mended because it crosses or touches itself.

    Raises AreaRefused if it is none, or if mending would change its area by more than a thousandth.
    """
    try:
        return make_outline(shape), False
    except AreaRefused:
        if rules.check_shape(shape) is not None:
            raise
        mended = _mended(shape)
        if mended is None:
            raise
        return make_outline(mended), True


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


def _mended(shape: Mapping[str, Any]) -> Any:
    """Return a shape without the places where it meets itself; None if that would change its area."""
    import shapely  # noqa: PLC0415 - as above
    from shapely.geometry import mapping  # noqa: PLC0415 - as above

    broken = shapely.from_geojson(json.dumps(shape))
    pieces = shapely.get_parts(shapely.make_valid(broken))
    whole = shapely.union_all([piece for piece in pieces if piece.geom_type.endswith("Polygon")])
    mended = shapely.set_precision(whole, 10.0**-DECIMALS)
    if mended.is_empty or abs(mended.area - broken.area) > MENDED_SHARE * abs(broken.area):
        return None
    return json.loads(json.dumps(mapping(mended)))
