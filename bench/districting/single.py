"""One instance: how soon the search alone has the best plan, and how soon that is proven."""

import statistics
import time
from typing import Any

from bench.districting.instances import fresh_city
from linli.districting import solve, stopping
from linli.districting.bound import prove
from linli.districting.problem import Problem
from linli.districting.stopping import Progress

SAME = 2e-6
"""Plans whose J differ by less than this share are equal: the proof's own tolerance is 1e-6."""
MOST_COLUMNS = 4_000


def warm_up() -> None:
    """Load or compile all kernels, so that no instance pays for it."""
    problem = fresh_city(1)
    result = solve(problem, stop=stopping.iterations(16))
    prove(problem, result.plans[0].labels, result.pool.columns(MOST_COLUMNS), seconds=1.0)


def measure(problem: Problem, *, seconds: float, proof_seconds: float, seed: int = 1) -> dict[str, Any]:
    """Return one row: J of the search, when it was there, and bound, gap and time of the proof. All in CPU seconds."""
    trail: list[tuple[float, float]] = []

    def note(progress: Progress) -> None:
        if not trail or progress.best < trail[-1][1]:
            trail.append((progress.cpu_s, progress.best))

    begun = time.process_time()
    result = solve(problem, stop=stopping.seconds(seconds), seed=seed, on_progress=note)
    searched = time.process_time() - begun
    row: dict[str, Any] = {"units": problem.n, "borders": len(problem.borders), "search_s": round(searched, 3)}
    if not result.plans:
        return row | {"J": None, "feasible": False, "proven": False, "gap": None}
    plan = result.plans[0]
    trail.append((searched, plan.cost))
    row |= {"J": plan.cost, "k": plan.k, "feasible": bool(plan.criteria["feasible"])}
    begun = time.process_time()
    proof = prove(problem, plan.labels, result.pool.columns(MOST_COLUMNS), seconds=proof_seconds - searched)
    row |= {"best": proof.cost, "bound": proof.bound, "gap": proof.gap, "proven": proof.is_optimal}
    row |= {"proof_s": round(time.process_time() - begun, 3), "pricings": proof.pricings, "columns": proof.columns}
    reached = [at for at, cost in trail if cost <= proof.cost * (1 + SAME)]
    return row | {"reached_s": round(reached[0], 3) if reached else None, "search_gap": plan.cost / proof.cost - 1}


def summary(rows: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Return what the targets ask for. seconds: in which the search should have the optimum."""
    proven = [row for row in rows if row["proven"]]
    times = sorted(row["reached_s"] if row["reached_s"] is not None else float("inf") for row in proven)
    in_time = [at for at in times if at <= seconds]
    found = {
        "instances": len(rows),
        "feasible": sum(row["feasible"] for row in rows),
        "proven_share": len(proven) / max(len(rows), 1),
        "worst_gap_open": max(
            (row["gap"] for row in rows if row["gap"] is not None and not row["proven"]), default=0.0
        ),
        "reached_share": len(in_time) / max(len(proven), 1),
        "worst_search_gap": max((row["search_gap"] for row in proven), default=None),
        "median_reached_s": statistics.median(times) if times else None,
        "median_proof_s": statistics.median(row["proof_s"] for row in proven) if proven else None,
    }
    return {name: None if value == float("inf") else value for name, value in found.items()}
