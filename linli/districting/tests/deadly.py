"""Tasks that kill the process that works on them. Light to load: every fresh worker loads this."""

import os
import signal
from pathlib import Path


def once_deadly(mark: Path, number: int) -> int:
    """Kill the process that works on number 2 the first time."""
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def always_deadly(number: int) -> int:
    """Kill whatever process works on this."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number
