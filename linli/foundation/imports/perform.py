"""Do one import in one transaction, for pages, commands and tests alike."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation.imports.outcome import Outcome, Progress, no_progress
from linli.foundation.sheets import Row, Sheet, SheetRefused

MOST_FLAWS = 100


def perform(
    run: Callable[..., Outcome],
    sheet: Sheet,
    *,
    actor: Any,
    now: datetime,
    as_of: date | None = None,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Progress = no_progress,
    sure: bool = False,
) -> Outcome:
    """
    Run an importer over a sheet and return its checked outcome; a dry run leaves nothing behind.

    sure: a person said that the list is right in spite of the outcome's doubts; without that a list with doubts is
    refused (SheetRefused, code "doubts"). Whatever is raised (SheetRefused in the middle of the file, RunCancelled,
    ValueError for a lost row) undoes all.
    """
    flaws: list[str] = []
    with transaction.atomic():
        outcome = run(
            _watched(sheet.rows, flaws),
            actor=actor,
            now=now,
            as_of=as_of,
            dry_run=dry_run,
            profile=profile,
            progress=progress,
        )
        outcome.columns = outcome.columns or list(sheet.columns)
        outcome.notes = [*outcome.notes, *flaws]
        outcome.check()
        if outcome.doubts and not (dry_run or sure):
            raise SheetRefused("doubts", " ".join(outcome.doubts))
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _watched(rows: Iterable[Row], flaws: list[str]) -> Iterator[Row]:
    """Pass rows on and note the flaws of their characters, as many as a person would read."""
    for row in rows:
        for flaw in row.flaws:
            if len(flaws) < MOST_FLAWS:
                flaws.append(_("Row %(row)s: %(reason)s") % {"row": row.number, "reason": flaw})
        yield row
