"""Surveys and meetings are written down, and withdrawn when they were written down wrongly."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.boundaries.models import ConsultationRecord, Plan, Project
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.rules import consultation as rules
from linli.boundaries.rules.consultation import Counts, VoiceRefused
from linli.boundaries.terms import ConsultationKind
from linli.foundation import audit
from linli.values import noop

PLACE_MAX, SUMMARY_MAX = 100, 4000


class CountsRefused(Exception):
    """Counts do not add up; `refusals` says at which fields, and why."""

    def __init__(self, refusals: list[VoiceRefused]) -> None:
        """Keep every refusal; there is at least one."""
        super().__init__(*refusals)
        self.refusals = refusals


@transaction.atomic
def enter_record(
    *,
    project: Project,
    kind: ConsultationKind,
    on: date,
    counts: Counts,
    actor: Any,
    now: datetime,
    today: date,
    plan: Plan | None = None,
    place: str = "",
    summary: str = "",
) -> ConsultationRecord:
    """Write down one survey or meeting. Raises VoiceRefused, CountsRefused."""
    _check_editable(project)
    if on > today:
        raise VoiceRefused("on", "day_ahead", noop("This day is still to come."))
    wrong = rules.check_counts(counts, kind)
    if wrong:
        raise CountsRefused(wrong)
    record = ConsultationRecord.objects.create(
        project=project,
        plan=plan,
        kind=kind,
        on=on,
        place=rules.checked("place", place, PLACE_MAX),
        summary=rules.checked("summary", summary, SUMMARY_MAX),
        actor=actor,
        at=now,
        **asdict(counts),
    )
    details = {"held": kind, "on": on}
    audit.record(actor=actor, action="boundaries.record", subject=record, at=now, details=details)
    return record


@transaction.atomic
def withdraw_record(*, pk: int, note: str, actor: Any, now: datetime) -> ConsultationRecord:
    """Withdraw a record that was written down wrongly; it stays to be read, and counts no more. Raises VoiceRefused."""
    record = ConsultationRecord.objects.select_for_update().select_related("project").get(pk=pk)
    _check_editable(record.project)
    if record.withdrawn_at is not None:
        raise VoiceRefused("", "withdrawn_before", noop("This record was withdrawn before."))
    record.withdrawal = rules.checked("note", note, rules.REASON_MAX, needed=True)
    record.withdrawn_by, record.withdrawn_at = actor, now
    record.save(update_fields=["withdrawal", "withdrawn_by", "withdrawn_at"])
    audit.record(actor=actor, action="boundaries.withdraw", subject=record, at=now, note=record.withdrawal)
    return record


def _check_editable(project: Project) -> None:
    if project.state not in EDITABLE:
        text = noop("The consultation is over: its record can no longer be changed.")
        raise VoiceRefused("", "consultation_over", text)
