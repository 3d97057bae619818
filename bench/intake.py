"""Public intake beside the floor, in one run: requests a second and p50/p95/p99 at 1, 8 and 32 connections."""

import itertools
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.load import drive, post
from bench.server import Installation, serve

CONCURRENCIES = (1, 8, 32)
TEXT = "幸福里{}栋2单元楼道灯坏了三天，老人上下楼看不见台阶，请尽快安排人来修。"


def _bodies() -> Callable[[], bytes]:
    numbers = itertools.count(1)

    def body() -> bytes:
        number = next(numbers)
        report = {
            "text": TEXT.format(number % 90 + 1),
            "address": f"幸福里{number % 90 + 1}栋",
            "longitude": 103.17 + number % 40 / 2000,
            "latitude": 26.07 + number % 37 / 2000,
            "contact": f"1380000{number % 10000:04d}",
        }
        return json.dumps(report, ensure_ascii=False).encode()

    return body


def measure(seconds: float) -> dict[str, Any]:
    """Return rates of floor and intake per concurrency, their ratio, memory and cold start."""
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        installation = Installation(Path(folder))
        installation.manage("migrate", "--verbosity", "0")
        installation.manage("demo", "--cases", "0")
        installation.manage("shell", "-c", "from bench.floor import make_table; make_table()")
        floor = {"settings": "bench.floor_settings", "application": "linli.config.wsgi:application"}
        ours = {"settings": "linli.config.settings", "application": "linli.config.wsgi:application"}
        for concurrency in CONCURRENCIES:
            with serve(installation, **floor) as running:
                low = drive(running.port, post("/floor", _bodies()), concurrency, seconds)
            with serve(installation, **ours) as running:
                high = drive(running.port, post("/api/v1/reports", _bodies()), concurrency, seconds)
                memory, cold = running.worker_mib(), running.cold_start_s
            rows[str(concurrency)] = {"floor": low.row(), "intake": high.row(), "ratio": round(high.rate / low.rate, 3)}
        rows["worker_mib_after_intake"] = round(memory, 1)
        rows["cold_start_s"] = round(cold, 2)
    rows["cpu_of_server"] = sorted(os.sched_getaffinity(0))[:1]
    return rows
