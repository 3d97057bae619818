"""Solving: annealing runs from many starts, one pool of communities, set partitioning over it, until told to stop."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from linli.districting import starts
from linli.districting.objective import Reference, Weights, judge, total, unavoidable, values_of
from linli.districting.partition import Row, best_cover
from linli.districting.plan import Plan, canonical, cost_of, criteria, is_feasible, members
from linli.districting.polishing import vary
from linli.districting.pool import Column, Pool
from linli.districting.prices import prepare, prices_of
from linli.districting.problem import FREE, Floats, Ints, Problem
from linli.districting.runs import CHUNKS, Runner
from linli.districting.stopping import Progress, Stop
from linli.values import Reason, noop

COVER_EVERY = 2
"""Annealing runs between two set partitionings."""
MOST_COLUMNS, FEW_COLUMNS = 4000, 500
"""Communities of one set partitioning; few as long as no plan is known whose value shuts out most of them."""
COVER_SECONDS, COVER_NODES = 20.0, 300
MOST_COUNTS = 6
RAISE, LOWER = 2.0, 0.9
"""How the search's weight of a term changes while its limit is broken or kept."""
MARGIN_F = 0.25
"""How much worse than the best F a plan may be whose communities are caught."""


@dataclass(frozen=True)
class Limit:
    """
    A hard limit on one term of F, kept at the set partitioning.

    term: a name in objective.TERMS. each: the most one community may have; whole: the most all may have together.
    """

    term: str
    each: float = float("inf")
    whole: float = float("inf")

    def is_broken(self, values: Floats) -> bool:
        """Return whether the values of the term, one per community, are above the limit."""
        return bool(values.max() > self.each + 1e-9 or values.sum() > self.whole + 1e-9)


@dataclass(frozen=True)
class Result:
    """
    What solving brought. plans: the best first, empty if none was found; bound, gap: where proven; log: what was done;
    reasons: sentences, the terms of the best plan or why there is none; pool: all communities met; best_at: of
    candidates, one after the other, what each is best at.
    """

    plans: list[Plan]
    bound: float | None = None
    gap: float | None = None
    log: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    pool: Pool | None = None
    best_at: list[tuple[Reason, ...]] = field(default_factory=list)


Report = Callable[[Progress], None]


class Solver:
    """One solving: the state between chunks of the search. The same input, seed and number of chunks: the same plan."""

    def __init__(
        self,
        problem: Problem,
        *,
        seed: int,
        weights: Weights | None = None,
        reference: Reference | None = None,
        limits: Sequence[Limit] = (),
        pool: Pool | None = None,
    ) -> None:
        self.problem, self.seed, self.limits = problem, seed, limits
        self.weights, self.reference = weights, reference
        self.prepared = prepare(problem, prices_of(problem, weights, reference))
        self.pool = Pool(problem) if pool is None else pool
        self.runner = Runner(self.prepared, usual_size(problem), seed, margin=0.0 if weights is None else MARGIN_F)
        self.best: Ints | None = None
        self.value = float("inf")
        self.log: list[str] = []
        self.counts = _likely_counts(problem)
        self._value_by_count: dict[int, float] = {}
        self._covered = 0
        self._polished = b""
        self._raised: dict[str, float] = {}
        self._values: dict[bytes, Floats] = {}

    def value_of(self, labels: Ints) -> float:
        """Return J, or F with weights."""
        if self.weights is None or self.reference is None:
            return cost_of(self.problem, labels)
        return total(judge(self.problem, canonical(labels), self.weights, self.reference))

    def offer(self, labels: Ints, said: str) -> bool:
        """Take a plan if it keeps every hard rule and is better; return whether it is."""
        labels = canonical(labels)
        value = self.value_of(labels)
        self._value_by_count[int(labels.max()) + 1] = min(value, self._value_by_count.get(int(labels.max()) + 1, value))
        if value >= self.value - 1e-9 or not is_feasible(self.problem, labels) or not self._keeps_limits(labels):
            return False
        self.best, self.value = labels, value
        self.log.append(f"{said}: {value:.6g} with {int(labels.max()) + 1} communities")
        return True

    def start(self, number: int) -> tuple[Ints, int]:
        """Return nodes' labels to begin run `number` from, and the number of communities."""
        rows = self.prepared.rows
        k = self._count_for(number)
        seed = self.seed * 1_000_003 + number
        if number % 4 == 1 and len(self.problem.seats):
            return starts.grow(rows, k, seed, self.prepared.group[self.problem.seats]), k
        return starts.bisect(rows, k, seed), k

    def _count_for(self, number: int) -> int:
        """Return the number of communities of a run: each likely one once, then mostly the best one."""
        known = self._value_by_count
        if number < len(self.counts) or not known:
            return self.counts[number % len(self.counts)]
        if number % 4 == 3:
            return self.counts[(number // 4) % len(self.counts)]
        return min(sorted(known), key=lambda k: known[k])

    def finish_run(self, number: int) -> None:
        """Take over what a run brought, and cover with the pool from time to time."""
        self.runner.finish()
        found = self.runner.best_labels()
        if found is not None:
            labels = canonical(found[self.prepared.group])
            self.pool.add_plan(labels, seen=self.value_of(labels))
            self.offer(labels, f"run {number}")
            self._heed_limits(labels)
        self.runner.empty_into(self.pool, self.prepared.group)
        if number % COVER_EVERY == COVER_EVERY - 1:
            self.cover()
            self.polish()

    def polish(self) -> None:
        """Vary the best plan by units and cover again, as long as that helps: here all terms are exact."""
        if self.weights is None and not self.limits:
            return
        while self.best is not None and self._polished != self.best.tobytes():
            self._polished = self.best.tobytes()
            vary(self.pool, self.best)
            self.cover()

    def _heed_limits(self, labels: Ints) -> None:
        """Let the search pay more for a term whose limit its last plan breaks, and less again where it keeps it."""
        if self.weights is None or self.reference is None or not self.limits:
            return
        values = self._terms(_columns_of(labels))
        for limit in self.limits:
            step = RAISE if limit.is_broken(values[:, _place(limit.term)]) else LOWER
            self._raised[limit.term] = max(1.0, self._raised.get(limit.term, 1.0) * step)
        weights = replace(self.weights, **{t: max(getattr(self.weights, t), 0.02) * r for t, r in self._raised.items()})
        self.runner.reprice(prepare(self.problem, prices_of(self.problem, weights, self.reference)))

    def cover(self) -> None:
        """Set partitioning over the pool, if it has grown."""
        if len(self.pool) == self._covered:
            return
        self._covered = len(self.pool)
        most = MOST_COLUMNS if self.best is not None else FEW_COLUMNS
        columns = self._allowed(self.pool.columns(most))
        if not columns:
            return
        costs, constant = self._costs(columns)
        labels = best_cover(
            self.problem.n,
            columns,
            _as_range(self.problem),
            costs,
            seconds=COVER_SECONDS,
            nodes=COVER_NODES,
            extra_rows=self._rows(columns),
            below=self.value - constant,
        )
        if labels is not None:
            self.offer(labels, f"set partitioning of {len(columns)} communities")

    def _costs(self, columns: Sequence[Column]) -> tuple[Floats, float]:
        if self.weights is None or self.reference is None:
            return np.array([column.cost for column in columns]), 0.0
        weight = np.array([value for _, value in self.weights.pairs()])
        return self._terms(columns) @ weight, -self.weights.renamed * unavoidable(self.problem)

    def _terms(self, columns: Sequence[Column]) -> Floats:
        """Return (c, 8) terms, each community valued once."""
        new = [column for column in columns if column.key not in self._values]
        if new:
            reference = self.reference or Reference(1.0, 1.0, 1.0, self.problem.total / self.counts[0], self.counts[0])
            found = values_of(self.problem, [column.units for column in new], reference)
            self._values |= {column.key: row for column, row in zip(new, found, strict=True)}
        return np.array([self._values[column.key] for column in columns])

    def _allowed(self, columns: list[Column]) -> list[Column]:
        for limit in self.limits:
            if np.isfinite(limit.each) and columns:
                values = self._terms(columns)[:, _place(limit.term)]
                columns = [c for c, value in zip(columns, values, strict=True) if value <= limit.each + 1e-9]
        return columns

    def _rows(self, columns: Sequence[Column]) -> list[Row]:
        return [
            Row(self._terms(columns)[:, _place(limit.term)], -float("inf"), limit.whole)
            for limit in self.limits
            if np.isfinite(limit.whole)
        ]

    def _keeps_limits(self, labels: Ints) -> bool:
        if not self.limits:
            return True
        values = self._terms(_columns_of(labels))
        return not any(limit.is_broken(values[:, _place(limit.term)]) for limit in self.limits)


def _columns_of(labels: Ints) -> list[Column]:
    return [Column(units, 0.0) for units in members(labels)]


def _place(term: str) -> int:
    return [name for name, _ in Weights().pairs()].index(term)


def usual_size(problem: Problem) -> int:
    """Return how many units a community of a middling number of communities has."""
    counts = problem.counts
    return problem.n // max(counts[len(counts) // 2], 1) + 1 if counts else problem.n


def _as_range(problem: Problem) -> range:
    return range(max(problem.counts[0], 1), problem.counts[-1] + 1)


def _likely_counts(problem: Problem) -> list[int]:
    """Return the numbers of communities to try, few ones first: fewer communities have fewer boundaries."""
    marks = max(len(np.unique(problem.seats)), len(np.unique(problem.anchors[problem.anchors != FREE])), 1)
    counts = [k for k in problem.counts if marks <= k <= problem.n]
    return counts[:MOST_COUNTS]


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int = 0,
    weights: Weights | None = None,
    reference: Reference | None = None,
    limits: Sequence[Limit] = (),
    given: Ints | None = None,
    on_progress: Report | None = None,
    prove: bool = False,
    prove_seconds: float = 60.0,
) -> Result:
    """
    Return the best plan found until told to stop, and all communities met on the way.

    stop: asked after each chunk of the search (see stopping). weights: None minimises J alone, Weights() the whole F;
    the reference for F is the best J found in a third of the time unless one is given. given: (n,) a plan to start
    from. prove: look for a proof with J alone (see bound). The same input, seed and stop by iterations give the same
    plan on every run; a stop by seconds may not.
    """
    if not _likely_counts(problem):
        return Result([], reasons=[no_count(problem)])
    begun = time.process_time()
    pool = Pool(problem)
    log: list[str] = []
    if weights is not None and reference is None:
        first = Solver(problem, seed=seed, pool=pool)
        _run(first, stop, begun, on_progress, part=1 / 3, given=given)
        log += [f"for the reference, {line}" for line in first.log]
        if first.best is None:
            return Result([], log=log, reasons=[none_found()], pool=pool)
        given = first.best if given is None else given
        reference = Reference.of(problem, first.best)
    solver = Solver(problem, seed=seed, weights=weights, reference=reference, limits=limits, pool=pool)
    _run(solver, stop, begun, on_progress, given=given)
    log += solver.log
    if prove and weights is None and not limits and solver.best is not None:
        return _proven(problem, solver, log, prove_seconds)
    return _result(solver, log)


def _result(solver: Solver, log: list[str]) -> Result:
    """Return what a solver has found."""
    if solver.best is None:
        return Result([], log=log, reasons=[none_found()], pool=solver.pool)
    return Result([_plan(solver)], log=log, reasons=_reasons(solver), pool=solver.pool)


def _run(
    solver: Solver,
    stop: Stop,
    begun: float,
    on_progress: Report | None,
    *,
    part: float = 1.0,
    given: Ints | None = None,
) -> None:
    """Run chunk after chunk. part: the share of the stop's seconds and iterations that is ours."""
    done = idle = number = 0
    if given is not None:
        solver.pool.add_plan(canonical(given))
        solver.offer(given, "given plan")
    while True:
        labels, k = solver.start(number)
        solver.runner.begin(labels, k, number)
        before = solver.value
        for chunk in range(CHUNKS):
            solver.runner.chunk(chunk)
            done += 1
            progress = Progress(done, idle, solver.value, time.process_time() - begun)
            if on_progress is not None:
                on_progress(progress)
            if stop(_scaled(progress, part)):
                solver.finish_run(number)
                solver.cover()
                solver.polish()
                return
        solver.finish_run(number)
        idle = 0 if solver.value < before else idle + CHUNKS
        number += 1


def _scaled(progress: Progress, part: float) -> Progress:
    """Return the progress as the stop sees it when only a part of the whole is ours."""
    if part >= 1.0:
        return progress
    return Progress(int(progress.iterations / part), int(progress.idle / part), float("inf"), progress.cpu_s / part)


def _plan(solver: Solver) -> Plan:
    assert solver.best is not None
    labels, problem = solver.best, solver.problem
    return Plan(labels, cost_of(problem, labels), criteria(problem, labels), solver.value)


def _reasons(solver: Solver) -> list[Reason]:
    if solver.best is None or solver.weights is None or solver.reference is None:
        return []
    return [each.reason for each in judge(solver.problem, solver.best, solver.weights, solver.reference)]


def _proven(problem: Problem, solver: Solver, log: list[str], limit: float) -> Result:
    from linli.districting import bound  # noqa: PLC0415  # it takes long to load, and few ask for proof

    assert solver.best is not None
    proof = bound.prove(problem, solver.best, solver.pool.columns(MOST_COLUMNS), seconds=limit)
    solver.offer(proof.labels, "proof")
    return Result([_plan(solver)], proof.bound, proof.gap, log + list(proof.log), _reasons(solver), solver.pool)


def no_count(problem: Problem) -> Reason:
    """Return why there can be no plan: no number of communities fits."""
    return Reason(
        "districting.no_count",
        noop("No number of communities fits %(households)s households into %(low)s to %(high)s each with these marks."),
        {"households": problem.total, "low": problem.low, "high": problem.high},
    )


def none_found() -> Reason:
    """Return that nothing was found, which proves nothing."""
    return Reason("districting.none_found", noop("No plan was found in this time; there may still be one."))
