"""When to stop: callable criteria, combined with `|` (whichever comes first)."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """Where a search stands: chunks done, chunks since the last better plan, the best value (inf: none), CPU used."""

    iterations: int = 0
    idle: int = 0
    best: float = float("inf")
    cpu_s: float = 0.0


class Stop:
    """A criterion: called with the progress, it says whether to stop."""

    def __init__(self, test: Callable[[Progress], bool], said: str) -> None:
        self._test = test
        self.said = said

    def __call__(self, progress: Progress) -> bool:
        """Return whether to stop."""
        return self._test(progress)

    def __or__(self, other: "Stop") -> "Stop":
        """Return a criterion that stops when either does."""
        return Stop(lambda progress: self(progress) or other(progress), f"{self.said} or {other.said}")

    def __repr__(self) -> str:
        return f"Stop({self.said})"


def seconds(limit: float) -> Stop:
    """Stop after CPU seconds of this process; the same plan on every run is then not promised."""
    return Stop(lambda progress: progress.cpu_s >= limit, f"{limit:g} CPU seconds")


def wall_seconds(limit: float) -> Stop:
    """Stop after seconds on the clock, counted from now."""
    end = time.monotonic() + limit
    return Stop(lambda progress: time.monotonic() >= end, f"{limit:g} seconds")


def iterations(limit: int) -> Stop:
    """Stop after a number of chunks of the search: the same plan on every run."""
    return Stop(lambda progress: progress.iterations >= limit, f"{limit} iterations")


def no_improvement(limit: int) -> Stop:
    """Stop when that many chunks brought no better plan, once there is one."""
    return Stop(
        lambda progress: progress.idle >= limit and progress.best < float("inf"), f"{limit} iterations without gain"
    )


def target(value: float) -> Stop:
    """Stop when a plan is as good as the value."""
    return Stop(lambda progress: progress.best <= value + 1e-9, f"value {value:g}")
