"""What stays in a plan: locks come and go by name, and are no steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import Lock, Plan
from linli.boundaries.queries.desk import Desk, open_desk
from linli.boundaries.rules.sheet import FREE, SheetRefused
from linli.boundaries.services.conflicts import hold_plan
from linli.boundaries.terms import OF_TWO, LockKind
from linli.foundation import audit
from linli.values import noop


@transaction.atomic
def lock(
    *,
    plan_id: int,
    head: int,
    kind: LockKind,
    first: int,
    actor: Any,
    now: datetime,
    second: int | None = None,
    more: Sequence[int] = (),
    note: str = "",
) -> Lock:
    """
    Lock something in a plan, and return its lock; the same lock once more changes nothing.

    first, second: units, or the number of a community. more: further units that get a lock of their own of this kind.
    Raises SheetRefused if that is not in the plan, ConflictError if somebody was quicker.
    """
    plan = hold_plan(plan_id, head)
    if kind not in OF_TWO:
        second = None
    elif second is not None and second < first:
        first, second = second, first
    desk = open_desk(plan)
    for each in (first, *more):
        _check(desk, kind, each, second)
    facts = {"note": " ".join(note.split())[:200], "actor": actor, "at": now}
    row, is_new = Lock.objects.get_or_create(plan=plan, kind=kind, first=first, second=second, defaults=facts)
    added = [Lock.objects.get_or_create(plan=plan, kind=kind, first=each, defaults=facts)[1] for each in more]
    if is_new or any(added):
        _record("boundaries.lock", plan, row, actor, now, more=more)
    return row


@transaction.atomic
def unlock(*, plan_id: int, head: int, lock: int, actor: Any, now: datetime) -> Plan:
    """Take a lock off a plan. Raises SheetRefused if there is none, ConflictError."""
    plan = hold_plan(plan_id, head)
    row = plan.locks.filter(pk=lock).first()
    if row is None:
        raise SheetRefused("no_such_lock", noop("This lock has been taken off already."))
    row.delete()
    _record("boundaries.unlock", plan, row, actor, now)
    return plan


def _check(desk: Desk, kind: LockKind, first: int, second: int | None) -> None:
    """Refuse a lock on what is not in the plan, or is not what it says. Raises SheetRefused."""
    if kind == LockKind.COMMUNITY:
        if first not in desk.sheet.names:
            text = noop("There is no community %(number)s in this plan.")
            raise SheetRefused("no_such_community", text, number=first)
        return
    units = [first] if kind not in OF_TWO else [first, second]
    if any(unit is None or not 0 <= unit < len(desk.base.units) for unit in units):
        raise SheetRefused("no_such_unit", noop("Choose units of this plan first."))
    if kind in (LockKind.UNIT, LockKind.SEAT) and desk.sheet.labels[first] == FREE:
        text = noop("“%(unit)s” belongs to no community yet, so there is nothing to lock it in.")
        raise SheetRefused("free_unit", text, unit=desk.base.units[first].name)
    if kind == LockKind.SEAT and first not in {present.seat for present in desk.base.communities}:
        raise SheetRefused("no_seat", noop("“%(unit)s” holds no office."), unit=desk.base.units[first].name)
    if second is not None:
        _check_pair(desk, kind, first, second)


def _check_pair(desk: Desk, kind: LockKind, first: int, second: int) -> None:
    """Refuse a pair that is none, or a stretch of boundary that is none. Raises SheetRefused."""
    if first == second:
        raise SheetRefused("same_unit", noop("Choose two different units."))
    labels = desk.sheet.labels
    if kind == LockKind.BORDER and (second not in desk.base.neighbours_of[first] or labels[first] == labels[second]):
        names = {"one": desk.base.units[first].name, "other": desk.base.units[second].name}
        raise SheetRefused("no_boundary", noop("There is no boundary between “%(one)s” and “%(other)s”."), **names)


def _record(action: str, plan: Plan, row: Lock, actor: Any, now: datetime, *, more: Sequence[int] = ()) -> None:
    details = {"kind": row.kind.value, "first": row.first, "second": row.second, "note": row.note}
    if more:
        details["more"] = list(more)
    audit.record(actor=actor, action=action, subject=plan, at=now, note=plan.name, details=details)
