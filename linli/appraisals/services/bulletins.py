"""Making results known: inside first, to everybody by decision, with persons named only if two officers allow it."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.appraisals.models import Bulletin, Snapshot
from linli.appraisals.rules.publishing import Publishing, against_naming, against_opening, against_publishing
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.rounds import hold_round, sign
from linli.appraisals.terms import RoundState
from linli.foundation import audit
from linli.values import Reason, noop

TOKEN_BYTES = 18


@transaction.atomic
def publish_result(
    *, snapshot_id: int, introduction: str, characters: int, actor: Any, now: datetime, note: str = ""
) -> Bulletin:
    """
    Make a frozen result known inside, or change what its bulletin says. characters: of everything it says.

    A withdrawn bulletin comes back under another address. Raises AppraisalRefused if it is too long or was corrected.
    """
    snapshot = Snapshot.objects.select_related("round").get(pk=snapshot_id)
    _refuse(against_publishing(_facts(snapshot, characters)))
    held = Bulletin.objects.select_for_update(of=("self",)).filter(snapshot=snapshot).first()
    is_new = held is None or held.withdrawn_at is not None
    made = held or Bulletin(snapshot=snapshot)
    made.introduction = introduction.strip()
    if is_new:
        made.token, made.published_by, made.published_at, made.withdrawn_at = _token(), actor, now, None
    made.save()
    if is_new and snapshot.round is not None and snapshot.round.state == RoundState.CONFIRMED:
        sign(hold_round(snapshot.round.pk), to=RoundState.PUBLISHED, actor=actor, now=now, note=note)
    else:
        audit.record(actor=actor, action="appraisals.publish", subject=made, at=now, details=_about(snapshot))
    return made


@transaction.atomic
def open_bulletin(*, bulletin_id: int, characters: int, actor: Any, now: datetime) -> Bulletin:
    """Open a bulletin to everybody. Raises AppraisalRefused where the scheme keeps its results inside."""
    held = _hold(bulletin_id)
    _refuse(against_opening(_facts(held.snapshot, characters)))
    held.is_public = True
    held.save(update_fields=["is_public"])
    audit.record(actor=actor, action="appraisals.open_bulletin", subject=held, at=now, details=_about(held.snapshot))
    return held


@transaction.atomic
def allow_names(*, bulletin_id: int, actor: Any, now: datetime) -> Bulletin:
    """Allow persons to be named in one bulletin, as the first or second officer; any other is refused."""
    held = _hold(bulletin_id)
    _refuse(against_naming(held.names_first_id, held.names_second_id, actor.pk))
    if held.names_first_id is None:
        held.names_first = actor
    else:
        held.names_second = actor
    held.save(update_fields=["names_first", "names_second"])
    audit.record(actor=actor, action="appraisals.allow_names", subject=held, at=now, details=_about(held.snapshot))
    return held


@transaction.atomic
def forbid_names(*, bulletin_id: int, actor: Any, now: datetime) -> Bulletin:
    """Name no person in a bulletin, whoever allowed it."""
    held = _hold(bulletin_id)
    held.names_first = held.names_second = None
    held.save(update_fields=["names_first", "names_second"])
    audit.record(actor=actor, action="appraisals.forbid_names", subject=held, at=now, details=_about(held.snapshot))
    return held


@transaction.atomic
def withdraw_bulletin(*, bulletin_id: int, reason: str, actor: Any, now: datetime) -> Bulletin:
    """Take a bulletin back; nobody reads it any more. Raises AppraisalRefused without a reason."""
    held = _hold(bulletin_id)
    if not reason.strip():
        raise AppraisalRefused(Reason("appraisals.bulletin.reason", noop("Say why the bulletin is withdrawn.")))
    held.withdrawn_at, held.is_public, held.names_first, held.names_second = now, False, None, None
    held.save()
    audit.record(
        actor=actor,
        action="appraisals.withdraw_bulletin",
        subject=held,
        at=now,
        note=reason.strip(),
        details=_about(held.snapshot),
    )
    return held


def _hold(bulletin_id: int) -> Bulletin:
    """Return a bulletin that was not withdrawn, locked until the transaction ends."""
    rows = Bulletin.objects.select_for_update(of=("self",)).select_related("snapshot")
    held = rows.get(pk=bulletin_id)
    if held.withdrawn_at is not None:
        raise AppraisalRefused(Reason("appraisals.bulletin.withdrawn", noop("This bulletin was withdrawn.")))
    return held


def _facts(snapshot: Snapshot, characters: int) -> Publishing:
    is_revised = Snapshot.objects.filter(revises=snapshot).exists()
    return Publishing(characters, json.loads(snapshot.head)["publication"], is_revised)


def _about(snapshot: Snapshot) -> dict[str, Any]:
    return {"appraisals.period": snapshot.period, "appraisals.scheme": snapshot.scheme_id}


def _refuse(reasons: tuple[Reason, ...]) -> None:
    if reasons:
        raise AppraisalRefused(*reasons)


def _token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)
