"""The acts of a history in memory: each does what the service of the same name does, and nothing else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from linli.cases.bulk.life import Life
from linli.cases.models import Adjustment, CallBack, Oversight, StageClock, Task
from linli.cases.rules import clocks as timing
from linli.cases.rules.desks import Desk
from linli.cases.rules.limits import Limit
from linli.cases.services import acceptance, asking, revisiting, safety, work
from linli.cases.services.declining import decide
from linli.cases.terms import (
    Act,
    ActionCode,
    AdjustmentKind,
    AdjustmentState,
    DeclineReason,
    EvidenceKind,
    Lasting,
    Level,
    OversightKind,
    OwnerClass,
    RefusalReason,
    Solved,
    Stage,
    TaskState,
    Urgency,
)
from linli.foundation.fields import to_milliseconds


def claim(life: Life) -> None:
    """Take a waiting case on oneself."""
    life.case.claimed_by = life.actor
    life.advance(Act.CLAIM)


def send_verify(life: Life, note: str) -> None:
    """Ask for a look on the spot."""
    life.advance(Act.VERIFY, note=note)


def report_verified(life: Life, note: str, photos: Sequence[str] = ()) -> None:
    """Report what was found on the spot."""
    life.show(photos, EvidenceKind.BEFORE)
    life.advance(Act.VERIFIED, note=note)


def file_case(
    life: Life,
    category: Any,
    *,
    owner_class: OwnerClass | None = None,
    urgency: Urgency = Urgency.NORMAL,
    summary: str = "",
) -> None:
    """File the case: kind, class and limits are fixed."""
    acceptance.classify(life, category, owner_class or category.owner_class, urgency)
    life.case.summary = summary
    acceptance.begin_whole(life)
    life.advance(Act.FILE)
    safety.call_for_safety(life)


def decline(life: Life, reason: DeclineReason, reply: str) -> None:
    """Do not accept the report."""
    life.advance(Act.DECLINE, note=reply, details={"reason": reason})


def self_handle(life: Life, category: Any, note: str, *, before: Sequence[str], after: Sequence[str]) -> None:
    """Solve the case on the spot."""
    acceptance.classify(life, category, category.owner_class, Urgency.NORMAL)
    life.case.unit = life.office(Desk.COMMUNITY)
    acceptance.begin_whole(life)
    life.show(before, EvidenceKind.BEFORE)
    life.show(after, EvidenceKind.AFTER)
    task = Task(case=life.case, unit=life.case.unit, state=TaskState.DONE, handler=life.actor, outcome=ActionCode.FIXED)
    life.tasks.append(task)
    life.add(task)
    life.advance(Act.SELF_HANDLE, note=note, receiver=life.case.unit, details=work.draw_of(life))


def secure(life: Life, note: str, photos: Sequence[str] = ()) -> None:
    """Report that the place was made safe."""
    life.show(photos, EvidenceKind.DURING)
    life.advance(Act.SECURE, note=note, receiver=life.case.unit)


def dispatch(life: Life, unit: Any, *, note: str = "") -> None:
    """Send the filed case to a unit."""
    task = work.hand_over(life, unit)
    life.advance(Act.DISPATCH, note=note, receiver=unit)
    for clock in life.clocks:
        if clock.stage is Stage.HANDLE and clock.paused_at is not None:
            clock.task = task


def sign(life: Life) -> None:
    """Sign for the task."""
    task = life.main_task
    if task is not None:
        task.state, task.handler = TaskState.WORKING, life.actor
    life.advance(Act.SIGN, receiver=life.case.unit)


def refuse(life: Life, reason: RefusalReason, note: str, proposal: str) -> None:
    """Hand the task back; repeated refusals call a higher level."""
    before, refusing = life.coordination, life.case.unit
    if life.main_task is not None:
        life.main_task.state = TaskState.REFUSED
    life.case.refusals += 1
    life.advance(Act.REFUSE, note=note, receiver=refusing, details={"reason": reason, "proposal": proposal})
    life.case.unit = None
    if life.coordination is not None and life.coordination is not before:
        work.call_coordination(life)


def answer(life: Life, note: str, *, outcome: ActionCode = ActionCode.FIXED, photos: Sequence[str] = ()) -> None:
    """Answer the task."""
    task = life.main_task
    if task is not None:
        task.state, task.outcome, task.handler = TaskState.DONE, outcome, task.handler or life.actor
    life.show(photos, EvidenceKind.AFTER)
    life.advance(Act.ANSWER, note=note, receiver=life.case.unit, details=work.draw_of(life))


def rework(life: Life, note: str) -> None:
    """Send the answer back."""
    work.back_to_work(life)
    life.advance(Act.REWORK, note=note, receiver=life.case.unit)


def send_check(life: Life) -> None:
    """Ask for a check on the spot."""
    life.advance(Act.CHECK)


def fail(life: Life, note: str, photos: Sequence[str] = ()) -> None:
    """Fail the check."""
    life.show(photos, EvidenceKind.CHECK)
    work.back_to_work(life)
    life.advance(Act.FAIL, note=note, receiver=life.case.unit)


def close(life: Life, reply: str, photos: Sequence[str] = ()) -> None:
    """Close the case; a reporter who left a contact will be called back."""
    life.show(photos, EvidenceKind.CHECK)
    if life.report.contact_digest is not None and life.call_back is None:
        due = timing.due_after(life.policy.call_back, life.now, life.calendar)
        life.call_back = CallBack(report=life.report, due_at=due)
        life.add(life.call_back)
    life.plan_revisit(life.advance(Act.CLOSE, note=reply, receiver=life.case.unit, details={"note": ""}))


def revisit(life: Life, finding: Lasting, note: str, photos: Sequence[str] = ()) -> Life | None:
    """Write down what a re-visit found; return the history of the relapse, if it is one."""
    life.show(photos, EvidenceKind.CHECK)
    made, relapse = life.revisits[0], None
    made.done_at, made.finding = life.now, finding
    if finding is Lasting.RELAPSED:
        relapse = life.relapse(note)
        made.relapse = relapse.case
    event = life.advance(Act.REVISIT, note=note)
    life.fill_in.append((event, lambda: {"finding": finding, "relapse": relapse.case.number if relapse else None}))
    return relapse


def reopen(life: Life, note: str) -> None:
    """Reopen the closed case."""
    case = life.case
    ended, promised = case.ended_at, case.overall_due_at
    revisiting.drop_revisit(life)
    work.back_to_work(life)
    handle = Limit.parse(case.limit)
    case.overall_due_at = timing.overall_due(life.now, life.policy, case.urgency, handle, life.calendar)
    details = {key: to_milliseconds(at) for key, at in (("ended_at", ended), ("overall_due_at", promised)) if at}
    life.advance(Act.REOPEN, note=note, receiver=case.unit, details=details)


def ask_hold(life: Life, note: str, until: datetime) -> None:
    """Ask to put the case on hold."""
    event = life.advance(Act.HOLD_ASK, note=note)
    request(life, Adjustment(event=event, case=life.case, kind=AdjustmentKind.HOLD, until_at=until))


def grant_hold(life: Life) -> None:
    """Grant the hold."""
    grant(life, AdjustmentKind.HOLD)
    life.advance(Act.HOLD)


def end_hold(life: Life) -> None:
    """End the hold."""
    life.advance(Act.HOLD_END)


def ask_extension(life: Life, note: str) -> None:
    """Ask for the limit once more."""
    event = life.advance(Act.EXTEND_ASK, note=note)
    request(life, Adjustment(event=event, case=life.case, kind=AdjustmentKind.EXTENSION))


def grant_extension(life: Life) -> None:
    """Grant the extension."""
    grant(life, AdjustmentKind.EXTENSION)
    asking.extend_clocks(life)
    life.advance(Act.EXTEND)


def request(life: Life, asked: Adjustment) -> None:
    """Keep a request, also for the acts that decide it."""
    life.add(asked)
    life.requests.append(asked)


def grant(life: Life, kind: AdjustmentKind) -> None:
    """Write down that a request was granted."""
    asked = life.request(kind)
    if asked is not None:
        decide(asked, AdjustmentState.GRANTED, life)


def urge(life: Life, note: str) -> None:
    """Urge the unit."""
    _oversee(life, Act.URGE, OversightKind.URGE, note)


def supervise(life: Life, note: str, level: Level = Level.SUBDISTRICT) -> None:
    """Put the case under supervision."""
    _oversee(life, Act.SUPERVISE, OversightKind.SUPERVISE, note, level=level)


def give_notice(life: Life, note: str, until: datetime) -> None:
    """Give the unit notice to rectify."""
    _oversee(life, Act.NOTICE, OversightKind.NOTICE, note, due_at=until)


def _oversee(life: Life, act: Act, kind: OversightKind, note: str, **fields: Any) -> None:
    """Write down attention from outside the unit."""
    unit = life.case.unit or life.case.holder
    event = life.advance(act, note=note, receiver=unit)
    life.add(Oversight(event=event, case=life.case, kind=kind, unit=unit, **fields))


def escalate(life: Life, level: Level, clock: StageClock) -> None:
    """Tell a level about an expired clock."""
    unit = life.office(Desk(level.value))
    event = life.advance(Act.ESCALATE, receiver=unit)
    life.fill_in.append((event, lambda: {"level": level, "clock": clock.event.pk}))
    life.add(Oversight(event=event, case=life.case, kind=OversightKind.ESCALATE, level=level, clock=clock, unit=unit))


def rate(life: Life, stars: int, solved: Solved, comment: str = "") -> None:
    """Take the reporter's rating."""
    call = _call_back(life)
    call.stars, call.solved, call.comment = stars, solved, comment
    call.reached, call.rated_at = True, life.now
    event = life.advance(Act.RATE)
    life.fill_in.append((event, lambda: {"report": life.report.pk, "stars": stars, "solved": solved}))


def call_back(life: Life, *, reached: bool, stars: int | None = None, solved: Solved | None = None) -> None:
    """Write down a call to the reporter."""
    call = _call_back(life)
    call.contacted_at, call.by, call.reached = life.now, life.actor, reached
    if call.rated_at is None and reached:
        call.solved, call.stars = solved, stars
    event = life.advance(Act.CALL_BACK)
    said = {"reached": reached, "solved": solved, "stars": stars}
    life.fill_in.append((event, lambda: {"report": life.report.pk} | said))


def _call_back(life: Life) -> CallBack:
    """Return the call-back of the report, begun if there is none."""
    if life.call_back is None:
        life.call_back = CallBack(report=life.report)
        life.add(life.call_back)
    return life.call_back
