"""What the engine was asked and what it said: which of it a person may see, the task it makes, the answer in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.boundaries.models import Plan, Project, Run, Step
from linli.boundaries.queries.desk import Desk, open_desk, problem_of
from linli.boundaries.queries.projects import base_of
from linli.boundaries.queries.table import reference_for
from linli.boundaries.rules.measures import ALL, WEIGHED, Measure, best_of, is_better, weights_of
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.rules.task import Task
from linli.boundaries.terms import RunState
from linli.districting import ProblemError
from linli.districting.checks import check
from linli.districting.part import cut_out
from linli.foundation.access import within
from linli.values import Reason

MOVES_SHOWN = 200
"""Units of one choice that are listed; of more only the number is told."""
SHOWN = ("k", *WEIGHED, "total")
"""Figures that a choice shows."""
LATEST = 5
"""Pieces of work that lists of them show."""
Kept = Mapping[str, Any]


def visible_runs(user: Any, action: str = "boundaries.view") -> QuerySet[Run]:
    """Return the work of the engine on whose project the user may do the action."""
    runs = Run.objects.select_related(
        "project", "project__area", "plan", "plan__project", "plan__head", "step", "actor"
    )
    return within(runs, user, action, area="project__area__path", units=())


def latest_runs(**about: Any) -> list[Run]:
    """Return what the engine was asked last, newest first, without its answers. about: plan= or project=."""
    return list(Run.objects.filter(**about).select_related("actor").defer("result").order_by("-pk")[:LATEST])


def sheet_of(project: Project, plan: Plan | None, step: Step | None = None) -> Sheet:
    """Return the sheet that work starts from: a plan's step, or its head; without a plan the present communities."""
    if plan is None:
        return Sheet.of(unit.community for unit in base_of(project).units)
    step = step or plan.head
    return Sheet.from_json(step.sheet) if step else Sheet.of([])


def likely_parts(plan: Plan, community: int) -> int:
    """Return into how many parts a community is likely to be split: as few as the bounds allow, at least two."""
    units, sheet = base_of(plan.project).units, sheet_of(plan.project, plan)
    households = sum(units[unit].households for unit in sheet.units_of(community))
    return min(9, max(2, -(-households // plan.project.high)))


def desk_of(run: Run, labels: Sequence[int] | None = None) -> Desk:
    """Return the plan the work started from as it lay on the desk then; or with other labels, and without locks."""
    sheet = sheet_of(run.project, run.plan, run.step)
    if labels is not None:
        sheet = sheet.relabel(labels)
    if run.plan is not None:
        return open_desk(run.plan, sheet, None if labels is None else ())
    return Desk(Plan(project=run.project), base_of(run.project), sheet, [])


def task_of(run: Run, tell: Callable[[float], None]) -> Task:
    """Return the work as the engine takes it. Raises ProblemError."""
    desk = desk_of(run)
    return Task(
        problem=desk.problem,
        labels=desk.labels,
        locks=desk.fixed,
        params=run.params,
        weights=weights_of(run.project.weights),
        has_plan=run.plan is not None,
        reference=reference_for(desk),
        tell=tell,
    )


def obstacles(project: Project, plan: Plan | None = None) -> list[Reason]:
    """
    Return why no plan can exist, one sentence a cause, before anything is searched; none is no promise.

    plan: whose locks are to be kept. Needs nothing compiled and answers within a second.
    """
    locks = list(plan.locks.order_by("pk")) if plan else []
    try:
        problem = problem_of(project, base_of(project), locks)
        if plan is None or not locks:
            return check(problem)
        desk = open_desk(plan)
        open_ones = {*np.unique(desk.labels).tolist()} - {*desk.fixed.communities.tolist()}
        if not open_ones:
            return []
        wished = problem.wished
        if wished is not None:
            wished = max(1, wished - len(np.intersect1d(desk.fixed.communities, desk.labels)))
        return check(cut_out(problem, desk.labels, open_ones, desk.fixed, wished=wished).problem)
    except ProblemError as error:
        return [error.reason]


# The answer in words


def say(kept: Kept, called: Mapping[int, str] | None = None) -> str:
    """Return a kept sentence in the language of the page. called: what the communities in it are called."""
    text, params = _(kept["text"]), dict(kept["params"])
    if called and isinstance(params.get("community"), int):
        text = text.replace("C%(community)s", "%(community)s")
        params["community"] = called.get(params["community"], params["community"])
    return text % params if params else text


@dataclass(frozen=True)
class Moved:
    """One unit that changes its community: its names, and how many households live in it."""

    unit: str
    households: int
    before: str
    after: str


@dataclass(frozen=True)
class Figure:
    """One figure before and after; is_better: None where it stays, or where no way is better."""

    label: str
    before: str
    after: str
    is_better: bool | None


@dataclass(frozen=True)
class Cell:
    """One figure of one plan as people read it, and whether it is the best of its row."""

    text: str
    is_best: bool


@dataclass(frozen=True)
class Row:
    """One measure of several plans."""

    label: str
    hint: str
    cells: Sequence[Cell]


def row_of(measure: Measure, values: Sequence[float | None]) -> Row:
    """Return a measure of several plans, with the best marked."""
    best = best_of(measure, values)
    cells = [Cell(measure.say(value), is_best) for value, is_best in zip(values, best, strict=True)]
    return Row(_(measure.label), _(measure.hint) if measure.hint else "", cells)


@dataclass(frozen=True)
class Choice:
    """One choice of the engine in words. kept: as the engine gave it; run: with the figures before."""

    run: Run
    number: int
    kept: Kept
    before: Desk

    @cached_property
    def after(self) -> Desk:
        """Return the desk with this choice on it."""
        return desk_of(self.run, self.kept["labels"])

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.kept["name"] or _("Way %(number)s") % {"number": self.number + 1}

    @property
    def households(self) -> int:
        """Return how many households change their community."""
        return int(self.kept["households"])

    @property
    def count(self) -> int:
        """Return how many units change their community."""
        return len(self.kept["moves"])

    @property
    def best_at(self) -> list[str]:
        """Return what it is best at."""
        return [say(each) for each in self.kept["best_at"]]

    @property
    def findings(self) -> list[tuple[str, bool]]:
        """Return what is still to be mended: sentence, and whether it is wrong rather than incomplete."""
        return [(say(each, self.after.called), each["wrong"]) for each in self.kept["findings"]]

    @property
    def moves(self) -> list[Moved]:
        """Return the units that move, those with most households first."""
        units, left, reached = self.before.base.units, self.before.called, self.after.called
        none = _("no community")
        rows = [
            Moved(units[unit].name, units[unit].households, left.get(old, none), reached.get(new, none))
            for unit, old, new in self.kept["moves"]
        ]
        return sorted(rows, key=lambda row: -row.households)[:MOVES_SHOWN]

    @property
    def more(self) -> int:
        """Return how many units that move are not listed."""
        return max(0, self.count - MOVES_SHOWN)

    @property
    def figures(self) -> list[Figure]:
        """Return the figures that matter most, before and after."""
        before, after = self.run.result.get("before", {}), self.kept["figures"]
        return [
            Figure(
                _(ALL[code].label),
                ALL[code].say(before.get(code)),
                ALL[code].say(after[code]),
                is_better(ALL[code], before[code], after[code]) if code in before else None,
            )
            for code in SHOWN
            if code in after
        ]


@dataclass(frozen=True)
class Told:
    """A run in words, for its page, the desk and JSON."""

    run: Run

    @cached_property
    def choices(self) -> list[Choice]:
        """Return what can be chosen, the best first."""
        kept = self.run.result.get("choices", [])
        if not kept:
            return []
        desk = desk_of(self.run)
        return [Choice(self.run, number, each, desk) for number, each in enumerate(kept)]

    @property
    def rows(self) -> list[Row]:
        """Return the figures of several choices side by side; nothing for a single one."""
        figures = [choice.kept["figures"] for choice in self.choices]
        if len(figures) < 2 or not all(figures):
            return []
        return [row_of(ALL[code], [each[code] for each in figures]) for code in ("k", "minhh", "maxhh", *SHOWN[1:])]

    @property
    def notes(self) -> list[str]:
        """Return the sentences above the choices, and why there is none."""
        notes = [say(each) for each in self.run.result.get("notes", [])]
        return notes + ([say(self.run.message)] if self.run.message else [])

    @property
    def is_open(self) -> bool:
        """Return whether it still waits or runs."""
        return self.run.state in (RunState.WAITING, RunState.RUNNING)

    @property
    def percent(self) -> int:
        """Return how much is done."""
        return round(100 * self.run.progress)

    @property
    def is_current(self) -> bool:
        """Return whether the plan is still as it was when the work began, so that a choice can be taken over."""
        plan = self.run.plan
        return plan is not None and plan.head_id == self.run.step_id

    def to_json(self, html: str) -> dict[str, Any]:
        """Return what a script needs. html: the same in words."""
        return {
            "id": self.run.pk,
            "kind": self.run.kind.value,
            "state": self.run.state.value,
            "progress": self.run.progress,
            "text": " ".join([_(self.run.state.label), *self.notes]),
            "html": html,
            "choices": [
                {
                    "labels": each.kept["labels"],
                    "moves": each.kept["moves"],
                    "households": each.households,
                    "name": each.name,
                    "best_at": each.best_at,
                }
                for each in self.choices
            ],
            "bound": self.run.result.get("bound"),
            "gap": self.run.result.get("gap"),
        }
