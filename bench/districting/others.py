"""Other tools on the same instances, each in a process of the environment that holds them."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench.districting.instances import ROOT
from linli.districting.plan import criteria
from linli.districting.problem import Problem

HOME = ROOT / "build" / "contenders"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
RUN = Path(__file__).with_name("contenders") / "run.py"
NAMES = {"gerrychain": "GerryChain", "kahip": "KaHIP", "pymetis": "METIS", "spopt": "MaxP"}
"""Package -> what people call it."""
PATIENCE = 4
"""A tool that needs more than so many times its seconds on the clock is stopped."""


def install() -> list[str]:
    """Make the environment and return the packages that are there; those that cannot be installed are named."""
    python = HOME / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
    there = []
    for line in REQUIREMENTS.read_text("utf-8").splitlines():
        package = line.partition("==")[0].strip()
        if package not in NAMES:
            continue
        if not _has(python, package):
            print(f"installing {line}", flush=True)
            subprocess.run([python, "-m", "pip", "install", "-q", "--only-binary", ":all:", line], check=False)
        if _has(python, package):
            there.append(package)
        else:
            print(f"!! {NAMES[package]} CANNOT BE INSTALLED here and is left out ({line})", flush=True)
    return there


def _has(python: Path, package: str) -> bool:
    return subprocess.run([python, "-c", f"import {package}"], check=False, capture_output=True).returncode == 0


def measure(problem: Problem, packages: list[str], seconds: float) -> dict[str, dict[str, Any]]:
    """Return for every tool its best plan's J, whether that is feasible, and when its plans were there (CPU)."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        task = Path(folder) / "task.npz"
        edges = problem.borders
        size = {"low": problem.low, "high": problem.high, "k": problem.wished or problem.counts[0]}
        np.savez(task, h=problem.households, x=problem.x, y=problem.y, u=edges.u, v=edges.v, cost=edges.cost, **size)
        return {package: _one(problem, package, task, seconds) for package in packages}


def _one(problem: Problem, package: str, task: Path, seconds: float) -> dict[str, Any]:
    answer = task.with_suffix(f".{package}.json")
    command = [HOME / "bin" / "python", RUN, package, task, answer, str(seconds)]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=PATIENCE * seconds + 60, cwd=task.parent
        )
    except subprocess.TimeoutExpired:
        return {"J": None, "feasible": False, "said": "did not come to an end"}
    if done.returncode:
        return {"J": None, "feasible": False, "said": done.stderr.strip().splitlines()[-1:]}
    found: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    labels = found.pop("labels")
    if labels is None:
        return found | {"J": None, "feasible": False, "said": "no plan"}
    judged = criteria(problem, np.array(labels, np.int64))  # the same yardstick for everybody
    right = bool(judged["feasible"]) and judged["k"] in problem.counts
    return found | {"J": judged["J"], "k": judged["k"], "feasible": right, "out_of_bounds": judged["out_of_bounds"]}


def cost_by(found: dict[str, Any], seconds: float) -> float | None:
    """Return the best feasible J that a tool had after some CPU seconds."""
    costs = [cost for at, cost in found.get("trail", ()) if at <= seconds]
    return costs[-1] if costs else None
