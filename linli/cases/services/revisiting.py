"""Recurring kinds of cases are visited again some days after the closing; a relapse is a new case tied to the old."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.models import Case, Event, Revisit
from linli.cases.rules import revisits
from linli.cases.services.dossier import Dossier
from linli.cases.services.intake import take_report
from linli.cases.services.photos import Photo, add_photos
from linli.cases.services.wording import carried, note_of
from linli.cases.terms import Act, Channel, EvidenceKind, Lasting


def plan_revisit(file: Dossier, closing: Event) -> None:
    """Begin the re-visit of a case just closed, if its kind is a recurring one."""
    category = file.case.category
    if category is None or not category.revisit_days:
        return
    from_at, due_at = revisits.span(file.now, category.revisit_days, file.policy.revisit_within, file.calendar)
    file.add(Revisit(event=closing, case=file.case, from_at=from_at, due_at=due_at))


def drop_revisit(file: Dossier) -> None:
    """Let a waiting re-visit go, because the case is reopened; the next closing begins another."""
    for planned in file.revisits:
        planned.done_at = planned.done_at or file.now


@transaction.atomic
def revisit(
    *,
    case_id: int,
    actor: Any,
    now: datetime,
    finding: Lasting,
    note: str,
    photos: Sequence[Photo] = (),
    version: int | None = None,
) -> Case:
    """
    Write down what a re-visit found; whoever handled the case does not judge it here either.

    A relapse becomes a new report and case at the same place, tied to this one: it counts as a relapse, not as another
    success, and this case stays as it was closed. Raises MoveRefused, also if the actor may not register reports.
    """
    file = Dossier.open(case_id, actor=actor, now=now, version=version)
    words = note_of(note)
    file.judge(Act.REVISIT, carried=carried(note=words, finding=finding), is_handler=file.handled_by_actor())
    add_photos(file, photos, EvidenceKind.CHECK)
    made = file.revisits[0]
    made.done_at, made.finding = file.now, finding
    if finding is Lasting.RELAPSED:
        made.relapse = _take_relapse(file, words, closing=made.pk)
    details = {"finding": finding, "relapse": made.relapse.number if made.relapse else None}
    file.advance(Act.REVISIT, note=words, details=details)
    return file.store()


def _take_relapse(file: Dossier, words: str, *, closing: int) -> Case:
    """Take the relapse as a report of the person who found it."""
    case = file.case
    report = take_report(
        text=words,
        token=f"relapse after event {closing}",
        now=file.now,
        channel=Channel.PATROL,
        actor=file.actor,
        category=case.category,
        longitude=case.longitude,
        latitude=case.latitude,
        address=case.address,
        place=case.place or case.area,
    )
    fresh = report.case
    fresh.place, fresh.relapse_of = case.place, case
    fresh.save(update_fields=["place", "relapse_of"])
    return fresh
