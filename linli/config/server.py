"""Start the server: which port, which command. Used by `linli serve` and `linli run`."""

import os
import socket
import sys
from pathlib import Path

from django.conf import settings

from linli.config.environment import read

MOST_PORTS_TRIED = 50
THRIFT = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144"}
"""Has glibc give back what a sign-in's Argon2 took: 98 MB a worker instead of 137 (decision 20)."""


def is_free(host: str, port: int) -> bool:
    """Tell whether we may listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def next_free_port(host: str, wanted: int) -> int | None:
    """Return the wanted port, or the next free one above it, or None."""
    return next((port for port in range(wanted, min(wanted + MOST_PORTS_TRIED, 65536)) if is_free(host, port)), None)


def server_command(host: str, port: int) -> list[str]:
    """Return the command that runs the server, thrifty by environment: one process on SQLite, which has one writer."""
    for name, value in THRIFT.items():
        os.environ.setdefault(name, value)
    embedded = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    granian = str(Path(sys.executable).with_name("granian"))
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": "1" if embedded else str(read("LINLI_WORKERS")),
        "--blocking-threads": str(read("LINLI_THREADS")),
        "--workers-kill-timeout": "20",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [granian, *words, "--respawn-failed-workers", "linli.config.wsgi:application"]


def worker_command() -> list[str]:
    """Return the command that runs the background worker."""
    return [sys.executable, "-m", "linli.config.console", "worker"]
