"""`linli import lines FILE --as-of DATE`: bring roads, railways and waters in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.foundation.imports.console import day, report, write_rejected
from linli.foundation.sheets import SheetRefused
from linli.places import queries, services


class Command(BaseCommand):
    """Import roads, railways and waters (GeoJSON) as of a day."""

    help = gettext("Import roads, railways and waters (GeoJSON) as of a day.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, its day, the area it is for, whether only to try, and where rejected rows go."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--as-of", type=day, required=True, metavar="DATE")
        parser.add_argument("--area", default="", metavar="CODE")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--rejected", type=Path, metavar="OUT.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what happened to every line."""
        area = queries.find_by_code(options["area"]) if options["area"] else None
        if options["area"] and area is None:
            raise CommandError(gettext("No area has the code %(code)s.") % {"code": options["area"]})
        try:
            outcome = services.import_lines(
                options["file"].read_bytes(),
                actor=None,
                now=now(),
                as_of=options["as_of"],
                area=area,
                dry_run=options["dry_run"],
            )
        except (SheetRefused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        write_rejected(options["rejected"], outcome.columns, outcome.rejected)
        self.stdout.write("\n".join(report(outcome, dry_run=options["dry_run"])))
