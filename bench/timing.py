"""How long acts take, by the clock and of the processor."""

import time
from collections.abc import Callable
from typing import Any

Act = Callable[[int], Any]
"""Something to measure; it is given the number of the call, so that it can do and undo by turns."""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the sorted values lie, by nearest rank; 0 when empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def figures(spent_ms: list[float], prefix: str = "") -> dict[str, float]:
    """Return p50 and p95 of milliseconds, rounded for a table."""
    return {f"{prefix}p{share}_ms": round(percentile(spent_ms, share / 100), 2) for share in (50, 95)}


def clocked(act: Act, repeats: int, warm: int = 0) -> tuple[list[float], list[float]]:
    """Return the milliseconds of every call by the clock and of the processor, the first `warm` calls left out."""
    clock, processor = [], []
    for number in range(repeats + warm):
        busy, began = time.process_time(), time.perf_counter()
        act(number)
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - busy) * 1000)
    return clock[warm:], processor[warm:]


def spent(act: Act, repeats: int, warm: int = 0) -> dict[str, float]:
    """Return p50 and p95 of a call, by the clock and of the processor: other work on the machine slows only one."""
    clock, processor = clocked(act, repeats, warm)
    return figures(clock) | figures(processor, "cpu_")


def asking(client: Any, address: str) -> Act:
    """Return what asks for a page by Django's test client. It ends the bench if refused: refusing is fast."""

    def act(number: int) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")

    return act
