"""Requests of the unit and their decisions: hold, extension, exemption from overdue; and the change of category."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Adjustment, Case, Category
from linli.cases.queries.offers import was_overdue
from linli.cases.rules import clocks as timing
from linli.cases.services.acceptance import classify, limit_for
from linli.cases.services.declining import decide
from linli.cases.services.dossier import Dossier
from linli.cases.services.refusals import MoveRefused
from linli.cases.services.safety import call_for_safety, relimit_safety
from linli.cases.services.wording import carried, note_of
from linli.cases.terms import Act, AdjustmentKind, AdjustmentState, OwnerClass, Stage, Urgency
from linli.foundation.fields import to_milliseconds

log = logging.getLogger("linli.cases")
REVIEWERS = 2
"""An exemption needs two reviewers. Source: design/cases.md, appeal of overdue."""


@transaction.atomic
def ask_hold(
    *, case_id: int, actor: Any, now: datetime, note: str, until: datetime, version: int | None = None
) -> Case:
    """Ask to put a case on hold until a day, with the reason and the plan; once a case, not when overdue."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    latest = timing.due_after(file.policy.hold_max, file.now, file.calendar)
    file.judge(Act.HOLD_ASK, carried=carried(note=why, until=until), within_hold_max=file.now < until <= latest)
    event = file.advance(Act.HOLD_ASK, note=why)
    file.add(Adjustment(event=event, case=file.case, kind=AdjustmentKind.HOLD, until_at=until))
    return file.store()


@transaction.atomic
def decide_hold(
    *, case_id: int, actor: Any, now: datetime, granted: bool, note: str = "", version: int | None = None
) -> Case:
    """Grant or deny a hold; granted, the handling clock and the promise for the whole case stand still."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    _decide(file, AdjustmentKind.HOLD, Act.HOLD if granted else Act.HOLD_DENY, note_of(note))
    return file.store()


@transaction.atomic
def end_hold(*, case_id: int, now: datetime, actor: Any = None, note: str = "", version: int | None = None) -> Case:
    """End a hold early, or by the job (no actor) when its day has come; the clocks run on."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    file.judge(Act.HOLD_END)
    file.advance(Act.HOLD_END, note=note_of(note))
    return file.store()


@transaction.atomic
def ask_extension(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Ask for the original limit once more, before the clock expires; at most as often as the policy says."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    file.judge(Act.EXTEND_ASK, carried=carried(note=why))
    event = file.advance(Act.EXTEND_ASK, note=why)
    file.add(Adjustment(event=event, case=file.case, kind=AdjustmentKind.EXTENSION))
    return file.store()


@transaction.atomic
def decide_extension(
    *, case_id: int, actor: Any, now: datetime, granted: bool, note: str = "", version: int | None = None
) -> Case:
    """Grant or deny an extension; granted, handling clock and promise both get the original limit on top."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    _decide(file, AdjustmentKind.EXTENSION, Act.EXTEND if granted else Act.EXTEND_DENY, note_of(note))
    return file.store()


def _decide(file: Dossier, kind: AdjustmentKind, act: Act, why: str) -> None:
    """Judge and write down the decision on the open request of a kind."""
    request = file.request(kind)
    file.judge(act, carried=carried(note=why), is_asker=file.asked_by(kind))
    if request is not None:
        granted = act in (Act.HOLD, Act.EXTEND)
        decide(request, AdjustmentState.GRANTED if granted else AdjustmentState.DENIED, file)
    if act is Act.EXTEND:
        extend_clocks(file)
    file.advance(act, note=why)


def extend_clocks(file: Dossier) -> None:
    """Give the running handling clock and the promise for the whole case the original limit on top."""
    case = file.case
    for clock in file.clocks:
        if clock.stage is Stage.HANDLE and timing.is_running(clock):
            earlier = clock.due_at
            timing.extend(clock, file.calendar)
            if case.overall_due_at is not None:
                case.overall_due_at += clock.due_at - earlier
    case.extensions += 1


@transaction.atomic
def reclassify(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    category: Category,
    note: str,
    owner_class: OwnerClass | None = None,
    urgency: Urgency | None = None,
    version: int | None = None,
) -> Case:
    """
    Change the kind of a filed case. Limits count from when they first began; the earlier promise stays written down.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    case, why, earlier = file.case, note_of(note), file.case.category
    file.judge(Act.RECLASSIFY, carried=carried(category=category, note=why))
    old_promise = case.overall_due_at
    classify(file, category, owner_class or category.owner_class, urgency or case.urgency)
    relimit_clocks(file)
    relimit_safety(file)
    details = {
        "category": [getattr(earlier, "code", None), category.code],
        "promised_at": to_milliseconds(old_promise) if old_promise else None,
    }
    file.advance(Act.RECLASSIFY, note=why, details=details)
    file.settle_holder()
    call_for_safety(file)
    return file.store()


def relimit_clocks(file: Dossier) -> None:
    """Count the handling clock and the whole case by the new limit, from their own beginnings."""
    case = file.case
    if case.category is None:
        return  # without a kind there is no limit, and no clock that counts it
    handle = limit_for(case.category, case.urgency)
    for clock in file.clocks:
        if clock.stage is Stage.HANDLE:
            timing.relimit(clock, handle, file.calendar)
    if case.filed_at is None:
        return
    earlier = case.overall_due_at
    due = timing.overall_due(case.filed_at, file.policy, case.urgency, handle, file.calendar)
    for hold in file.granted:
        if hold.kind is AdjustmentKind.HOLD and hold.decided_at and hold.ended_at:
            due = file.calendar.after_pause(due, hold.decided_at, hold.ended_at, handle.unit)
    case.overall_due_at = due
    if case.promised_at is None and earlier != case.overall_due_at:
        case.promised_at = earlier


@transaction.atomic
def ask_exemption(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Appeal once, in the unit's name, against a closed case counting as overdue; two reviewers decide."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    asked = any(request.kind is AdjustmentKind.EXEMPTION for request in file.requests)
    facts = {"is_overdue": was_overdue(file.case), "exempted": asked}
    file.judge(Act.EXEMPT_ASK, facts=facts, carried=carried(note=why))
    event = file.advance(Act.EXEMPT_ASK, note=why)
    file.add(Adjustment(event=event, case=file.case, kind=AdjustmentKind.EXEMPTION))
    return file.store()


@transaction.atomic
def review_exemption(
    *, case_id: int, actor: Any, now: datetime, granted: bool, note: str = "", version: int | None = None
) -> Case:
    """
    Review an appeal against overdue: two different reviewers grant it, one denies it.

    The case stays overdue as a fact; the record only lets statistics show the figure without it as well.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    request = file.request(AdjustmentKind.EXEMPTION)
    file.judge(Act.EXEMPT, is_asker=file.asked_by(AdjustmentKind.EXEMPTION))
    if request is not None:
        enough = not granted or len(request.approvals) + 1 >= REVIEWERS
        state = AdjustmentState.GRANTED if granted else AdjustmentState.DENIED
        decide(request, state if enough else AdjustmentState.ASKED, file)
    file.advance(Act.EXEMPT, note=note_of(note), details={"granted": granted})
    return file.store()


def end_due_holds(*, now: datetime) -> int:
    """End every hold whose day has come, one transaction a case; return how many."""
    due = Adjustment.objects.filter(kind=AdjustmentKind.HOLD, state=AdjustmentState.GRANTED, until_at__lte=now)
    cases = list(due.filter(case__is_held=True).values_list("case_id", flat=True))
    for case_id in cases:
        try:
            end_hold(case_id=case_id, now=now)
        except MoveRefused as refused:  # somebody ended it meanwhile
            log.warning("the hold of case %s was not ended: %s", case_id, refused.rule)
    return len(cases)
