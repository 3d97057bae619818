"""Plans of a project side by side: every figure, who is best at what, who is beaten, and who changes community."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from linli.boundaries.models import Plan, Project, Run
from linli.boundaries.queries.desk import Desk, open_desk
from linli.boundaries.queries.runs import Row, row_of, say
from linli.boundaries.queries.table import reference_for
from linli.boundaries.rules.measures import (
    ALL,
    CRITERIA,
    NEITHER,
    TERMS,
    WEIGHED,
    Measure,
    best_of,
    figures_of,
    reference_of,
    weights_of,
)
from linli.boundaries.rules.pareto import Chart, beaten_by, draw
from linli.boundaries.rules.sheet import FREE
from linli.boundaries.terms import RunKind, RunState
from linli.districting.difference import renumbered
from linli.values import noop

RECENT = 10
"""Proposals that are looked through for a proven bound."""
AXES = tuple(measure for measure in (*CRITERIA, *TERMS) if measure.better != NEITHER)
DEAR = noop("No plan can have cheaper boundaries: this is proven.")
DEAR_WITH_LOCKS = noop("No plan that keeps what this one keeps together or apart can have cheaper boundaries: proven.")
BEHIND = noop("No plan can do better than %(share).1f %% on the cost of boundaries.")
BEHIND_WITH_LOCKS = noop(
    "No plan that keeps what this one keeps together or apart can do better than %(share).1f %% on the cost of "
    "boundaries."
)
OPTIMAL = 1e-5


@dataclass(frozen=True)
class Column:
    """
    One plan among others. figures: by code, empty while the plan is not complete. best_at: measures in which no other
    plan is better; said: what the engine said it is best at; beaten_by: name of a plan that is better in everything.
    """

    plan: Plan
    desk: Desk
    figures: Mapping[str, float]
    best_at: Sequence[str]
    said: Sequence[str]
    beaten_by: str
    gap: str


@dataclass(frozen=True)
class Changed:
    """One unit that two plans put into different communities."""

    number: int
    name: str
    households: int
    one: str
    other: str


class Comparison:
    """Some plans of a project side by side. plans: in the order in which they are shown."""

    def __init__(self, project: Project, plans: Sequence[Plan]) -> None:
        self.project = project
        self.desks = [open_desk(plan) for plan in plans]

    @cached_property
    def figures(self) -> list[dict[str, float]]:
        """Return the figures of every plan; empty where units belong to no community."""
        if not self.desks:
            return []
        problem = self.desks[0].problem
        reference = reference_for(self.desks[0]) or reference_of(problem, [desk.labels for desk in self.desks])
        weights = weights_of(self.project.weights)
        return [figures_of(problem, desk.labels, reference, weights) for desk in self.desks]

    @cached_property
    def columns(self) -> list[Column]:
        """Return the plans, each with what it is best at."""
        beaten = self._beaten()
        best = {code: best_of(ALL[code], [each.get(code) for each in self.figures]) for code in WEIGHED}
        bounds = bounds_of(self.project)
        return [
            Column(
                desk.plan,
                desk,
                figures,
                [_(ALL[code].label) for code in WEIGHED if best[code][at]],
                [say(each) for each in desk.plan.best_at],
                beaten[at],
                _gap(desk, figures, bounds),
            )
            for at, (desk, figures) in enumerate(zip(self.desks, self.figures, strict=True))
        ]

    def _beaten(self) -> list[str]:
        """Return for every plan the name of one that is nowhere worse and somewhere better, else ""."""
        places = [at for at, each in enumerate(self.figures) if each]
        found = beaten_by([[self.figures[at][code] for code in WEIGHED] for at in places])
        names = [""] * len(self.desks)
        for at, by in zip(places, found, strict=True):
            names[at] = "" if by is None else self.desks[places[by]].plan.name
        return names

    @property
    def criteria(self) -> list[Row]:
        """Return the table of criteria."""
        return [self._row(measure) for measure in CRITERIA]

    @property
    def terms(self) -> list[Row]:
        """Return the table of the eight terms and their weighted sum."""
        return [self._row(measure) for measure in TERMS]

    def _row(self, measure: Measure) -> Row:
        return row_of(measure, [each.get(measure.code) for each in self.figures])

    def chart(self, x: str, y: str) -> Chart | None:
        """Return the chart of two measures, None while no plan is complete."""
        complete = [at for at, each in enumerate(self.figures) if each]
        if not complete:
            return None
        points = [(self.figures[at][x], self.figures[at][y]) for at in complete]
        return draw(ALL[x], ALL[y], points, [self.desks[at].plan.name for at in complete])

    @property
    def complete(self) -> list[Column]:
        """Return the plans that stand in the chart, in its order."""
        return [column for column in self.columns if column.figures]


@dataclass(frozen=True)
class Bound:
    """No plan that keeps these pairs of units together and apart has a J below the value."""

    value: float
    together: Sequence[Sequence[int]]
    apart: Sequence[Sequence[int]]

    def holds_for(self, desk: Desk) -> bool:
        """Return whether a plan is one of those the bound is about."""
        labels = desk.sheet.labels
        kept = all(labels[a] == labels[b] for a, b in self.together)
        return kept and all(labels[a] != labels[b] for a, b in self.apart)


def bounds_of(project: Project) -> list[Bound]:
    """Return what is proven of all plans of the project as it is set now; nothing where a proof knew locked units."""
    runs = Run.objects.filter(project=project, kind=RunKind.PROPOSE, state=RunState.DONE).order_by("-pk")
    task = [project.low, project.high, project.wished]
    kept = [result for result in runs.values_list("result", flat=True)[:RECENT] if result.get("task") == task]
    return [
        Bound(result["bound"], result["pairs"]["together"], result["pairs"]["apart"])
        for result in kept
        if result.get("bound") is not None and result.get("is_bound_for_all")
    ]


def _gap(desk: Desk, figures: Mapping[str, float], bounds: Sequence[Bound]) -> str:
    """Return in words how much cheaper any plan could be; "" where nothing is known."""
    fitting = [bound for bound in bounds if bound.holds_for(desk)]
    if not figures or not fitting:
        return ""
    best = max(fitting, key=lambda bound: bound.value)
    gap = (figures["J"] - best.value) / max(figures["J"], OPTIMAL)
    has_pairs = bool(best.together or best.apart)
    if gap <= OPTIMAL:
        return _(DEAR_WITH_LOCKS if has_pairs else DEAR)
    return _(BEHIND_WITH_LOCKS if has_pairs else BEHIND) % {"share": 100 * gap}


def changes_of(one: Desk, other: Desk) -> list[Changed]:
    """
    Return the units that change community between two plans of a project, those with most households first.

    Communities of the second are taken for those of the first with which they share most households.
    """
    households = np.asarray([unit.households for unit in one.base.units], np.int64)
    known = other.labels != FREE
    matched = np.full(len(households), FREE, np.int64)
    matched[known] = renumbered(households[known], one.labels[known], other.labels[known], taken=one.sheet.names)
    none = _("no community")
    mine, theirs, units = one.called, other.called, one.base.units
    rows = [
        Changed(
            int(at),
            units[at].name,
            units[at].households,
            mine.get(int(one.labels[at]), none),
            theirs.get(int(other.labels[at]), none),
        )
        for at in np.flatnonzero(matched != one.labels)
    ]
    return sorted(rows, key=lambda row: (-row.households, row.number))
