"""One server process on one core, in an installation of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from linli.config.server import THRIFT

ROOT = Path(__file__).resolve().parents[1]
THREADS = "4"


@dataclass(frozen=True)
class Installation:
    """A data folder with its own database and secret."""

    folder: Path

    def environ(self, settings: str) -> dict[str, str]:
        """Return the environment of a process of this installation."""
        ours = {"LINLI_DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": settings, "LINLI_REPORT_RATE": ""}
        return {**THRIFT, **os.environ, **ours}

    def manage(self, *words: str, settings: str = "linli.config.settings") -> str:
        """Run a management command and return what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environ(settings), check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    @property
    def database_bytes(self) -> int:
        """Return the size of the database file with its write-ahead log."""
        return sum(path.stat().st_size for path in self.folder.glob("linli.sqlite3*"))


@dataclass
class Running:
    """A server that answers: where, how long it took to come up, and its process group."""

    port: int
    cold_start_s: float
    process: subprocess.Popen[bytes]

    def worker_mib(self) -> float:
        """Return the resident memory of the largest process of the group, in MiB."""
        pages = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[2]) == self.process.pid:
                pages.append(int(fields[21]))
        return max(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _first_answer(port: int, path: str, began: float) -> float:
    while time.monotonic() - began < 60:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            connection.getresponse().read()
            return time.monotonic() - began
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not answer within 60 s")


@contextmanager
def serve(installation: Installation, *, settings: str, application: str, path: str = "/healthz") -> Iterator[Running]:
    """Run one server process pinned to the first core; `cold_start_s` ends with the first answer of `path`."""
    port = _free_port()
    granian = str(Path(sys.executable).with_name("granian"))
    command = ["taskset", "-c", "0", granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", THREADS, "--no-access-log", application]
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=installation.environ(settings), stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield Running(port, _first_answer(port, path, began), process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
