"""A whole city in one process of its own, so that its memory is its own: the engine, and annealing alone beside it.

python -m bench.districting.whole INSTANCE.npz HOW SECONDS
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.cities import make_city
from bench.districting.instances import ROOT, find
from linli.districting import city, stopping, windows
from linli.districting.plan import cost_of, criteria, is_feasible
from linli.districting.problem import Ints, Problem
from linli.districting.reading.npz import read_npz

SEED = 1
GIVEN_SIZE = 109.0
"""The city of the collection, in times the real case of nine communities."""


def measure(seconds: float, sizes: Sequence[float] = ()) -> list[dict[str, Any]]:
    """
    Return a row for each way to solve each city of the collection, and one for each city made afresh.

    seconds: for the city of the collection. sizes: of fresh cities, in times the real case; their time grows with them.
    """
    rows = []
    for path in find("cities", "city-*.npz"):
        rows += [_row(path, how, seconds) for how in WAYS]
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            path = Path(folder) / f"{size:g}-times.npz"
            np.savez(path, **make_city(SEED, size))
            rows.append(_row(path, "city", seconds * size / GIVEN_SIZE))
    return rows


def _row(path: Path, how: str, seconds: float) -> dict[str, Any]:
    row = {"name": path.stem, "how": how, "seconds": round(seconds), **_apart(path, how, seconds)}
    print(f"{path.stem:>14} {how:>10}: {_said(row)}", flush=True)
    return row


def _apart(path: Path, how: str, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.districting.whole", str(path), how, str(seconds)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        return {"J": None, "feasible": False, "said": done.stderr.strip().splitlines()[-1:]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _said(row: dict[str, Any]) -> str:
    if row["J"] is None:
        return f"no plan, {row.get('said', '')}"
    return f"J {row['J']:.0f}, feasible {row['feasible']}, {row['cpu_s']} CPU s, {row['wall_s']} s, {row['mib']} MiB"


def by_annealing(problem: Problem, seconds: float) -> Ints | None:
    """Return the plan of one long annealing over the whole city, mended, without pool and set partitioning."""
    steps = int(seconds * city.STEPS_PER_SECOND / problem.n)
    labels = windows.anneal_whole(problem, problem.wished or problem.counts[0], seed=SEED, steps=steps)
    return windows.mend(problem, labels, seed=SEED) if len(windows.out_of_order(problem, labels)) else labels


def by_city(problem: Problem, seconds: float) -> Ints | None:
    """Return the plan of the engine for cities."""
    effort = city.effort_for(problem, seconds)
    result = city.solve_city(problem, seed=SEED, effort=effort, stop=stopping.seconds(seconds))
    return result.plans[0].labels if result.plans else None


WAYS: dict[str, Callable[[Problem, float], Ints | None]] = {"annealing": by_annealing, "city": by_city}


def main(source: str, how: str, seconds: str) -> None:
    """Solve one city one way and print what came of it."""
    problem = read_npz(source)
    wall, cpu = time.monotonic(), time.process_time()
    labels = WAYS[how](problem, float(seconds))
    row: dict[str, Any] = {"units": problem.n, "wall_s": round(time.monotonic() - wall, 1)}
    row["cpu_s"] = round(time.process_time() - cpu, 1)
    row["mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    row |= {"J": None, "feasible": False}
    if labels is not None:
        row |= {"J": cost_of(problem, labels), "feasible": is_feasible(problem, labels)}
        row["k"] = criteria(problem, labels)["k"]
    print(json.dumps(row))


if __name__ == "__main__":
    main(*sys.argv[1:4])
