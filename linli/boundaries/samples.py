"""Builders of example splits, for tests and the demo only: a small town of squares, cut into communities."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from linli.boundaries.models import Base as BaseRow
from linli.boundaries.models import Plan, Project
from linli.boundaries.rules.base import Base, Border, Community, Unit, pack
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.services.plans import begin_plan
from linli.places.queries import Area
from linli.places.samples import make_area, make_areas, square

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
WIDE, HIGH, EACH = 8, 4, 250
SIDE = 0.002
WEST, SOUTH = 103.18, 26.08
METRES = 111_320.0
NORTH_M = SIDE * METRES
EAST_M = NORTH_M * math.cos(math.radians(SOUTH))


def make_town(parent: Area) -> dict[str, Any]:
    """
    Build two communities below a subdistrict, 4 x 4 square compounds of 250 households each; 4 000 each.

    Keys: west, east (communities), compounds (32, by rows from the south-west), and building (in the first compound).
    """
    halves = []
    for number, name in enumerate(("河西社区", "河东社区")):
        left = WEST + number * 4 * SIDE
        corners = [
            [left, SOUTH],
            [left + 4 * SIDE, SOUTH],
            [left + 4 * SIDE, SOUTH + 4 * SIDE],
            [left, SOUTH + 4 * SIDE],
        ]
        outline = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
        code = f"53011300108{number + 1}"
        halves.append(make_area(name, "community", parent, code=code, households=4000, outline=outline))
    west, east = (make_areas(_compounds(half), halves[half]) for half in (0, 1))
    compounds = [(west, east)[column // 4][row * 4 + column % 4] for row in range(HIGH) for column in range(WIDE)]
    building = make_area("1栋", "building", compounds[0], households=60)
    return {"west": halves[0], "east": halves[1], "compounds": compounds, "building": building}


def _compounds(half: int) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{row + 1}排{column + 1}号小区",
            "tier": "compound",
            "households": EACH,
            "outline": square(round(WEST + column * SIDE, 6), round(SOUTH + row * SIDE, 6), SIDE),
        }
        for row in range(HIGH)
        for column in range(half * 4, half * 4 + 4)
    ]


def make_base(town: dict[str, Any]) -> Base:
    """Return the ground of the town: a river between the halves, seats in units 0 and 7, rooms in 9 and 22."""
    units = tuple(
        Unit(
            key=str(area.key),
            name=area.name,
            kind="compound",
            households=EACH,
            x=(number % WIDE + 0.5) * EAST_M,
            y=(number // WIDE + 0.5) * NORTH_M,
            longitude=area.longitude,
            latitude=area.latitude,
            area=EAST_M * NORTH_M,
            perimeter=2 * (EAST_M + NORTH_M),
            community=number % WIDE // 4,
            place=str(area.key),
            room=number in (9, 22),
            shape=json.loads(area.outline.geojson),
        )
        for number, area in enumerate(town["compounds"])
    )
    halves = [town["west"], town["east"]]
    communities = tuple(
        Community(area.name, str(area.key), area.code, seat) for area, seat in zip(halves, (0, 7), strict=True)
    )
    return Base(units, tuple(_borders()), communities)


def make_project(area: Area, base: Base, *, actor: Any = None, **facts: Any) -> Project:
    """Make a project on a ground, within 1 500 to 3 500 households, four communities wished for."""
    content, digest = pack(base)
    row, _ = BaseRow.objects.get_or_create(
        digest=digest,
        defaults={"content": content, "units": len(base.units), "households": base.households, "taken_at": NOON},
    )
    given = {"title": "河东河西拆分", "low": 1500, "high": 3500, "wished": 4, "band_reason": "002-1"} | facts
    return Project.objects.create(area=area, base=row, made_by=actor, made_at=NOON, **given)


def make_plan(project: Project, *, name: str = "方案一", actor: Any = None) -> Plan:
    """Make a plan of the town: four upright stripes of two columns, 2 000 households each; 0 and 3 hold the seats."""
    sheet = Sheet.of([number % WIDE // 2 for number in range(WIDE * HIGH)])
    return begin_plan(project=project, name=name, sheet=sheet, actor=actor, now=NOON)


def _borders() -> list[Border]:
    found = []
    for unit in range(WIDE * HIGH):
        if unit % WIDE < WIDE - 1:
            is_river = unit % WIDE == 3
            found.append(Border(unit, unit + 1, NORTH_M, 3 if is_river else 0, NORTH_M * (0.05 if is_river else 1.0)))
        if unit // WIDE < HIGH - 1:
            found.append(Border(unit, unit + WIDE, EAST_M, 1, EAST_M * 0.6))
    return found
