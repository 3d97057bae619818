"""Two people, one plan: what one of them did not see yet, and holding a plan for a change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linli.boundaries.models import Plan, Step
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.rules.sheet import Sheet, SheetRefused
from linli.boundaries.rules.steps import changed
from linli.values import noop

MOST_SHOWN = 50
"""How many steps of others a conflict lists, the newest first."""
Change = Callable[[Sheet], Sheet]


@dataclass
class ConflictError(Exception):
    """
    The plan moved on since the sender looked at it; nothing was changed.

    steps: made since that still count, newest first. sent: the step the sender saw, None if unknown. is_taken_back:
    others undid it.
    theirs: units that others changed since; both: units of them that the sender wanted to change as well.
    """

    plan: Plan
    sent: Step | None
    steps: list[Step]
    is_taken_back: bool
    theirs: tuple[int, ...]
    both: tuple[int, ...]


def hold_plan(plan_id: int, head: int, change: Change | None = None) -> Plan:
    """
    Return a plan locked for a change, and its project against being led on, within the transaction of the caller.

    head: the step the sender saw; change: what he wants to do to the sheet he saw, to tell what he and others touched.
    Raises SheetRefused if the plan may not be changed any more, ConflictError if somebody was quicker.
    """
    plan = Plan.objects.select_for_update(of=("self", "project")).select_related("project", "head").get(pk=plan_id)
    if plan.project.state not in EDITABLE:
        text = noop("Plans can be changed only while the split is a draft or residents are consulted.")
        raise SheetRefused("not_editable", text)
    if plan.is_archived:
        raise SheetRefused("put_away", noop("This plan was put away. Take it out again first."))
    if plan.head_id != head:
        raise _conflict(plan, head, change)
    return plan


def _conflict(plan: Plan, head: int, change: Change | None) -> ConflictError:
    """Return what happened since a step, and where it meets what the sender wants."""
    parents = dict(plan.steps.values_list("pk", "parent_id"))
    now_path, sent_path = _path(parents, plan.head_id), _path(parents, head)
    made = [step for step in now_path if step not in set(sent_path)][:MOST_SHOWN]
    since = list(plan.steps.filter(pk__in=made).select_related("actor").defer("sheet").order_by("-pk"))
    sent = plan.steps.filter(pk=head).first()
    if sent is None or plan.head is None:
        return ConflictError(plan, sent, since, False, (), ())
    seen, now = Sheet.from_json(sent.sheet), Sheet.from_json(plan.head.sheet)
    theirs = changed(seen, now)
    both = tuple(sorted(set(theirs) & set(_wanted(seen, change))))
    return ConflictError(plan, sent, since, head not in now_path, theirs, both)


def _path(parents: Mapping[int, int | None], step: int | None) -> list[int]:
    """Return a step and all before it, the newest first; nothing for a step that is none."""
    path = []
    while step is not None and step in parents:
        path.append(step)
        step = parents[step]
    return path


def _wanted(seen: Sheet, change: Change | None) -> tuple[int, ...]:
    """Return the units that the sender wanted to change; none if it could not be done anyway."""
    if change is None:
        return ()
    try:
        return changed(seen, change(seen))
    except SheetRefused:
        return ()
