"""Plans begin, and every change of them is a step."""

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import Plan, Project, Step
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.terms import EditAct
from linli.foundation import audit


@transaction.atomic
def begin_plan(*, project: Project, name: str, sheet: Sheet, actor: Any, now: datetime, **facts: Any) -> Plan:
    """Begin a plan of a project with its first step. facts: further columns of the plan."""
    plan = Plan.objects.create(project=project, name=name, made_by=actor, made_at=now, **facts)
    add_step(plan=plan, act=EditAct.START, sheet=sheet, params={}, actor=actor, now=now)
    audit.record(actor=actor, action="boundaries.edit", subject=project, at=now, note=name)
    return plan


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
