"""
Candidates: different good plans side by side, none of them worse than another in everything.

One pool of communities is fed by searches with several weightings. Over it, set partitioning is solved again and again
with other aims: each measure in turn as the aim and the others held to limits (epsilon constraints: Haimes, Lasdon and
Wismer 1971; with a little of all other measures in the aim, so that the plan is efficient: Mavrotas 2009), and a row
for each plan already chosen that allows only few communities like its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from linli.districting.objective import TERMS, Reference, Weights, judge, offices, total, values_of
from linli.districting.partition import Row, best_cover
from linli.districting.plan import Plan, canonical, cost_of, criteria, is_feasible, members
from linli.districting.polishing import vary
from linli.districting.pool import Pool
from linli.districting.problem import Floats, Ints, Problem
from linli.districting.runs import CHUNKS
from linli.districting.solving import Report, Result, solve
from linli.districting.stopping import Progress, Stop
from linli.districting.variety import likeness, shared
from linli.values import Reason, noop

MEASURES = ("boundary", "inertia", "mixed", "affinity", "balance", "roomless")
"""What candidates are compared by, less is better; the last is the number of communities without a room or seat."""
FEEDS = (
    Weights(0.80, 0.0, 0.0, 0.0, 0.0, 0.14, 0.06, 0.0),  # rooms
    Weights(),
    Weights(0.40, 0.0, 0.0, 0.05, 0.30, 0.05, 0.20, 0.0),  # origins and wishes
    Weights(0.25, 0.0, 0.45, 0.0, 0.0, 0.03, 0.02, 0.25),  # round and even
)
"""Weightings of the searches that feed the pool, one after the other, again and again."""
FIRST, ROUNDS = 0.2, 12
"""Share of the time for the first search, of J alone; number of searches with weightings, which share the rest."""
DEARER = 0.3
"""What a border costs more that all plans so far have as boundary, in mean costs of a border, from the second turn."""
PER_FEED, MOST_COLUMNS = 300, 3000
COVER_SECONDS, COVER_NODES, TRIES = 20.0, 10, 4
VARIED = 4
"""Plans whose communities are varied by single units."""
ALIKE = 0.9
"""Share of households in common from which two communities count as the same."""
SLIGHT = 0.02
"""Weight of all other measures beside the one that is the aim."""
SPARE = 1e-9
ASKED = ("boundary", "rooms and wishes")
"""Aims whose plans come before all others."""
MORE_J, LESS_BROKEN = 1.10, 0.5

BEST_AT = {
    "boundary": noop("Cheapest boundaries of all candidates: J is %(J).0f."),
    "inertia": noop(
        "Most compact of all candidates: households are %(metres).0f m from the centre (root mean square)."
    ),
    "mixed": noop("Keeps present communities together best: %(share).1f %% of households are with their main origin."),
    "affinity": noop("Breaks fewest wishes of residents to stay together: %(share).1f %%."),
    "balance": noop("Most even of all candidates: from %(least)s to %(most)s households."),
    "roomless": noop("Leaves fewest communities without a room for an office: %(count)s."),
}
COMPROMISE = noop(
    "A compromise: best at nothing alone, and at most %(share).0f %% of the range behind the best in all."
)


@dataclass(frozen=True)
class Candidate:
    """A plan, its measures (in the order of MEASURES), and what it is best at among all candidates."""

    plan: Plan
    measures: Floats
    best_at: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Proposal(Result):
    """The plans of a result as candidates: the best by the asked objective first."""

    candidates: list[Candidate] = field(default_factory=list)

    def proven(self, problem: Problem, limit: float) -> "Proposal":
        """Return the same with the bound of J that holds for any plan. limit: CPU seconds."""
        from linli.districting import bound  # noqa: PLC0415  # it takes long to load, and few ask for proof

        if not self.plans or self.pool is None:
            return self
        cheapest = min(self.plans, key=lambda plan: plan.cost)
        proof = bound.prove(problem, cheapest.labels, self.pool.columns(MOST_COLUMNS), seconds=limit)
        gap = (cheapest.cost - proof.bound) / max(cheapest.cost, SPARE)
        return replace(self, bound=proof.bound, gap=gap, log=self.log + list(proof.log))


@dataclass(frozen=True)
class Aim:
    """What a set partitioning minimises. weights: of MEASURES; limits: the most of a measure a plan may have."""

    name: str
    weights: dict[str, float]
    limits: dict[str, float] = field(default_factory=dict)


def propose(
    problem: Problem,
    *,
    stop: Stop,
    seed: int = 0,
    count: int = 6,
    differ: int = 2,
    weights: Weights | None = None,
    given: Ints | None = None,
    on_progress: Report | None = None,
) -> Proposal:
    """
    Return up to `count` plans, none dominated by another, the best by J, or by F with weights, first.

    stop: of the searches that feed the pool. differ: in how many communities at least two plans must differ. given: a
    plan to start from. The same input, seed and stop by iterations give the same plans.
    """
    first = solve(problem, stop=_share(stop, FIRST), seed=seed, given=given, on_progress=on_progress)
    if not first.plans:
        return Proposal([], log=first.log, reasons=first.reasons, pool=first.pool)
    reference = Reference.of(problem, first.plans[0].labels)
    shop = Shop(problem, reference, differ)
    shop.take(first)
    _feed(shop, problem, reference=reference, stop=stop, seed=seed, on_progress=on_progress)
    chosen = shop.choose(count)
    candidates = describe(problem, reference, chosen, weights)
    return Proposal(
        [each.plan for each in candidates],
        log=first.log + shop.log,
        reasons=_reasons(problem, candidates, weights, reference),
        pool=shop.pool,
        best_at=[each.best_at for each in candidates],
        candidates=candidates,
    )


def _feed(
    shop: "Shop", problem: Problem, *, reference: Reference, stop: Stop, seed: int, on_progress: Report | None
) -> None:
    """Search with several weightings, for communities of every kind."""
    for number in range(ROUNDS):
        found = solve(
            shop.varied() if number >= len(FEEDS) else problem,
            stop=_share(stop, (1 - FIRST) / ROUNDS),
            seed=seed + number,
            weights=FEEDS[number % len(FEEDS)],
            reference=reference,
            on_progress=on_progress,
        )
        shop.take(found)


def _reasons(
    problem: Problem, candidates: Sequence[Candidate], weights: Weights | None, reference: Reference
) -> list[Reason]:
    if weights is None or not candidates:
        return []
    return [each.reason for each in judge(problem, candidates[0].plan.labels, weights, reference)]


def _share(stop: Stop, part: float) -> Stop:
    """Return a stop that sees a part as the whole, but never before one run is over: its end is what counts."""

    def test(now: Progress) -> bool:
        return now.iterations >= CHUNKS and stop(
            Progress(int(now.iterations / part), int(now.idle / part), float("inf"), now.cpu_s / part)
        )

    return Stop(test, f"{part:.0%} of {stop.said}")


def measures_of(problem: Problem, communities: Sequence[Ints], reference: Reference) -> Floats:
    """Return (c, 6) the measures of communities; those of a plan are their sums."""
    values = values_of(problem, communities, reference)
    places = [list(TERMS).index(name) for name in MEASURES[:-1]]
    has_room = np.zeros(problem.n, np.bool_)
    has_room[offices(problem) if len(problem.rooms) else slice(None)] = True
    roomless = np.array([not has_room[units].any() for units in communities], np.float64)
    return np.column_stack([values[:, places], roomless])


def dominates(one: Floats, other: Floats) -> bool:
    """Return whether one vector is nowhere worse and somewhere better."""
    return bool((one <= other + SPARE).all() and (one < other - SPARE).any())


class Shop:
    """The pool with its measures, the plans known, and the choice among them."""

    def __init__(self, problem: Problem, reference: Reference, differ: int) -> None:
        self.problem, self.reference, self.differ = problem, reference, differ
        self.pool = Pool(problem)
        self.log: list[str] = []
        self.known: dict[bytes, tuple[Ints, Floats]] = {}

    def take(self, found: Result) -> None:
        """Take over the plan of a search and its most promising communities."""
        for column in found.pool.columns(PER_FEED) if found.pool is not None else ():
            self.pool.add(column.units, seen=column.seen, checked=True)
        for plan in found.plans:
            self._say("search", self.add(plan.labels))

    def varied(self) -> Problem:
        """Return the problem with borders the dearer the more known plans have them as boundary."""
        edges, plans = self.problem.borders, [labels for labels, _ in self.known.values()]
        used = np.mean([labels[edges.u] != labels[edges.v] for labels in plans], axis=0)
        cost = edges.cost + DEARER * used * edges.cost.mean()
        return replace(self.problem, borders=replace(edges, cost=cost))

    def weigh(self) -> None:
        """Value all communities of the pool, those one unit from a plan's included."""
        for labels, _ in list(self.known.values())[:VARIED]:
            vary(self.pool, labels)
        self.columns = self.pool.columns(MOST_COLUMNS)
        self.values = measures_of(self.problem, [column.units for column in self.columns], self.reference)

    def _say(self, name: str, values: Floats) -> None:
        figures = ", ".join(f"{measure} {value:.3f}" for measure, value in zip(MEASURES, values, strict=True))
        self.log.append(f"{name}: {figures}")

    def add(self, labels: Ints) -> Floats:
        """Keep a plan and return its measures."""
        labels = canonical(labels)
        if labels.tobytes() not in self.known:
            values = measures_of(self.problem, members(labels), self.reference).sum(axis=0)
            self.known[labels.tobytes()] = labels, values
        return self.known[labels.tobytes()][1]

    def solve(self, aim: Aim, apart_from: Sequence[Ints] = ()) -> Ints | None:
        """Return the best plan of the pool for an aim, unlike some plans; None if there is none."""
        weight = np.array([aim.weights.get(name, SLIGHT) for name in MEASURES])
        rows = [
            Row(self.values[:, MEASURES.index(name)], -float("inf"), limit + SPARE)
            for name, limit in aim.limits.items()
        ]
        rows += [self._unlike(labels) for labels in apart_from]
        bound = min((v @ weight for p, v in self.known.values() if self._serves(aim, p, v, apart_from)), default=np.inf)
        labels = best_cover(
            self.problem.n,
            self.columns,
            self.problem.counts,
            self.values @ weight,
            seconds=COVER_SECONDS,
            nodes=COVER_NODES,
            extra_rows=rows,
            below=bound,
        )
        if labels is None and np.isfinite(bound):
            fitting = [(v @ weight, p) for p, v in self.known.values() if self._serves(aim, p, v, apart_from)]
            labels = min(fitting, key=lambda pair: pair[0])[1]
        if labels is None or not is_feasible(self.problem, labels):
            self.log.append(f"{aim.name}: no plan")
            return None
        self._say(aim.name, self.add(labels))
        return labels

    def _serves(self, aim: Aim, labels: Ints, values: Floats, apart_from: Sequence[Ints]) -> bool:
        within = all(values[MEASURES.index(name)] <= limit + SPARE for name, limit in aim.limits.items())
        return within and all(self._is_apart(labels, other) for other in apart_from)

    def _is_apart(self, one: Ints, other: Ints) -> bool:
        return shared(self.problem, one, other, ALIKE) <= self._most_shared(other)

    def _most_shared(self, labels: Ints) -> int:
        return max(int(labels.max()) + 1 - self.differ, 0)

    def _unlike(self, labels: Ints) -> Row:
        alike = likeness(self.problem, [each.units for each in self.columns], members(labels)) >= ALIKE - SPARE
        return Row(alike.astype(np.float64), 0.0, float(self._most_shared(labels)))

    def choose(self, count: int) -> list[Ints]:
        """Return up to `count` plans, each unlike the others, none dominated by another."""
        self.weigh()
        aims = self._aims()
        answers = {aim.name: self.solve(aim) for aim in aims}
        chosen: list[Ints] = []
        for name in ASKED:
            labels = answers[name]
            if labels is not None and len(chosen) < count and self._fits(chosen, labels):
                chosen.append(labels)
        for weight in self._tastes():
            self._pick(chosen, count, weight)
        for number in range(TRIES):
            if len(chosen) >= count:
                break
            aim = aims[number % len(aims)]
            if self.solve(replace(aim, name=f"{aim.name}, unlike", limits={}), chosen) is not None:
                self._pick(chosen, count, np.ones(len(MEASURES)))
        return chosen

    def _pick(self, chosen: list[Ints], count: int, weight: Floats) -> None:
        """Add to the choice the best known plan that fits to it, by weighted shares of the range of each measure."""
        table = np.array([values for _, values in self.known.values()])
        best = [row for row in table if not any(dominates(other, row) for other in table)]
        least, most = np.min(best, axis=0), np.max(best, axis=0)
        places = ((table - least) / np.maximum(most - least, SPARE)) @ weight
        plans = [labels for labels, _ in self.known.values()]
        for place in np.argsort(places, kind="stable").tolist():
            if len(chosen) < count and self._fits(chosen, plans[place]):
                chosen.append(plans[place])
                return

    def _fits(self, chosen: Sequence[Ints], labels: Ints) -> bool:
        mine, others = self.add(labels), [self.add(other) for other in chosen]
        if any(dominates(other, mine) or dominates(mine, other) for other in others):
            return False
        return all(self._is_apart(labels, other) and self._is_apart(other, labels) for other in chosen)

    def _tastes(self) -> list[Floats]:
        """Return weights to choose by: each measure nearly alone, J last, all alike, then each again."""
        single = np.eye(len(MEASURES)) + SLIGHT
        order = [MEASURES.index(name) for name in ("roomless", "affinity", "inertia", "mixed", "balance", "boundary")]
        return [single[place] for place in order] + [np.ones(len(MEASURES))] + [single[place] for place in order]

    def _aims(self) -> list[Aim]:
        """Return what set partitioning looks for: each measure within what it may cost in J."""
        cheapest = min((v for _, v in self.known.values()), key=lambda v: float(v[0]))
        at, broken = float(cheapest[0]), LESS_BROKEN * float(cheapest[MEASURES.index("affinity")])
        few = min(float(v[-1]) for _, v in self.known.values())
        return [
            Aim("boundary", {"boundary": 100.0}),
            Aim("rooms", {"boundary": 1.0}, {"roomless": few}),
            Aim("rooms and wishes", {"boundary": 1.0}, {"roomless": few, "affinity": broken}),
            Aim("wishes", {"boundary": 1.0}, {"boundary": MORE_J * at, "affinity": broken}),
            Aim("affinity", {"affinity": 1.0, "boundary": 0.1}, {"boundary": 1.15 * at}),
            Aim("inertia", {"inertia": 1.0, "boundary": 0.1}, {"boundary": 1.3 * at}),
            Aim("balance", {"balance": 3.0, "boundary": 0.1}, {"boundary": 1.3 * at}),
            Aim("mixed", {"mixed": 1.0, "boundary": 0.1}, {"boundary": 1.5 * at}),
        ]


def describe(
    problem: Problem, reference: Reference, chosen: Sequence[Ints], weights: Weights | None = None
) -> list[Candidate]:
    """Return plans as candidates, each with what it is best at; the best by J, or by F with weights, first."""
    found = []
    for labels in map(canonical, chosen):
        cost = cost_of(problem, labels)
        value = cost if weights is None else total(judge(problem, labels, weights, reference))
        measures = measures_of(problem, members(labels), reference).sum(axis=0)
        found.append(Candidate(Plan(labels, cost, criteria(problem, labels), value), measures))
    found.sort(key=lambda each: each.plan.objective)
    if not found:
        return []
    table = np.array([each.measures for each in found])
    return [replace(each, best_at=_best_at(each, table)) for each in found]


def _best_at(candidate: Candidate, table: Floats) -> tuple[Reason, ...]:
    """Return what a candidate is best at. table: (plans, 6) the measures of all candidates."""
    least, most = table.min(axis=0), table.max(axis=0)
    found = []
    for place, name in enumerate(MEASURES):
        if candidate.measures[place] <= least[place] + SPARE and most[place] > least[place] + SPARE:
            found.append(Reason(f"districting.best_{name}", BEST_AT[name], _figures(candidate, place)))
    if found:
        return tuple(found)
    behind = (candidate.measures - least) / np.maximum(most - least, SPARE)
    return (Reason("districting.compromise", COMPROMISE, {"share": 100 * float(behind.max())}),)


def _figures(candidate: Candidate, place: int) -> dict[str, object]:
    """Return the figures of the sentence about one measure."""
    said, value = candidate.plan.criteria, float(candidate.measures[place])
    figures: dict[str, Callable[[], dict[str, object]]] = {
        "boundary": lambda: {"J": candidate.plan.cost},
        "inertia": lambda: {"metres": float(np.sqrt(said["moi_m2"]))},
        "mixed": lambda: {"share": 100 * (1 - value)},
        "affinity": lambda: {"share": 100 * value},
        "balance": lambda: {"least": said["minhh"], "most": said["maxhh"]},
        "roomless": lambda: {"count": round(value)},
    }
    return figures[MEASURES[place]]()
