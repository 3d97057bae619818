"""The shapes of a file: taken from wherever the file has them, read in one system, weighed against what is known."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from linli.foundation.sheets import Row, SheetRefused
from linli.places import rules
from linli.places.terms import CoordinateSystem
from linli.values import Reason, noop

from .files import GeoRow, read_ground

WKT = ("wkt", "geometry", "geom", "the_geom", "几何", "范围", "边界", "坐标串")
EAST = ("longitude", "lon", "lng", "经度", "东经", "x", "x坐标")
NORTH = ("latitude", "lat", "纬度", "北纬", "y", "y坐标")
DEPTH = {"Point": 0, "Polygon": 2, "MultiPolygon": 3}
NO_SYSTEM = "none"
SAMPLE = 400
DRAWN = 2_000
NO_PLACE = Reason("places.ground.none", noop("The row has no place: neither a shape nor longitude and latitude."))
NO_NUMBERS = Reason("places.ground.numbers", noop("The coordinates of the row are no numbers."))
OFF_EARTH = Reason("places.ground.earth", noop("The place lies nowhere on earth: are these longitude and latitude?"))


@dataclass(frozen=True, slots=True)
class Found:
    """One row and its shape as the file has it; flaw: why it has none."""

    row: Row
    raw: Mapping[str, Any] | None
    flaw: Reason | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of the raw shape's box, or the raw point."""
        if self.raw is None:
            raise ValueError("no shape")
        if self.raw["type"] == "Point":
            return self.raw["coordinates"][0], self.raw["coordinates"][1]
        box = rules.box_of(self.raw)
        return (box.west + box.east) / 2, (box.south + box.north) / 2


@dataclass(slots=True)
class Ground:
    """A file: its columns, its rows with their shapes, and how its numbers are read."""

    columns: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    reading: rules.Reading = field(default_factory=rules.Reading)

    def place(self, found: Found) -> dict[str, Any] | Reason:
        """Return a row's shape in CGCS2000 degrees, or why there is none."""
        if found.raw is None:
            return found.flaw or NO_PLACE
        shape = self.reading.shape(found.raw)
        return shape if all(map(rules.is_on_earth, rules.corners_of(shape["coordinates"]))) else OFF_EARTH

    def sample(self, most: int = SAMPLE) -> list[Found]:
        """Return rows with shapes, spread over the file, at most so many."""
        shaped = [each for each in self.found if each.raw is not None]
        return shaped[:: max(1, math.ceil(len(shaped) / most))]


def reading_choices() -> list[tuple[str, str]]:
    """Return the ways to read a file's numbers, as a form offers them; none is chosen beforehand."""
    straight = [(system.value, gettext(system.label)) for system in CoordinateSystem]
    swapped = gettext("%(system)s, latitude before longitude")
    turned = [(f"{code}{rules.SWAPPED}", swapped % {"system": name}) for code, name in straight]
    return [("", "—"), *straight, *turned, (NO_SYSTEM, gettext("none: the file has no coordinates"))]


def take_ground(rows: Iterable[Row], profile: str | None, progress: Callable[[int], None]) -> Ground:
    """Return the rows with their shapes and the way to read them. Raises SheetRefused for a system unknown here."""
    ground, crs = Ground(), ""
    titles: dict[str, str] = {}
    for row in rows:
        if not ground.columns:
            titles = rules.match_titles(row.cells, {"wkt": WKT, "east": EAST, "north": NORTH})
        ground.columns += [title for title in row.cells if title not in ground.columns]
        crs = crs or getattr(row, "crs", "")
        ground.found.append(_find(row, titles))
        progress(0)
    if not ground.found:
        raise SheetRefused("empty", gettext("The list has no rows."))
    if profile == NO_SYSTEM and ground.sample(1):
        raise SheetRefused("system", gettext("The file has coordinates after all: say in which system."))
    ground.reading = rules.read_code(profile or "", _plane(crs, ground, profile or ""))
    return ground


def _plane(crs: str, ground: Ground, profile: str) -> rules.Plane | None:
    """Return the plane of a file in metres, by what it says, else by the zone before its numbers."""
    plane = rules.plane_of(crs)
    if plane is None:
        sizes = [each.middle for each in ground.sample(20)]
        if sizes and all(max(abs(x), abs(y)) > 360 for x, y in sizes):
            plane = rules.plane_by_zone(sizes[0][1 if profile.endswith(rules.SWAPPED) else 0])
            plane = plane if isinstance(plane, rules.Plane) else rules.plane_by_zone(max(sizes[0]))
    if isinstance(plane, Reason):
        raise SheetRefused("crs", plane.render(gettext))
    return plane


def _find(row: Row, titles: Mapping[str, str]) -> Found:
    """Return a row with its shape: its own, else of its column of WKT, else of its longitude and latitude."""
    shape = row.shape if isinstance(row, GeoRow) else None
    if shape is None and row.cells.get(titles.get("wkt", "")):
        shape = _of_text(row.cells[titles["wkt"]])
        if shape is None:
            return Found(row, None, NO_NUMBERS)
    if shape is None and "east" in titles and "north" in titles:
        said = [row.cells.get(titles[key], "") for key in ("east", "north")]
        if not any(said):
            return Found(row, None, NO_PLACE)
        shape = {"type": "Point", "coordinates": said}
    if shape is None:
        return Found(row, None, NO_PLACE)
    sound = _sound(shape)
    return Found(row, None, sound) if isinstance(sound, Reason) else Found(row, sound)


def _of_text(text: str) -> Mapping[str, Any] | None:
    """Return the shape of a WKT; None if it is none."""
    import shapely  # noqa: PLC0415 - 30 MB that no other page needs
    from shapely.geometry import mapping  # noqa: PLC0415

    try:
        found: Mapping[str, Any] = mapping(shapely.from_wkt(text))
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        return None
    return found


def _sound(shape: Mapping[str, Any]) -> dict[str, Any] | Reason:
    """Return a shape of plain finite numbers, or why it is none that can be kept."""
    kind, part = str(shape.get("type")), shape.get("coordinates")
    if kind == "MultiPoint" and isinstance(part, list | tuple) and len(part) == 1:
        kind, part = "Point", part[0]
    if kind not in DEPTH:
        text = noop("A shape of the kind %(kind)s is neither an outline nor a point.")
        return Reason("places.ground.kind", text, {"kind": kind[:30]})
    try:
        numbers = _numbers(part, DEPTH[kind])
    except (TypeError, ValueError, IndexError, KeyError, OverflowError):
        return NO_NUMBERS
    return {"type": kind, "coordinates": numbers}


def _numbers(part: Any, depth: int) -> Any:
    """Return coordinates as lists of floats, heights dropped. Raises ValueError, TypeError or IndexError."""
    if depth:
        if isinstance(part, str) or not part:
            raise ValueError
        return [_numbers(inner, depth - 1) for inner in part]
    at = [float(part[0]), float(part[1])]
    if not all(map(math.isfinite, at)):
        raise ValueError
    return at


def spread(points: Sequence[Any], most: int) -> list[Any]:
    """Return at most so many of the points, spread over all."""
    return list(points[:: max(1, math.ceil(len(points) / most))])


def preview_ground(source: Path, *, encoding: str = "", profile: str = "") -> dict[str, Any]:
    """
    Return the shapes of a file for a map: `read` in CGCS2000, `raw` with the numbers of the file where these differ.

    At most 2 000 shapes, spread over the file. Raises SheetRefused.
    """
    ground = take_ground(read_ground(source, encoding=encoding).rows, profile, lambda done: None)
    found = ground.sample(DRAWN)
    read = [shape for shape in map(ground.place, found) if not isinstance(shape, Reason)]
    raw = [
        each.raw
        for each in found
        if each.raw and all(map(rules.is_on_earth, rules.corners_of(each.raw["coordinates"])))
    ]
    return {"read": _collected(read), "raw": _collected(raw if raw != read else [])}


def _collected(shapes: Sequence[Any]) -> dict[str, Any]:
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    return {"type": "FeatureCollection", "features": features}
