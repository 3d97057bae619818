"""`linli import people FILE`: accounts and appointments from a list."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from linli.foundation import sheets
from linli.foundation.imports import Outcome, perform
from linli.people import queries, services
from linli.people.services.imports import TITLES


class Command(BaseCommand):
    """Import people (CSV or Excel); passwords go to a file that only its owner can read."""

    help = "Import people with their appointments from a list (CSV or Excel)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and where initial passwords and rejected rows go."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--passwords", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--rejected", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--encoding", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, import, and say what happened to every row."""
        if not options["file"].is_file():
            raise CommandError(gettext("There is no file %(file)s.") % {"file": options["file"]})
        now, dry_run = timezone.now(), options["dry_run"]
        try:
            sheet = sheets.read(options["file"], encoding=options["encoding"])
            outcome = perform(services.import_people, sheet, actor=None, now=now, dry_run=dry_run)
        except sheets.SheetRefused as refused:
            raise CommandError(refused.text) from refused
        self.stdout.write("\n".join(_report(outcome, dry_run=dry_run)))
        if options["rejected"] and outcome.rejected:
            _write_rejected(options["rejected"], outcome)
        if options["passwords"] and not dry_run:
            issued = services.issue_passwords(account_ids=queries.list_fresh_ids(), actor=None, now=now)
            _write_passwords(options["passwords"], issued)


def _report(outcome: Outcome, *, dry_run: bool) -> list[str]:
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


def _write_passwords(target: Path, issued: list[tuple[Any, str]]) -> None:
    """Write the initial passwords as a workbook that only its owner can read."""
    titles = [
        sheets.Column("name", TITLES["name"][0]),
        sheets.Column("username", TITLES["username"][0]),
        sheets.Column("password", gettext("Initial password")),
    ]
    rows = [{"name": one.name, "username": one.username, "password": password} for one, password in issued]
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        sheets.write_xlsx(titles, rows, target=stream)
