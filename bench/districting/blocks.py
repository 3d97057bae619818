"""Real housing blocks: every area over 6 000 dwellings within bounds, or the reason why not."""

import csv
import time
from pathlib import Path
from typing import Any

from bench.districting.instances import find
from linli.districting import solve, stopping
from linli.districting.checks import check, describe_pieces
from linli.districting.reading import Reading, read

LOW, HIGH = 1_500, 3_500
BARRIER_M = 250.0
QUOTED = ("name", "reasons")
"""What names places of the collection: shown, but not kept with the results."""


def measure(seconds: float) -> list[dict[str, Any]]:
    """Return a row for each task, without and with the rule that points farther apart are no neighbours."""
    rows = []
    tasks = find("sg-hdb-buildings", "instances_over_6000.csv")
    for path in find("sg-hdb-buildings", "buildings.csv") if tasks else []:
        with tasks[0].open(encoding="utf-8") as file:
            for task in csv.DictReader(file):
                rows += [_one(path, task, barrier, seconds) for barrier in (None, BARRIER_M)]
        _print(rows)
    return [{name: value for name, value in row.items() if name not in QUOTED} for row in rows]


def _one(path: Path, task: dict[str, str], barrier_m: float | None, seconds: float) -> dict[str, Any]:
    begun = time.process_time()
    where = {name: task[name] for name in ("planning_area", "subzone")}
    reading = read(path, low=LOW, high=HIGH, where=where, barrier_m=barrier_m)
    row: dict[str, Any] = {"name": task["subzone"], "barrier_m": barrier_m, "units": reading.problem.n}
    row["read_s"] = round(time.process_time() - begun, 3)
    return row | _answer(reading, barrier_m, seconds)


def _answer(reading: Reading, barrier_m: float | None, seconds: float) -> dict[str, Any]:
    begun = time.process_time()
    reasons = check(reading.problem, barrier_m=barrier_m)
    notes = describe_pieces(reading.problem, barrier_m=barrier_m)
    found: dict[str, Any] = {"checked_s": round(time.process_time() - begun, 3)}
    found["reasons"] = [each.render(str) for each in reasons]
    found["rules"] = [each.rule for each in reasons]
    found["pieces"] = 1 + len(notes)
    if reasons:
        return found | {"J": None, "feasible": False}
    result = solve(reading.problem, stop=stopping.seconds(seconds), seed=1)
    plan = result.plans[0] if result.plans else None
    found["solved_s"] = round(time.process_time() - begun, 3)
    return found | {"J": plan and plan.cost, "k": plan and plan.k, "feasible": plan is not None}


def _print(rows: list[dict[str, Any]]) -> None:
    for barrier in (None, BARRIER_M):
        mine = [row for row in rows if row["barrier_m"] == barrier]
        refused = [row for row in mine if row["reasons"]]
        lost = [row["name"] for row in mine if not row["feasible"] and not row["reasons"]]
        said = "no barrier" if barrier is None else f"barrier {barrier:g} m"
        slowest = max((row["checked_s"] for row in mine), default=0.0)
        print(
            f"{said:>14} {len(mine)} areas: {sum(row['feasible'] for row in mine)} within bounds, "
            f"{len(refused)} refused with the reason, neither: {lost or 'none'}; slowest check {slowest:.3f} s",
            flush=True,
        )
        for row in refused:
            print(f"{row['name']:>30}: {row['reasons'][0]}")
