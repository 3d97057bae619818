"""How a case stands: its tasks, running clocks and open requests, and what the guard must know of them. Reads only."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from linli.cases import access
from linli.cases.models import Adjustment, Case, Revisit, StageClock, Task
from linli.cases.queries import policy
from linli.cases.rules import clocks as timing
from linli.cases.rules import desks, guard, revisits, sampling
from linli.cases.rules.limits import Policy
from linli.cases.rules.table import TABLE
from linli.cases.terms import OPEN_TASKS, Act, AdjustmentKind, AdjustmentState, Stage, State, TaskKind, TaskState
from linli.organisations.terms import OrganisationKind

HANDLING = (Act.SIGN, Act.ANSWER, Act.SELF_HANDLE, Act.FINISH)
"""Whoever did one of these handled the case."""


class Standing:
    """
    One case seen by one person at one moment.

    Lists are read when first needed; a new case has empty ones.
    """

    def __init__(self, case: Case, *, actor: Any, now: datetime, by_reporter: bool = False) -> None:
        """Take the case as it is; `actor` is None for reporters and jobs."""
        self.case, self.actor, self.by_reporter = case, actor, by_reporter
        self.now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        if case._state.adding:
            self.tasks, self.clocks, self.requests, self.revisits = [], [], [], []

    @cached_property
    def tasks(self) -> list[Task]:
        """Return all tasks with their units."""
        return self._keep(self.case.tasks.select_related("unit").order_by("pk"))

    @cached_property
    def clocks(self) -> list[StageClock]:
        """Return the clocks that have not ended."""
        rows = StageClock.objects.filter(event__case_id=self.case.pk, ended_at__isnull=True)
        return self._keep(rows.select_related("event", "task").order_by("pk"))

    @cached_property
    def requests(self) -> list[Adjustment]:
        """Return every request ever made; there are few."""
        return self._keep(self.case.adjustments.select_related("event").order_by("pk"))

    @cached_property
    def revisits(self) -> list[Revisit]:
        """Return the re-visit that is still to be made, if there is one; only closed cases of recurring kinds have."""
        case, kind = self.case, self.case.category
        recurs = case.state is State.CLOSED and kind is not None and bool(kind.revisit_days)
        return self._keep(case.revisits.filter(done_at__isnull=True) if recurs else ())

    def _keep(self, rows: Any) -> list[Any]:
        """Return rows as a list; whoever changes them remembers how they were."""
        return list(rows)

    @cached_property
    def policy(self) -> Policy:
        """Return the policy of time in force."""
        return policy.get_policy(self.now)

    @cached_property
    def calendar(self) -> timing.Calendar:
        """Return the working calendar."""
        return policy.get_calendar()

    def facts(self) -> guard.Facts:
        """Return what the guard must know of the case."""
        case, category = self.case, self.case.category
        facts = guard.Facts(
            state=case.state,
            owner_class=case.owner_class,
            open_assists=sum(1 for task in self.open_tasks if task.kind is TaskKind.ASSIST),
            coordination=self.coordination,
            is_held=case.is_held,
            was_held=any(request.kind is AdjustmentKind.HOLD and request.decided_at for request in self.granted),
            is_overdue=any(timing.is_breached(clock, self.now) for clock in self.clocks if clock.stage is Stage.HANDLE),
            is_unsafe=any(clock.stage is Stage.SAFE for clock in self.clocks),
            extensions=case.extensions,
            extensions_max=self.policy.extensions_max,
            pending=frozenset(request.kind for request in self.pending),
        )
        if case.state is State.CLOSED:
            facts = replace(facts, may_revisit=self.may_revisit)
        if case.state is State.ANSWERED:
            facts = replace(facts, is_drawn=is_drawn(case))
        return replace(facts, **category_facts(category)) if category is not None else facts

    @property
    def may_revisit(self) -> bool:
        """Return whether a re-visit of the case waits to be made now."""
        return any(revisits.is_due(self.now, from_at=one.from_at, done_at=one.done_at) for one in self.revisits)

    def attempt(self, act: Act, **brought: Any) -> guard.Attempt:
        """Return who tries an act with what; `brought` overrides and adds."""
        action, person, unit = TABLE[act].action, self.actor, self.case.unit
        if person is None:
            nobody = {"may": False, "by_reporter": self.by_reporter, "by_system": not self.by_reporter}
            return guard.Attempt(act, **(brought | nobody))
        if "may" not in brought:
            brought["may"] = self.may(action)
        known = {
            "level": access.level_of(person),
            "in_unit": unit is not None and access.belongs_to(person, unit.path),
            "acts_for_unit": unit is not None and access.acts_for(person, action, unit.path),
            "is_lead": person.may("cases.rework"),
        }
        return guard.Attempt(act, **(known | brought))

    def may(self, action: str) -> bool:
        """Return whether the actor may do the action on this case; the same test as the scope of lists."""
        holder = self.case.holder if self.case.ended_at is None else None
        units = [holder, *(task.unit for task in self.tasks)]
        paths = [unit.path for unit in units if unit is not None]
        return access.covers(self.actor, action, area_path=self.case.area.path, unit_paths=paths)

    @property
    def open_tasks(self) -> list[Task]:
        """Return the tasks that units still work on."""
        return [task for task in self.tasks if task.state in OPEN_TASKS]

    @property
    def main_task(self) -> Task | None:
        """Return the leading unit's task, the newest one."""
        return next((task for task in reversed(self.tasks) if task.kind is TaskKind.MAIN), None)

    @property
    def pending(self) -> list[Adjustment]:
        """Return the requests that wait for a decision."""
        return [request for request in self.requests if request.state is AdjustmentState.ASKED]

    @property
    def granted(self) -> list[Adjustment]:
        """Return the requests that were granted, ended ones too."""
        return [one for one in self.requests if one.state in (AdjustmentState.GRANTED, AdjustmentState.ENDED)]

    def request(self, kind: AdjustmentKind) -> Adjustment | None:
        """Return the open request of a kind."""
        return next((request for request in self.pending if request.kind is kind), None)

    @property
    def coordination(self) -> Any:
        """Return the level that refusals have lifted the case to."""
        if self.case.refusals < desks.STREET_REFUSALS:
            return None
        streets = {street_of(task.unit) for task in self.tasks if task.state is TaskState.REFUSED} - {""}
        return desks.coordination_level(self.case.refusals, two_streets=len(streets) > 1)

    def asked_by(self, kind: AdjustmentKind) -> bool:
        """Return whether the actor made the open request of a kind, or approved it first."""
        request = self.request(kind)
        if request is None or self.actor is None:
            return False
        return self.actor.pk in {request.event.actor_id, *request.approvals}

    def has_assist_of_actor(self) -> bool:
        """Return whether the actor's unit has an open assisting task."""
        home = self.actor.home_unit if self.actor is not None else None
        helping = [task.unit_id for task in self.open_tasks if task.kind is TaskKind.ASSIST]
        return home is not None and home.pk in helping

    def handled_by_actor(self) -> bool:
        """Return whether the actor handled the case in any round."""
        if self.actor is None:
            return False
        if any(task.handler_id == self.actor.pk for task in self.tasks):
            return True
        return self.case.events.filter(act__in=HANDLING, actor_id=self.actor.pk).exists()


def category_facts(category: Any) -> dict[str, Any]:
    """Return what the policy of a category adds to the facts."""
    return {
        "closed_acts": frozenset(category.closed_acts),
        "needs_photo": category.needs_photo,
        "needs_after_photo": category.needs_after_photo,
        "needs_lead": category.needs_lead,
        "desk_check": category.desk_check,
    }


def is_drawn(case: Case) -> bool:
    """Return whether the present answer is drawn for a check on site, by the policy of the day of the report."""
    known = policy.get_policy(case.reported_at)
    return sampling.is_drawn(
        reported_at=case.reported_at, round=case.round, share=known.check_share, seed=known.check_seed
    )


def street_of(unit: Any) -> str:
    """Return the path of the subdistrict an office or committee belongs to; empty for other units."""
    if unit.kind == OrganisationKind.SUBDISTRICT_OFFICE:
        return str(unit.area.path)
    return str(unit.area.path[:-4]) if unit.kind == OrganisationKind.RESIDENTS_COMMITTEE else ""
