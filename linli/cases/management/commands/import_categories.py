"""`linli import categories FILE`: take an office's list of kinds of cases."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from linli.cases import services
from linli.foundation import sheets
from linli.foundation.imports import perform


class Command(BaseCommand):
    """Import kinds of cases from Excel or CSV; without a file the shipped list."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the file and whether only to try."""
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, file: Path | None = None, dry_run: bool = False, **options: Any) -> None:
        """Import and print what became of the rows."""
        now = timezone.now()
        if file is None:
            self.stdout.write(f"{services.load_default_categories(actor=None, now=now)} kinds of cases added")
            return
        try:
            sheet = sheets.read(file)
            outcome = perform(services.import_categories, sheet, actor=None, now=now, dry_run=dry_run)
        except sheets.SheetRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{outcome.total} rows: {outcome.created} new, {outcome.changed} changed, "
            f"{outcome.unchanged} unchanged, {len(outcome.rejected)} rejected"
        )
        for row in outcome.rejected:
            self.stdout.write(f"  row {row.number}: {row.reason}")
