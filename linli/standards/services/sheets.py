"""Sheets: what a subject enters for a span, hands in, gets back with a reason, and what the office locks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext

from linli.foundation import audit
from linli.standards.models import Metric, Observation, Sheet, Subject
from linli.standards.queries.metrics import asked_in, asked_of
from linli.standards.queries.observations import Key, kept_of, last_before, present_in, said_of
from linli.standards.rules.entering import Entered, Kept, Verdict, is_missing, weigh
from linli.standards.rules.plausibility import Flaw
from linli.standards.terms import SheetState, Source
from linli.values import Reason, Span, noop

CLOSED = {
    SheetState.SUBMITTED: noop("The figures were handed in. The office can return them so that they can be changed."),
    SheetState.LOCKED: noop("The figures are locked. Only the office corrects them, with a note."),
}
"""Why a sheet takes no entries."""


class EntryRefused(ValueError):
    """A sheet does not take this; `reason` says why."""

    def __init__(self, rule: str, text: str, **params: Any) -> None:
        """Take the reason's rule, text and places."""
        self.reason = Reason(f"standards.{rule}", text, params)
        super().__init__(self.reason.render(gettext))


class SheetConflict(EntryRefused):
    """Somebody else changed the sheet since it was seen."""

    def __init__(self) -> None:
        """Say so."""
        text = noop("Somebody changed these figures meanwhile. What you typed is kept; look at both, then save again.")
        super().__init__("sheet_changed", text)


@dataclass(slots=True)
class Saved:
    """What came of saving: the sheet, how many values were written, and what speaks against the rest, by metric."""

    sheet: Sheet
    written: int = 0
    flaws: dict[int, tuple[Flaw, ...]] = field(default_factory=dict)

    @property
    def is_handed_in(self) -> bool:
        """Return whether the sheet lies with the office now."""
        return self.sheet.state == SheetState.SUBMITTED


@transaction.atomic
def save_sheet(
    *,
    subject: Subject,
    span: Span,
    version: int,
    entries: Mapping[int, Entered],
    actor: Any,
    now: datetime,
    hand_in: bool = False,
) -> Saved:
    """
    Keep what is sound of the entries (by metric); hand the sheet in if all of it is, and nothing is missing.

    version: of the sheet as the sender saw it, 0 if there was none. Raises EntryRefused, SheetConflict.
    """
    saved = Saved(_open(subject, span, version, now))
    sheet = saved.sheet
    metrics = list(asked_in(span, subject.kind))
    here = present_in(span, [subject.pk])
    verdicts = judge_rows(subject, span, metrics, entries, here)
    kept = {pk: verdict.kept for pk, verdict in verdicts.items() if verdict.kept is not None}
    saved.flaws = {pk: verdict.flaws for pk, verdict in verdicts.items() if verdict.flaws}
    if hand_in:
        for metric in metrics:
            flaw = is_missing(asked_of(metric), kept.get(metric.pk) or kept_of(here.get((subject.pk, metric.pk))))
            if flaw is not None:
                saved.flaws.setdefault(metric.pk, (flaw,))
    handed_in = hand_in and not saved.flaws
    if not kept and not handed_in:
        return saved
    if handed_in:
        sheet.state, sheet.reason = SheetState.SUBMITTED, ""
    touch(sheet, actor, now)
    saved.written = write_rows(subject, span, kept=kept, here=here, source=Source.FORM, actor=actor, now=now)
    action = "standards.hand_in" if handed_in else "standards.enter"
    details = {"standards.period": span.code, "standards.written": saved.written}
    audit.record(actor=actor, action=action, subject=subject, at=now, details=details)
    return saved


@transaction.atomic
def return_sheet(*, sheet_id: int, version: int, reason: str, actor: Any, now: datetime) -> Sheet:
    """Give a sheet back with the reason. Raises EntryRefused, SheetConflict, Sheet.DoesNotExist."""
    sheet = _lock(sheet_id, version)
    if sheet.state != SheetState.SUBMITTED:
        raise EntryRefused("not_handed_in", noop("Only figures that were handed in can be returned."))
    if not reason.strip():
        raise EntryRefused("no_reason", noop("Say why the figures are returned."))
    sheet.state, sheet.reason = SheetState.RETURNED, reason.strip()
    touch(sheet, actor, now)
    details = {"standards.period": sheet.period}
    audit.record(
        actor=actor,
        action="standards.return",
        subject=sheet.subject,
        at=now,
        note=sheet.reason,
        details=details,
    )
    return sheet


@transaction.atomic
def lock_sheets(*, sheet_ids: Iterable[int], actor: Any, now: datetime) -> list[Sheet]:
    """Lock those of the sheets that are handed in; return them. Others stay as they are."""
    rows = Sheet.objects.select_for_update().filter(pk__in=list(sheet_ids), state=SheetState.SUBMITTED)
    sheets = list(rows.order_by("pk"))
    for sheet in sheets:
        sheet.state, sheet.changed_by, sheet.changed_at = SheetState.LOCKED, actor, now
        sheet.version += 1
    if sheets:
        Sheet.objects.bulk_update(sheets, ["state", "changed_by", "changed_at", "version"], batch_size=500)
        periods = sorted({sheet.period for sheet in sheets})
        details = {"standards.subjects": [sheet.subject_id for sheet in sheets], "standards.period": "、".join(periods)}
        audit.record(actor=actor, action="standards.lock", subject=None, at=now, details=details)
    return sheets


@transaction.atomic
def correct_value(
    *, subject: Subject, span: Span, metric: Metric, version: int, entered: Entered, actor: Any, now: datetime
) -> Observation:
    """
    Put a locked figure right: a new observation supersedes it, with a note that says why.

    Raises EntryRefused, SheetConflict; Sheet.DoesNotExist if nothing was handed in.
    """
    sheet = _lock(Sheet.objects.get(subject=subject, period=span.code).pk, version)
    if sheet.state != SheetState.LOCKED:
        raise EntryRefused("not_locked", noop("Only locked figures are corrected here; return the others."))
    if not entered.note.strip():
        raise EntryRefused("no_note", noop("A correction needs a note that says why."))
    here = present_in(span, [subject.pk])
    verdict = judge_rows(subject, span, [metric], {metric.pk: entered}, here).get(metric.pk, Verdict())
    if verdict.flaws:
        raise EntryRefused("correction", "%(flaws)s", flaws=tell(verdict.flaws))
    if verdict.kept is None:
        raise EntryRefused("no_change", noop("Nothing was changed."))
    touch(sheet, actor, now)
    write_rows(subject, span, kept={metric.pk: verdict.kept}, here=here, source=Source.FORM, actor=actor, now=now)
    audit.record(
        actor=actor,
        action="standards.correct",
        subject=subject,
        at=now,
        note=verdict.kept.note,
        details={"standards.period": span.code, "standards.metric": metric.pk},
    )
    return present_in(span, [subject.pk])[subject.pk, metric.pk]


def _open(subject: Subject, span: Span, version: int, now: datetime) -> Sheet:
    """Return the sheet, locked, or a new one. Raises EntryRefused if it takes no entries, SheetConflict."""
    if span.first > localtime(now).date():
        text = noop("Figures can be entered once the span has begun, on %(on)s.")
        raise EntryRefused("not_begun", text, on=span.first)
    sheet = Sheet.objects.select_for_update().filter(subject=subject, period=span.code).first()
    if sheet is None:
        sheet = Sheet(subject=subject, period=span.code, ends_on=span.end, version=0)
    if why := CLOSED.get(SheetState(sheet.state)):
        raise EntryRefused(f"sheet_{sheet.state.value}", why)
    if sheet.version != version:
        raise SheetConflict
    return sheet


def judge_rows(
    subject: Subject,
    span: Span,
    metrics: Iterable[Metric],
    entries: Mapping[int, Entered],
    here: Mapping[Key, Observation],
) -> dict[int, Verdict]:
    """Return what becomes of each row that was sent, by metric; rows of metrics that are not asked fall away."""
    asked = [metric for metric in metrics if metric.pk in entries]
    before = last_before(span, [subject.pk], [metric.pk for metric in asked])
    return {
        metric.pk: weigh(
            asked_of(metric),
            entries[metric.pk],
            kept_of(here.get((subject.pk, metric.pk))),
            said_of(before.get((subject.pk, metric.pk))),
        )
        for metric in asked
    }


def write_rows(
    subject: Subject,
    span: Span,
    *,
    kept: Mapping[int, Kept],
    here: Mapping[Key, Observation],
    source: Source,
    actor: Any,
    now: datetime,
) -> int:
    """Write observations, each superseding the one that stands there; return how many."""
    rows = [
        Observation(
            metric_id=pk,
            subject=subject,
            period=span.code,
            ends_on=span.end,
            value=one.said.value,
            choice=one.said.choice,
            note=one.note,
            file=one.file,
            source=source,
            by=actor,
            at=now,
            supersedes=here.get((subject.pk, pk)),
        )
        for pk, one in kept.items()
    ]
    return len(Observation.objects.bulk_create(rows))


def touch(sheet: Sheet, actor: Any, now: datetime) -> None:
    """Store a sheet as changed by somebody. Raises SheetConflict if another just began the same."""
    sheet.changed_by, sheet.changed_at = actor, now
    sheet.version += 1
    try:
        with transaction.atomic():
            sheet.save()
    except IntegrityError as twice:
        raise SheetConflict from twice


def tell(flaws: Iterable[Flaw]) -> str:
    """Return flaws as sentences in the language of the reader."""
    return " ".join(flaw.reason.render(gettext) for flaw in flaws)


def _lock(sheet_id: int, version: int) -> Sheet:
    """Return a sheet, locked within the transaction of the caller. Raises SheetConflict."""
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("subject").get(pk=sheet_id)
    if sheet.version != version:
        raise SheetConflict
    return sheet
