"""Public graphs: fewest cut edges within half a percent of equal population, and the trade of both on a small one."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.districting.instances import find
from bench.districting.single import measure
from linli.districting.frontier import frontier
from linli.districting.problem import Borders, Problem
from linli.districting.reading.npz import read_npz

PARTS = 3


def cut_edges(seconds: float, proof_seconds: float) -> list[dict[str, Any]]:
    """Return a row for each graph: fewest cut edges found, the bound, and what is known."""
    rows = []
    for path in find("cut-edges", "*.npz"):
        with np.load(path, allow_pickle=False) as arrays:
            known = json.loads(str(arrays["meta"]))
        row = measure(read_npz(path), seconds=seconds, proof_seconds=proof_seconds)
        rows.append({"name": path.stem, **row, "known": known["best"], "known_bound": known["bound"]})
        print_cut_edges(rows[-1])
    return rows


def print_cut_edges(row: dict[str, Any]) -> None:
    """Print one row."""
    best = row.get("best")
    print(
        f"{row['name']:>14} {row['units']:>6} units  cut {_whole(best)} (known {row['known']}, bound "
        f"{_whole(row.get('bound'))})  {'proven' if row['proven'] else 'open':>6}  "
        f"search {row['search_s']:6.1f} s, proof {row.get('proof_s', 0):6.1f} s",
        flush=True,
    )


def _whole(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def read_graph(path: Path, parts: int) -> Problem:
    """Return the problem of a graph of the collection: population alone, every border counts one."""
    graph = json.loads(path.read_text("utf-8"))
    number = {node["id"]: at for at, node in enumerate(graph["nodes"])}
    population = np.array([node["pop"] for node in graph["nodes"]], np.int64)
    u, v = ([number[edge[end]] for edge in graph["edges"]] for end in (0, 1))
    return Problem(population, Borders.of(u, v, np.ones(len(u))), 1, int(population.sum()), wished=parts)


def trade() -> dict[str, Any] | None:
    """Return the exact frontier of deviation against cut edges of the smallest graph, and how long it took."""
    found = None
    for path in find("districting-benchmarks", "fl25.graph.json"):
        begun = time.process_time()
        whole = frontier(read_graph(path, PARTS))
        points = [{"cut": each.cut, "deviation": each.deviation} for each in whole.points]
        found = {"plans": whole.plans, "points": points, "cpu_s": round(time.process_time() - begun, 3)}
        print(f"{'fl25':>14} {whole.plans} plans of {PARTS} parts in {found['cpu_s']} s; cut edges: deviation")
        print(" " * 15 + ", ".join(f"{each['cut']}: {each['deviation']:.4%}" for each in points), flush=True)
    return found
