"""Staff pages at 20 000 and 200 000 cases: p50/p95, queries a page, growth; memory; size of the database."""

import json
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.load import percentile
from bench.server import ROOT, Installation, Running, serve

SIZES = (20_000, 200_000)
REPEATS = 40


def _targets(installation: Installation) -> dict[str, Any]:
    """Return the session cookie of a demo officer and the pages to ask for, with the queries each needs."""
    command = [sys.executable, "-m", "bench.targets"]
    environ = installation.environ("linli.config.settings")
    done = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def _times(running: Running, cookie: str, path: str) -> list[float]:
    spent = []
    connection = HTTPConnection("127.0.0.1", running.port, timeout=60)
    for _ in range(REPEATS + 3):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-hans"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        spent.append((time.perf_counter() - began) * 1000)
    return spent[3:]


def _at_size(cases: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        installation = Installation(Path(folder))
        installation.manage("migrate", "--verbosity", "0")
        installation.manage("demo", "--cases", "0")
        empty = installation.database_bytes
        installation.manage("demo", "--reset", "--cases", str(cases))
        size = installation.database_bytes - empty
        targets = _targets(installation)
        pages: dict[str, Any] = {}
        with serve(
            installation, settings="linli.config.settings", application="linli.config.wsgi:application"
        ) as running:
            for name, page in targets["pages"].items():
                spent = _times(running, targets["cookie"], page["path"])
                measured = {"p50_ms": percentile(spent, 0.5), "p95_ms": percentile(spent, 0.95)}
                pages[name] = {**{key: round(value, 1) for key, value in measured.items()}, "queries": page["queries"]}
            memory = running.worker_mib()
    per_case = size / targets["cases"]
    return {"pages": pages, "worker_mib": round(memory, 1), "mb_per_100k": round(per_case * 100_000 / 1e6, 1)}


def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Return the figures per size, and per page the growth of p95 from the smallest size to the largest."""
    found: dict[str, Any] = {str(size): _at_size(size) for size in sizes}
    small, large = found[str(sizes[0])]["pages"], found[str(sizes[-1])]["pages"]
    found["growth"] = {name: round(large[name]["p95_ms"] / small[name]["p95_ms"], 2) for name in large}
    return found
