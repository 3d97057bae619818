"""Roads, railways and waters: which kind a feature of a file is, and whether its course can be kept."""

from collections.abc import Mapping
from typing import Any

from linli.places.terms import LineKind
from linli.values import Reason, noop

COURSES = ("LineString", "MultiLineString", "Polygon", "MultiPolygon")
BY_CLASS = (LineKind.ALLEY, LineKind.STREET, LineKind.MAIN_ROAD, LineKind.BARRIER)
"""The kind of a line of which only the class is known."""
WORDS = {
    "巷": LineKind.ALLEY,
    "巷道": LineKind.ALLEY,
    "围墙": LineKind.ALLEY,
    "街道": LineKind.STREET,
    "街": LineKind.STREET,
    "支路": LineKind.STREET,
    "次干道": LineKind.MAIN_ROAD,
    "主干道": LineKind.MAIN_ROAD,
    "公路": LineKind.MAIN_ROAD,
    "铁路": LineKind.RAILWAY,
    "河流": LineKind.RIVER,
    "河": LineKind.RIVER,
    "水域": LineKind.RIVER,
    "屏障": LineKind.BARRIER,
}
"""Words of a file's column of kinds."""


def line_kind_of(properties: Mapping[str, Any]) -> LineKind | Reason:
    """
    Return the kind of a line by its `kind` or `类别` (a code, a word or a class 0 to 3), else by OpenStreetMap's tags.

    A Reason if the kind that is given is none.
    """
    from linli.districting.reading.lines import kind_of  # noqa: PLC0415 - numpy, which no other page needs

    said = str(properties.get("kind") or properties.get("类别") or "").strip()
    if said in WORDS or said in LineKind.__members__.values():
        return WORDS.get(said) or LineKind(said)
    if said and said not in {"0", "1", "2", "3"}:
        return Reason("places.line.kind", noop("“%(kind)s” is no kind of a line."), {"kind": said})
    degree = kind_of(properties)
    if degree == BY_CLASS.index(LineKind.BARRIER):
        if properties.get("waterway") or properties.get("natural") == "water":
            return LineKind.RIVER
        if properties.get("railway"):
            return LineKind.RAILWAY
    return BY_CLASS[degree]


def check_course(kind: str, bounds: tuple[float, float, float, float]) -> Reason | None:
    """Return why a shape is no course of a line, or None. kind: of the GeoJSON geometry; bounds: west to north."""
    if kind not in COURSES:
        text = noop("A shape of the kind %(kind)s is no course of a line.")
        return Reason("places.line.course", text, {"kind": kind})
    west, south, east, north = bounds
    if west >= 15 and east <= 56 and south >= 70 and north <= 140:
        return Reason("places.line.swapped", noop("Longitude and latitude of the line are swapped."), {})
    if west < -180 or east > 180 or south < -90 or north > 90:
        return Reason("places.line.earth", noop("The line leaves the earth: degrees are expected."), {})
    return None
