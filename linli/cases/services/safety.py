"""Dangerous kinds of cases: the place is made safe at once, whoever works on the matter itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Case
from linli.cases.rules import clocks as timing
from linli.cases.rules.limits import Limit
from linli.cases.services.dossier import Dossier
from linli.cases.services.photos import Photo, add_photos
from linli.cases.services.wording import carried, note_of
from linli.cases.terms import Act, EvidenceKind, Stage


def call_for_safety(file: Dossier) -> None:
    """
    Begin the clock of making safe where the kind of case has such a limit and it does not run yet.

    It is an event of its own, for a clock is keyed by its event, and it runs beside all stages: no refusal and no
    hold stops it. Source: domain/today.md 1.4, sub-goals.
    """
    category = file.case.category
    running = any(clock.stage is Stage.SAFE for clock in file.clocks if timing.is_running(clock))
    if category is not None and category.safe_limit and not running:
        file.advance(Act.ALERT, receiver=file.case.holder)


def relimit_safety(file: Dossier) -> None:
    """Count the running clock of making safe by the limit of the present kind; end it where that has none."""
    category = file.case.category
    wanted = category.safe_limit if category is not None else ""
    for clock in file.clocks:
        if clock.stage is not Stage.SAFE or not timing.is_running(clock):
            continue
        if not wanted:
            timing.end(clock, file.now)
        elif clock.limit != wanted:
            timing.relimit(clock, Limit.parse(wanted), file.calendar)


@transaction.atomic
def secure(
    *, case_id: int, actor: Any, now: datetime, note: str, photos: Sequence[Photo] = (), version: int | None = None
) -> Case:
    """Report that the place was made safe; the matter itself goes on. Raises MoveRefused where nothing waits for it."""
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    done = note_of(note)
    file.judge(Act.SECURE, carried=carried(note=done))
    add_photos(file, photos, EvidenceKind.DURING)
    file.advance(Act.SECURE, note=done, receiver=file.case.unit)
    return file.store()
