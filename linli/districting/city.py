"""
A whole city: independent subdistricts, or blocks of a large area, as tasks on any executor; then windows over all.

Every task is pure, so that it may be done anywhere and again: the plan depends on the input, the seed and the effort,
not on the number of processes or on workers that die.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from linli.districting import starts
from linli.districting.areas import allot, along_curve, groups, places, take
from linli.districting.executors import Executor, Here
from linli.districting.locks import tie
from linli.districting.objective import Weights
from linli.districting.pieces import pieces
from linli.districting.plan import Plan, canonical, cost_of, criteria, is_feasible
from linli.districting.prices import prepare, prices_of
from linli.districting.problem import UNLIKE, Ints, Problem, ProblemError
from linli.districting.runs import CHUNKS, STEPS_PER_NODE
from linli.districting.solving import Result, no_count, none_found
from linli.districting.stopping import Progress, Stop
from linli.districting.windows import Clock, Effort, Report, Task, mend, out_of_order, seed_of, slide, work
from linli.values import noop

BLOCK = 100
"""Communities of a block: large enough for few forced boundaries, small enough for many workers and for caches."""
FULL = 0.8
"""Where between the bounds communities are at first, when no number of them is wished."""
STEPS_PER_SECOND, WINDOW_UNITS_PER_SECOND = 1.2e6, 3500.0
"""What one core of 2025 does: steps of annealing, and units of windows. Only a measure of effort."""
SHARE = 0.1
"""Of the time, for the first plan."""
FEWEST_STEPS, MOST_STEPS = 300, 2000


def effort_for(problem: Problem, seconds: float) -> Effort:
    """Return the effort that takes about so many CPU seconds, whatever machine it then runs on."""
    steps = int(np.clip(SHARE * seconds * STEPS_PER_SECOND / problem.n, FEWEST_STEPS, MOST_STEPS))
    left = seconds - steps * problem.n / STEPS_PER_SECOND
    return Effort(steps=steps, rounds=max(1, int(left * WINDOW_UNITS_PER_SECOND / problem.n)))


def effort_of(iterations: int) -> Effort:
    """Return the effort that is comparable with so many iterations of `solving.solve`: a run has CHUNKS of them."""
    steps = int(np.clip(STEPS_PER_NODE * iterations // CHUNKS, FEWEST_STEPS, MOST_STEPS))
    return Effort(steps=steps, rounds=1 + iterations // CHUNKS)


def solve_city(
    problem: Problem,
    *,
    seed: int = 0,
    effort: Effort | None = None,
    subdistricts: Ints | None = None,
    across: bool = False,
    weights: Weights | None = None,
    executor: Executor | None = None,
    stop: Stop | None = None,
    on_progress: Report | None = None,
) -> Result:
    """
    Return one plan of a large problem; without a pool, and without a bound.

    subdistricts: (n,) labels that no community crosses unless `across`. weights: after J, F inside each window, by its
    own plan. stop: asked after every window; machines may then differ. Raises ProblemError, ExecutorError.
    """
    effort, executor = effort or Effort(), executor or Here()
    areas = np.zeros(problem.n, np.int64) if subdistricts is None else _checked(problem, subdistricts, across)
    labels, log = _first_plan(
        problem, cut(problem, areas, seed), (seed, effort), executor, clock := Clock(executor), on_progress
    )
    if labels is None:
        return Result([], reasons=[no_count(problem)])
    inside = areas * (not across)
    labels = labels if inside.any() or not len(out_of_order(problem, labels)) else mend(problem, labels, seed=seed)
    common: dict[str, Any] = {"stop": stop, "areas": inside, "executor": executor, "on_progress": on_progress}
    for number, (rounds, prices) in enumerate(_stages(effort, weights)):
        work, start = replace(effort, rounds=rounds), seed_of(seed, 7, number)
        labels, lines = slide(problem, labels, seed=start, effort=work, weights=prices, clock=clock, **common)
        log += lines
    return _result(problem, labels, log)


def _stages(effort: Effort, weights: Weights | None) -> list[tuple[int, Weights | None]]:
    """Return rounds and weights of the stages: J first, then F if there are weights."""
    if weights is None:
        return [(effort.rounds, None)]
    return [(effort.rounds - effort.rounds // 2, None), (max(1, effort.rounds // 2), weights)]


def _result(problem: Problem, labels: Ints, log: list[str]) -> Result:
    labels = canonical(labels)
    if not is_feasible(problem, labels):
        return Result([], log=log, reasons=[none_found()])
    cost = cost_of(problem, labels)
    return Result([Plan(labels, cost, criteria(problem, labels), cost)], log=log)


# Parts.


def _checked(problem: Problem, subdistricts: Ints, across: bool) -> Ints:
    """Return (n,) areas 0.. of the subdistricts. Raises ProblemError where one lock spans two of them."""
    if len(subdistricts) != problem.n:
        raise ProblemError(UNLIKE, name="subdistricts", values=len(subdistricts), units=problem.n)
    areas = canonical(subdistricts)
    tied = tie(problem)
    for unit in np.flatnonzero(areas != areas[tied])[: 0 if across else 1]:
        one, other = problem.name(int(tied[unit])), problem.name(int(unit))
        text = noop("%(unit)s and %(other)s must stay together but lie in different subdistricts.")
        raise ProblemError(text, unit=one, other=other)
    return areas


def cut(problem: Problem, areas: Ints, seed: int) -> list[Ints]:
    """
    Return the units of the parts that are solved for themselves: pieces of areas, large ones cut to blocks.

    Units of one part follow each other along a curve on the map. Units that must stay together are in one part.
    """
    part = pieces(problem.graph, areas)
    for units in groups(part):
        usual = _usual_count(problem, units)
        if usual > 2 * BLOCK:
            part[units] = int(part.max()) + 1 + _blocks(problem, units, round(usual / BLOCK), seed)
    tied = tie(problem)
    while (part != part[tied]).any():
        unit = int(np.flatnonzero(part != part[tied])[0])
        part[part == part[unit]] = part[tied[unit]]
    x, y = places(problem)
    return [units[along_curve(x[units], y[units])] for units in groups(part)]


def _usual_count(problem: Problem, units: Ints) -> int:
    """Return how many communities some units have about."""
    whole = problem.wished or problem.total / (problem.low + FULL * (problem.high - problem.low))
    return round(whole * int(problem.households[units].sum()) / max(problem.total, 1))


def _blocks(problem: Problem, units: Ints, count: int, seed: int) -> Ints:
    """Return (u,) the block of every unit, about equal in households and each contiguous."""
    whole = replace(problem, seats=np.empty(0, np.int64), apart=())  # where offices stand does not matter here
    prepared = prepare(part := take(whole, units, None), prices_of(part, None, None))
    return np.asarray(starts.bisect(prepared.rows, count, seed)[prepared.group], np.int64)


def _first_plan(  # noqa: PLR0917  # its only caller has all of them at hand
    problem: Problem,
    parts: Sequence[Ints],
    how: tuple[int, Effort],
    executor: Executor,
    clock: Clock,
    on_progress: Report | None,
) -> tuple[Ints | None, list[str]]:
    """Return a plan put together from plans of the parts, and what was done; None if no numbers fit the parts."""
    tasks = _tasks(problem, parts, how)
    if tasks is None:
        return None, []
    labels, logs, free = np.zeros(problem.n, np.int64), [""] * len(parts), 0
    for number, done in executor.run(work, tasks):
        clock.add(done)
        labels[parts[number]] = free + done.labels
        free += int(done.labels.max()) + 1
        logs[number] = f"part {number + 1}: " + "; ".join(done.log)
        if on_progress is not None:
            on_progress(Progress(cpu_s=clock.cpu_s()))
    return canonical(labels), logs


def _tasks(problem: Problem, parts: Sequence[Ints], how: tuple[int, Effort]) -> list[Task] | None:
    """Return one task for every part, or None if no numbers of communities fit."""
    taken = [take(problem, units, None) for units in parts]
    wished = problem.wished or sum(_usual_count(problem, units) for units in parts)
    counts = allot(wished, taken)
    if counts is None and problem.wished is None:
        nearest = [min(part.counts, key=lambda k: abs(k - part.total / part.high), default=0) for part in taken]
        counts = None if 0 in nearest else nearest
    if counts is None:
        return None
    return [
        Task(replace(part, wished=k), seed_of(how[0], number), how[1], k=k)
        for number, (part, k) in enumerate(zip(taken, counts, strict=True))
    ]
