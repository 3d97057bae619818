"""The tree and the life of an area leave the house as a table: who took it is logged."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.places.models import Area


@transaction.atomic
def record_export(*, area: Area | None, as_of: date, actor: Any, now: datetime) -> None:
    """Write down that somebody took the table of an area, or of his whole tree, as of a day."""
    note = area.name if area else ""
    audit.record(
        actor=actor, action="places.export", subject=area, at=now, note=note, details={"as_of": as_of.isoformat()}
    )
