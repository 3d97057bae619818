"""Installations to measure in: fresh ones, processes of their own in them, and a server on one core."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import django

from bench.timing import clocked, figures
from linli.config.server import THRIFT

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = "linli.config.settings"
APPLICATION, THREADS = "linli.config.wsgi:application", "4"
FIRST_CORE = ("taskset", "-c", "0")
REPEATS, WARM = 40, 3


@dataclass(frozen=True)
class Installation:
    """A data folder with its own database and secret."""

    folder: Path

    def environ(self, settings: str = SETTINGS) -> dict[str, str]:
        """Return the environment of a process of this installation."""
        ours = {"LINLI_DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": settings, "LINLI_REPORT_RATE": ""}
        return {**THRIFT, **os.environ, **ours}

    def manage(self, *words: str) -> None:
        """Run a management command in silence."""
        self._said([sys.executable, "manage.py", *words])

    def ask(self, module: str, *words: str, pinned: bool = False) -> dict[str, Any]:
        """Run a module in a process of its own, pinned to the first core or free; return its reply."""
        said = self._said([*(FIRST_CORE if pinned else ()), sys.executable, "-m", module, *words])
        return dict(json.loads(said.splitlines()[-1]))

    def _said(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.environ(), check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    @property
    def database_bytes(self) -> int:
        """Return the size of the database file with its write-ahead log."""
        return sum(path.stat().st_size for path in self.folder.glob("linli.sqlite3*"))


@contextmanager
def fresh() -> Iterator[Installation]:
    """Yield an empty installation; its folder goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        installation = Installation(Path(folder))
        installation.manage("migrate", "--verbosity", "0")
        yield installation


def apart(module: str, *words: str, pinned: bool = False) -> dict[str, Any]:
    """Return the reply of a module in a fresh installation: its memory, caches and database are its own."""
    with fresh() as installation:
        return installation.ask(module, *words, pinned=pinned)


def reply(measure: Callable[..., dict[str, Any]]) -> None:
    """Measure in this process, with the words it was started with, and print the figures for `Installation.ask`."""
    django.setup()
    print(json.dumps(measure(*sys.argv[1:])))


@dataclass
class Running:
    """A server that answers: where, how long it took to come up, and its process group."""

    port: int
    cold_start_s: float
    process: subprocess.Popen[bytes]

    def spent(self, path: str, cookie: str) -> dict[str, float]:
        """Return p50 and p95 of milliseconds until whoever holds the cookie has the whole page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

        def act(number: int) -> None:
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "zh-hans"})
            page = connection.getresponse()
            page.read()
            if page.status != 200:
                raise SystemExit(f"{path} answered {page.status}")

        clock, _of_the_client = clocked(act, REPEATS, WARM)
        return figures(clock)

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


def _first_answer(port: int, began: float) -> float:
    while time.monotonic() - began < 60:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return time.monotonic() - began
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not answer within 60 s")


@contextmanager
def serve(installation: Installation, settings: str = SETTINGS) -> Iterator[Running]:
    """Run one server process pinned to the first core; `cold_start_s` ends with its first answer."""
    port = _free_port()
    granian = str(Path(sys.executable).with_name("granian"))
    command = [*FIRST_CORE, granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", THREADS, "--no-access-log", APPLICATION]
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=installation.environ(settings), stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield Running(port, _first_answer(port, began), process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
