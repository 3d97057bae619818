"""What the commands `linli import …` share: reading the list, saying what became of every row, rejected rows back."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, gettext_noop

from linli.foundation import sheets
from linli.foundation.imports.outcome import Outcome, Rejected
from linli.foundation.imports.perform import perform

SHOWN = 20
NO_FILE = gettext_noop("There is no file %(file)s.")
NOT_READ = gettext_noop("The file %(file)s cannot be read: %(why)s.")
NO_TARGET = gettext_noop(
    "Rejected rows cannot be written to %(file)s: there is no such folder, or it is the list itself."
)
HINTS = {
    "encoding": gettext_noop("On the command line say it with --encoding, such as --encoding gb18030."),
    "doubts": gettext_noop("If the list is right all the same, say so with --sure."),
}
"""What to type, by the code of a refusal."""
NO_DAY = gettext_noop("“%(value)s” is no day; write it as 2024-03-01.")


def day(text: str) -> date:
    """Return the day of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(gettext(NO_DAY) % {"value": text}) from error


class ListCommand(BaseCommand):
    """
    A command that imports one list.

    A room gives its importer as `take` (called as `Importer.run` is) and may add arguments, sentences and what is to
    be done afterwards. Anything wrong with the list as a whole is one sentence, the exit code 1, and nothing changed.
    """

    take: Callable[..., Outcome]
    read: Callable[..., sheets.Sheet] = staticmethod(sheets.read)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        self.add_options(parser)

    def add_options(self, parser: CommandParser) -> None:
        """Take whether only to try, where rejected rows go, and an encoding nobody could find out."""
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--rejected", type=Path, metavar="OUT.xlsx")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--sure", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, import, and say what happened to every row."""
        _check_paths(options["file"], options["rejected"])
        moment = now()
        try:
            outcome = self._import(moment, options)
        except sheets.SheetRefused as refused:
            write_rejected(options["rejected"], refused.columns, refused.rows)
            hint = gettext(HINTS[refused.code]) if refused.code in HINTS else ""
            raise CommandError(f"{refused.text} {hint}".rstrip()) from refused
        write_rejected(options["rejected"], outcome.columns, outcome.rejected)
        self.stdout.write("\n".join(report(outcome, dry_run=options["dry_run"], beyond=self.beyond(outcome))))
        if not options["dry_run"]:
            self.afterwards(moment, options)

    def _import(self, moment: datetime, options: dict[str, Any]) -> Outcome:
        """Do the import, or try it."""
        try:
            sheet = self.read(options["file"], encoding=options["encoding"])
        except OSError as error:
            raise CommandError(gettext(NOT_READ) % {"file": options["file"], "why": error.strerror}) from error
        return perform(
            type(self).take,
            sheet,
            actor=None,
            now=moment,
            as_of=options.get("as_of") or localdate(moment),
            dry_run=options["dry_run"],
            profile=options.get("profile"),
            sure=options["sure"],
        )

    def beyond(self, outcome: Any) -> list[str]:
        """Return sentences that only this kind of list needs."""
        return []

    def afterwards(self, moment: datetime, options: dict[str, Any]) -> None:
        """Do what follows on an import that was carried out."""


def _check_paths(file: Path, rejected: Path | None) -> None:
    """Refuse paths that would fail only when everything is done."""
    if not file.is_file():
        raise CommandError(gettext(NO_FILE) % {"file": file})
    if rejected is not None and (not rejected.parent.is_dir() or rejected.resolve() == file.resolve()):
        raise CommandError(gettext(NO_TARGET) % {"file": rejected})


def report(outcome: Outcome, *, dry_run: bool, beyond: Iterable[str] = ()) -> list[str]:
    """Return the lines that account for every row of the list."""
    lines = [gettext("Dry run: nothing was changed.")] if dry_run else []
    counts = {"total": outcome.total, "accepted": outcome.accepted, "rejected": len(outcome.rejected)}
    lines.append(gettext("%(total)s rows: %(accepted)s accepted, %(rejected)s rejected.") % counts)
    changes = {"created": outcome.created, "changed": outcome.changed, "unchanged": outcome.unchanged}
    lines.append(gettext("Accepted: %(created)s new, %(changed)s changed, %(unchanged)s unchanged.") % changes)
    lines += [*beyond, *outcome.doubts, *outcome.notes]
    for row in outcome.rejected[:SHOWN]:
        lines.append(gettext("Row %(row)s: %(reason)s") % {"row": row.number, "reason": row.reason})
    if len(outcome.rejected) > SHOWN:
        more = {"more": len(outcome.rejected) - SHOWN}
        lines.append(gettext("… and %(more)s more; --rejected writes them all.") % more)
    return lines


def write_rejected(target: Path | None, columns: Iterable[str], rejected: Iterable[Rejected]) -> None:
    """Write rejected rows with their reasons as a workbook, if somebody asked for it and there are any."""
    rows = list(rejected)
    if target is None or not rows:
        return
    number, reason = "linli:number", "linli:reason"
    titles = [sheets.Column(number, gettext("Row"), "number"), sheets.Column(reason, gettext("Reason"))]
    titles += [sheets.Column(column, column) for column in columns]
    written = ({**row.cells, number: row.number, reason: row.reason} for row in rows)
    with target.open("wb") as stream:
        sheets.write_xlsx(titles, written, target=stream)
