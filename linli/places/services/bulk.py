"""Change many areas as of one day in few statements; for lists, where thousands of names change at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from linli.places import rules
from linli.places.models import Area, AreaVersion

from .areas import WRITTEN, note_successions, set_facts, successions_of, version_of
from .naming import index_names

BATCH = 500


def change_many(changed: Sequence[tuple[Area, dict[str, Any]]], on: date, document: str = "") -> None:
    """
    Give each area its changed facts from a day on, not before the day its version in force began.

    Moves go one by one, because each rewrites a subtree; everything else goes in batches.
    """
    moved = [(area, facts) for area, facts in changed if "parent" in facts]
    for area, facts in moved:
        before = {name: getattr(area, name) for name in facts}
        set_facts(area, facts, on, document)
        note_successions(successions_of(area, facts, before, on, document))
    stay = [(area, facts) for area, facts in changed if "parent" not in facts]
    for start in range(0, len(stay), BATCH):
        _change_batch(stay[start : start + BATCH], on, document)


def _change_batch(changed: Sequence[tuple[Area, dict[str, Any]]], on: date, document: str) -> None:
    """Write one batch: close the open versions, open new ones, note renamings and recodings."""
    befores = []
    for area, facts in changed:
        befores.append({name: getattr(area, name) for name in facts})
        for name, value in facts.items():
            setattr(area, name, value)
        area.short_name = rules.short_name(area.name) if "name" in facts else area.short_name
    areas = [area for area, _facts in changed]
    Area.objects.bulk_update(areas, ["kind", "code", "name", "short_name", "households", "outline"])
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
    rows = [successions_of(area, facts, old, on, document) for (area, facts), old in zip(changed, befores, strict=True)]
    note_successions([row for group in rows for row in group])
