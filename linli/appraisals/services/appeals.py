"""Appeals are filed by the appraised, decided by another person, and what is granted counts at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.appraisals.models import Appeal, AppealPhoto, Result, ScoreLine
from linli.appraisals.queries.appeals import NAMES, filing_of, judging_of, present_appeal_line
from linli.appraisals.rules.appealing import against_filing, against_judging, granted_points
from linli.appraisals.services.computing import grant_points
from linli.appraisals.services.refusals import AppraisalRefused
from linli.appraisals.services.rounds import hold_round
from linli.appraisals.terms import AppealState, LineSource
from linli.foundation import audit
from linli.values import Reason, noop


@transaction.atomic
def file_appeal(
    *,
    round_id: int,
    subject_id: int,
    item_id: int,
    text: str,
    actor: Any,
    now: datetime,
    asked_centipoints: int | None = None,
    photos: Sequence[str] = (),
) -> Appeal:
    """
    File an appeal against one item of an announced result. photos: stored paths.

    Raises AppraisalRefused outside of the window, for an item with full points, without a reason, or a second time.
    """
    held = hold_round(round_id)
    names = (f"subject__{name}" for name in NAMES)
    result = Result.objects.filter(round=held, subject=subject_id).select_related("round__scheme", *names).first()
    facts = filing_of(
        result, held, item_id, asked=asked_centipoints, text=text, photos=len(photos), today=localdate(now)
    )
    if reasons := against_filing(facts):
        raise AppraisalRefused(*reasons)
    made = Appeal.objects.create(
        round=held,
        subject_id=subject_id,
        item_id=item_id,
        centipoints=facts.points,
        asked_centipoints=asked_centipoints,
        text=text.strip(),
        name=str(result.subject) if result else "",
        filer=str(actor or ""),
        by=actor,
        at=now,
    )
    AppealPhoto.objects.bulk_create(AppealPhoto(appeal=made, file=each) for each in photos)
    details = {"appraisals.period": held.period, "appraisals.subject": subject_id, "appraisals.item": made.item.code}
    audit.record(actor=actor, action="appraisals.appeal", subject=made, at=now, details=details)
    return made


@transaction.atomic
def decide_appeal(
    *,
    appeal_id: int,
    decision: AppealState,
    text: str,
    actor: Any,
    now: datetime,
    granted_centipoints: int | None = None,
) -> Appeal:
    """
    Decide an appeal; what it gives becomes a line, and the round's results are computed with it at once.

    Raises AppraisalRefused for whoever scored, appealed or belongs to the subject, without a reason, or too late.
    """
    appeal = _held(appeal_id)
    facts = judging_of(
        appeal, judge=actor, decision=decision, granted=granted_centipoints, text=text, today=localdate(now)
    )
    if reasons := against_judging(facts):
        raise AppraisalRefused(*reasons)
    appeal.state, appeal.decision = decision, text.strip()
    appeal.decided_by, appeal.decided_at = actor, now
    points = granted_points(decision, full=facts.full, asked=facts.asked, granted=granted_centipoints)
    if points is not None:
        appeal.line = _write(appeal, points, actor=actor, now=now)
        grant_points(appeal.round, subject=appeal.subject_id, item=appeal.item_id, centipoints=points)
    appeal.save(update_fields=["state", "decision", "decided_by", "decided_at", "line"])
    details = {"appraisals.decision": str(decision), "appraisals.subject": appeal.subject_id}
    audit.record(actor=actor, action="appraisals.judge", subject=appeal, at=now, details=details)
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal_id: int, actor: Any, now: datetime) -> Appeal:
    """Take an appeal back that is not decided. Raises AppraisalRefused for one that is."""
    appeal = _held(appeal_id)
    if appeal.state is not AppealState.FILED:
        raise AppraisalRefused(Reason("appraisals.appeal.decided", noop("This appeal is decided already.")))
    appeal.state = AppealState.WITHDRAWN
    appeal.save(update_fields=["state"])
    details = {"appraisals.subject": appeal.subject_id}
    audit.record(actor=actor, action="appraisals.withdraw", subject=appeal, at=now, details=details)
    return appeal


def _held(appeal_id: int) -> Appeal:
    """Return an appeal, its round locked until the transaction ends."""
    round_id = Appeal.objects.values_list("round_id", flat=True).get(pk=appeal_id)
    held = hold_round(round_id)
    rows = Appeal.objects.select_for_update(of=("self",)).select_related(
        "item", "subject__area", "subject__unit", "subject__appointment"
    )
    appeal = rows.get(pk=appeal_id)
    appeal.round = held
    return appeal


def _write(appeal: Appeal, points: int, *, actor: Any, now: datetime) -> ScoreLine:
    """Write the line of an appeal that was granted; it replaces that of an earlier one."""
    return ScoreLine.objects.create(
        round=appeal.round,
        subject_id=appeal.subject_id,
        item_id=appeal.item_id,
        source=LineSource.APPEAL,
        centipoints=points,
        comment=appeal.decision[:500],
        by=actor,
        at=now,
        supersedes=present_appeal_line(appeal),
    )
