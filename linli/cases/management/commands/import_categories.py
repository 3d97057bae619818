"""`linli import categories FILE`: take an office's list of kinds of cases."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.cases import services
from linli.foundation.imports.console import ListCommand


class Command(ListCommand):
    """Import kinds of cases from Excel or CSV; without a file the shipped list."""

    help = "Import kinds of cases from Excel or CSV; without a file the shipped list."
    take = services.import_categories

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the file be left out."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        self.add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file, or the shipped list."""
        if options["file"] is not None:
            return super().handle(*args, **options)
        added = services.load_default_categories(actor=None, now=now())
        self.stdout.write(gettext("%(count)s kinds of cases added.") % {"count": added})
        return None
