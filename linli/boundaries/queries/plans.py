"""The plans of a split, side by side: how many communities, how large, what is still to be mended."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from linli.boundaries.models import Lock, Plan, Project
from linli.boundaries.queries.desk import drawn_in, problem_of
from linli.boundaries.queries.projects import EDITABLE, base_of, may_on
from linli.boundaries.rules.checks import examine
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.districting.problem import ProblemError

MOST = 30
"""Plans of a split that are examined; of further ones only the name is shown."""


@dataclass(frozen=True)
class PlanRow:
    """One plan in figures. wrong, incomplete: findings; is_chosen: residents see it and the district approves it."""

    plan: Plan
    communities: int
    least: int
    most: int
    free: int
    wrong: int
    incomplete: int
    is_chosen: bool


def for_project(project: Project, user: Any) -> dict[str, Any]:
    """Return what the part on plans of a project's page shows."""
    plans = list(project.plans.select_related("head", "changed_by", "copied_from").order_by("pk"))
    lying = [plan for plan in plans if not plan.is_archived]
    is_mine = may_on(project, user, "boundaries.edit")
    return {
        "plan_rows": _rows(project, lying[:MOST]),
        "more_plans": lying[MOST:],
        "archived_plans": [plan for plan in plans if plan.is_archived],
        "may_edit_plans": is_mine and project.state in EDITABLE,
    }


def _rows(project: Project, plans: list[Plan]) -> list[PlanRow]:
    """Return plans in figures; two queries, whatever their number."""
    locks = defaultdict(list)
    for lock in Lock.objects.filter(plan__in=plans).order_by("pk"):
        locks[lock.plan_id].append(lock)
    drawn = drawn_in(project)
    return [_row(project, plan, locks[plan.pk], drawn) for plan in plans if plan.head]


def _row(project: Project, plan: Plan, locks: list[Lock], drawn: Any) -> PlanRow:
    assert plan.head is not None
    sheet = Sheet.from_json(plan.head.sheet)
    labels = np.asarray(sheet.labels, np.int64)
    base = base_of(project)
    try:
        found = examine(problem_of(project, base, locks, drawn), sheet)
    except ProblemError:
        found = []
    settled = labels != FREE
    households = np.asarray([unit.households for unit in base.units], np.int64)
    sizes = np.bincount(labels[settled], households[settled]) if settled.any() else np.zeros(1)
    used = np.unique(labels[settled])
    sizes = sizes[used] if len(used) else np.zeros(1)
    wrong = sum(finding.is_wrong for finding in found)
    return PlanRow(
        plan=plan,
        communities=len(used),
        least=int(sizes.min()),
        most=int(sizes.max()),
        free=int((~settled).sum()),
        wrong=wrong,
        incomplete=len(found) - wrong,
        is_chosen=plan.pk == project.chosen_id,
    )
