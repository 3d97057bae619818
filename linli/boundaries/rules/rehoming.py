"""Which community of a plan an open case lies in, and by what one knows; or why only a person can say. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from linli.boundaries.rules.sheet import FREE
from linli.boundaries.terms import RehomingReason

Point = tuple[float, float] | None


def decide(at: frozenset[int] | None, building: int | None) -> tuple[int | None, RehomingReason]:
    """
    Return the community of a case (None: a person decides) and how it was found.

    at: communities that hold its point, several on a border, none outside of the plan; None without a point.
    building: community of its compound or building, if known; on a border it decides, else the smallest number.
    """
    if not at:
        if building is not None:
            return building, RehomingReason.BUILDING
        return None, RehomingReason.NO_PLACE if at is None else RehomingReason.OUTSIDE
    if building is None:
        return min(at), RehomingReason.POINT
    if building in at:
        return building, RehomingReason.POINT
    return None, RehomingReason.CONTRADICTION


def communities_at(
    points: Sequence[Point], shapes: Sequence[Mapping[str, Any] | None], labels: Sequence[int]
) -> list[frozenset[int] | None]:
    """
    Return which communities hold each point, by the units' outlines with their borders; None for no point.

    points: (longitude, latitude); shapes: GeoJSON of the units; labels: their communities. All points at once.
    """
    found: list[set[int] | None] = [None if point is None else set() for point in points]
    drawn = [unit for unit, shape in enumerate(shapes) if shape is not None and labels[unit] != FREE]
    asked = [number for number, point in enumerate(points) if point is not None]
    if drawn and asked:
        tree = shapely.STRtree(shapely.from_geojson([json.dumps(shapes[unit]) for unit in drawn]))
        where = shapely.points(np.asarray([points[number] for number in asked], np.float64))
        for place, outline in zip(*tree.query(where, predicate="intersects").tolist(), strict=True):
            known = found[asked[place]]
            if known is not None:
                known.add(labels[drawn[outline]])
    return [None if each is None else frozenset(each) for each in found]
