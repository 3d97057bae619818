"""`linli run`: everything in one command, as `make run` uses it."""

import json
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from linli.config.checks import refuse_unsafe_database
from linli.config.environment import read
from linli.config.preparation import prepare
from linli.config.server import is_free, next_free_port, server_command, worker_command
from linli.config.supervisor import Supervisor

LOGINS = settings.DATA_DIR / "demo.json"
PATIENCE_SECONDS = 60


class Command(BaseCommand):
    """Prepare the installation, then run server and worker until somebody stops us."""

    help = "Bring the database up to date, then run server and worker together; Ctrl-C stops both."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, say where, wait."""
        refuse_unsafe_database()
        prepare(self._say)
        host, port = read("LINLI_HOST"), self._port()
        connections.close_all()
        supervisor = Supervisor()
        supervisor.listen()
        supervisor.start(server_command(host, port))
        supervisor.start(worker_command())
        deadline = time.monotonic() + PATIENCE_SECONDS
        while supervisor.is_whole and is_free(host, port) and time.monotonic() < deadline:
            time.sleep(0.1)
        if supervisor.is_whole:
            self._welcome(host, port)
        status = supervisor.wait()
        self._say("  已停止 Stopped.")
        sys.exit(status)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _port(self) -> int:
        """Return a free port, saying so if it is not the wanted one."""
        host, wanted = read("LINLI_HOST"), read("LINLI_PORT")
        port = next_free_port(host, wanted)
        if port is None:
            raise CommandError(
                f"端口 {wanted} 及其后都被占用 Port {wanted} and those after it are taken: LINLI_PORT=..."
            )
        if port != wanted:
            self._say(f"  端口 {wanted} 已被占用,改用 {port}。 Port {wanted} is taken, using {port}.")
        return port

    def _welcome(self, host: str, port: int) -> None:
        """Print the address, and who may sign in to the demo."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
        self._say(f"\n  邻里 Linli: http://{shown}:{port}/\n")
        if LOGINS.exists():
            demo = json.loads(LOGINS.read_text("utf-8"))
            self._say(f"  演示账号(全部虚构)Demo logins (all fictitious), 密码 password: {demo['password']}")
            for login in demo["logins"]:
                self._say(f"    {login['username']:<14} {login['role']} {login.get('name', '')}")
        self._say("\n  按 Ctrl-C 停止 Press Ctrl-C to stop.\n")
