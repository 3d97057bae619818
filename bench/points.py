"""
Which community a point lies in: 600 outlines in force and 600 earlier ones, 1 000 corners each, on one core.

The communities tile a district of 30 by 20 with borders that wind; a tenth of the points are corners of outlines.
"""

import math
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from bench.server import apart, reply
from bench.timing import percentile

COLUMNS, ROWS, A_SIDE = 30, 20, 250
CELL = 0.01
CHANGED = date(2024, 1, 1)
BEFORE = date(2023, 6, 30)
MANY, SINGLE = 100_000, 20_000
LEAST_A_SECOND = 10_000
"""Look-ups a second that issue 5 asks for."""


def measure() -> dict[str, Any]:
    """Return the figures, measured in a process of its own on a fresh installation."""
    return apart("bench.points")


def show(found: dict[str, Any]) -> None:
    """Print look-ups a second."""
    print(f"{'points':>28} {'a second':>10} {'of CPU':>10}  ({found['outlines']} outlines)")
    for name, row in found.items():
        if isinstance(row, dict) and "a_second" in row:
            print(f"{name:>28} {row['a_second']:>10} {row['a_second_of_cpu']:>10}")
    print(f"one look-up {found['one look-up, microseconds']} microseconds")


def _side(start: tuple[int, int], end: tuple[int, int], bend: float) -> list[list[float]]:
    """Return a winding border between two corners of the grid, without its last point; the same from either end."""
    forward = start <= end
    (x0, y0), (x1, y1) = (start, end) if forward else (end, start)
    points = []
    for at in range(A_SIDE + 1):
        share = at / A_SIDE
        off = bend * math.sin(math.pi * share) * math.sin(40 * share + 3 * x0 + 5 * y0 + 7 * x1)
        x, y = x0 + share * (x1 - x0) + off * (y1 - y0), y0 + share * (y1 - y0) + off * (x1 - x0)
        points.append([round(103 + CELL * x, 7), round(26 + CELL * y, 7)])
    return points[:-1] if forward else points[:0:-1]


def _outline(column: int, row: int, bend: float) -> dict[str, Any]:
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    ring = [point for at in range(4) for point in _side(corners[at], corners[(at + 1) % 4], bend)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _district() -> list[dict[str, Any]]:
    """Lay out the communities, their first outlines and those of a later day; return the later ones."""
    from linli.places import samples, services

    city = samples.make_area("样本市", "city", code="530100")
    street = samples.make_area("一街道", "subdistrict", samples.make_area("一区", "district", city))
    cells = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    items = [
        {"tier": "community", "name": f"{at}社区", "outline": _outline(*cell, 0.1)} for at, cell in enumerate(cells)
    ]
    later = [_outline(*cell, 0.12) for cell in cells]
    for area, outline in zip(samples.make_areas(items, street), later, strict=True):
        services.change_area(area_id=area.pk, actor=None, now=samples.SAMPLE_NOW, on=CHANGED, outline=outline)
    return later


def _points(outlines: list[dict[str, Any]]) -> list[tuple[float, float]]:
    random = Random(5)
    points = [(103 + CELL * COLUMNS * random.random(), 26 + CELL * ROWS * random.random()) for _ in range(MANY)]
    for at in range(0, MANY, 10):
        longitude, latitude = random.choice(random.choice(outlines)["coordinates"][0])
        points[at] = (longitude, latitude)
    return points


def _rate(act: Callable[[], Any], count: int) -> dict[str, float]:
    """Return look-ups a second of CPU and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    act()
    return {
        "a_second_of_cpu": round(count / (time.process_time() - cpu)),
        "a_second": round(count / (time.perf_counter() - wall)),
    }


def _here() -> dict[str, Any]:
    from linli.places import queries

    points = _points(_district())
    found: dict[str, Any] = {"outlines": 2 * COLUMNS * ROWS, "corners": 4 * A_SIDE, "points": MANY}
    found["many, nothing in memory"] = _rate(lambda: queries.areas_at(points), MANY)
    found["many"] = _rate(lambda: queries.areas_at(points), MANY)
    found["many, on an earlier day"] = _rate(lambda: queries.areas_at(points, on=BEFORE), MANY)
    outlines = queries.outlines_in()
    found["one by one, outlines held"] = _rate(lambda: [outlines.find(*point) for point in points], MANY)
    found["one by one"] = _rate(lambda: [queries.area_at(*point) for point in points[:SINGLE]], SINGLE)
    took = []
    for point in points[:SINGLE]:
        began = time.perf_counter()
        queries.area_at(*point)
        took.append(1e6 * (time.perf_counter() - began))
    found["one look-up, microseconds"] = {
        "p50": round(percentile(took, 0.5), 1),
        "p99": round(percentile(took, 0.99), 1),
    }
    missed = sum(area is None for area in queries.areas_at(points))
    assert missed < MANY / 50, f"{missed} points of the tiled district lie nowhere"
    slow = [name for name, row in found.items() if isinstance(row, dict) and row.get("a_second", 1e9) < LEAST_A_SECOND]
    return found | {"nowhere": missed, "slower than asked": slow}


if __name__ == "__main__":
    reply(_here)
