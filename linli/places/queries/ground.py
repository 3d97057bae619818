"""What a map shows on one screen: buildings as points or, where they are too many, as heaps; outlines as seen."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Avg, CharField, Count, F, Max, Min, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Floor

from linli.places.models import Area, Outline
from linli.places.rules import Box, corners_of
from linli.places.terms import TierCode

from .reach import in_subtree, list_in_force

POINTS_MAX = 8_000
HEAPS_ACROSS = 24
"""How many heaps stand side by side on a screen."""
OUTLINES_MAX = 2_000
TILE = 512
"""Pixels of a tile of the map at zoom 0, which is the whole earth."""
ZOOM_MAX = 18
PREVIEW_ZOOM = 14
EDGES = ("west", "south", "east", "north")
SHAPES_KEPT = 20_000
Seen = tuple[int, float, float, int]
"""An outline by its number and its corner, as a database may give a number again; and the zoom."""
_shapes: OrderedDict[Seen, str] = OrderedDict()


def read_box(text: str) -> Box | None:
    """Return the box of "west,south,east,north" in degrees; None for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    is_sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return Box(west, south, east, north) if is_sound else None


def ground_within(areas: QuerySet[Area], box: Box, zoom: int, *, tier: str = TierCode.COMMUNITY) -> str:
    """
    Return, as JSON, the buildings and the outlines of a tier among these areas that a box shows at a zoom.

    {"points": [longitude, latitude, key, name, households, use] of each building, "heaps": where these would be too
    many, [longitude, latitude, buildings, households] of those side by side, "outlines": collection}; public facts
    only. Plain rows and no features: 6 736 of them are half as long and are written in a third of the time.
    """
    plain = areas.order_by().select_related(None)
    points, heaps = _buildings(plain, box)
    shapes = _outlines(plain.filter(tier__code=tier), box, max(0, min(zoom, ZOOM_MAX)))
    return f'{{"points":{_plain(points)},"heaps":{_plain(heaps)},"outlines":{_collection(shapes)}}}'


def _plain(rows: Iterable[Any]) -> str:
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))


def _collection(features: Iterable[str]) -> str:
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _buildings(areas: QuerySet[Area], box: Box) -> tuple[list[Any], list[Any]]:
    """Return the buildings in the box one by one, or together where they are too many."""
    inside = areas.filter(
        tier__code=TierCode.BUILDING, longitude__range=(box.west, box.east), latitude__range=(box.south, box.north)
    )
    # As plain texts: making 6 736 keys and terms of them takes longer than reading them.
    said = {"number": Cast("key", CharField()), "used": Cast("facts__use", CharField())}
    facts = ("longitude", "latitude", "number", "name", "households", "used")
    rows = list(inside.annotate(**said).values_list(*facts)[: POINTS_MAX + 1])
    return (rows, []) if len(rows) <= POINTS_MAX else ([], _heaps(inside, box))


def _heaps(inside: QuerySet[Area], box: Box) -> list[Any]:
    """Return the buildings of each cell of the screen as one row."""
    side = max(box.east - box.west, box.north - box.south) / HEAPS_ACROSS
    column, row = (Floor((1.0 / side) * F(name)) for name in ("longitude", "latitude"))
    cells = inside.annotate(column=column, row=row).values_list("column", "row")
    found = cells.annotate(
        east=Avg("longitude"), north=Avg("latitude"), count=Count("pk"), total=Coalesce(Sum("households"), 0)
    )
    return [(round(east, 6), round(north, 6), count, total) for _column, _row, east, north, count, total in found]


def _outlines(areas: QuerySet[Area], box: Box, zoom: int) -> list[str]:
    """Return the outlines that meet the box as features, without what is smaller than half a pixel."""
    met = areas.filter(
        outline__west__lte=box.east,
        outline__east__gte=box.west,
        outline__south__lte=box.north,
        outline__north__gte=box.south,
    )
    facts = ("key", "code", "short_name", "outline_id", "outline__west", "outline__south")
    rows = [(*row[:3], (*row[3:], zoom)) for row in met.values_list(*facts)[:OUTLINES_MAX]]
    _learn({row[3] for row in rows}, zoom)
    return [
        f'{{"type":"Feature","geometry":{_shapes[seen]},"properties":{{"key":"{key}","code":"{code}","name":'
        f"{json.dumps(name, ensure_ascii=False)}}}}}"
        for key, code, name, seen in rows
    ]


def _learn(asked: set[Seen], zoom: int) -> None:
    """Simplify the outlines not known at this zoom; they are never edited, so what is known stays true."""
    import shapely  # noqa: PLC0415 - 30 MB that no other page needs

    new = {seen[0]: seen for seen in asked if seen not in _shapes}
    tolerance = 360 / (TILE * 2**zoom) / 2
    numbers = list(new)
    for start in range(0, len(numbers), 500):
        texts = Outline.objects.filter(pk__in=numbers[start : start + 500]).values_list("pk", "geojson")
        for outline, text in texts:
            shape = shapely.simplify(shapely.from_geojson(text), tolerance)
            _shapes[new[outline]] = shapely.to_geojson(shapely.set_precision(shape, 1e-6, mode="pointwise"))
    while len(_shapes) > SHAPES_KEPT:
        _shapes.popitem(last=False)


def box_of_area(area: Area) -> Box | None:
    """Return the box of an area's outline, else of the outlines and centres in it; None where there is none."""
    if area.outline_id is not None:
        west, south, east, north = Outline.objects.values_list(*EDGES).get(pk=area.outline_id)
        return Box(west, south, east, north)
    rows = list_in_force().filter(in_subtree(area.path)).order_by()
    shapes = rows.aggregate(
        west=Min("outline__west"), south=Min("outline__south"), east=Max("outline__east"), north=Max("outline__north")
    )
    points = rows.aggregate(west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude"))
    known = next((each for each in (shapes, points) if each["west"] is not None), None)
    return None if known is None else Box(*(known[edge] for edge in EDGES))


def box_around(collection: Mapping[str, Any]) -> Box | None:
    """Return the box around a collection of shapes; None if it is empty."""
    points = [at for each in collection["features"] for at in corners_of(each["geometry"]["coordinates"])]
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def known_outlines(areas: QuerySet[Area], box: Box | None) -> dict[str, Any]:
    """Return the outlines of communities in or near a box, else of all, as a collection to draw a file upon."""
    plain = areas.order_by().select_related(None).filter(tier__code=TierCode.COMMUNITY, outline__isnull=False)
    earth = Box(-180.0, -90.0, 180.0, 90.0)
    near = _outlines(plain, box, PREVIEW_ZOOM) if box is not None else []
    found: dict[str, Any] = json.loads(_collection(near or _outlines(plain, earth, PREVIEW_ZOOM)))
    return found
