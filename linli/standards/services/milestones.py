"""Milestones are marked as reached, with evidence; a mark is never edited, taking it back is a new one."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from linli.foundation import audit
from linli.standards.models import MilestoneMark, Subject, Target
from linli.standards.queries.bound import bound_subjects
from linli.standards.services.refusals import refuse
from linli.standards.terms import TargetKind
from linli.values import noop


@transaction.atomic
def mark_milestone(
    *, target_id: int, subject_id: int, is_done: bool, on: date, evidence: str, actor: Any, now: datetime
) -> MilestoneMark:
    """
    Say that a milestone was reached by one it binds, or, with the reason, that it was not after all.

    evidence: where it can be seen, or the reason of taking back. Raises StandardRefused, Subject.DoesNotExist.
    """
    target = Target.objects.select_for_update(of=("self",)).select_related("plan", "area").get(pk=target_id)
    if target.kind != TargetKind.MILESTONE:
        raise refuse("no_milestone", noop("“%(title)s” is no milestone."), title=target.title)
    subject = Subject.objects.select_related("area", "unit", "appointment__account").get(pk=subject_id)
    if subject.pk not in bound_subjects(target):
        raise refuse(
            "not_bound", noop("“%(title)s” does not bind %(subject)s."), title=target.title, subject=str(subject)
        )
    said = evidence.strip()
    if not said:
        raise refuse("no_evidence", noop("Say where it can be seen or, when taking back, why."))
    if on > localdate(now):
        raise refuse("mark_ahead", noop("A milestone cannot have been reached on a day to come."))
    newest = target.marks.filter(subject=subject).order_by("-pk").first()
    if is_done is bool(newest and newest.is_done):
        raise refuse("mark_same", noop("It stands so already."))
    mark = MilestoneMark.objects.create(
        target=target, subject=subject, is_done=is_done, on=on, evidence=said, by=actor, at=now
    )
    action = "standards.mark_milestone" if is_done else "standards.unmark_milestone"
    details = {"standards.subject": subject.pk, "on": on.isoformat()}
    audit.record(actor=actor, action=action, subject=target, at=now, note=target.title, details=details)
    return mark
