"""`linli import organisations FILE --as-of DATE`: bring a list of organisations in."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate, now
from django.utils.translation import gettext

from linli.foundation import sheets
from linli.foundation.imports import Outcome
from linli.organisations import services


class Command(BaseCommand):
    """Import a list of organisations (CSV or Excel) as of a day."""

    help = gettext("Import a list of organisations (CSV or Excel) as of a day.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the day new organisations begin, and where rejected rows go."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--rejected", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--encoding", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, import, and say what happened to every row."""
        if not options["file"].is_file():
            raise CommandError(gettext("There is no file %(file)s.") % {"file": options["file"]})
        moment = now()
        try:
            sheet = sheets.read(options["file"], encoding=options["encoding"])
            outcome = services.import_organisations(
                sheet.rows,
                actor=None,
                now=moment,
                as_of=options["as_of"] or localdate(moment),
                dry_run=options["dry_run"],
            )
        except sheets.SheetRefused as refused:
            raise CommandError(refused.text) from refused
        if options["rejected"] and outcome.rejected:
            _write_rejected(options["rejected"], outcome)
        self.stdout.write("\n".join(report(outcome, dry_run=options["dry_run"])))


def report(outcome: Outcome, *, dry_run: bool) -> list[str]:
    """Return the lines that account for every row of the list."""
    lines = [gettext("Dry run: nothing was changed.")] if dry_run else []
    counts = {"total": outcome.total, "accepted": outcome.accepted, "rejected": len(outcome.rejected)}
    lines.append(gettext("%(total)s rows: %(accepted)s accepted, %(rejected)s rejected.") % counts)
    changes = {"created": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged}
    lines.append(gettext("Accepted: %(created)s new, %(changed)s changed, %(unchanged)s unchanged.") % changes)
    for row in outcome.rejected:
        lines.append(gettext("Row %(row)s: %(reason)s") % {"row": row.number, "reason": row.reason})
    return lines


def _write_rejected(target: Path, outcome: Outcome) -> None:
    """Write the rejected rows with their reasons as a workbook."""
    number, reason = "linli:number", "linli:reason"
    titles = [sheets.Column(number, gettext("Row"), "number"), sheets.Column(reason, gettext("Reason"))]
    titles += [sheets.Column(column, column) for column in outcome.columns]
    rows = ({**row.cells, number: row.number, reason: row.reason} for row in outcome.rejected)
    with target.open("wb") as stream:
        sheets.write_xlsx(titles, rows, target=stream)
