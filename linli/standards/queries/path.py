"""The expected path of a row of targets and what was found on the way, ready to be drawn."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from linli.places import queries as places
from linli.standards.models import Target
from linli.standards.queries.ground import Sheet
from linli.standards.queries.matrix import Cell, aim_of, cell_of
from linli.standards.rules.path_chart import Chart, Point, lay_out
from linli.standards.rules.progress import expected, path_points
from linli.standards.terms import PathKind, TargetKind


@dataclass(frozen=True, slots=True)
class Step:
    """One target on the path: what it wants, what the path expects by now, how it stands."""

    target: Target
    cell: Cell
    expected: Decimal | None


def path_of(sheet: Sheet, target: Target, area: places.Area, today: date) -> tuple[list[Step], Chart | None]:
    """
    Return the targets of a row that want the same thing, in their order, and their drawing.

    A share is drawn in per cent. What was found stands at the end of its year, or today; where every unit has its own
    value there is nothing to draw but what is wanted.
    """
    row = [one for one in sheet.targets if one.order == target.order and _is_same(one, target)]
    row.sort(key=lambda one: (one.due_on, one.pk))
    steps = [_step(sheet, one, area, today) for one in row]
    if target.kind is TargetKind.MILESTONE:
        return steps, None
    times = 100 if target.kind is TargetKind.SHARE else 1
    wanted: dict[date, Decimal] = {}
    found: list[Point] = []
    for step in steps:
        for day, value in path_points(aim_of(step.target, sheet.indicators.get(step.target.indicator))):
            wanted[day] = value * times
        judged = step.cell.judgement
        if judged.value is not None and (step.cell.is_alone or target.kind is not TargetKind.PER_UNIT):
            found.append((min(date(step.target.year, 12, 31), today), judged.value * times))
    is_linear = target.path is PathKind.LINEAR and target.base is not None
    return steps, lay_out(sorted(wanted.items()), found, is_linear=is_linear)


def _is_same(one: Target, other: Target) -> bool:
    """Return whether two targets of a row want the same thing of the same ones."""
    facts = (
        "kind",
        "indicator",
        "comparator",
        "scope_kind",
        "area_id",
        "unit_comparator",
        "unit_value",
        "selection_id",
    )
    return all(getattr(one, name) == getattr(other, name) for name in facts)


def _step(sheet: Sheet, target: Target, area: places.Area, today: date) -> Step:
    cell = cell_of(sheet, target, area, today)
    if target.kind is TargetKind.MILESTONE:
        return Step(target, cell, None)
    return Step(target, cell, expected(aim_of(target, sheet.indicators.get(target.indicator)), today))
