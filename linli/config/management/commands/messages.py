"""`linli messages`: keep the Chinese catalogues of the rooms."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand

from linli.config import catalogues


class Command(BaseCommand):
    """Bring the catalogues up to date, check them, or compile them."""

    help = "Collect message ids into the rooms' catalogues; --check finds faults, --compile writes what Django reads."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take rooms to update, or one of the two options."""
        parser.add_argument("rooms", nargs="*", help="only these rooms; all by default")
        option = parser.add_mutually_exclusive_group()
        option.add_argument("--check", dest="option", action="store_const", const="--check", default="")
        option.add_argument("--compile", dest="option", action="store_const", const="--compile")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand over to the catalogues, which need no Django."""
        if catalogues.main(*options["rooms"], *filter(None, [options["option"]])):
            sys.exit(1)
