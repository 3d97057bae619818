"""`linli serve`: the web server alone, for service managers."""

import argparse
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.config.environment import read
from linli.config.server import is_free, server_command


class Command(BaseCommand):
    """Become the web server."""

    help = "Run the web server alone; the worker is `linli worker`, both together are `linli run`."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take address and port; the defaults are LINLI_HOST and LINLI_PORT."""
        parser.add_argument("--host", default=read("LINLI_HOST"))
        parser.add_argument("--port", type=int, default=read("LINLI_PORT"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace this process by the server."""
        host, port = options["host"], options["port"]
        if not is_free(host, port):
            raise CommandError(f"端口 {port} 已被占用 Port {port} is taken")
        command = server_command(host, port)
        os.execv(command[0], command)
