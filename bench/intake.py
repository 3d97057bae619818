"""Public intake beside the floor, in one run: requests a second and p50/p95/p99 at 1, 8 and 32 connections."""

import itertools
import json
import os
from collections.abc import Callable
from typing import Any

from bench.load import drive, post
from bench.server import Installation, fresh, serve

CONCURRENCIES = (1, 8, 32)
ROUNDS = 5
COLD_STARTS = 3
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


def _side_by_side(floor: int, intake: int, concurrency: int, seconds: float) -> dict[str, Any]:
    """
    Return the rows of both servers and their ratio, of the middle round by rate each.

    They take turns, so that a machine that is slower for a while is so for both.
    """
    lows, highs = [], []
    for _ in range(ROUNDS):
        lows.append(drive(floor, post("/floor", _bodies()), concurrency, seconds / ROUNDS))
        highs.append(drive(intake, post("/api/v1/reports", _bodies()), concurrency, seconds / ROUNDS))
    low, high = (sorted(loads, key=lambda load: load.rate)[ROUNDS // 2] for loads in (lows, highs))
    ratios = [round(high.rate / low.rate, 3) for low, high in zip(lows, highs, strict=True)]
    return {"floor": low.row(), "intake": high.row(), "ratio": round(high.rate / low.rate, 3), "ratios": ratios}


def _cold_start(installation: Installation) -> float:
    with serve(installation) as running:
        return running.cold_start_s


def measure(seconds: float) -> dict[str, Any]:
    """Return rates of floor and intake per concurrency, their ratio, memory and cold start."""
    rows: dict[str, Any] = {}
    with fresh() as installation:
        installation.manage("demo", "--cases", "0")
        installation.manage("shell", "-c", "from bench.floor import make_table; make_table()")
        with serve(installation, "bench.floor_settings") as low, serve(installation) as high:
            for concurrency in CONCURRENCIES:
                rows[str(concurrency)] = _side_by_side(low.port, high.port, concurrency, seconds)
            rows["worker_mib_after_intake"] = round(high.worker_mib(), 1)
        rows["cold_start_s"] = [round(_cold_start(installation), 2) for _ in range(COLD_STARTS)]
    rows["cpu_of_server"] = sorted(os.sched_getaffinity(0))[:1]
    return rows


def show(found: dict[str, Any]) -> None:
    """Print intake beside the floor."""
    print(f"{'intake':>10} {'rate/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'floor/s':>8} {'ratio':>6}")
    for concurrency in map(str, CONCURRENCIES):
        row, low = found[concurrency]["intake"], found[concurrency]["floor"]
        figures = (row["rate"], row["p50"], row["p95"], row["p99"], low["rate"])
        print(f"{concurrency:>10}", *(f"{figure:8.1f}" for figure in figures), f"{found[concurrency]['ratio']:6.2f}")
    print(f"worker {found['worker_mib_after_intake']} MiB, cold start {found['cold_start_s']} s")
