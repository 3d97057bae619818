"""`linli demo`: build the demo district. Everybody and everything in it is made up."""

import time
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from linli.web.demo import wiping
from linli.web.demo.builder import build, read_plan

NOT_EMPTY = "数据库里已有数据。The database holds data already: `linli demo --reset` deletes a demo and builds it anew."
NOT_A_DEMO = "这不是演示库，未作任何删除。This database was not filled by `linli demo`; nothing was deleted."


class Command(BaseCommand):
    """Build the demo district with its cases, the same for the same seed."""

    help = "Build the fictitious demo district with offices, people and cases."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take seed, size, the moment that counts as now, and whether an earlier demo is deleted."""
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--cases", type=int, default=6000)
        parser.add_argument("--now", type=datetime.fromisoformat, default=None, metavar="MOMENT")
        parser.add_argument("--reset", action="store_true", help="delete an earlier demo first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Empty the database if asked to, build, and print who may sign in."""
        began = time.monotonic()
        call_command("migrate", verbosity=0, interactive=False)
        if not wiping.is_empty():
            if not options["reset"]:
                raise CommandError(NOT_EMPTY)
            if not wiping.holds_demo():
                raise CommandError(NOT_A_DEMO)
            wiping.wipe()
        now = options["now"] or timezone.now()
        now = timezone.localtime(now if timezone.is_aware(now) else timezone.make_aware(now))
        staff = build(seed=options["seed"], cases=options["cases"], now=now, say=self._say)
        self._say(f"{time.monotonic() - began:.0f} s")
        if options["verbosity"]:
            self.stdout.write(f"演示数据，纯属虚构 All fictitious. 密码 password: {read_plan().district['password']}")
            for login in staff.logins:
                self.stdout.write(f"  {login.username:<12} {login.post} {login.name}")

    def _say(self, text: str) -> None:
        """Print one line of progress at once."""
        self.stdout.write(f"  {text}")
        self.stdout.flush()
