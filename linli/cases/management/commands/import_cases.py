"""`linli import cases FILE --profile NAME`: bring cases of a foreign system in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now
from django.utils.translation import gettext

from linli.cases.importing import import_cases, list_choices
from linli.foundation import sheets
from linli.foundation.imports import Outcome, perform

SHOWN = 20


class Command(BaseCommand):
    """Import cases of a foreign system (CSV or Excel) by a profile."""

    help = "Import cases of a foreign system (CSV or Excel) by a profile."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the profile, and where rejected rows go."""
        known = ", ".join(name for name, _title in list_choices())
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--profile", required=True, metavar="NAME", help=f"{known}, or the path of a TOML file")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--rejected", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--encoding", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, import, and say what happened to every row."""
        if not options["file"].is_file():
            raise CommandError(gettext("There is no file %(file)s.") % {"file": options["file"]})
        try:
            sheet = sheets.read(options["file"], encoding=options["encoding"])
            outcome = perform(
                import_cases, sheet, actor=None, now=now(), dry_run=options["dry_run"], profile=options["profile"]
            )
        except sheets.SheetRefused as refused:
            raise CommandError(refused.text) from refused
        _write_rejected(options["rejected"], outcome)
        self.stdout.write("\n".join(_report(outcome, dry_run=options["dry_run"])))


def _report(outcome: Outcome, *, dry_run: bool) -> list[str]:
    """Return the lines that account for every row of the list."""
    lines = [gettext("Dry run: nothing was changed.")] if dry_run else []
    counts = {"total": outcome.total, "accepted": outcome.accepted, "rejected": len(outcome.rejected)}
    lines.append(gettext("%(total)s rows: %(accepted)s accepted, %(rejected)s rejected.") % counts)
    changes = {"created": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged}
    lines.append(gettext("Accepted: %(created)s new, %(changed)s changed, %(unchanged)s unchanged.") % changes)
    for row in outcome.rejected[:SHOWN]:
        lines.append(gettext("Row %(row)s: %(reason)s") % {"row": row.number, "reason": row.reason})
    if len(outcome.rejected) > SHOWN:
        more = {"more": len(outcome.rejected) - SHOWN}
        lines.append(gettext("… and %(more)s more; --rejected writes them all.") % more)
    return lines


def _write_rejected(target: Path | None, outcome: Outcome) -> None:
    """Write the rejected rows with their reasons as a workbook, if somebody asked for it and there are any."""
    if target is None or not outcome.rejected:
        return
    number, reason = "linli:number", "linli:reason"
    titles = [sheets.Column(number, gettext("Row"), "number"), sheets.Column(reason, gettext("Reason"))]
    titles += [sheets.Column(column, column) for column in outcome.columns]
    rows = ({**row.cells, number: row.number, reason: row.reason} for row in outcome.rejected)
    with target.open("wb") as stream:
        sheets.write_xlsx(titles, rows, target=stream)
