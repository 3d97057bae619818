"""Plans begin, are copied, named and put away, and every change of them is a step."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.boundaries.models import Lock, Plan, Project, Step
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.rules.sheet import Sheet, SheetRefused
from linli.boundaries.services.conflicts import Change
from linli.boundaries.terms import EditAct
from linli.foundation import audit
from linli.values import noop

NUMBERED = re.compile(r" \(\d+\)$")
"""The number behind the name of a copy."""


@transaction.atomic
def begin_plan(*, project: Project, name: str, sheet: Sheet, actor: Any, now: datetime, **facts: Any) -> Plan:
    """Begin a plan of a project with its first step. facts: further columns of the plan."""
    plan = Plan.objects.create(project=project, name=name, made_by=actor, made_at=now, **facts)
    add_step(plan=plan, act=EditAct.START, sheet=sheet, params={}, actor=actor, now=now)
    audit.record(actor=actor, action="boundaries.edit", subject=project, at=now, note=name)
    return plan


@transaction.atomic
def new_plan(*, project: Project, name: str, sheet: Sheet, actor: Any, now: datetime) -> Plan:
    """Begin a plan under a name of its own, "" for one that is free. Raises SheetRefused."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    _refuse_closed(project)
    name = _fresh_name(project, name) if name.strip() else _next_name(project, _("Plan"))
    return begin_plan(project=project, name=name, sheet=sheet, actor=actor, now=now)


def add_step(*, plan: Plan, act: EditAct, sheet: Sheet, params: dict[str, Any], actor: Any, now: datetime) -> Step:
    """Put a new state on top of a plan, within the transaction of the caller, who has locked the plan."""
    step = Step.objects.create(
        plan=plan, parent=plan.head, act=act, params=params, sheet=sheet.to_json(), actor=actor, at=now
    )
    move_head(plan=plan, step=step, actor=actor, now=now)
    return step


def move_head(*, plan: Plan, step: Step, actor: Any, now: datetime) -> None:
    """Make a step the present state of a plan, within the transaction of the caller, who has locked the plan."""
    plan.head, plan.changed_by, plan.changed_at = step, actor, now
    plan.save(update_fields=["head", "changed_by", "changed_at"])


@transaction.atomic
def copy_plan(
    *, plan_id: int, step_id: int | None, actor: Any, now: datetime, name: str = "", then: Change | None = None
) -> Plan:
    """
    Copy a plan as it was at a step, with its locks, under a name of its own.

    step_id: of the plan, None for the present one. name: "" for that of the plan with a number behind it.
    then: what else is done to the copy at once. Raises SheetRefused.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("project", "head").get(pk=plan_id)
    _refuse_closed(plan.project)
    step = plan.head if step_id is None else plan.steps.filter(pk=step_id).first()
    if step is None:
        raise SheetRefused("no_such_step", noop("There is no such step in this plan."))
    sheet = Sheet.from_json(step.sheet)
    name = _fresh_name(plan.project, name) if name else _next_name(plan.project, plan.name)
    copy = Plan.objects.create(project=plan.project, name=name, copied_from=plan, made_by=actor, made_at=now)
    first = {"plan": plan.pk, "step": step.pk}
    add_step(plan=copy, act=EditAct.START, sheet=then(sheet) if then else sheet, params=first, actor=actor, now=now)
    Lock.objects.bulk_create(
        Lock(plan=copy, kind=row.kind, first=row.first, second=row.second, note=row.note, actor=row.actor, at=row.at)
        for row in plan.locks.select_related("actor")
    )
    details = {"plan": plan.pk, "step": step.pk}
    audit.record(actor=actor, action="boundaries.copy", subject=copy, at=now, note=name, details=details)
    return copy


@transaction.atomic
def rename_plan(*, plan_id: int, name: str, actor: Any, now: datetime) -> Plan:
    """Give a plan another name. Raises SheetRefused if the project has a plan of that name."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("project").get(pk=plan_id)
    _refuse_closed(plan.project)
    before, plan.name = plan.name, _fresh_name(plan.project, name, but=plan.pk)
    plan.save(update_fields=["name"])
    details = {"before": {"name": before}, "after": {"name": plan.name}}
    audit.record(actor=actor, action="boundaries.rename_plan", subject=plan, at=now, note=plan.name, details=details)
    return plan


@transaction.atomic
def put_away(*, plan_id: int, is_archived: bool, actor: Any, now: datetime) -> Plan:
    """Put a plan away, or take it out again; nothing is deleted. Raises SheetRefused for the chosen plan."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("project").get(pk=plan_id)
    _refuse_closed(plan.project)
    if is_archived and plan.project.chosen_id == plan.pk:
        raise SheetRefused("chosen", noop("The chosen plan cannot be put away. Choose another one first."))
    plan.is_archived = is_archived
    plan.save(update_fields=["is_archived"])
    action = "boundaries.put_away" if is_archived else "boundaries.take_out"
    audit.record(actor=actor, action=action, subject=plan, at=now, note=plan.name)
    return plan


def _refuse_closed(project: Project) -> None:
    """Refuse what changes the plans of a split that is on its way to approval. Raises SheetRefused."""
    if project.state not in EDITABLE:
        text = noop("Plans can be changed only while the split is a draft or residents are consulted.")
        raise SheetRefused("not_editable", text)


def _fresh_name(project: Project, name: str, but: int = 0) -> str:
    """Return a plan's name tidied. Raises SheetRefused if it is empty or taken."""
    name = " ".join(name.split())[:60]
    if not name:
        raise SheetRefused("no_name", noop("Give the plan a name."))
    if project.plans.filter(name=name).exclude(pk=but).exists():
        raise SheetRefused("plan_name_twice", noop("There already is a plan “%(name)s”."), name=name)
    return name


def _next_name(project: Project, name: str) -> str:
    """Return a free name for a plan: the given one without the number behind it, with the least free number."""
    taken = set(project.plans.values_list("name", flat=True))
    stem = NUMBERED.sub("", name)[:54]
    numbered = (f"{stem} ({number})" for number in range(2, len(taken) + 3))
    return next(each for each in (stem, *numbered) if each not in taken)
