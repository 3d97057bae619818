"""Acts around the unit's work: dispatch, sign, refuse, answer, rework, and assisting units."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases import access
from linli.cases.models import Case, Oversight, Task
from linli.cases.queries import policy
from linli.cases.queries.responsibility import who_answers_for
from linli.cases.queries.standing import is_drawn
from linli.cases.rules import machine
from linli.cases.services.dossier import Dossier
from linli.cases.services.photos import Photo, add_photos
from linli.cases.services.refusals import MoveRefused
from linli.cases.services.wording import carried, note_of
from linli.cases.terms import (
    OPEN_TASKS,
    Act,
    ActionCode,
    EvidenceKind,
    OversightKind,
    RefusalReason,
    Stage,
    TaskKind,
    TaskState,
)
from linli.organisations.terms import OrganisationKind
from linli.values import Reason, noop

COMMUNITY_SIDE = frozenset({OrganisationKind.RESIDENTS_COMMITTEE, OrganisationKind.PROPERTY_MANAGER})
NO_TASK = noop("This unit has no open assisting task on the case.")


@transaction.atomic
def dispatch(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    unit: Any = None,
    assists: Sequence[Any] = (),
    note: str = "",
    version: int | None = None,
) -> Case:
    """
    Send a filed case to a unit, by default the one the responsibility rules name.

    Another unit than theirs, or the one that refused before, needs `note` as the reason. assists: units that help.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    named = answer_for(file).unit
    unit, why = unit or named, note_of(note)
    refused = any(task.state is TaskState.REFUSED and task.unit_id == unit.pk for task in file.tasks) if unit else False
    file.judge(
        Act.DISPATCH,
        carried=carried(unit=unit, note=why),
        unit_is_community=unit is not None and unit.kind in COMMUNITY_SIDE,
        unit_is_by_rule=not refused and (named is None or unit.pk == named.pk),
        explained=bool(why),
    )
    task = hand_over(file, unit)
    add_assists(file, assists)
    file.advance(Act.DISPATCH, note=why, receiver=unit)
    _keep_resting_clock(file, task)
    return file.store()


def answer_for(file: Dossier) -> Any:
    """Return who answers for the case by the responsibility rules."""
    return who_answers_for(file.case, policy.local_day(file.now))


def hand_over(file: Dossier, unit: Any) -> Task:
    """Give the leading task to a unit; another unit than before starts the handling clock afresh."""
    resting = [clock for clock in file.clocks if clock.stage is Stage.HANDLE and clock.paused_at is not None]
    if any(clock.task is None or clock.task.unit_id != unit.pk for clock in resting):
        machine.drop_superseded(resting, file.now)
    task = Task(case=file.case, unit=unit, kind=TaskKind.MAIN, state=TaskState.SENT)
    file.tasks.append(task)
    file.add(task)
    file.case.unit = unit
    return task


def _keep_resting_clock(file: Dossier, task: Task) -> None:
    """Hang a resting handling clock on the new task of the same unit."""
    for clock in file.clocks:
        if clock.stage is Stage.HANDLE and clock.paused_at is not None:
            clock.task = task


def add_assists(file: Dossier, units: Sequence[Any]) -> None:
    """Ask further units to help, each once."""
    busy = {task.unit_id for task in file.open_tasks}
    for unit in units:
        if unit.pk not in busy:
            busy.add(unit.pk)
            task = Task(case=file.case, unit=unit, kind=TaskKind.ASSIST, state=TaskState.SENT)
            file.tasks.append(task)
            file.add(task)


@transaction.atomic
def sign(*, case_id: int, actor: Any, now: datetime, handler: Any = None, version: int | None = None) -> Case:
    """Sign for a task in the unit's name; `handler` is who will do it, the signer unless given."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    file.judge(Act.SIGN)
    task = file.main_task
    if task is not None:
        task.state, task.handler = TaskState.WORKING, handler or actor
    file.advance(Act.SIGN, receiver=file.case.unit)
    return file.store()


@transaction.atomic
def refuse(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    reason: RefusalReason,
    note: str,
    proposal: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """
    Hand a task back with reason, words and the owner proposed instead; photos may show the mandate.

    The second refusal calls the subdistrict, the third or one from a second subdistrict the district.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    why, other = note_of(note), note_of(proposal, "proposal")
    file.judge(
        Act.REFUSE,
        carried=carried(reason=reason, note=why, proposal=other),
    )
    before = file.coordination
    refusing = file.case.unit
    if file.main_task is not None:
        file.main_task.state = TaskState.REFUSED
    file.case.refusals += 1
    add_photos(file, photos, EvidenceKind.DOCUMENT)
    file.advance(Act.REFUSE, note=why, receiver=refusing, details={"reason": reason, "proposal": other})
    file.case.unit = None
    if file.coordination is not None and file.coordination is not before:
        call_coordination(file)
    return file.store()


def call_coordination(file: Dossier) -> None:
    """Write down that repeated refusals have called a higher level."""
    event = file.advance(Act.ESCALATE, receiver=file.case.holder, details={"refusals": file.case.refusals})
    file.add(
        Oversight(
            event=event,
            case=file.case,
            kind=OversightKind.ESCALATE,
            level=file.coordination,
            unit=file.case.holder,
            clock=file.clocks[-1] if file.clocks else None,
        )
    )


@transaction.atomic
def answer(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    note: str,
    outcome: ActionCode,
    photos: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """Answer a task in the unit's name: what was done, with which outcome; photos show the place afterwards."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    result = note_of(note)
    file.judge(
        Act.ANSWER,
        carried=carried(note=result, outcome=outcome, after_photo=photos),
    )
    task = file.main_task
    if task is not None:
        task.state, task.outcome, task.handler = TaskState.DONE, outcome, task.handler or actor
    add_photos(file, photos, EvidenceKind.AFTER)
    file.advance(Act.ANSWER, note=result, receiver=file.case.unit, details=draw_of(file))
    return file.store()


def draw_of(file: Dossier) -> dict[str, Any]:
    """Return what the event of an answer keeps of the draw: the share, if it was drawn for a check on site."""
    category = file.case.category
    if category is None or not category.desk_check or not is_drawn(file.case):
        return {}
    return {"drawn": list(policy.get_policy(file.case.reported_at).check_share)}


@transaction.atomic
def rework(*, case_id: int, actor: Any, now: datetime, note: str, version: int | None = None) -> Case:
    """Send an answer back; `note` says what is missing. The unit has a share of its limit for the new round."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    missing = note_of(note)
    file.judge(Act.REWORK, carried=carried(note=missing))
    back_to_work(file)
    file.advance(Act.REWORK, note=missing, receiver=file.case.unit)
    return file.store()


def back_to_work(file: Dossier) -> None:
    """Give the unit its task again for another round; a unit is found for cases that never had one."""
    case = file.case
    if case.unit is None:
        case.unit = case.holder
    task = file.main_task
    if task is None:
        task = hand_over(file, case.unit)
    task.state, task.outcome = TaskState.WORKING, None


@transaction.atomic
def assist(*, case_id: int, actor: Any, now: datetime, unit: Any, note: str = "", version: int | None = None) -> Case:
    """Ask another unit to help with a case; the leading unit stays responsible."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    file.judge(
        Act.ASSIST,
        carried=carried(unit=unit),
        unit_is_known=any(task.unit_id == unit.pk for task in file.open_tasks),
        unit_is_community=unit.kind in COMMUNITY_SIDE,
    )
    add_assists(file, [unit])
    file.advance(Act.ASSIST, note=note_of(note), receiver=unit)
    return file.store()


@transaction.atomic
def finish(*, case_id: int, actor: Any, now: datetime, note: str, unit: Any = None, version: int | None = None) -> Case:
    """Finish an assisting unit's task; `unit` is the actor's own unless given."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    task, done = _assisting(file, unit or actor.home_unit), note_of(note)
    file.judge(
        Act.FINISH, carried=carried(note=done), acts_for_unit=access.acts_for(actor, "cases.answer", task.unit.path)
    )
    task.state, task.handler = TaskState.DONE, actor
    file.advance(Act.FINISH, note=done, receiver=task.unit)
    return file.store()


@transaction.atomic
def release(*, case_id: int, actor: Any, now: datetime, unit: Any, note: str, version: int | None = None) -> Case:
    """Release an assisting unit that is not needed any more."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    task, why = _assisting(file, unit), note_of(note)
    file.judge(Act.RELEASE, carried=carried(note=why))
    task.state = TaskState.RELEASED
    file.advance(Act.RELEASE, note=why, receiver=task.unit)
    return file.store()


def _assisting(file: Dossier, unit: Any) -> Task:
    for task in file.tasks:
        if unit is not None and task.unit_id == unit.pk and task.kind is TaskKind.ASSIST and task.state in OPEN_TASKS:
            return task
    raise MoveRefused(Reason("cases.md#tasks", NO_TASK))
