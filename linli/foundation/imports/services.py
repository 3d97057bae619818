"""
Uploading, checking, applying and dropping an import.

An import is applied in one transaction together with its new state, so it happens once or not at all, also when the
worker dies in the middle and another takes the job up again.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from linli.foundation import sheets
from linli.foundation.imports import store
from linli.foundation.imports.kinds import all_kinds
from linli.foundation.imports.outcome import Outcome, Rejected, RunCancelled
from linli.foundation.imports.perform import perform
from linli.foundation.imports.terms import OPEN, RUNNING, ImportState
from linli.foundation.models import ImportRejection, ImportRun

KEPT_FOR = timedelta(days=30)
LOST_AFTER = timedelta(minutes=10)
log = logging.getLogger("linli.imports")


class ImportRefused(Exception):
    """The step is not possible now; the text says why."""


def start_import(
    *,
    kind: str,
    upload: File,
    actor: Any,
    now: datetime,
    as_of: date | None = None,
    profile: str = "",
    encoding: str = "",
) -> ImportRun:
    """Store an uploaded list and return its run, waiting to be checked. Raises ImportRefused if there is no room."""
    try:
        name, digest = store.keep(upload)
    except OSError as error:
        raise ImportRefused(_("The list could not be stored: there is no room left on the disk.")) from error
    return ImportRun.objects.create(
        kind=kind,
        file_name=sheets.clean_text(upload.name or "")[:200],
        stored_as=name,
        digest=digest,
        encoding=encoding,
        profile=profile,
        as_of=as_of,
        language=translation.get_language() or "",
        maker_id=actor.pk,
        made_at=now,
        changed_at=now,
    )


def recheck_import(*, run_id: int, now: datetime, **changed: Any) -> None:
    """
    Have a list checked anew with another encoding, profile or day (`changed`).

    Raises ImportRefused if it is being worked on, is done or is gone.
    """
    _begin_anew(run_id)
    if (
        not ImportRun.objects.filter(pk=run_id, state__in=OPEN)
        .exclude(stored_as="")
        .update(state=ImportState.UPLOADED, changed_at=now, refusal="", refusal_code="", **changed)
    ):
        raise ImportRefused(_("This list can no longer be checked anew. Upload it again."))


def approve_import(*, run_id: int, now: datetime, sure: bool = False) -> None:
    """
    Decide that a checked list is to be applied; sure: in spite of its doubts.

    Raises ImportRefused if it is not checked, or already applied, or nobody answered its doubts.
    """
    if not sure and ImportRun.objects.exclude(doubts=[]).filter(pk=run_id, state=ImportState.CHECKED).exists():
        raise ImportRefused(_("There are doubts about this list. Look at them, and say that it is right all the same."))
    _begin_anew(run_id)
    if not ImportRun.objects.filter(pk=run_id, state=ImportState.CHECKED).update(
        state=ImportState.APPLYING, changed_at=now
    ):
        raise ImportRefused(_("Only a list that was just checked can be applied."))


def _begin_anew(run_id: int) -> None:
    """Forget what was noted about the step before."""
    for name in ImportRun.objects.filter(pk=run_id, state__in=OPEN).values_list("stored_as", flat=True):
        store.begin_anew(name)


def cancel_import(*, run_id: int, now: datetime) -> None:
    """Drop a list, or stop the work on it; a stopped import leaves nothing behind. Raises ImportRefused."""
    run = ImportRun.objects.get(pk=run_id)
    if run.state in (ImportState.DONE, ImportState.CANCELLED):
        raise ImportRefused(_("This import has already ended."))
    if run.state in (ImportState.CHECKING, ImportState.APPLYING):
        store.ask_to_stop(run.stored_as)
        return
    if ImportRun.objects.filter(pk=run_id, state=run.state).update(
        state=ImportState.CANCELLED, changed_at=now, stored_as=""
    ):
        store.drop(run.stored_as)


def check_import(*, run_id: int, clock: Callable[[], datetime]) -> None:
    """Do a dry run of an uploaded list and note what would come of it. Twice is no harm."""
    ImportRun.objects.filter(pk=run_id, state=ImportState.UPLOADED).update(
        state=ImportState.CHECKING, changed_at=clock()
    )
    _work(run_id, ImportState.CHECKING, ImportState.CHECKED, clock)


def apply_import(*, run_id: int, clock: Callable[[], datetime]) -> None:
    """Apply an approved list; what it does and its state `done` come in one transaction. Twice is no harm."""
    _work(run_id, ImportState.APPLYING, ImportState.DONE, clock)


def _work(run_id: int, during: ImportState, after: ImportState, clock: Callable[[], datetime]) -> None:
    """Run the importer, then note its outcome or why there is none."""
    run = ImportRun.objects.filter(pk=run_id, state=during).first()
    if run is None:
        return
    with translation.override(run.language or None):
        try:
            _run(run, during, after, clock)
        except RunCancelled:
            _end(run, during, clock(), state=ImportState.CANCELLED)
        except sheets.SheetRefused as refusal:
            _end(run, during, clock(), refusal=refusal.text, code=refusal.code, refused=refusal)
        except Exception:
            log.exception("import %s of kind %s failed", run.pk, run.kind)
            text = _("A fault in the program stopped the import. Nothing was changed; tell your administrator.")
            _end(run, during, clock(), refusal=text, code="fault")


def _run(run: ImportRun, during: ImportState, after: ImportState, clock: Callable[[], datetime]) -> None:
    """Run the importer once; only one worker can hold the run's row."""
    dry_run = after is ImportState.CHECKED
    if dry_run:
        outcome = _outcome_of(run, dry_run=True, now=clock())
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(skip_locked=_can_skip()).filter(pk=run.pk, state=during).first()
        if held is None:
            return
        if not dry_run:
            outcome = _outcome_of(run, dry_run=False, now=clock())
        _note(held, outcome, after, clock())
    if not dry_run:
        store.drop(run.stored_as)


def _can_skip() -> bool:
    """Say whether the database can pass over a row another worker holds; an embedded one has a single writer."""
    return transaction.get_connection().features.has_select_for_update_skip_locked


def _outcome_of(run: ImportRun, *, dry_run: bool, now: datetime) -> Outcome:
    """Return what the importer makes of the stored list."""
    importer = all_kinds()[run.kind]
    sheet = importer.read(store.path_of(run.stored_as), encoding=run.encoding)
    return perform(
        importer.run,
        sheet,
        actor=get_user_model().objects.filter(pk=run.maker_id or 0).first(),
        now=now,
        as_of=run.as_of,
        dry_run=dry_run,
        profile=run.profile or None,
        progress=store.FileProgress(run.stored_as),
        sure=bool(run.doubts),
    )


def _note(run: ImportRun, outcome: Outcome, state: ImportState, now: datetime) -> None:
    """Write the outcome into the run and its rejected rows beside it."""
    run.state, run.changed_at = state, now
    run.total, run.created, run.changed = outcome.total, outcome.created, outcome.changed
    run.unchanged, run.rejected = outcome.unchanged, len(outcome.rejected)
    run.columns, run.notes, run.doubts = outcome.columns, outcome.notes, outcome.doubts
    run.refusal, run.refusal_code = "", ""
    if state is ImportState.DONE:
        run.stored_as = ""
    run.save()
    _keep_rejected(run, outcome.rejected)


def _end(
    run: ImportRun,
    during: ImportState,
    now: datetime,
    *,
    state: ImportState = ImportState.FAILED,
    refusal: str = "",
    code: str = "",
    refused: sheets.SheetRefused | None = None,
) -> None:
    """Note that the work ended without an outcome; after a failure the file stays, so that it can be checked anew."""
    gone = state is ImportState.CANCELLED
    rows = refused.rows if refused else []
    with transaction.atomic():
        if ImportRun.objects.filter(pk=run.pk, state=during).update(
            state=state,
            changed_at=now,
            refusal=refusal,
            refusal_code=code[:32],
            columns=refused.columns if refused else [],
            notes=[],
            doubts=[],
            stored_as="" if gone else run.stored_as,
            rejected=len(rows),
        ):
            _keep_rejected(run, rows)
    if gone:
        store.drop(run.stored_as)


def _keep_rejected(run: ImportRun, rejected: list[Rejected]) -> None:
    """Replace the rejected rows of a run."""
    run.rejections.all().delete()
    ImportRejection.objects.bulk_create(
        [ImportRejection(run=run, number=row.number, cells=dict(row.cells), reason=row.reason) for row in rejected],
        batch_size=500,
    )


def list_lost(*, now: datetime) -> list[tuple[int, ImportState]]:
    """Return (run, state) of the imports whose worker seems to have died, to be taken up again."""
    silent = ImportRun.objects.filter(state__in=RUNNING, changed_at__lt=now - LOST_AFTER)
    return [
        (run_id, ImportState(state))
        for run_id, state, name in silent.values_list("pk", "state", "stored_as")
        if store.last_progress(name) < (now - LOST_AFTER).timestamp()
    ]


def forget_old(*, now: datetime) -> int:
    """Delete the files and rejected rows of imports untouched for 30 days; what was counted stays. Return how many."""
    old = ImportRun.objects.filter(changed_at__lt=now - KEPT_FOR).exclude(state__in=RUNNING)
    found = old.filter(Q(stored_as__gt="") | Q(rejections__isnull=False)).values_list("pk", "stored_as").distinct()
    for run_id, name in list(found):
        ImportRejection.objects.filter(run_id=run_id).delete()
        store.drop(name)
        ImportRun.objects.filter(pk=run_id).update(stored_as="")
    return len(found)
