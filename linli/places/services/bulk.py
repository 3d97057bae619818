"""Change many areas as of one day in few statements; for lists, where thousands change at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat, Substr

from linli.places import queries, rules
from linli.places.models import Area, AreaVersion
from linli.values import noop

from .areas import WRITTEN, last_child, lock_place, note_successions, successions_of, version_of
from .checks import AreaRefused
from .naming import index_names

BATCH = 500
COLUMNS = ["kind", "code", "name", "short_name", "households", "outline"]
"""What can change of many areas at once; a path only where its area moves, others may know it as it was."""


def change_many(
    changed: Sequence[tuple[Area, dict[str, Any]]], on: date, document: str = "", *, leaves_successions: bool = True
) -> None:
    """
    Give each area its changed facts from a day on, in few statements; a move takes the subtree along.

    leaves_successions: whether renamings, recodings and moves are written down; if not, the caller does it. Raises
    AreaRefused for an area that has ended, was changed after that day, or would lie in itself.
    """
    for start in range(0, len(changed), BATCH):
        some = changed[start : start + BATCH]
        befores = [{name: getattr(area, name) for name in facts} for area, facts in some]
        _change_batch(some, on, document)
        if leaves_successions:
            pairs = zip(some, befores, strict=True)
            rows = [successions_of(area, facts, old, on, document) for (area, facts), old in pairs]
            note_successions([row for group in rows for row in group])


def _change_batch(changed: Sequence[tuple[Area, dict[str, Any]]], on: date, document: str) -> None:
    """Write one batch: close the open versions, open new ones."""
    for area, facts in changed:
        for name, value in facts.items():
            setattr(area, name, value)
        area.short_name = rules.short_name(area.name) if "name" in facts else area.short_name
    areas = [area for area, _facts in changed]
    _check(areas, on)
    if moved := [area for area, facts in changed if "parent" in facts]:
        hang_below(moved)
        Area.objects.bulk_update(moved, ["parent", "path"])
    Area.objects.bulk_update(areas, COLUMNS)
    index_names([area for area, facts in changed if "name" in facts])
    open_rows = AreaVersion.objects.filter(area__in=areas, valid_to__isnull=True)
    today = {version.area_id: version for version in open_rows.filter(valid_from=on)}
    open_rows.filter(valid_from__lt=on).update(valid_to=on)
    AreaVersion.objects.bulk_create([version_of(area, on, document) for area in areas if area.pk not in today])
    for area in areas:
        if (version := today.get(area.pk)) is not None:
            fresh = version_of(area, on, document or version.document or "")
            for name in WRITTEN:
                setattr(version, name, getattr(fresh, name))
    AreaVersion.objects.bulk_update(today.values(), WRITTEN)


def _check(areas: Sequence[Area], on: date) -> None:
    """Refuse areas that have ended, and a day before the version in force of one of them began."""
    rows = AreaVersion.objects.filter(area__in=areas, valid_to__isnull=True)
    since = dict(rows.values_list("area_id", "valid_from"))
    for area in areas:
        if area.pk not in since:
            raise AreaRefused("ended", noop("“%(name)s” has ended."), name=area.name)
        if since[area.pk] > on:
            text = noop("“%(name)s” was last changed as of %(last)s; a change as of %(on)s would come before it.")
            raise AreaRefused("date", text, name=area.name, last=since[area.pk], on=on)


def hang_below(areas: Sequence[Area]) -> None:
    """Give areas their paths below their new parents, and what lies in them along; the areas are not yet written."""
    holding = set(Area.objects.filter(parent__in=areas).values_list("parent_id", flat=True))
    above: dict[int | None, str] = {}
    last: dict[int | None, int] = {}
    for area in areas:
        key = area.parent_id
        if key not in last:
            parent = lock_place(area.parent)
            above[key], last[key] = parent.path if parent else "", last_child(parent)
        if key is not None and rules.may_contain(area.path, above[key]):
            raise AreaRefused("move", noop("“%(name)s” cannot become a part of itself."), name=area.name)
        last[key] += 1
        old, area.path = area.path, rules.child_path(above[key], last[key])
        if area.pk in holding:
            rewrite_paths(area.pk, old, area.path)


def rewrite_paths(key: int, old: str, new: str) -> None:
    """Give everything in a subtree, its top left out, the path it has below the top's new path; one statement."""
    rest = Substr("path", len(old) + 1)
    below = Area.objects.filter(queries.in_subtree(old)).exclude(pk=key)
    below.update(path=Concat(Value(new), rest))
