"""
Areas too large for one set partitioning: annealed as a whole, mended, then improved window by window.

A window is about 25 neighbouring communities. Its outer boundary stays; inside, annealing starts from the plan as it
is, the pool collects all communities met, and an exact cover puts together the best of them. Large neighbourhood
search after Shaw (1998), "Using constraint programming and local search methods to solve vehicle routing problems".
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from linli.districting import starts
from linli.districting.areas import centres, cut_plane, groups, put_back, take
from linli.districting.executors import Executor, Here
from linli.districting.moves import make_tree
from linli.districting.objective import Reference, Weights
from linli.districting.plan import canonical, cost_of, households_of, is_feasible
from linli.districting.prices import Prepared, prepare, prices_of
from linli.districting.problem import FREE, Ints, Problem
from linli.districting.rows import make_room, make_state
from linli.districting.runs import CHUNKS, stretch
from linli.districting.search import Best, Course, anneal, make_net
from linli.districting.solving import Solver, solve
from linli.districting.stopping import Progress, Stop, iterations

WINDOW = 25
"""Communities of a window."""
COURSE = (4.0, 0.1, 1.0, 100.0, 0.1, 0.1)
"""First and last heat, first and last price of excess (in mean prices of a border), shares of swaps and trees."""
WARM = (1.2, 0.1, 5.0, 100.0, 0.1, 0.1)
"""The same inside a window, which starts from a good plan."""
MENDING = (2.0, 0.1, 10.0, 300.0, 0.2, 0.1)
MEND_SIZES = (6, 10, 15, 20, 30)
"""Communities around one that is out of bounds that are searched anew, more from one attempt to the next."""
FIRST_RUNS = 4
"""Runs of the usual search where an area is small."""


@dataclass(frozen=True)
class Effort:
    """
    How long to search.

    steps: of the first annealing, per unit; rounds: how often windows cover the area; window_steps: of annealing inside
    a window, per unit; few: an area of so many communities is searched as usual, at first.
    """

    steps: int = 400
    rounds: int = 8
    window_steps: int = 300
    few: int = 25


@dataclass(frozen=True)
class Task:
    """
    One piece of work, with all that it needs. labels: (n,) 0 to k - 1, the plan to improve, or None if there is none;
    k: communities wanted, when there is no plan.
    """

    problem: Problem
    seed: int
    effort: Effort
    labels: Ints | None = None
    k: int = 1
    weights: Weights | None = None


@dataclass(frozen=True)
class Done:
    """What a task brought. labels: (n,) 0 to k - 1; log: what was done; cpu_s: what it took."""

    labels: Ints
    log: tuple[str, ...]
    cpu_s: float


def work(task: Task) -> Done:
    """Do a task; the same task gives the same labels and log wherever and however often it is done."""
    begun = time.process_time()
    if task.labels is None:
        labels, log = begin(task.problem, task.k, seed=task.seed, effort=task.effort)
    else:
        labels, log = search_window(task.problem, task.labels, task)
    return Done(labels, tuple(log), time.process_time() - begun)


def seed_of(*numbers: int) -> int:
    """Return a seed that follows from numbers >= 0."""
    return int(np.random.SeedSequence(list(numbers)).generate_state(1)[0])


# The first plan of an area.


def begin(problem: Problem, k: int, *, seed: int, effort: Effort) -> tuple[Ints, list[str]]:
    """Return a plan of k communities, contiguous and, if it could be mended, inside the bounds, and what was done."""
    if k <= effort.few:
        first = solve(problem, stop=iterations(FIRST_RUNS * CHUNKS), seed=seed)
        if first.plans:
            return first.plans[0].labels, [f"search of {problem.n} units: {first.plans[0].cost:.6g}"]
    labels = anneal_whole(problem, k, seed=seed, steps=effort.steps)
    bad = len(out_of_order(problem, labels))
    log = [f"annealing of {problem.n} units: {cost_of(problem, labels):.6g}, {bad} of {k} communities out of order"]
    if bad:
        labels = mend(problem, labels, seed=seed)
        bad = len(out_of_order(problem, labels))
        log.append(f"mending: {cost_of(problem, labels):.6g}, {bad} communities out of order")
    return canonical(labels), log


def anneal_whole(problem: Problem, k: int, *, seed: int, steps: int) -> Ints:
    """Return labels (n,) from one annealing run over everything. steps: per unit."""
    prepared = prepare(problem, prices_of(problem, None, None))
    labels = starts.bisect(prepared.rows, k, seed)
    best, last = _anneal(prepared, labels, k, (seed, steps), COURSE)
    found = best.labels if np.isfinite(best.value[0]) else last
    return np.asarray(found[prepared.group], np.int64)


def _anneal(
    prepared: Prepared, labels: Ints, k: int, how: tuple[int, int], course: Sequence[float]
) -> tuple[Best, Ints]:
    """Return the best feasible plan of nodes of one run and its last one. how: seed, steps per node."""
    rows, n = prepared.rows, prepared.nodes
    mean = float(np.abs(rows.weight).mean()) if len(rows.weight) else 1.0
    state, room, tree = make_state(rows, labels, k), make_room(n, how[0]), make_tree(n, len(rows.unit))
    net, best = make_net(n, 1, 1), Best(np.zeros(n, np.int64), np.array([np.inf]))
    mix = np.array([course[4], course[5], -np.inf, mean])
    for chunk in range(CHUNKS):
        heat, excess = (stretch(course[i], course[i + 1], chunk) * mean for i in (0, 2))
        anneal(rows, state, room, tree, Course(how[1] * n // CHUNKS, heat, excess, 3 * excess, mix), net, best)
    return best, state.labels


def out_of_order(problem: Problem, labels: Ints) -> Ints:
    """Return the communities that are out of bounds or break a lock, an office or a pair; labels: (n,) 0 to k - 1."""
    size = households_of(problem, labels)
    bad = (size < problem.low) | (size > problem.high)
    bad |= np.bincount(labels[np.unique(problem.seats)], minlength=len(size)) > 1
    locked = np.flatnonzero(problem.anchors != FREE)
    pairs = np.unique(np.stack([labels[locked], problem.anchors[locked]]), axis=1)
    for side in pairs:  # a community with two locks, a lock in two communities
        value, times = np.unique(side, return_counts=True)
        bad[pairs[0][np.isin(side, value[times > 1])]] = True
    torn = [(a, b) for a, b in problem.together if labels[a] != labels[b]]
    torn += [(a, b) for a, b in problem.apart if labels[a] == labels[b]]
    bad[labels[np.asarray(torn, np.int64).ravel()]] = True
    return np.flatnonzero(bad)


def mend(problem: Problem, labels: Ints, *, seed: int) -> Ints:
    """Return the plan with what is out of order searched anew together with its neighbours; (n,) 0 to k - 1."""
    labels = canonical(labels)
    for attempt, size in enumerate(MEND_SIZES):
        for number, bad in enumerate(out_of_order(problem, labels)):
            chosen = _around(problem, labels, int(bad), size)
            units = np.flatnonzero(np.isin(labels, chosen))
            part = take(problem, units, len(chosen))
            if part.low * len(chosen) <= part.total <= part.high * len(chosen):
                old = canonical(labels[units])
                found = _mended(part, old, len(chosen), seed_of(seed, attempt, number))
                if found is not None:
                    put_back(labels, units, found)
        if not len(out_of_order(problem, labels)):
            break
    return labels


def _mended(part: Problem, labels: Ints, k: int, seed: int) -> Ints | None:
    """Return a plan of a part that keeps every hard rule, searched from labels, or None."""
    prepared = prepare(part, prices_of(part, None, None))
    nodes = np.zeros(prepared.nodes, np.int64)
    nodes[prepared.group] = labels
    best, _ = _anneal(prepared, nodes, k, (seed, 2000), MENDING)
    found = canonical(best.labels[prepared.group])
    return found if np.isfinite(best.value[0]) and is_feasible(part, found) else None


def _around(problem: Problem, labels: Ints, community: int, size: int) -> Ints:
    """Return about `size` communities: one, and ring after ring of its neighbours."""
    edges = problem.borders
    a, b = labels[edges.u], labels[edges.v]
    chosen = np.zeros(int(labels.max()) + 1, np.bool_)
    chosen[community] = True
    while chosen.sum() < size:
        touched = np.unique(np.concatenate([b[chosen[a] & ~chosen[b]], a[chosen[b] & ~chosen[a]]]))
        if not len(touched):
            break
        chosen[touched[: max(size - int(chosen.sum()), 1)]] = True
    return np.flatnonzero(chosen)


# Windows.


def search_window(problem: Problem, labels: Ints, task: Task) -> tuple[Ints, list[str]]:
    """Return a plan of a window that is no worse, and what was found; labels: (n,) 0 to k - 1."""
    reference = None if task.weights is None else Reference.of(problem, labels)
    solver = Solver(problem, seed=task.seed, weights=task.weights, reference=reference)
    solver.pool.add_plan(labels)
    solver.offer(labels, "given plan")
    nodes = np.zeros(solver.prepared.nodes, np.int64)
    nodes[solver.prepared.group] = labels
    runner = solver.runner
    runner.begin(nodes, int(labels.max()) + 1, 0)
    runner.course, runner.length, runner.steps = WARM, 1, task.effort.window_steps * len(nodes)
    for chunk in range(CHUNKS):
        runner.chunk(chunk)
    solver.finish_run(0)
    solver.cover()
    solver.polish()
    return (labels if solver.best is None else solver.best), solver.log


def windows_of(problem: Problem, labels: Ints, inside: Ints, rng: np.random.Generator) -> list[Ints]:
    """
    Return windows as communities' numbers, (w,) each: all communities once, about WINDOW neighbouring ones each.

    inside: (k,) the area of every community; no window holds communities of two areas.
    """
    x, y = centres(problem, labels)
    found = []
    for communities in groups(inside):
        parts = max(1, round(len(communities) / WINDOW))
        found += [communities[part] for part in cut_plane(x[communities], y[communities], parts, rng)]
    return found


Report = Callable[[Progress], None]


class Clock:
    """Counts CPU seconds, also those of tasks done elsewhere."""

    def __init__(self, executor: Executor) -> None:
        self._begun, self._is_here = time.process_time(), isinstance(executor, Here)
        self._elsewhere = 0.0

    def add(self, done: Done) -> None:
        """Count what a task took, unless this process did it."""
        self._elsewhere += 0.0 if self._is_here else done.cpu_s

    def cpu_s(self) -> float:
        """Return the CPU seconds since the beginning."""
        return time.process_time() - self._begun + self._elsewhere


class Slider:
    """Slides windows over a plan, round after round. areas: (n,) of every unit; windows stay inside one area."""

    def __init__(self, problem: Problem, labels: Ints, areas: Ints, *, weights: Weights | None = None) -> None:
        self.problem, self.labels, self.areas, self.weights = problem, canonical(labels), areas, weights

    def tasks(self, seed: int, effort: Effort) -> Iterator[tuple[Ints, Task]]:
        """Yield the units and the task of every window of a round."""
        rng = np.random.default_rng(seed)
        inside = np.zeros(int(self.labels.max()) + 1, np.int64)
        inside[self.labels] = self.areas
        for number, window in enumerate(windows_of(self.problem, self.labels, inside, rng)):
            units = np.flatnonzero(np.isin(self.labels, window))
            part = take(self.problem, units, None if self.problem.wished is None else len(window))
            given = canonical(self.labels[units])
            yield units, Task(part, seed_of(seed, number), effort, given, weights=self.weights)

    def round(self, seed: int, effort: Effort, executor: Executor, told: Callable[[Done], bool]) -> bool:
        """
        Search all windows of a round and take over what is better; return False if told to stop.

        The windows of a round have no community in common, so their order does not matter.
        """
        planned = list(self.tasks(seed, effort))
        results = executor.run(work, [task for _, task in planned])
        try:
            for number, done in results:
                put_back(self.labels, planned[number][0], done.labels)
                if told(done):
                    return False
        finally:
            _close(results)
            self.labels = canonical(self.labels)
        return True


def _close(results: Iterator[tuple[int, Done]]) -> None:
    """Give up what has not been done."""
    getattr(results, "close", lambda: None)()


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def slide(
    problem: Problem,
    labels: Ints,
    *,
    seed: int = 0,
    effort: Effort | None = None,
    stop: Stop | None = None,
    areas: Ints | None = None,
    weights: Weights | None = None,
    executor: Executor | None = None,
    clock: Clock | None = None,
    on_progress: Report | None = None,
) -> tuple[Ints, list[str]]:
    """
    Return a feasible plan improved by windows, (n,) 0 to k - 1, and what was done; J, or F in each window, never grows.

    stop: asked after every window. areas: (n,) never crossed. The same plan per seed and effort, unless stopped.
    """
    effort, executor = effort or Effort(), executor or Here()
    clock = clock or Clock(executor)
    slider = Slider(problem, labels, np.zeros(problem.n, np.int64) if areas is None else areas, weights=weights)
    value, windows, idle, log = cost_of(problem, slider.labels), 0, 0, []

    def told(done: Done) -> bool:
        nonlocal windows
        windows += 1
        clock.add(done)
        progress = Progress(windows, idle, value, clock.cpu_s())
        (on_progress or _silent)(progress)
        return stop is not None and stop(progress)

    for number in range(effort.rounds):
        before, last = value, windows
        goes_on = slider.round(seed_of(seed, number), effort, executor, told)
        value = cost_of(problem, slider.labels)
        idle = 0 if value < before else idle + windows - last
        log.append(f"round {number + 1} of {windows - last} windows: {value:.6g}")
        if not goes_on:
            break
    return slider.labels, log
