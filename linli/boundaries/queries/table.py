"""The live table of a plan: what each community is and has, and what the plan is worth as a whole."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from linli.boundaries.models import Run
from linli.boundaries.queries.desk import Desk
from linli.boundaries.queries.norms import equipment_on
from linli.boundaries.rules.measures import reference_of, weights_of
from linli.boundaries.rules.sheet import FREE
from linli.boundaries.rules.table import Line, Sources, lines_of
from linli.boundaries.terms import RunKind, RunState
from linli.districting import Problem, Reference, Weights
from linli.districting.objective import Judgement
from linli.districting.problem import Ints
from linli.districting.rescoring import Score, rescore

WHOLE = ("J", "cut_m", "cut_edges", "barrier_share", "barrier_crossed_m")
"""Criteria in which boundaries with units that are still free count."""
_RECENT: deque[Score] = deque(maxlen=16)
"""Scores made last: the score after an edit is made from the one before it."""


@dataclass(frozen=True)
class Table:
    """A plan's figures. on: the day whose standards count; reference: what the eight terms are measured by."""

    desk: Desk
    on: date
    reference: Reference | None

    @cached_property
    def score(self) -> Score:
        """Return the score of the plan, FREE counting as a community of its own."""
        weights = weights_of(self.desk.plan.project.weights)
        return score_of(self.desk.problem, self.desk.labels, self.reference, weights)

    @cached_property
    def lines(self) -> list[Line]:
        """Return the communities by number."""
        desk = self.desk
        sources = Sources(desk.base, desk.problem, self.score, desk.heirs, equipment_on(self.on))
        return lines_of(desk.sheet, sources)

    @cached_property
    def criteria(self) -> dict[str, float]:
        """Return every criterion of the plan by the yardstick's names; empty while no unit has a community."""
        settled = {number: facts for number, facts in self.score.facts.items() if number != FREE}
        if not settled:
            return {}
        found = Score(self.score.desk, self.score.labels, settled).criteria
        return found | {name: self.score.criteria[name] for name in WHOLE}

    @cached_property
    def terms(self) -> list[Judgement]:
        """Return the eight terms; none while units are free, or while no plan is known to measure by."""
        return [] if self.reference is None or FREE in self.score.facts else self.score.judge()

    @property
    def free(self) -> int:
        """Return how many units belong to no community yet."""
        return int((self.desk.labels == FREE).sum())


def table_of(desk: Desk, on: date) -> Table:
    """Return the table of a plan by the standards in force on a day."""
    return Table(desk, on, reference_for(desk))


def reference_for(desk: Desk) -> Reference | None:
    """Return what the terms are measured by: the cheapest of the plans the engine proposed last; None without."""
    runs = Run.objects.filter(project_id=desk.plan.project_id, kind=RunKind.PROPOSE, state=RunState.DONE)
    newest = runs.order_by("-pk").values_list("pk", flat=True).first()
    labels = _proposed(newest) if newest else ()
    return _reference(desk.problem, labels)


@lru_cache(maxsize=8)
def _proposed(run_id: int) -> tuple[tuple[int, ...], ...]:
    """Return the labels of the plans of a run that is done; they never change."""
    result = Run.objects.values_list("result", flat=True).get(pk=run_id)
    return tuple(tuple(choice["labels"]) for choice in result.get("choices", []))


def _reference(problem: Problem, proposed: Sequence[Sequence[int]]) -> Reference | None:
    return reference_of(problem, [np.asarray(labels, np.int64) for labels in proposed if len(labels) == problem.n])


def score_of(problem: Problem, labels: Ints, reference: Reference | None, weights: Weights) -> Score:
    """
    Return the score of a plan, made from that of a plan almost the same where one is at hand.

    Of a plan with k communities a move makes two rows anew, so up to k / 2 moves are faster than k rows.
    """
    near, units = _nearest(problem, labels, reference, weights)
    if near is None or 2 * len(units) > len(near.facts):
        score = Score.of(problem, labels, reference=reference, weights=weights)
    else:
        score = near
        for unit in units.tolist():
            score = rescore(score, unit, int(labels[unit]))
    if score is not near:
        _RECENT.append(score)
    return score


def _nearest(
    problem: Problem, labels: Ints, reference: Reference | None, weights: Weights
) -> tuple[Score | None, Ints]:
    """Return the recent score of the same problem that differs in fewest units, and these units."""
    best: Score | None = None
    units = np.empty(0, np.int64)
    for score in reversed(tuple(_RECENT)):
        desk = score.desk
        if desk.problem is not problem or desk.reference != reference or desk.weights != weights:
            continue
        differing = np.flatnonzero(score.labels != labels)
        if best is None or len(differing) < len(units):
            best, units = score, differing
    return best, units
