"""`linli import areas FILE --as-of DATE`: bring an official list of areas in."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.foundation import sheets
from linli.foundation.imports import Rejected
from linli.places import services


class Command(BaseCommand):
    """Import an official list of areas (CSV or Excel) as of a day."""

    help = gettext("Import an official list of areas (CSV or Excel) as of a day.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the day, and where rejected rows go."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--rejected", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--encoding", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, import, and say what happened to every row."""
        if not options["file"].is_file():
            raise CommandError(gettext("There is no file %(file)s.") % {"file": options["file"]})
        try:
            sheet = sheets.read(options["file"], encoding=options["encoding"])
            outcome = services.import_areas(
                sheet.rows, actor=None, now=now(), as_of=options["as_of"], dry_run=options["dry_run"]
            )
        except services.ListRefused as refused:
            _write_rejected(options["rejected"], refused.columns, refused.rows)
            raise CommandError(refused.text) from refused
        except sheets.SheetRefused as refused:
            raise CommandError(refused.text) from refused
        _write_rejected(options["rejected"], outcome.columns, outcome.rejected)
        self.stdout.write("\n".join(report(outcome, dry_run=options["dry_run"])))


def report(outcome: services.AreaOutcome, *, dry_run: bool) -> list[str]:
    """Return the lines that account for every row of the list."""
    lines = [gettext("Dry run: nothing was changed.")] if dry_run else []
    counts = {"total": outcome.total, "accepted": outcome.accepted, "rejected": len(outcome.rejected)}
    lines.append(gettext("%(total)s rows: %(accepted)s accepted, %(rejected)s rejected.") % counts)
    changes = {"created": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged}
    lines.append(gettext("Accepted: %(created)s new, %(changed)s changed, %(unchanged)s unchanged.") % changes)
    above = {
        "made": sum(outcome.made.values()) - outcome.created,
        "renewed": sum(outcome.renewed.values()) - outcome.changed,
    }
    lines.append(gettext("Above them (cities to subdistricts): %(made)s new, %(renewed)s changed.") % above)
    lines += outcome.notes
    for row in outcome.rejected:
        lines.append(gettext("Row %(row)s: %(reason)s") % {"row": row.number, "reason": row.reason})
    return lines


def _write_rejected(target: Path | None, columns: list[str], rejected: list[Rejected]) -> None:
    """Write the rejected rows with their reasons as a workbook, if somebody asked for it and there are any."""
    if target is None or not rejected:
        return
    number, reason = "linli:number", "linli:reason"
    titles = [sheets.Column(number, gettext("Row"), "number"), sheets.Column(reason, gettext("Reason"))]
    titles += [sheets.Column(column, column) for column in columns]
    rows = ({**row.cells, number: row.number, reason: row.reason} for row in rejected)
    with target.open("wb") as stream:
        sheets.write_xlsx(titles, rows, target=stream)
