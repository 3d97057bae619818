"""`linli districting check`: the library's console, in the language of the installation."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from linli.districting.console import HELP, add_arguments, run


class Command(BaseCommand):
    """Hand over to the library, which knows no Django."""

    help = HELP["check"]
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the library takes."""
        add_arguments(parser, "check")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one JSON object; the exit status is 1 if there is no plan, 2 for an error."""
        out, err = options.get("stdout") or sys.stdout, options.get("stderr") or sys.stderr
        if status := run("check", options, out=out, err=err, translate=gettext):
            sys.exit(status)
