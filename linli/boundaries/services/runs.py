"""
Asking the engine, stopping it, and keeping what it found as a plan.

A run waits until the worker claims it, so that it is done once although the job may be handed over twice. What the
worker notes on the way are short writes of their own.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction

from linli.boundaries.models import Lock, Plan, Project, Run
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.queries.runs import likely_parts, obstacles, sheet_of, task_of
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.rules.task import said, told
from linli.boundaries.services.conflicts import hold_plan
from linli.boundaries.services.plans import begin_plan
from linli.boundaries.terms import RunKind, RunState
from linli.districting import ProblemError
from linli.foundation import audit
from linli.values import Reason, noop

log = logging.getLogger("linli.boundaries")
Params = Mapping[str, Any]
OPEN = (RunState.WAITING, RunState.RUNNING)
MOST_OPEN = 3
"""Pieces of work one person may have open in one project."""
LOST_AFTER = timedelta(minutes=10)
"""No piece of work takes so long; who works longer has died."""
WAITED_TOO_LONG = timedelta(minutes=2)
SECONDS_BETWEEN = 0.5
"""Between two notes of how far the work is."""

FAULT = noop("A fault in the program stopped the engine. The plan is as it was; tell your administrator.")
LOST = noop("The worker stopped while it was at this. The plan is as it was; ask again.")
TWO = noop("Choose two different communities.")
ONE = noop("Choose the community that is to be split.")


class RunRefused(Exception):
    """The engine was not asked, or its answer cannot be kept; `reasons` say why."""

    def __init__(self, *reasons: Reason) -> None:
        """Take the reasons, at least one."""
        self.reasons = reasons
        super().__init__(reasons[0].text)


class _Stopped(Exception):
    """Somebody asked the engine to stop."""


def _refused(rule: str, text: str, **params: Any) -> RunRefused:
    return RunRefused(Reason(f"boundaries.{rule}", text, params))


@transaction.atomic
def start_run(
    *,
    project: Project,
    kind: RunKind,
    params: Params,
    actor: Any,
    now: datetime,
    plan: Plan | None = None,
    head: int = 0,
) -> Run:
    """
    Ask the engine for something, and return the work, waiting for the worker.

    plan, head: the plan it starts from, and the step of it that the sender saw; without a plan only whole plans can be
    proposed. params: units, communities, parts, count, seconds, as the kind needs them. Raises RunRefused; SheetRefused
    or ConflictError if the plan may not be changed or has moved on.
    """
    if project.state not in EDITABLE:
        text = noop("The engine can be asked only while the split is a draft or residents are consulted.")
        raise _refused("not_editable", text)
    if Run.objects.filter(project=project, actor=actor, state__in=OPEN).count() >= MOST_OPEN:
        raise _refused("too_many_runs", noop("The engine still works at %(count)s things for you."), count=MOST_OPEN)
    if plan is not None:
        plan = hold_plan(plan.pk, head)
    elif kind is not RunKind.PROPOSE:
        raise _refused("needs_plan", noop("Open a plan first: this works on a plan."))
    if kind is RunKind.PROPOSE:
        found = obstacles(project, plan)
        if found:
            raise RunRefused(*found)
    asked = _checked(kind, params, sheet_of(project, plan))
    if kind is RunKind.SPLIT and plan is not None:
        asked.setdefault("parts", likely_parts(plan, asked["communities"][0]))
    run = Run.objects.create(
        project=project, plan=plan, step=plan.head if plan else None, kind=kind, params=asked, actor=actor, asked_at=now
    )
    details = {"work": kind.value}
    audit.record(actor=actor, action="boundaries.run", subject=project, at=now, details=details)
    return run


def _checked(kind: RunKind, params: Params, sheet: Sheet) -> dict[str, Any]:
    """Return what the kind needs of the parameters. Raises RunRefused."""
    units, communities = sorted(set(params.get("units", ()))), sorted(set(params.get("communities", ())))
    if units and not 0 <= units[0] <= units[-1] < len(sheet.labels):
        raise _refused("no_such_unit", noop("Choose units of this plan first."))
    for number in communities:
        if number not in sheet.names:
            text = noop("There is no community %(number)s in this plan.")
            raise _refused("no_such_community", text, number=number)
        if kind in (RunKind.BALANCE, RunKind.SPLIT) and not sheet.units_of(number):
            raise _refused("empty_community", noop("A community without units can be neither balanced nor split."))
    return CHECKS[kind](params, units, communities)


def _propose(params: Params, units: list[int], communities: list[int]) -> dict[str, Any]:
    asked = {name: params[name] for name in ("count", "seconds", "chunks", "seed") if params.get(name) is not None}
    if not 1 <= asked.get("seconds", 8) <= 60:
        raise _refused("seconds", noop("The engine may search for 1 to 60 seconds."))
    if not 1 <= asked.get("count", 6) <= 8:
        raise _refused("count", noop("1 to 8 plans can be proposed at once."))
    return asked


def _improve(params: Params, units: list[int], communities: list[int]) -> dict[str, Any]:
    return {"units": units, "communities": communities}


def _balance(params: Params, units: list[int], communities: list[int]) -> dict[str, Any]:
    if len(communities) != 2:
        raise _refused("two_communities", TWO)
    return {"communities": communities}


def _split(params: Params, units: list[int], communities: list[int]) -> dict[str, Any]:
    parts = params.get("parts")
    if len(communities) != 1:
        raise _refused("one_community", ONE)
    if parts is not None and not 2 <= parts <= 9:
        raise _refused("parts", noop("A community can be split into 2 to 9 parts."))
    return {"communities": communities} | ({} if parts is None else {"parts": parts})


def _repair(params: Params, units: list[int], communities: list[int]) -> dict[str, Any]:
    return {}


CHECKS: dict[RunKind, Callable[[Params, list[int], list[int]], dict[str, Any]]] = {
    RunKind.PROPOSE: _propose,
    RunKind.IMPROVE: _improve,
    RunKind.BALANCE: _balance,
    RunKind.SPLIT: _split,
    RunKind.REPAIR: _repair,
}


@transaction.atomic
def cancel_run(*, run_id: int, actor: Any, now: datetime) -> Run:
    """Stop a piece of work, at once if nobody has begun it; what has ended stays. Returns it as it is then."""
    Run.objects.filter(pk=run_id, state=RunState.WAITING).update(state=RunState.CANCELLED, ended_at=now)
    Run.objects.filter(pk=run_id, state=RunState.RUNNING).update(is_cancelled=True)
    run = Run.objects.select_related("project").get(pk=run_id)
    details = {"work": run.kind.value}
    audit.record(actor=actor, action="boundaries.cancel", subject=run.project, at=now, details=details)
    return run


@transaction.atomic
def keep_choice(*, run_id: int, choice: int, actor: Any, now: datetime, name: str = "") -> Plan:
    """
    Make one choice of the engine a plan of its own, with its locks and what it is best at, and return it.

    name: what it is to be called; by default the choice's own name, with a number if there is one already.
    Raises RunRefused if there is no such choice or the project may not be changed any more.
    """
    run = Run.objects.select_related("project", "plan", "step").get(pk=run_id)
    choices = run.result.get("choices", []) if run.state == RunState.DONE else []
    if run.project.state not in EDITABLE:
        text = noop("Plans can be made only while the split is a draft or residents are consulted.")
        raise _refused("not_editable", text)
    if not 0 <= choice < len(choices):
        raise _refused("no_such_result", noop("The engine has no such result for this plan."))
    found = choices[choice]
    plan = begin_plan(
        project=run.project,
        name=_free_name(run.project, " ".join(name.split()) or found["name"] or f"{run.plan} {choice + 1}"),
        sheet=sheet_of(run.project, run.plan, run.step).relabel(found["labels"]),
        actor=actor,
        now=now,
        copied_from=run.plan,
        best_at=found["best_at"],
    )
    locks = Lock.objects.filter(plan=run.plan) if run.plan else []
    Lock.objects.bulk_create(
        Lock(plan=plan, kind=lock.kind, first=lock.first, second=lock.second, note=lock.note, actor=actor, at=now)
        for lock in locks
    )
    return plan


def _free_name(project: Project, wished: str) -> str:
    """Return a name that no plan of the project has, with a number if it must be."""
    taken = set(project.plans.values_list("name", flat=True))
    wished = wished[:55]
    names = (f"{wished} ({number})" if number > 1 else wished for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


# What the worker does


def carry_out(*, run_id: int, clock: Callable[[], datetime]) -> None:
    """Do a piece of work that waits, and keep the answer or why there is none. Twice is no harm."""
    if not Run.objects.filter(pk=run_id, state=RunState.WAITING).update(state=RunState.RUNNING, started_at=clock()):
        return
    run = Run.objects.select_related("project", "plan", "step").get(pk=run_id)
    try:
        answer = _answer(run)
    except _Stopped:
        _end(run, clock(), state=RunState.CANCELLED)
    except ProblemError as error:
        _end(run, clock(), state=RunState.FAILED, message=told(error.reason))
    except Exception:
        log.exception("engine: run %s of kind %s failed", run.pk, run.kind)
        _end(run, clock(), state=RunState.FAILED, message=said("boundaries.fault", FAULT))
    else:
        _end(run, clock(), state=RunState.DONE, result=answer, progress=1.0)


def _answer(run: Run) -> dict[str, Any]:
    """Return what the engine says; here and only here the compiled library is loaded. Raises _Stopped."""
    from linli.boundaries.rules.engine import answer  # noqa: PLC0415  # compiled code must never load in a page

    watch = _Watch(run.pk)
    found = answer(run.kind.value, task_of(run, watch))
    watch.look()
    return found


def _end(run: Run, now: datetime, *, state: RunState, **facts: Any) -> None:
    """Note how the work ended, unless somebody has given it up meanwhile; a busy database is asked again."""
    for last in (False, False, True):
        try:
            Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=state, ended_at=now, **facts)
        except OperationalError:
            if last:
                raise
        else:
            return


class _Watch:
    """Notes how far the work is, at most twice a second, and stops it when somebody wants that."""

    def __init__(self, run_id: int) -> None:
        self.run_id, self.last = run_id, time.monotonic()

    def __call__(self, share: float) -> None:
        """Note the share done, 0 to 1. Raises _Stopped."""
        if time.monotonic() - self.last < SECONDS_BETWEEN:
            return
        self.last = time.monotonic()
        self.look()
        try:
            Run.objects.filter(pk=self.run_id, state=RunState.RUNNING).update(progress=share)
        except OperationalError:
            log.info("engine: the database was busy, progress of run %s was not noted", self.run_id)

    def look(self) -> None:
        """Raise _Stopped if somebody asked for it, or gave the work up."""
        if not Run.objects.filter(pk=self.run_id, state=RunState.RUNNING, is_cancelled=False).exists():
            raise _Stopped


def take_up_lost(*, now: datetime) -> list[int]:
    """Give up work whose worker has died, and return the work that waits so long that its job must be lost."""
    lost = Run.objects.filter(state=RunState.RUNNING, started_at__lt=now - LOST_AFTER)
    lost.update(state=RunState.FAILED, ended_at=now, message=said("boundaries.lost", LOST))
    waiting = Run.objects.filter(state=RunState.WAITING, asked_at__lt=now - WAITED_TOO_LONG)
    return list(waiting.order_by("pk").values_list("pk", flat=True))
