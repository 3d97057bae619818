"""What communities look like on the ground: outlines of units dissolved, in degrees or in metres. Pure."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.boundaries.rules.base import Base
from linli.boundaries.rules.sheet import FREE
from linli.districting.reading.projection import Projection

DECIMALS = 8
"""Of a degree: about a millimetre."""


def plane_of(base: Base) -> Projection:
    """Return the projection in whose metres the ground of a project is drawn and measured."""
    places = np.asarray([(unit.longitude, unit.latitude) for unit in base.units], np.float64)
    west, south = places.min(axis=0)
    east, north = places.max(axis=0)
    return Projection(float(west + east) / 2, float(south + north) / 2)


def in_metres(plane: Projection, shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return shapes in degrees as shapes in metres."""
    wanted = np.empty(len(shapes), object)
    wanted[:] = shapes
    return list(shapely.transform(wanted, plane.to_metres))


def shapes_of(base: Base) -> list[BaseGeometry]:
    """Return what every unit covers, in degrees: its outline, mended if it crosses itself, else its point."""
    return [
        _mended(shape(unit.shape)) if unit.shape else shapely.Point(unit.longitude, unit.latitude)
        for unit in base.units
    ]


def in_degrees(places: Any) -> list[dict[str, Any] | None]:
    """Return shapes (degrees) as GeoJSON of a millimetre, so that neighbours keep the same corners; None for none."""
    fine = shapely.transform(places, lambda corners: np.round(corners, DECIMALS))
    return [None if place is None else json.loads(shapely.to_geojson(place)) for place in fine.tolist()]


def dissolve(shapes: Sequence[BaseGeometry], labels: Iterable[int]) -> dict[int, BaseGeometry]:
    """
    Return what every community covers. labels: community of each shape, FREE for none.

    Outlines are united; where all units of a community are mere points, it is those points.
    """
    members: dict[int, list[BaseGeometry]] = {}
    for place, label in zip(shapes, labels, strict=True):
        if label != FREE:
            members.setdefault(label, []).append(place)
    return {label: _united(found) for label, found in sorted(members.items())}


def only(kind: str, place: BaseGeometry) -> BaseGeometry:
    """Return the polygons, lines or points of a shape. kind: "Polygon", "LineString" or "Point"."""
    parts = [part for part in _flat(place) if part.geom_type == kind]
    many: dict[str, Any] = {
        "Polygon": shapely.MultiPolygon,
        "LineString": shapely.MultiLineString,
        "Point": shapely.MultiPoint,
    }
    return parts[0] if len(parts) == 1 else many[kind](parts)


def _united(places: Sequence[BaseGeometry]) -> BaseGeometry:
    outlines = [place for place in places if place.geom_type != "Point"]
    return only("Polygon", shapely.union_all(outlines)) if outlines else only("Point", shapely.union_all(list(places)))


def _mended(place: BaseGeometry) -> BaseGeometry:
    return place if place.is_valid else only("Polygon", shapely.make_valid(place))


def _flat(place: BaseGeometry) -> list[BaseGeometry]:
    parts = [part for part in shapely.get_parts(place).tolist() if not part.is_empty]
    return [each for part in parts for each in (_flat(part) if hasattr(part, "geoms") else [part])]
