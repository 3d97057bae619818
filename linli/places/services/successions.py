"""What became of areas: rows written by decision, never derived silently."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from linli.foundation import audit
from linli.places.models import Area, Succession
from linli.places.terms import SuccessionKind
from linli.values import noop

from .areas import AreaRefused, lock

ROUNDING = 1e-6


@transaction.atomic
def record_succession(
    *,
    predecessor: Area,
    successor: Area,
    kind: SuccessionKind,
    share: float,
    on: date,
    actor: Any,
    now: datetime,
    document: str = "",
) -> Succession:
    """
    Record that a share (0 < share <= 1) of the predecessor's households went to the successor on a day.

    Raises AreaRefused for a share outside its bounds, for shares of one day adding up to more than the whole,
    and for a split or merger of an area with itself.
    """
    lock(predecessor.pk)
    same = predecessor.pk == successor.pk
    if same and kind in (SuccessionKind.SPLIT, SuccessionKind.MERGE):
        raise AreaRefused("succession", noop("An area cannot be split from or merged with itself."))
    given = predecessor.successions.filter(on=on).exclude(successor=predecessor).aggregate(sum=Sum("share"))["sum"]
    if not 0 < share <= 1 or (not same and (given or 0) + share > 1 + ROUNDING):
        raise AreaRefused("succession", noop("The shares of an area add up to more than the whole, or to nothing."))
    row = Succession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, share=share, on=on, document=document
    )
    details = {"kind": kind.value, "share": share, "on": on.isoformat(), "document": document}
    details |= {"predecessor": str(predecessor.key), "successor": str(successor.key)}
    audit.record(actor=actor, action="places.succession", subject=row, at=now, note=document, details=details)
    return row
