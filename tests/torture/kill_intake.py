"""
Kill the server without warning while it takes reports, again and again, and count what is lost.

Run by `make torture`; `--rounds 50` is the bar. Passes when every acknowledged report is in the database, whole:
its case, its first event and its running clock stand with it, no half-written report exists, the database is sound
and the chain of events verifies. Source: torture.md C1.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from http.client import HTTPConnection, HTTPException
from pathlib import Path

TEXT = "幸福里3栋2单元楼道灯不亮，老人上下楼不方便，请尽快维修。"
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server process group of the installation in `data`, started and killed at will."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
            "LINLI_DATA_DIR": str(data),
            "LINLI_REPORT_RATE": "",
        }

    def manage(self, *words: str) -> str:
        """Run a management command to its end and return what it printed."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True)
        return done.stdout

    def start(self) -> None:
        """Start the server in a process group of its own and wait until it answers."""
        granian = str(Path(sys.executable).with_name("granian"))
        words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        words += ["--blocking-threads", "4", "--no-access-log", "linli.config.wsgi:application"]
        with open(os.devnull, "wb") as quiet:
            self.process = subprocess.Popen(
                [granian, *words], cwd=ROOT, env=self.env, stdout=quiet, stderr=quiet, start_new_session=True
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise SystemExit("the server did not come up within 30 s")

    def kill(self) -> None:
        """Kill every process of the server at once, as a power cut of the process would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def send_until_killed(port: int, acknowledged: list[str], stop: threading.Event) -> None:
    """Send reports one after another and note each receipt that the server acknowledged."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    while not stop.is_set():
        body = json.dumps({"text": TEXT, "token": uuid.uuid4().hex})
        try:
            connection.request("POST", "/api/v1/reports", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            connection.close()
            continue
        if answer.status != 201:
            raise SystemExit(f"the server answered {answer.status}: {content[:300]!r}")
        acknowledged.append(json.loads(content)["receipt"])


def one_round(server: Server, chance: random.Random, acknowledged: list[str]) -> None:
    """Start, take reports on eight connections, kill at a random moment."""
    server.start()
    stop = threading.Event()
    senders = [
        threading.Thread(target=send_until_killed, args=(server.port, acknowledged, stop), daemon=True)
        for _ in range(8)
    ]
    for sender in senders:
        sender.start()
    time.sleep(chance.uniform(0.2, 1.5))
    server.kill()
    stop.set()
    for sender in senders:
        sender.join(10)


def inspect(acknowledged: list[str]) -> dict[str, int]:
    """Return how many acknowledged reports are lost and how many rows are half written."""
    from django.db import connection

    from linli.cases.models import Case, Event, Report, StageClock

    kept = set(Report.objects.values_list("receipt", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        sound = cursor.fetchone()[0] == "ok"
    cases = set(Case.objects.values_list("pk", flat=True))
    return {
        "acknowledged": len(acknowledged),
        "stored": len(kept),
        "lost": len(set(acknowledged) - kept),
        "reports_without_case": Report.objects.exclude(case_id__in=cases).count(),
        "cases_without_report": len(cases - set(Report.objects.values_list("case_id", flat=True))),
        "cases_without_event": len(cases - set(Event.objects.values_list("case_id", flat=True))),
        "cases_without_clock": len(cases - set(StageClock.objects.values_list("event__case_id", flat=True))),
        "database_unsound": int(not sound),
    }


def main() -> None:
    """Run the rounds, inspect what is left, print one JSON object, exit 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linli-kill-") as folder:
        server = Server(Path(folder), free_port())
        server.manage("migrate", "--verbosity", "0")
        server.manage("demo", "--cases", "0", "--seed", str(options.seed))
        chance, acknowledged = random.Random(options.seed), []
        for number in range(1, options.rounds + 1):
            one_round(server, chance, acknowledged)
            print(f"\rround {number}/{options.rounds}: {len(acknowledged)} acknowledged", end="", file=sys.stderr)
        os.environ.update({name: value for name, value in server.env.items() if name.startswith(("LINLI", "DJANGO"))})
        import django

        django.setup()
        found = {"rounds": options.rounds, **inspect(acknowledged)}
        found["chain"] = server.manage("audit_verify").strip().splitlines()[-1]
    print("\n" + json.dumps(found, ensure_ascii=False))
    failures = [name for name in found if name.startswith(("lost", "reports_w", "cases_w", "database_"))]
    sys.exit(not acknowledged or any(found[name] for name in failures))


if __name__ == "__main__":
    main()
