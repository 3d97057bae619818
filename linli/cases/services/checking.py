"""Judging the result: send to check, fail, close; solve on the spot; reopen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import CallBack, Case, Category, Task
from linli.cases.queries.standing import category_facts
from linli.cases.rules import clocks as timing
from linli.cases.rules.desks import Desk
from linli.cases.rules.limits import Limit
from linli.cases.services.acceptance import begin_whole, classify, placed
from linli.cases.services.dossier import Dossier
from linli.cases.services.photos import Photo, add_photos
from linli.cases.services.revisiting import drop_revisit, plan_revisit
from linli.cases.services.wording import carried, note_of
from linli.cases.services.work import back_to_work, draw_of
from linli.cases.terms import (
    Act,
    ActionCode,
    EvidenceKind,
    Stage,
    TaskState,
    Urgency,
)
from linli.foundation.fields import to_milliseconds


@transaction.atomic
def self_handle(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    category: Category,
    note: str,
    before: Sequence[Photo] = (),
    after: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """
    Solve a waiting case on the spot: filed, handled and answered in one act, for the community's own class only.

    Needs a picture before (the reporter's counts) and one after; another office checks and closes it.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    classify(file, category, category.owner_class, Urgency.NORMAL)
    done = note_of(note)
    shown = before or file.case.evidence.filter(kind=EvidenceKind.BEFORE).exists()
    brought = carried(category=category, note=done, before_photo=shown, after_photo=after) | placed(file)
    facts = category_facts(category) | {"owner_class": category.owner_class}
    file.judge(Act.SELF_HANDLE, facts=facts, carried=brought)
    file.case.unit = file.office(Desk.COMMUNITY)
    begin_whole(file)
    add_photos(file, before, EvidenceKind.BEFORE)
    add_photos(file, after, EvidenceKind.AFTER)
    task = Task(case=file.case, unit=file.case.unit, state=TaskState.DONE, handler=actor, outcome=ActionCode.FIXED)
    file.tasks.append(task)
    file.add(task)
    file.advance(Act.SELF_HANDLE, note=done, receiver=file.case.unit, details=draw_of(file))
    return file.store()


@transaction.atomic
def send_check(*, case_id: int, actor: Any, now: datetime, note: str = "", version: int | None = None) -> Case:
    """Ask for a check on the spot by somebody who did not handle the case."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    file.judge(Act.CHECK)
    file.advance(Act.CHECK, note=note_of(note))
    return file.store()


@transaction.atomic
def fail(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    note: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """Fail a check: the unit works another round. The checker did not handle the case."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why = note_of(note)
    file.judge(Act.FAIL, carried=carried(note=why), is_handler=file.handled_by_actor())
    add_photos(file, photos, EvidenceKind.CHECK)
    back_to_work(file)
    file.advance(Act.FAIL, note=why, receiver=file.case.unit)
    return file.store()


@transaction.atomic
def close(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    reply: str,
    criterion_met: bool,
    note: str = "",
    photos: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """
    Close a case: the category's closing criterion is met, and `reply` answers every report of it.

    note: words for colleagues only. Opens the call-back of each reporter who left a contact, and the reopening window.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    words = note_of(reply, "reply")
    brought = carried(reply=words, criterion_met=criterion_met)
    file.judge(Act.CLOSE, carried=brought, is_handler=file.handled_by_actor())
    add_photos(file, photos, EvidenceKind.CHECK)
    _open_call_backs(file)
    plan_revisit(file, file.advance(Act.CLOSE, note=words, receiver=file.case.unit, details={"note": note_of(note)}))
    return file.store()


def _open_call_backs(file: Dossier) -> None:
    """Open the call-back of every reporter who can be reached and was not asked yet."""
    due = timing.due_after(file.policy.call_back, file.now, file.calendar)
    reachable = file.case.reports.filter(contact_digest__isnull=False, call_back__isnull=True)
    file.add(*(CallBack(report=report, due_at=due) for report in reachable))


@transaction.atomic
def reopen(*, case_id: int, now: datetime, note: str, actor: Any = None, version: int | None = None) -> Case:
    """
    Reopen a closed case: the reporter (no actor) within the window counted from the closing, an officer at any time.

    The first closing stays in the history; the unit has its full limit again.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version, by_reporter=actor is None)
    case, why = file.case, note_of(note)
    file.judge(Act.REOPEN, facts={"may_reopen": may_reopen(file)}, carried=carried(note=why))
    ended, promised = case.ended_at, case.overall_due_at
    drop_revisit(file)
    back_to_work(file)
    handle = Limit.parse(case.limit) if case.limit else file.limit_of(Stage.HANDLE, Act.REOPEN)
    case.overall_due_at = timing.overall_due(file.now, file.policy, case.urgency, handle, file.calendar)
    details = {key: to_milliseconds(at) for key, at in (("ended_at", ended), ("overall_due_at", promised)) if at}
    file.advance(Act.REOPEN, note=why, receiver=case.unit, details=details)
    return file.store()


def may_reopen(file: Dossier) -> bool:
    """Return whether the reporter's window for reopening is still open."""
    ended = file.case.ended_at
    return ended is None or file.now <= timing.due_after(file.policy.reopen_window, ended, file.calendar)
