"""Areas picked out for a time: the hardest (003-4), key and model communities."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.foundation.access import within
from linli.network.access import may_in
from linli.network.models import Designation
from linli.network.services.refusals import NetworkRefused
from linli.network.terms import DesignationKind
from linli.places import queries as places

APPOINT = "network.appoint"


@transaction.atomic
def designate(
    *, area: places.Area, kind: DesignationKind, valid_from: date, actor: Any, now: datetime, document: str = ""
) -> Designation:
    """Pick an area out from a day on. Raises NetworkRefused."""
    if actor is not None and not may_in(actor, APPOINT, area):
        raise NetworkRefused("network.out_of_reach", area=area.name)
    if area.valid_to is not None:
        raise NetworkRefused("network.area_ended", area=area.name)
    if Designation.objects.filter(area=area, kind=kind, valid_to__isnull=True).exists():
        raise NetworkRefused("network.designated_already", area=area.name)
    made = Designation.objects.create(area=area, kind=kind, valid_from=valid_from, document=document.strip())
    details = {"designation": kind.value, "valid_from": valid_from.isoformat(), "area": area.pk}
    audit.record(actor=actor, action="network.designate", subject=made, at=now, details=details)
    return made


@transaction.atomic
def end_designation(*, designation_id: int, on: date, actor: Any, now: datetime) -> Designation:
    """End that an area is picked out. Raises Designation.DoesNotExist, also out of reach, or NetworkRefused."""
    rows = Designation.objects.select_for_update(of=("self",))
    if actor is not None:
        mine = within(Designation.objects.all(), actor, APPOINT, area="area__path", units=())
        rows = rows.filter(pk__in=mine.values("pk"))
    known = rows.get(pk=designation_id)
    if known.valid_to is not None:
        raise NetworkRefused("network.ended_already")
    if on <= known.valid_from:
        raise NetworkRefused("network.ends_before_begin", on=known.valid_from)
    known.valid_to = on
    known.save(update_fields=["valid_to"])
    details = {"designation": str(known.kind), "valid_to": on.isoformat(), "area": known.area_id}
    audit.record(actor=actor, action="network.end_designation", subject=known, at=now, details=details)
    return known
