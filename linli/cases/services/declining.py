"""Ends that need no work: declining (two persons where it matters), merging, declaring void; and the appeal."""

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Adjustment, Case, Report
from linli.cases.queries.reporters import is_repeated_reporter
from linli.cases.services.dossier import Dossier, lock
from linli.cases.services.wording import carried, note_of
from linli.cases.terms import Act, AdjustmentKind, AdjustmentState, DeclineReason, TaskState
from linli.foundation import search

TITLE_KEPT = 60
"""How much of the first report stays as the title of a merged case, whose reports move away."""


@transaction.atomic
def decline(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    reason: DeclineReason | None = None,
    reply: str = "",
    version: int | None = None,
) -> Case:
    """
    Do not accept a report; `reply` is what the reporter reads.

    Repeated reporters and unreasonable demands need a proposal (`ask_decline`) and then this act by a second person,
    who may leave reason and reply empty to confirm those proposed.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    proposed = file.request(AdjustmentKind.DECLINE)
    words = note_of(reply, "reply") or (proposed.event.note if proposed else "")
    code = reason or (DeclineReason(proposed.reason_code) if proposed else None)
    file.judge(
        Act.DECLINE,
        facts={"repeated_reporter": is_repeated_reporter(file.case, file.policy, now)},
        carried=carried(reason=code, reply=words),
        reason=code or "",
        is_asker=file.asked_by(AdjustmentKind.DECLINE),
    )
    if proposed is not None:
        decide(proposed, AdjustmentState.GRANTED, file)
    file.advance(Act.DECLINE, note=words, details={"reason": code})
    return file.store()


@transaction.atomic
def ask_decline(
    *, case_id: int, actor: Any, now: datetime, reason: DeclineReason, reply: str, version: int | None = None
) -> Case:
    """Propose not to accept a report; a second person decides."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    words = note_of(reply, "reply")
    file.judge(Act.ASK_DECLINE, carried=carried(reason=reason, reply=words))
    event = file.advance(Act.ASK_DECLINE, note=words, details={"reason": reason})
    file.add(Adjustment(event=event, case=file.case, kind=AdjustmentKind.DECLINE, reason_code=reason))
    return file.store()


@transaction.atomic
def merge(*, case_id: int, actor: Any, now: datetime, target_id: int, note: str, version: int | None = None) -> Case:
    """
    Merge a case into another one about the same matter; its reports move along, so that nobody loses the answer.

    Raises Case.DoesNotExist for an unknown target.
    """
    lock(case_id, target_id)
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    target, why = Case.objects.get(pk=target_id), note_of(note)
    file.judge(
        Act.MERGE,
        carried=carried(target=target, note=why),
        target_state=target.state,
        target_is_same=target.pk == case_id,
    )
    said = list(Report.objects.filter(case_id=case_id).order_by("pk").values_list("text", flat=True))
    file.case.merged_into = target
    if said and not file.case.summary:
        file.case.summary = said[0].split("\n")[0][:TITLE_KEPT]
    file.advance(Act.MERGE, note=why, details={"into": target.number})
    stored = file.store()
    Report.objects.filter(case_id=case_id).update(case=target)
    search.index("cases_case", target.pk, " ".join(said))
    return stored


@transaction.atomic
def ask_void(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Propose to declare a case void; a second person decides."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    file.judge(Act.ASK_VOID, carried=carried(note=why))
    event = file.advance(Act.ASK_VOID, note=why)
    file.add(Adjustment(event=event, case=file.case, kind=AdjustmentKind.VOID))
    return file.store()


@transaction.atomic
def void(*, case_id: int, actor: Any, now: datetime, note: str = "", version: int | None = None) -> Case:
    """Declare a case void as second person; open tasks are released, clocks end."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    proposed = file.request(AdjustmentKind.VOID)
    file.judge(Act.VOID, is_asker=file.asked_by(AdjustmentKind.VOID))
    if proposed is not None:
        decide(proposed, AdjustmentState.GRANTED, file)
    for task in file.open_tasks:
        task.state = TaskState.RELEASED
    file.advance(Act.VOID, note=note_of(note))
    return file.store()


@transaction.atomic
def appeal(*, case_id: int, now: datetime, note: str, actor: Any = None, version: int | None = None) -> Case:
    """Appeal once against not accepting, by the reporter (no actor) or an officer for him; the case waits again."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version, by_reporter=actor is None)
    why = note_of(note)
    appealed = file.case.events.filter(act=Act.APPEAL).exists()
    file.judge(Act.APPEAL, facts={"appealed": appealed}, carried=carried(note=why))
    file.advance(Act.APPEAL, note=why)
    return file.store()


def decide(request: Adjustment, state: AdjustmentState, file: Dossier) -> None:
    """Write down the decision on a request."""
    request.state, request.decided_at = state, file.now
    if file.actor is not None:
        request.approvals = [*request.approvals, file.actor.pk]
