"""Taking over what the engine proposed."""

from typing import Any

import numpy as np

from linli.boundaries.models import Run, Step
from linli.boundaries.queries.desk import Desk
from linli.boundaries.rules.sheet import Sheet, SheetRefused
from linli.boundaries.terms import EditAct, RunKind, RunState
from linli.districting.difference import renumbered
from linli.values import noop


def choice_of(desk: Desk, run_id: int, choice: int) -> tuple[EditAct, Sheet, dict[str, Any]]:
    """
    Return the kind of step, the sheet with one of the engine's results on it, and what was asked.

    Names stay with their communities. Raises SheetRefused if there is no such result, or the plan has moved on since.
    """
    run = Run.objects.filter(pk=run_id, project=desk.plan.project, state=RunState.DONE).first()
    choices = run.result.get("choices", []) if run else []
    if run is None or not 0 <= choice < len(choices):
        raise SheetRefused("no_such_result", noop("The engine has no such result for this plan."))
    labels = choices[choice]["labels"]
    if len(labels) != len(desk.sheet.labels):
        raise SheetRefused("no_such_result", noop("The engine has no such result for this plan."))
    if run.plan_id == desk.plan.pk:
        _refuse_outdated(desk, run)
    else:
        labels = _with_our_numbers(desk, labels)
    act = EditAct.SPLIT if run.kind == RunKind.SPLIT else EditAct.APPLY
    return act, desk.sheet.relabel(labels), {"run": run.pk, "choice": choice}


def _refuse_outdated(desk: Desk, run: Run) -> None:
    """Refuse a result that was computed for another state of the plan than the present one."""
    if run.step_id in (None, desk.plan.head_id):
        return
    step = Step.objects.get(pk=run.step_id)
    if Sheet.from_json(step.sheet).labels != desk.sheet.labels:
        text = noop("The plan has changed since the engine began with it. Ask the engine again.")
        raise SheetRefused("outdated_result", text)


def _with_our_numbers(desk: Desk, labels: list[int]) -> list[int]:
    """Return labels of another plan's making under the numbers of the communities they have most in common with."""
    households = np.asarray([unit.households for unit in desk.base.units], np.int64)
    theirs = np.asarray(labels, np.int64)
    return [int(label) for label in renumbered(households, desk.labels, theirs, taken=desk.sheet.names)]
