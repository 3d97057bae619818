"""
What the engine answers, one function for each kind of work. Pure.

It loads the compiled library: only the worker may import it, never a page. Answers are plain JSON: sentences as
{rule, text, params}, plans as labels under the numbers of the plan they started from.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from linli.boundaries.rules.measures import figures_of, reference_of
from linli.boundaries.rules.proposing import propose
from linli.boundaries.rules.task import Answer, Task, choice_of, said
from linli.districting.difference import Difference
from linli.districting.findings import examine_plan
from linli.districting.repair import repair
from linli.districting.reshaping import balance, improve_here, split
from linli.values import noop

NOTHING = {
    "improve": noop("The engine found nothing better here; the plan stays as it is."),
    "balance": noop("These two cannot be made more even: their units, their locks or contiguity do not allow it."),
    "split": noop("There is no way to split this community into %(parts)s contiguous parts that keep its locks."),
    "repair": noop("Nothing was changed: what is wrong cannot be mended while these locks hold."),
}
RIGHT = noop("There is nothing to repair: the plan keeps every hard rule.")


def answer(kind: str, task: Task) -> Answer:
    """Return what the engine has to say, as JSON. Raises KeyError for a kind that is none."""
    if kind == "propose":
        return propose(task)
    found = [each for each in WORK[kind](task) if each.moves]
    return _told(kind, task, found)


def _improve(task: Task) -> Sequence[Difference]:
    """Search some communities anew, or those around some units; one community alone stands for those around it."""
    units, communities = list(task.params.get("units", ())), list(task.params.get("communities", ()))
    if len(communities) == 1:
        units += np.flatnonzero(task.labels == communities[0]).tolist()
    if not units and not communities:
        communities = np.unique(task.labels).tolist()
    reference = task.reference or reference_of(task.problem, [task.labels])
    weights = None if reference is None else task.weights
    return [
        improve_here(
            task.problem,
            task.labels,
            units=units,
            communities=communities,
            locks=task.locks,
            weights=weights,
            reference=reference,
            seed=task.seed,
        )
    ]


def _balance(task: Task) -> Sequence[Difference]:
    one, other = task.params["communities"]
    return [balance(task.problem, task.labels, one, other, locks=task.locks, seed=task.seed)]


def _split(task: Task) -> Sequence[Difference]:
    (community,) = task.params["communities"]
    return split(task.problem, task.labels, community, task.params["parts"], locks=task.locks, seed=task.seed)


def _repair(task: Task) -> Sequence[Difference]:
    return [repair(task.problem, task.labels, task.locks, seed=task.seed)]


WORK: dict[str, Callable[[Task], Sequence[Difference]]] = {
    "improve": _improve,
    "balance": _balance,
    "split": _split,
    "repair": _repair,
}


def _told(kind: str, task: Task, found: Sequence[Difference]) -> Answer:
    """Return the differences as an answer, with the figures before and after, or why there is none."""
    reference = task.reference or reference_of(task.problem, [task.labels, *(each.labels for each in found)])
    notes = [] if found else [_nothing(kind, task)]
    return {
        "choices": [choice_of(task, each, reference) for each in found],
        "before": figures_of(task.problem, task.labels, reference, task.weights),
        "notes": notes,
    }


def _nothing(kind: str, task: Task) -> Mapping[str, Any]:
    """Return the sentence for an answer without a choice."""
    if kind == "repair" and not examine_plan(task.problem, task.labels):
        return said("boundaries.nothing_wrong", RIGHT)
    return said(f"boundaries.nothing_to_{kind}", NOTHING[kind], parts=task.params.get("parts", 0))
