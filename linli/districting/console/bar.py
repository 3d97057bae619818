"""A progress bar for people: only on a terminal, and gone when the work is done."""

import math
from typing import TextIO

from linli.districting.stopping import Progress

WIDTH = 30
STEP = 0.005
"""Share of the work between two drawings."""


class Bar:
    """Draws how far a search is. limit: CPU seconds, or chunks if `by_iterations`."""

    def __init__(self, out: TextIO, limit: float, *, by_iterations: bool = False) -> None:
        self.out, self.limit, self.by_iterations = out, limit, by_iterations
        self.is_shown = out.isatty()
        self._drawn = -1.0

    def __call__(self, progress: Progress) -> None:
        """Draw what is done."""
        done = progress.iterations if self.by_iterations else progress.cpu_s
        share = min(1.0, done / self.limit)
        if not self.is_shown or share - self._drawn < STEP:
            return
        self._drawn = share
        full = round(WIDTH * share)
        best = f"{progress.best:.6g}" if math.isfinite(progress.best) else "-"
        self.out.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}  {progress.cpu_s:.1f} s  {best}\x1b[K")
        self.out.flush()

    def close(self) -> None:
        """Leave the line as it was."""
        if self.is_shown:
            self.out.write("\r\x1b[K")
            self.out.flush()
