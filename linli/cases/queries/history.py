"""What happened to a case and how its clocks stand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.cases.models import CallBack, Case, Event, StageClock
from linli.cases.queries.lists import soon_after
from linli.cases.rules import clocks as timing
from linli.cases.rules import lights as signals
from linli.cases.terms import Light, Stage
from linli.values import noop

STANDS_STILL = noop("Stands still")


@dataclass(frozen=True)
class Face:
    """A clock as it is shown: what is measured, until when, how it stands, in a word (message id)."""

    stage: Stage
    limit: str
    due_at: datetime
    promised_at: datetime | None
    light: Light
    word: str


def list_events(case: Case) -> list[Event]:
    """Return what happened to a case, in order."""
    return list(case.events.select_related("receiver").order_by("pk"))


def clock_faces(case: Case, now: datetime, make: Callable[..., Any] = Face) -> Iterator[Any]:
    """Yield the clocks of a case that have not ended, then the promise for the whole case; `make` builds each."""
    soon = soon_after(now)
    rows = StageClock.objects.filter(event__case=case, ended_at__isnull=True).select_related("event").order_by("pk")
    for clock in rows:
        still = clock.paused_at is not None
        yield make(clock.stage, clock.limit, clock.due_at, clock.promised_at, *_shown(clock.due_at, still, now, soon))
    if case.overall_due_at is not None and case.ended_at is None:
        shown = _shown(case.overall_due_at, case.is_held, now, soon)
        yield make(Stage.OVERALL, "", case.overall_due_at, case.promised_at, *shown)


def _shown(due_at: datetime, still: bool, now: datetime, soon: datetime) -> tuple[Light, str]:
    if still:
        return Light.YELLOW, STANDS_STILL
    shown = signals.light(now=now, soon=soon, due_at=due_at, is_slowed=False)
    return shown, shown.label


def list_clocks(case: Case) -> list[StageClock]:
    """Return every clock a case ever had, in the order they began."""
    return list(StageClock.objects.filter(event__case=case).select_related("event", "task__unit").order_by("pk"))


def is_on_time(clock: StageClock, now: datetime) -> bool:
    """Return whether a clock has not run over, seen at `now`."""
    return not timing.is_breached(clock, now)


def list_call_backs(case: Case) -> list[CallBack]:
    """Return what the reporters of a case said about the result, and the calls still to be made."""
    return list(CallBack.objects.filter(report__case=case).select_related("report", "by").order_by("pk"))
