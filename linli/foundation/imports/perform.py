"""Do one import in one transaction, for pages, commands and tests alike."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.foundation.imports.outcome import Outcome, Progress, no_progress
from linli.foundation.sheets import Sheet


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
) -> Outcome:
    """
    Run an importer over a sheet and return its checked outcome; a dry run leaves nothing behind.

    Whatever is raised (SheetRefused in the middle of the file, RunCancelled, ValueError for a lost row) undoes all.
    """
    with transaction.atomic():
        outcome = run(
            sheet.rows, actor=actor, now=now, as_of=as_of, dry_run=dry_run, profile=profile, progress=progress
        )
        outcome.columns = outcome.columns or list(sheet.columns)
        outcome.check()
        if dry_run:
            transaction.set_rollback(True)
    return outcome
