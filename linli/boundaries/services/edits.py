"""Every act on a plan: the plan held, the locks kept, one step, one audit line. Saved at once, undone at will."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import Lock, Plan, Step
from linli.boundaries.queries.desk import Desk, open_desk
from linli.boundaries.rules.keeping import first_broken
from linli.boundaries.rules.sheet import Sheet, SheetRefused
from linli.boundaries.rules.steps import facts_of
from linli.boundaries.services.applying import choice_of
from linli.boundaries.services.conflicts import Change, hold_plan
from linli.boundaries.services.importing import take_rows
from linli.boundaries.services.plans import add_step, move_head
from linli.boundaries.terms import EditAct, LockKind
from linli.foundation import audit
from linli.values import noop

Params = Mapping[str, Any]
PLAIN: dict[str, Callable[[Sheet, Params], Sheet]] = {
    EditAct.ASSIGN: lambda sheet, given: sheet.assign(given["units"], given["to"]),
    EditAct.MERGE: lambda sheet, given: sheet.merge(given["a"], given["b"]),
    EditAct.ADD: lambda sheet, given: sheet.add(given.get("name", "")),
    EditAct.REMOVE: lambda sheet, given: sheet.remove(given["community"]),
    EditAct.RENAME: lambda sheet, given: sheet.rename(given["community"], given["name"]),
}
"""Acts that need nothing but the sheet."""
LOCKED = {
    LockKind.UNIT: noop("“%(unit)s” is locked in “%(community)s”. Take the lock off first."),
    LockKind.SEAT: noop("“%(unit)s” holds an office that is locked in “%(community)s”. Take the lock off first."),
    LockKind.COMMUNITY: noop("“%(community)s” is locked as it is. Take the lock off first."),
}


@transaction.atomic
def edit(*, plan_id: int, head: int, act: str, actor: Any, now: datetime, **params: Any) -> Plan:
    """
    Do something to a plan whose present step the sender saw, and keep it as a step.

    act: assign (units, to), merge (a, b), add (name), remove (community), rename (community, name), restore (step),
    apply (run, choice), import (file), or undo, redo, checkpoint (name), which make no step.
    Raises SheetRefused with the reason, ConflictError if somebody was quicker; then nothing has changed.
    """
    if act in ("undo", "redo"):
        return _travel(plan_id, head, act, actor, now)
    if act == "checkpoint":
        return _name_step(plan_id, head, params["name"], actor, now)
    plan = hold_plan(plan_id, head, plain_change(act, params))
    step = do_step(plan, act=act, params=params, actor=actor, now=now)
    if step is not None:
        details = {"act": step.act.value, "step": step.pk}
        audit.record(actor=actor, action="boundaries.edit", subject=plan, at=now, note=plan.name, details=details)
    return plan


def plain_change(act: str, params: Params) -> Change | None:
    """Return an act as a change of a sheet, None for acts that need more than the sheet."""
    return (lambda sheet: PLAIN[act](sheet, params)) if act in PLAIN else None


def do_step(plan: Plan, *, act: str, params: Params, actor: Any, now: datetime) -> Step | None:
    """Put what an act makes of a held plan on top of it; None if it changes nothing. Raises SheetRefused."""
    desk = open_desk(plan)
    kind, sheet, asked = _result(desk, act, params)
    if sheet == desk.sheet and kind is not EditAct.IMPORT:
        return None
    _keep_locks(desk, sheet)
    said = facts_of(desk.sheet, sheet, desk.called, open_desk(plan, sheet, desk.locks).called)
    return add_step(plan=plan, act=kind, sheet=sheet, params=said | asked, actor=actor, now=now)


def _result(desk: Desk, act: str, params: Params) -> tuple[EditAct, Sheet, dict[str, Any]]:
    """Return the kind of the step, the sheet it makes, and what was asked."""
    if act in PLAIN:
        _refuse_taken_name(desk, params)
        return EditAct(act), PLAIN[act](desk.sheet, params), _asked(desk, act, params)
    if act == EditAct.RESTORE:
        return _restored(desk, params["step"])
    if act == EditAct.APPLY:
        return choice_of(desk, params["run"], params["choice"])
    if act == EditAct.IMPORT:
        return take_rows(desk, params["file"])
    raise SheetRefused("no_such_act", noop("This cannot be done to a plan."))


def _refuse_taken_name(desk: Desk, params: Params) -> None:
    """Refuse a name by which another community goes, also one that it only inherits. Raises SheetRefused."""
    name = " ".join(params.get("name", "").split())
    others = {called for number, called in desk.called.items() if number != params.get("community")}
    if name and name in others:
        raise SheetRefused("name_twice", noop("There already is a community “%(name)s” in this plan."), name=name)


def _asked(desk: Desk, act: str, params: Params) -> dict[str, Any]:
    """Return what was asked, for the record; names where no unit tells them."""
    asked = {name: list(value) if name == "units" else value for name, value in params.items()}
    if act == EditAct.ADD:
        return asked | {"target": params.get("name", "") or "—"}
    if act == EditAct.RENAME:
        return asked | {"source": desk.called[params["community"]], "target": params["name"] or "—"}
    if act == EditAct.REMOVE:
        return asked | {"source": desk.called[params["community"]]}
    if act == EditAct.MERGE:
        return asked | {"source": desk.called[params["b"]], "target": desk.called[params["a"]]}
    return asked


def _restored(desk: Desk, step_id: int) -> tuple[EditAct, Sheet, dict[str, Any]]:
    """Return the sheet of an earlier step of the plan."""
    step = desk.plan.steps.filter(pk=step_id).first()
    if step is None:
        raise SheetRefused("no_such_step", noop("There is no such step in this plan."))
    number = desk.plan.steps.filter(pk__lte=step.pk).count()
    return EditAct.RESTORE, Sheet.from_json(step.sheet), {"step": step.pk, "number": number}


def _travel(plan_id: int, head: int, act: str, actor: Any, now: datetime) -> Plan:
    """Take the last step back, or do again what was taken back: the newest of the steps that follow."""
    plan = hold_plan(plan_id, head)
    assert plan.head is not None
    step = plan.head.parent if act == "undo" else plan.head.children.order_by("-pk").first()
    if step is None and act == "undo":
        raise SheetRefused("nothing_to_undo", noop("There is nothing to undo: this is how the plan began."))
    if step is None:
        raise SheetRefused("nothing_to_redo", noop("There is nothing to redo: this is the newest step."))
    _keep_locks(open_desk(plan), Sheet.from_json(step.sheet))
    move_head(plan=plan, step=step, actor=actor, now=now)
    details = {"step": step.pk}
    audit.record(actor=actor, action=f"boundaries.{act}", subject=plan, at=now, note=plan.name, details=details)
    return plan


def _name_step(plan_id: int, head: int, name: str, actor: Any, now: datetime) -> Plan:
    """Give the present step a name under which it is found again; an empty one takes it away."""
    plan = hold_plan(plan_id, head)
    assert plan.head is not None
    plan.head.checkpoint = " ".join(name.split())[:60]
    plan.head.save(update_fields=["checkpoint"])
    details = {"step": plan.head.pk, "checkpoint": plan.head.checkpoint}
    audit.record(actor=actor, action="boundaries.checkpoint", subject=plan, at=now, note=plan.name, details=details)
    return plan


def _keep_locks(desk: Desk, sheet: Sheet) -> None:
    """Refuse what breaks a lock; the reason names it. Raises SheetRefused."""
    lock = first_broken(desk.locks, desk.sheet, sheet)
    if lock is not None:
        raise locked(desk, lock)


def locked(desk: Desk, lock: Lock) -> SheetRefused:
    """Return the refusal that names a lock."""
    if lock.kind is LockKind.COMMUNITY:
        name = desk.called.get(lock.first, f"{lock.first}")
        return SheetRefused("locked", LOCKED[lock.kind], community=name, lock=lock.pk)
    home = desk.called[desk.sheet.labels[lock.first]]
    unit = desk.base.units[lock.first].name
    return SheetRefused("locked", LOCKED[lock.kind], unit=unit, community=home, lock=lock.pk)
