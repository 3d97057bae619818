"""Outlines drawn anew, several at once where a common border moved, as of a day; nobody's work is drawn over unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places.models import Area
from linli.values import noop

from .areas import lock, set_facts
from .checks import AreaRefused, check_day
from .outlines import make_outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """An area, its new outline (GeoJSON), and the number of the outline it had when the drawing began, if any."""

    area_id: int
    outline: Mapping[str, Any]
    seen: int | None


class OutlinesChanged(AreaRefused):
    """Somebody else saved outlines of these areas since the drawing began."""

    def __init__(self, areas: Sequence[Area]) -> None:
        """Take the areas that are no longer as they were."""
        self.areas = tuple(areas)
        names = "、".join(area.short_name for area in areas)
        super().__init__("outline.changed", noop("Somebody else drew %(names)s in between."), names=names)


@transaction.atomic
def redraw_outlines(*, items: Sequence[Redrawn], actor: Any, now: datetime, on: date, document: str = "") -> list[Area]:
    """
    Give areas new outlines from a day on, all of them or none; return those that changed.

    Raises OutlinesChanged where an outline is no longer the one that was seen, and AreaRefused with the area's name
    where a shape or the day does not fit.
    """
    check_day(on, now)
    wanted = {item.area_id: item for item in items}
    areas = [lock(number) for number in sorted(wanted)]
    stale = [area for area in areas if area.outline_id != wanted[area.pk].seen]
    if stale:
        raise OutlinesChanged(stale)
    changed = [area for area in areas if _redraw(area, wanted[area.pk].outline, on, document)]
    if changed:
        details = {"areas": [str(area.key) for area in changed], "on": on.isoformat(), "document": document}
        subject = changed[0] if len(changed) == 1 or changed[0].parent is None else changed[0].parent
        audit.record(
            actor=actor, action="places.redraw", subject=subject, at=now, note=changed[0].name, details=details
        )
    return changed


def _redraw(area: Area, shape: Mapping[str, Any], on: date, document: str) -> bool:
    """Give one area its outline; return whether it differs from the one it had. Raises AreaRefused."""
    try:
        outline = make_outline(shape)
    except AreaRefused as refused:
        text = noop("%(name)s: %(why)s")
        raise AreaRefused("outline", text, name=area.short_name, why=str(refused)) from refused
    if area.outline is not None and area.outline.geojson == outline.geojson:
        return False
    outline.save()
    set_facts(area, {"outline": outline}, on, document)
    return True
