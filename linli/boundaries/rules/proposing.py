"""
Several plans for a whole project, with locks kept and, where that is possible, a proof of how good they are. Pure.

Locked communities are left out of the search and put back as they were; locked units are anchored. Loads the compiled
library: only the worker may import it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from linli.boundaries.rules.measures import figures_of
from linli.boundaries.rules.task import Answer, Task, choice_of, plain, said, told
from linli.districting import Reference, bound, candidates
from linli.districting.difference import Difference, renumbered
from linli.districting.part import Part, cut_out
from linli.districting.plan import canonical, cost_of
from linli.districting.problem import FREE, Ints
from linli.districting.stopping import Progress, iterations, seconds
from linli.values import noop

NUMERALS = "一二三四五六七八九十"
SECONDS, COUNT = 8.0, 6
PROVEN_TO, PROOF_SECONDS, MOST_COLUMNS = 200, 8.0, 3000
"""Units up to which a proof is looked for, CPU seconds it may take, communities it starts from."""
SEARCHED, CHOSEN = 0.6, 0.7
"""Share of the work that is done when the search, and when the choice has ended."""
SAME = 1e-6

OPTIMAL = noop("Proven: no plan has cheaper boundaries than %(name)s (J %(cost)s m).")
OPTIMAL_WITH_LOCKS = noop("Proven: no plan that keeps these locks has cheaper boundaries than %(name)s (J %(cost)s m).")
GAP = noop("No plan can do better than %(share)s %% on the cost of boundaries: none costs less than %(bound)s m.")
GAP_WITH_LOCKS = noop(
    "No plan that keeps these locks can do better than %(share)s %% on the cost of boundaries: none costs less than "
    "%(bound)s m."
)
TOO_MANY = noop("How good the best plan can be is not proven: that is done up to %(most)s units, here are %(units)s.")
KEPT = noop(
    "Kept: %(units)s locked units, %(communities)s locked communities, %(pairs)s notes on what stays together or apart."
)
ALL_LOCKED = noop("Every community is locked: there is nothing to propose.")
FEWER = noop("Only %(found)s plans were found that differ enough and are not worse than another in everything.")


@dataclass(frozen=True)
class _Proven:
    """What is known of the least J of the whole project. labels: (n,) the plan that came with the proof."""

    bound: float
    labels: Ints


def propose(task: Task) -> Answer:
    """Return several plans as choices, the one with the cheapest boundaries first, with bound and gap."""
    part = _open_part(task)
    if part is None:
        return {"choices": [], "before": {}, "notes": [said("boundaries.all_locked", ALL_LOCKED)]}
    count = int(task.params.get("count", COUNT))
    found = candidates.propose(
        part.problem,
        stop=_stop(task),
        seed=task.seed,
        count=count,
        given=_given(task, part),
        on_progress=_Teller(task),
    )
    if not found.candidates or found.pool is None:
        return {"choices": [], "before": {}, "notes": [*_kept(task), *map(told, found.reasons)]}
    task.tell(CHOSEN)
    plans = [_whole(task, part, each.plan.labels) for each in found.candidates]
    proven = _prove(task, part, plans, found.pool.columns(MOST_COLUMNS))
    if proven is not None and cost_of(task.problem, proven.labels) < cost_of(task.problem, plans[0]) - SAME:
        plans[0] = proven.labels
    return _told(task, plans, proven, count)


def _open_part(task: Task) -> Part | None:
    """Return everything that is not in a locked community, None if that is nothing."""
    used = {*np.unique(task.labels).tolist()} - {*task.locks.communities.tolist()}
    wished = task.problem.wished
    if wished is not None:
        wished -= len(np.intersect1d(task.locks.communities, task.labels))
    if not used or (wished is not None and wished < 1):
        return None
    return cut_out(task.problem, task.labels, used, task.locks, wished=wished)


def _given(task: Task, part: Part) -> Ints | None:
    """Return the present plan to start from, if it is somebody's and complete."""
    labels = task.labels[part.units]
    return canonical(labels) if task.has_plan and not (labels == FREE).any() else None


def _stop(task: Task) -> Any:
    """Return when to stop: after a number of chunks, so that the answer is always the same, else after CPU seconds."""
    if "chunks" in task.params:
        return iterations(int(task.params["chunks"]))
    return seconds(float(task.params.get("seconds", SECONDS)))


class _Teller:
    """Tells how much of the search is done, whatever it is made of."""

    def __init__(self, task: Task) -> None:
        self.task, self.begun, self.chunks = task, time.process_time(), 0

    def __call__(self, progress: Progress) -> None:
        """Count one chunk."""
        self.chunks += 1
        if "chunks" in self.task.params:
            share = self.chunks / float(self.task.params["chunks"])
        else:
            share = (time.process_time() - self.begun) / float(self.task.params.get("seconds", SECONDS))
        self.task.tell(SEARCHED * min(1.0, share))


def _whole(task: Task, part: Part, found: Ints) -> Ints:
    """Return the whole plan with the part's communities under the numbers of the plan at hand."""
    after = task.labels.copy()
    before, fixed = task.labels[part.units], task.locks.fixed(task.labels)[part.units]
    taken = np.unique(task.labels)
    after[part.units] = renumbered(part.problem.households, before, found, fixed=fixed, taken=taken)
    return after


def _prove(task: Task, part: Part, plans: Sequence[Ints], columns: Sequence[Any]) -> _Proven | None:
    """Return a bound of J that holds for every plan with these locks, None for too many units."""
    if part.problem.n > PROVEN_TO:
        return None

    def tell(_bound: float, _cost: float) -> None:
        task.tell(CHOSEN + 0.1)

    cheapest = plans[0][part.units]
    limit = float(task.params.get("proof_seconds", PROOF_SECONDS))
    proof = bound.prove(part.problem, canonical(cheapest), columns, seconds=limit, on_progress=tell)
    around = cost_of(task.problem, plans[0]) - cost_of(part.problem, cheapest)
    return _Proven(proof.bound + around, _whole(task, part, proof.labels))


def _told(task: Task, plans: Sequence[Ints], proven: _Proven | None, count: int) -> Answer:
    """Return the plans as choices, each with what it is best at, and the sentences above them."""
    reference = Reference.of(task.problem, canonical(plans[0]))
    choices = []
    for number, each in enumerate(candidates.describe(task.problem, reference, plans, None)):
        fixed = task.locks.fixed(task.labels)
        labels = renumbered(task.problem.households, task.labels, each.plan.labels, fixed=fixed)
        difference = Difference.between(task.problem, task.labels, labels)
        best_at = [told(reason) for reason in each.best_at]
        name = f"候选{NUMERALS[number]}"
        choices.append(choice_of(task, difference, reference, name=name, best_at=best_at))
    notes = [*_kept(task), *_words(task, choices[0], proven)]
    if len(choices) < count:
        notes.append(said("boundaries.fewer_candidates", FEWER, found=len(choices)))
    before = figures_of(task.problem, task.labels, reference, task.weights) if task.has_plan else {}
    answer: Answer = {"choices": choices, "before": before, "notes": notes}
    problem = task.problem
    answer["task"] = [problem.low, problem.high, problem.wished]
    answer["is_bound_for_all"] = not (len(task.locks.units) or len(task.locks.communities))
    answer["pairs"] = {"together": plain(problem.together), "apart": plain(problem.apart)}
    if proven is not None:
        cost = choices[0]["figures"]["J"]
        answer |= {"bound": proven.bound, "gap": max(0.0, (cost - proven.bound) / max(cost, SAME))}
    return answer


def _kept(task: Task) -> list[Answer]:
    """Return the sentence on what was kept, if anything was."""
    units, communities = len(np.unique(task.locks.units)), len(np.unique(task.locks.communities))
    pairs = len(task.problem.together) + len(task.problem.apart)
    if not units and not communities and not pairs:
        return []
    return [said("boundaries.locks_kept", KEPT, units=units, communities=communities, pairs=pairs)]


def _words(task: Task, cheapest: Answer, proven: _Proven | None) -> list[Answer]:
    """Return in plain words how much better any plan could be."""
    if proven is None:
        return [said("boundaries.not_proven", TOO_MANY, most=PROVEN_TO, units=task.problem.n)]
    cost = cheapest["figures"]["J"]
    has_locks = bool(_kept(task))
    places = {"name": cheapest["name"], "cost": round(cost), "bound": round(proven.bound)}
    if cost - proven.bound <= 1e-5 * max(1.0, cost):
        return [said("boundaries.optimal", OPTIMAL_WITH_LOCKS if has_locks else OPTIMAL, **places)]
    share = f"{100 * (cost - proven.bound) / cost:.1f}"
    return [said("boundaries.gap", GAP_WITH_LOCKS if has_locks else GAP, share=share, **places)]
