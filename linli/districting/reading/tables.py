"""Files become rows: CSV, and GeoJSON whose features are the rows."""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from linli.districting.reading.errors import ReadingError
from linli.values import Reason, noop

DEGREES = ("CRS84", "4326", "4490")
"""Ends of names of coordinate systems in degrees: WGS 84 and CGCS2000, which differ by centimetres."""


@dataclass(frozen=True)
class Row:
    """One row. number: as a spreadsheet counts, or the feature's number from 1."""

    number: int
    cells: Mapping[str, Any]
    shape: BaseGeometry | None = None


@dataclass(frozen=True)
class Table:
    """A file's rows. in_degrees: whether its shapes are in degrees; without shapes the columns tell."""

    columns: list[str]
    rows: list[Row]
    in_degrees: bool = True
    has_shapes: bool = False


def read_table(path: Path) -> Table:
    """Return the rows of a CSV or GeoJSON file. Raises ReadingError, OSError."""
    text = _decoded(path.read_bytes())
    if path.suffix.lower() in {".geojson", ".json"}:
        return _from_geojson(text)
    return _from_csv(text)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadingError(Reason("districting.encoding", noop("The file is neither in UTF-8 nor in GB18030.")))


def _from_csv(text: str) -> Table:
    try:
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        columns = [name.strip() for name in next(lines, [])]
        rows = [
            Row(lines.line_num, dict(zip(columns, values, strict=False)))
            for values in lines
            if any(value.strip() for value in values)
        ]
    except csv.Error as error:
        text = noop("The file is not a table of comma separated values: %(error)s.")
        raise ReadingError(Reason("districting.not_csv", text, {"error": str(error)})) from error
    return Table(columns, rows)


def _from_geojson(text: str) -> Table:
    features = read_features(text)
    rows = [Row(number, _properties(feature), shape_of(feature)) for number, feature in enumerate(features, 1)]
    columns = list(dict.fromkeys(name for row in rows for name in row.cells))
    return Table(columns, rows, is_in_degrees(text, [row.shape for row in rows]), has_shapes=True)


def read_features(text: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON text. Raises ReadingError."""
    try:
        collection = json.loads(text)
        features = collection["features"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        text = noop("The file is no GeoJSON with a list of features.")
        raise ReadingError(Reason("districting.not_geojson", text)) from error
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise ReadingError(Reason("districting.not_geojson", noop("The file is no GeoJSON with a list of features.")))
    return features


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def shape_of(feature: dict[str, Any]) -> BaseGeometry | None:
    """Return the shape of a feature; None if it has none or none that can be read."""
    try:
        found = shape(feature["geometry"])
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None
    return found if not found.is_empty and all(map(math.isfinite, found.bounds)) else None


def _corners(shapes: list[BaseGeometry | None]) -> Iterator[float]:
    for each in shapes:
        if each is not None:
            yield from each.bounds


def is_in_degrees(text: str, shapes: list[BaseGeometry | None]) -> bool:
    """Tell whether coordinates are degrees: by the collection's `crs`, else by their size."""
    crs = json.loads(text).get("crs")
    named = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    if isinstance(named, str) and named:
        return named.endswith(DEGREES)
    return all(abs(value) <= 180 for value in _corners(shapes))


def polygonal(found: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, mended where they cross themselves; empty if there are none."""
    if not found.is_valid:
        found = shapely.make_valid(found)
    if found.geom_type in {"Polygon", "MultiPolygon"}:
        return found
    return shapely.union_all([part for part in shapely.get_parts(found) if part.geom_type.endswith("Polygon")])
