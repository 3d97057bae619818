"""What the engine is asked and what an answer is made of; needs nothing compiled. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from linli.boundaries.rules.measures import figures_of
from linli.districting import Problem, Reference, Weights
from linli.districting.difference import Difference, Locks
from linli.districting.findings import Finding
from linli.districting.problem import Ints
from linli.values import Reason

Answer = dict[str, Any]
"""choices, before (figures of the plan it started from), notes (sentences), and of proposals bound, gap, proof."""


def _nobody(share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Task:
    """
    One thing asked of the engine.

    labels: (n,) the plan it starts from, FREE where a unit has no community; without a plan the present communities.
    has_plan: whether labels are somebody's plan. params: what was asked. reference: what terms are measured by, None
    where no plan is known yet. tell: is told the share done, 0 to 1, and may raise an error to stop the work.
    """

    problem: Problem
    labels: Ints
    locks: Locks = field(default_factory=Locks)
    params: Mapping[str, Any] = field(default_factory=dict)
    weights: Weights = field(default_factory=Weights)
    has_plan: bool = True
    reference: Reference | None = None
    tell: Callable[[float], None] = _nobody

    @property
    def seed(self) -> int:
        """Return the seed; the same one unless somebody asks for another."""
        return int(self.params.get("seed", 1))


def choice_of(task: Task, found: Difference, reference: Reference | None, **facts: Any) -> Answer:
    """Return one choice as JSON: the new labels, who moves, what is still to be mended, and the figures."""
    choice: Answer = {
        "labels": plain(found.labels),
        "moves": [[move.unit, move.before, move.after] for move in found.moves],
        "households": found.households,
        "findings": [_finding(each) for each in found.findings],
        "figures": figures_of(task.problem, found.labels, reference, task.weights),
        "best_at": [],
        "name": "",
    }
    return choice | facts


def _finding(finding: Finding) -> Answer:
    return told(finding.reason) | {
        "wrong": finding.is_wrong,
        "units": list(finding.units),
        "communities": list(finding.communities),
    }


def told(reason: Reason) -> Answer:
    """Return a reason as JSON."""
    return {"rule": reason.rule, "text": reason.text, "params": plain(reason.params)}


def said(rule: str, text: str, **params: Any) -> Answer:
    """Return a sentence as JSON."""
    return told(Reason(rule, text, params))


def plain(value: Any) -> Any:
    """Return arrays, numbers and mappings as JSON knows them."""
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)
