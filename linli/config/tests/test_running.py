import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from linli.config.server import is_free, next_free_port, server_command
from linli.config.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[3]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_gives_way_to_the_next_free_one(taken):
    assert not is_free("127.0.0.1", taken)

    assert next_free_port("127.0.0.1", taken) > taken


@pytest.mark.parametrize(("engine", "processes"), [("sqlite3", "1"), ("postgresql", "4")])
def test_sqlite_is_served_by_one_process_whatever_is_configured(settings, monkeypatch, engine, processes):
    monkeypatch.setenv("LINLI_WORKERS", "4")
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")

    command = server_command("127.0.0.1", 8000)

    assert command[command.index("--workers") + 1] == processes


def test_when_one_process_ends_the_others_are_stopped():
    supervisor = Supervisor()
    supervisor.start(SLEEPER)
    supervisor.start([sys.executable, "-c", "raise SystemExit(3)"])

    assert supervisor.wait() == 3
    assert all(process.poll() is not None for process in supervisor.processes)


def _start(folder: Path, port: int) -> subprocess.Popen:
    ours = {
        "LINLI_DATA_DIR": str(folder),
        "LINLI_PORT": str(port),
        "LINLI_DEMO": "0",
        "LINLI_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
    }
    command = [sys.executable, "-m", "linli.config.console", "run"]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ours}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _address(running: subprocess.Popen) -> tuple[str, str]:
    said = ""
    for line in running.stdout:
        said += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if found:
            return found[1], said
    raise AssertionError(said)


def _group_of(pid: int) -> list[int]:
    """Return the process and everything it started, wherever that stands in the tree by now."""
    found = [pid]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[1]) in found:
                found.append(int(status.parent.name))
        except OSError:
            continue
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The data folder of one installation, set up by the first test that runs it."""
    return tmp_path_factory.mktemp("installation")


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopping_it_stops_everything_it_started(folder, taken, wish):
    running = _start(folder, taken)
    try:
        port, said = _address(running)
        assert str(taken) in said  # it says that the wanted port is taken
        connection = HTTPConnection("127.0.0.1", int(port), timeout=10)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        started = _group_of(running.pid)
        assert len(started) >= 3

        running.send_signal(wish)
        running.wait(40)

        deadline = time.monotonic() + 30
        while any(Path(f"/proc/{pid}").exists() for pid in started[1:]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert [pid for pid in started[1:] if Path(f"/proc/{pid}").exists()] == []
        assert is_free("127.0.0.1", int(port))
        assert wish == signal.SIGKILL or running.returncode == 0
    finally:
        running.kill()
        running.stdout.close()
