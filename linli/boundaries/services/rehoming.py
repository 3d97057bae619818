"""A person says to which community an open case belongs when neither its point nor its building could."""

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import Rehoming
from linli.boundaries.services.workflow import PassageRefused
from linli.boundaries.terms import RehomingReason
from linli.cases import services as cases
from linli.foundation import audit
from linli.places.queries import Area
from linli.places.terms import TierCode
from linli.values import Reason, noop

RULE = "boundaries.rehoming"


@transaction.atomic
def settle_rehoming(*, rehoming_id: int, to: Area, actor: Any, now: datetime, action: str) -> Rehoming:
    """
    Give an ambiguous case its community. action: the duty in which the person decides.

    Raises Rehoming.DoesNotExist, or PassageRefused if it was decided, the case has ended, or `to` is no community.
    """
    row = (
        Rehoming.objects.select_for_update(of=("self",)).select_related("project", "case", "before").get(pk=rehoming_id)
    )
    if row.to_id is not None:
        raise PassageRefused(Reason(RULE, noop("Somebody has decided this case already.")))
    if row.case.ended_at is not None:
        raise PassageRefused(Reason(RULE, noop("The case has ended meanwhile and keeps its community.")))
    if to.tier.code != TierCode.COMMUNITY or to.valid_to is not None:
        raise PassageRefused(Reason(RULE, noop("Choose a community that exists today.")))
    before = row.reason
    row.to, row.reason, row.actor, row.at = to, RehomingReason.PERSON, actor, now
    row.save(update_fields=["to", "reason", "actor", "at"])
    cases.rehome(to={row.case_id: to}, actor=actor, now=now, document=row.project.document, action=action)
    details = {"case": row.case.number, "areas": [str(row.before.key), str(to.key)], "reason": before.value}
    audit.record(
        actor=actor, action="boundaries.rehome", subject=row.project, at=now, note=row.project.title, details=details
    )
    return row
