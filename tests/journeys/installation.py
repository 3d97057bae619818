"""A whole installation for the journeys: its own data folder, the demo district, a real server on a free port."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CASES = 3000
"""So many that work waits at every desk, on whatever day the suite runs."""


@dataclass
class Installation:
    """Data folder, address, server and worker of one running installation."""

    folder: Path
    port: int
    server: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every process of this installation; nothing of the suite's own leaks in."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DJANGO_"))}
        return {**kept, "LINLI_DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "linli.config.settings"}

    def linli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one `linli` command to its end."""
        command = [sys.executable, "-m", "linli.config.console", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def lay_out(self) -> None:
        """Build the demo district and collect what browsers load."""
        for words in (["demo", "--cases", str(CASES)], ["collectstatic", "--noinput", "-v0"]):
            done = self.linli(*words)
            if done.returncode:
                raise RuntimeError(f"linli {words[0]} failed:\n{done.stdout}\n{done.stderr}")

    def start(self) -> None:
        """Start the server and the worker; come back when the server answers."""
        self.server = self._begin("serve", "--port", str(self.port))
        self.worker = self._begin("worker")
        self._wait()

    def _begin(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "linli.config.console", *words]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.1)
        raise RuntimeError("the server did not answer within 60 s")

    def stop(self) -> None:
        """Stop the server and the worker with all their processes."""
        for process in filter(None, (self.worker, self.server)):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)

    @property
    def password(self) -> str:
        """Return the password of every demo login."""
        return str(json.loads((self.folder / "demo.json").read_text("utf-8"))["password"])


def copy_of_district(shared: Path) -> Path:
    """Return a folder with a copy of this run's demo district; whoever comes first builds it, while others wait."""
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "district").exists():
            building = Installation(Path(tempfile.mkdtemp(dir=shared)), port=0)
            building.lay_out()
            building.folder.rename(shared / "district")
    return Path(shutil.copytree(shared / "district", tempfile.mkdtemp(dir=shared), dirs_exist_ok=True))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
