"""One step of the machine: the table's row applied to a case and its clocks. Pure; services store what changed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from linli.cases.rules import clocks as timing
from linli.cases.rules.clocks import Calendar, Clock
from linli.cases.rules.limits import Limit
from linli.cases.rules.table import TABLE, Move
from linli.cases.terms import TERMINAL, Act, Stage, State


class Matter(Protocol):
    """What the machine needs of a case, whether a row or a plain object."""

    state: State
    round: int
    limit: str
    is_held: bool
    ended_at: datetime | None
    due_at: datetime | None
    overall_due_at: datetime | None


Begin = Callable[[Stage, datetime], Clock]
"""Makes and keeps the clock of a stage from a moment on."""


def step(matter: Matter, act: Act, clocks: Iterable[Clock], *, now: datetime, calendar: Calendar, begin: Begin) -> None:
    """
    Apply one allowed act: holds, clocks, round and state.

    The caller has asked the guard before; `begin` is called at most once, for the stage the act opens.
    """
    move, kept = TABLE[act], list(clocks)
    leaving = move.to is not None and move.to is not matter.state
    if matter.is_held and (leaving or act is Act.HOLD_END):
        release_hold(matter, kept, now=now, calendar=calendar)
    _stop(move, kept, now)
    resumed = _resume(move, kept, now, calendar)
    if move.begins is not None and not resumed:
        kept.append(begin(move.begins, now))
    if act is Act.HOLD:
        matter.is_held = True
    _enter(matter, move, now)
    refresh_due(matter, kept)


def _stop(move: Move, clocks: list[Clock], now: datetime) -> None:
    final = move.to in TERMINAL
    for clock in clocks:
        if final or (clock.stage in move.ends and timing.is_running(clock)):
            timing.end(clock, now)
        elif clock.stage is move.pauses:
            timing.pause(clock, now)


def _resume(move: Move, clocks: list[Clock], now: datetime, calendar: Calendar) -> bool:
    """Resume the paused clock of the row's stage; return whether there was one."""
    waiting = [clock for clock in clocks if clock.stage is move.resumes and clock.paused_at is not None]
    for clock in waiting:
        timing.resume(clock, now, calendar)
    return bool(waiting)


def _enter(matter: Matter, move: Move, now: datetime) -> None:
    if move.new_round:
        matter.round += 1
    if move.to is not None:
        matter.state = move.to
        matter.ended_at = now if move.to in TERMINAL else None


def release_hold(matter: Matter, clocks: Iterable[Clock], *, now: datetime, calendar: Calendar) -> None:
    """Let the handling clock and the promise for the whole case run on after a hold."""
    for clock in clocks:
        if clock.stage is Stage.HANDLE and clock.paused_at is not None:
            if matter.overall_due_at is not None:
                unit = Limit.parse(clock.limit).unit
                matter.overall_due_at = calendar.after_pause(matter.overall_due_at, clock.paused_at, now, unit)
            timing.resume(clock, now, calendar)
    matter.is_held = False


def drop_superseded(clocks: Iterable[Clock], now: datetime) -> None:
    """End the paused handling clock of a unit that does not get the case back; another unit starts afresh."""
    for clock in clocks:
        if clock.stage is Stage.HANDLE and clock.paused_at is not None:
            timing.end(clock, now)


def refresh_due(matter: Matter, clocks: Iterable[Clock]) -> None:
    """Set the next expiry of the case from its clocks."""
    overall = None if matter.ended_at is not None else matter.overall_due_at
    matter.due_at = timing.next_expiry(clocks, overall, held=matter.is_held)
