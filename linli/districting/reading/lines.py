"""Roads, rivers and railways laid over the borders: which class a border has, and which line it follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from linli.districting.problem import COST_OF_KIND, Floats, Ints
from linli.districting.reading.errors import Rejected, RowError
from linli.districting.reading.projection import Projection, Shift
from linli.districting.reading.tables import read_table
from linli.values import noop

ALLEY, STREET, MAIN, BARRIER = 0, 1, 2, 3
ALONG_M = 12.0
"""A border follows a line that runs within this distance: half the width of a main road."""
PARALLEL = 0.7
"""A piece of border follows a line if it advances along it by this share of its own length; else it crosses it."""
HIGHWAYS = {
    **dict.fromkeys(("motorway", "trunk", "primary", "secondary"), MAIN),
    **dict.fromkeys(("tertiary", "residential", "unclassified", "living_street", "road"), STREET),
}
WATERWAYS = {"river": BARRIER, "canal": BARRIER, "stream": STREET, "drain": STREET, "ditch": STREET}
RAILWAYS = dict.fromkeys(("rail", "light_rail", "narrow_gauge"), BARRIER)
Shapes = NDArray[Any]


@dataclass(frozen=True)
class Lines:
    """Lines laid over the map, in metres. course: (l,) shapes; kind: (l,) classes 0 to 3; name: as people say."""

    course: Shapes
    kind: Ints
    name: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """A part of a border, in metres, that follows one line. name: empty where the line has none, or there is none."""

    border: int
    kind: int
    name: str
    metres: float


def kind_of(properties: Mapping[str, Any]) -> int:
    """Return the class of a line by its `kind`, else by OpenStreetMap's highway, waterway and railway."""
    if properties.get("kind") not in (None, ""):
        kind = str(properties["kind"])
        if kind not in {"0", "1", "2", "3"}:
            raise RowError("kind", kind, noop("Row %(row)s, column %(column)s: the class %(value)s is none of 0 to 3."))
        return int(kind)
    if properties.get("natural") == "water":
        return BARRIER
    highway = str(properties.get("highway") or "").removesuffix("_link")
    found = (
        HIGHWAYS.get(highway, ALLEY),
        WATERWAYS.get(str(properties.get("waterway") or ""), ALLEY),
        RAILWAYS.get(str(properties.get("railway") or ""), ALLEY),
    )
    return max(found)


def read_lines(path: Path, projection: Projection | Shift) -> tuple[Lines, list[Rejected]]:
    """Return the lines of a GeoJSON file in the metres of the map, and the rows that are none. Raises ReadingError."""
    courses, kinds, names, rejected = [], [], [], []
    for row in read_table(path).rows:
        try:
            if row.shape is None or not row.shape.length:
                raise RowError("geometry", "", noop("Row %(row)s, column %(column)s: there is no line."))
            kind = kind_of(row.cells)
        except RowError as error:
            rejected.append(error.at(row.number))
            continue
        parts = shapely.get_parts(row.shape).tolist()
        kinds += [kind] * len(parts)
        names += [str(row.cells.get("name") or "")] * len(parts)
        courses += parts
    shapes = np.empty(len(courses), object)
    shapes[:] = courses
    courses_m = shapely.transform(shapes, projection.to_metres)
    return Lines(courses_m, np.asarray(kinds, np.int64), tuple(names)), rejected


def follow(courses: Shapes, lines: Lines, along_m: float = ALONG_M) -> list[Stretch]:
    """Return the stretches of every border: which line it follows for how long. courses: (m,) borders in metres."""
    near: dict[int, list[int]] = {}
    for border, line in zip(*shapely.STRtree(lines.course).query(courses, "dwithin", along_m).tolist(), strict=True):
        near.setdefault(border, []).append(line)
    stretches = []
    for border, course in enumerate(courses):
        rest = course
        for line in sorted(near.get(border, []), key=lambda line: (-int(lines.kind[line]), line)):
            part = _along(rest, lines.course[line], along_m)
            if part.length > 0:
                rest = rest.difference(part.buffer(1e-6))
                stretches.append(Stretch(border, int(lines.kind[line]), lines.name[line], float(part.length)))
        if rest.length > 1e-6:
            stretches.append(Stretch(border, ALLEY, "", float(rest.length)))
    return stretches


def _along(course: BaseGeometry, line: BaseGeometry, along_m: float) -> BaseGeometry:
    """Return the pieces of a border that run along a line, without those that only cross it."""
    middle = line.boundary if line.geom_type.endswith("Polygon") else line
    near = course.intersection(line.buffer(along_m, cap_style="flat"))
    if near.geom_type != "LineString":
        near = shapely.line_merge(shapely.MultiLineString(_strings(near)))
    return shapely.MultiLineString(
        [part for part in _strings(near) if _advance(part, middle) >= PARALLEL * part.length]
    )


def _strings(found: BaseGeometry) -> list[BaseGeometry]:
    return [part for part in shapely.get_parts(found) if part.geom_type == "LineString" and part.length > 0]


def _advance(part: BaseGeometry, line: BaseGeometry) -> float:
    """Return by how many metres a piece of border advances along a line, bend by bend."""
    steps = shapely.line_locate_point(_longest(line), shapely.points(shapely.get_coordinates(part)))
    return float(np.abs(np.diff(steps)).sum())


def _longest(line: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(line)
    return parts[int(shapely.length(parts).argmax())]


def crossed(xy: Floats, u: Ints, v: Ints, lines: Lines) -> Ints:
    """Return (m,) the highest class of line that parts two neighbouring points. xy: (n, 2) metres."""
    links = shapely.linestrings(np.stack([xy[u], xy[v]], axis=1))
    found = np.zeros(len(u), np.int64)
    link, line = shapely.STRtree(lines.course).query(links, "intersects")
    np.maximum.at(found, link, lines.kind[line])
    return found


def price(stretches: list[Stretch], count: int) -> tuple[Ints, Floats]:
    """Return (m,) the class of the longest part and the cost of every border, each part at its own price."""
    metres = np.zeros((count, len(COST_OF_KIND)))
    for stretch in stretches:
        metres[stretch.border, stretch.kind] += stretch.metres
    return metres.argmax(axis=1).astype(np.int64), metres @ np.asarray(COST_OF_KIND)
