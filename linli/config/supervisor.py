"""Run the server and the background worker together, and stop both whatever happens."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

PATIENCE_SECONDS = 25.0
TICK_SECONDS = 0.1
PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to end this child when its supervisor is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts processes, waits, and stops all of them as soon as one ends or a signal comes."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.signalled = False

    def start(self, command: Sequence[str]) -> None:
        """Start one process in a group of its own, so that Ctrl-C reaches it only through us."""
        child = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509
        self.processes.append(child)

    def listen(self) -> None:
        """Take Ctrl-C, `kill` and a closed terminal as the wish to stop."""
        for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wish, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.signalled = True

    @property
    def is_whole(self) -> bool:
        """Tell whether every process still runs and nobody wants to stop."""
        return not self.signalled and all(process.poll() is None for process in self.processes)

    def wait(self) -> int:
        """Wait for the end, stop everything, and return the exit status: 0 if somebody wished the end."""
        while self.is_whole:
            time.sleep(TICK_SECONDS)
        failed = [process.returncode for process in self.processes if process.returncode]
        self.stop()
        return 0 if self.signalled else (failed or [1])[0]

    def stop(self) -> None:
        """End every process group: politely, then, when patience is over, at once."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()

    def _signal(self, number: int) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
