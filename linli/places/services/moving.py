"""Many areas move below another parent as of one day, by one decision."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places.models import Area

from .areas import lock
from .bulk import change_many
from .checks import check_day, check_tier


@transaction.atomic
def move_areas(
    *, area_ids: Iterable[int], parent: Area, actor: Any, now: datetime, on: date, document: str = ""
) -> list[Area]:
    """
    Hang areas with all that lies in them below a parent from a day on; return those that did not lie there before.

    Each gets a version and a succession; one line of the log for all. Raises Area.DoesNotExist or AreaRefused; then
    none of them moves.
    """
    check_day(on, now)
    areas = [area for area in map(lock, sorted(area_ids)) if area.parent_id != parent.pk]
    for area in areas:
        check_tier(area.tier, parent)
    change_many([(area, {"parent": parent}) for area in areas], on, document)
    if areas:
        details = {"areas": [str(area.key) for area in areas], "on": on.isoformat(), "document": document}
        audit.record(actor=actor, action="places.change", subject=parent, at=now, note=parent.name, details=details)
    return areas
