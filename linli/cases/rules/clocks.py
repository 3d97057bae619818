"""The clock model: when a stage expires, and what pauses, hand-backs, extensions and new categories do to it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from linli.cases.rules.limits import Limit, Policy
from linli.cases.terms import Stage, Urgency
from linli.values.worktime import LimitUnit

INSTANT = timedelta(milliseconds=1)
OVERALL_STAGES = (Stage.DISPATCH, Stage.SIGN, Stage.HANDLE, Stage.CHECK)
"""The promise for a whole case is the sum of these stages, each begun where the one before expires."""


class Calendar(Protocol):
    """What rules need of a working calendar."""

    @property
    def version(self) -> str:
        """Return which edition of the calendar this is."""

    def add(self, start: datetime, amount: float, unit: Any) -> datetime:
        """Return the moment `amount` units after `start`."""

    def after_pause(self, due: datetime, paused_at: datetime, resumed_at: datetime, unit: Any) -> datetime:
        """Return the expiry after a pause; what had expired stays as it was."""


class Clock(Protocol):
    """A stage clock, whether a row or a plain object."""

    stage: Stage
    limit: str
    due_at: datetime
    promised_at: datetime | None
    paused_at: datetime | None
    paused_ms: int
    ended_at: datetime | None

    @property
    def started_at(self) -> datetime:
        """Return when the clock began."""


def due_after(limit: Limit, start: datetime, calendar: Calendar) -> datetime:
    """Return when a clock begun at `start` expires."""
    return calendar.add(start, limit.amount, limit.unit)


def due_after_expiry(limit: Limit, expiry: datetime, calendar: Calendar) -> datetime:
    """
    Return when a limit expires that follows on another one's expiry.

    An expiry at the close of office still belongs to its own day, so that two days and two more make four.
    """
    start = expiry - INSTANT if limit.unit is LimitUnit.WORKING_DAYS else expiry
    return due_after(limit, start, calendar)


def overall_due(start: datetime, policy: Policy, urgency: Urgency, handle: Limit, calendar: Calendar) -> datetime:
    """Return the promise for the whole case: its stages one after the other."""
    due = start
    for stage in OVERALL_STAGES:
        limit = policy.limit_of(stage, urgency, handle)
        due = due_after(limit, due, calendar) if due == start else due_after_expiry(limit, due, calendar)
    return due


def is_running(clock: Clock) -> bool:
    """Return whether time passes on the clock."""
    return clock.ended_at is None and clock.paused_at is None


def is_breached(clock: Clock, now: datetime) -> bool:
    """Return whether the clock ran over, seen at `now`; standing still counts from where it stopped."""
    return (clock.ended_at or clock.paused_at or now) > clock.due_at


def pause(clock: Clock, now: datetime) -> None:
    """Stop a running clock; one that does not run stays as it is."""
    if is_running(clock):
        clock.paused_at = now


def resume(clock: Clock, now: datetime, calendar: Calendar) -> None:
    """Let a paused clock run on; its expiry moves by the time lost."""
    if clock.paused_at is None:
        return
    clock.due_at = calendar.after_pause(clock.due_at, clock.paused_at, now, Limit.parse(clock.limit).unit)
    clock.paused_ms += (now - clock.paused_at) // timedelta(milliseconds=1)
    clock.paused_at = None


def end(clock: Clock, now: datetime) -> None:
    """
    End a clock for good; a paused one ends where it stood, so that the pause is not counted against the unit.

    Without effect on an ended clock.
    """
    if clock.ended_at is None:
        clock.ended_at, clock.paused_at = clock.paused_at or now, None


def extend(clock: Clock, calendar: Calendar) -> None:
    """Give the clock its original limit once more, counted from the present expiry."""
    clock.due_at = due_after_expiry(Limit.parse(clock.limit), clock.due_at, calendar)


def relimit(clock: Clock, limit: Limit, calendar: Calendar) -> None:
    """
    Give the clock another limit counted from its own beginning, and keep the earlier promise.

    Pauses so far are added again as plain or working time, whichever the new limit counts in.
    """
    earlier, begun = clock.due_at, clock.started_at
    lost = timedelta(milliseconds=clock.paused_ms)
    clock.due_at = calendar.after_pause(due_after(limit, begun, calendar), begun, begun + lost, limit.unit)
    clock.limit = str(limit)
    if clock.due_at != earlier and clock.promised_at is None:
        clock.promised_at = earlier


def next_expiry(clocks: Iterable[Clock], overall: datetime | None, *, held: bool) -> datetime | None:
    """Return when the first running clock expires; None while the case is on hold or nothing runs."""
    if held:
        return None
    dues = [clock.due_at for clock in clocks if is_running(clock)]
    if overall is not None:
        dues.append(overall)
    return min(dues, default=None)
