"""Rows of the tables that are handed out: the tree of a day, the life of an area."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from linli.places.models import Area, AreaVersion

from .asof import on_day, roots_on, subtree_on
from .heirs import Reach
from .timeline import LifeDay

FACTS = ("area", "parent", "tier", "kind", "code", "name", "households", "valid_from")


def tree_rows(reach: Reach, day: date, area: Area | None = None) -> Iterator[dict[str, Any]]:
    """
    Yield the areas of a person's tree of a day in its order, parents before what lay in them, or those of one area.

    Each with the facts of that day, its tier's key, `depth` (0 at the top) and the name of what it lay in. One query
    for each top of the tree.
    """
    tops = [area.pk] if area is not None else list(roots_on(reach, day).values_list("area", flat=True))
    for top in tops:
        rows = AreaVersion.objects.filter(on_day(day), area__in=subtree_on(top, day)).order_by("code", "pk")
        yield from _walk(top, {row["area"]: row for row in rows.values(*FACTS)})


def _walk(top: int, rows: dict[int, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows from the top down."""
    below: dict[int, list[int]] = {}
    for pk, row in rows.items():
        if pk != top:
            below.setdefault(row["parent"], []).append(pk)
    waiting = [(top, 0)] if top in rows else []
    while waiting:
        pk, depth = waiting.pop()
        parent = rows.get(rows[pk]["parent"])
        yield rows[pk] | {"depth": depth, "part_of": parent["name"] if parent else ""}
        waiting += [(child, depth + 1) for child in reversed(below.pop(pk, []))]


def life_rows(life: Iterable[LifeDay]) -> Iterator[dict[str, Any]]:
    """Yield the life of an area as rows, one for each thing that happened and each other area of it."""
    for day in life:
        said = {"on": day.on, "document": "；".join(day.documents)}
        for one in day.happenings:
            told = said | {"event": one.event, "before": one.before, "after": one.after}
            for other in one.others:
                yield told | {"other": other.name, "code": other.area.code, "percent": other.percent}
            if not one.others:
                yield told
