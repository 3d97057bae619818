"""The entry page of one subject for one span, and what somebody must enter now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.foundation.access import in_subtree
from linli.standards.models import Metric, Observation, Sheet, Subject
from linli.standards.queries.metrics import ENTERED, asked_in, say
from linli.standards.queries.observations import last_before, present, present_in
from linli.standards.queries.subjects import in_force, visible_subjects
from linli.standards.rules.entering import Entered
from linli.standards.rules.plausibility import Flaw, show
from linli.standards.terms import SheetState, ValueKind
from linli.values import Span

MOST_TASKS = 60
"""How many sheets the first page lists; who answers for more finds them on the page of all sheets."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One metric on the page: what stands there or was typed, what stood before, and what speaks against it."""

    metric: Metric
    present: Observation | None
    last: Observation | None
    entered: Entered
    flaws: tuple[Flaw, ...] = ()

    @property
    def shown(self) -> str:
        """Return the present value as people read it."""
        return say(self.metric, self.present)

    @property
    def shown_last(self) -> str:
        """Return the value of the span before as people read it."""
        return say(self.metric, self.last)


@dataclass(frozen=True, slots=True)
class Task:
    """A sheet that somebody must hand in: of whom, for when, where it stands, how much is filled."""

    subject: Subject
    span: Span
    sheet: Sheet | None
    asked: int
    filled: int

    @property
    def state(self) -> SheetState | None:
        """Return the state of the sheet, None where nobody began it."""
        return SheetState(self.sheet.state) if self.sheet else None

    @property
    def is_urgent(self) -> bool:
        """Return whether it waits for the person who enters."""
        return self.state in (None, SheetState.OPEN, SheetState.RETURNED)


def get_sheet(subject: Subject, span: Span) -> Sheet | None:
    """Return the sheet of a subject for a span, None where nothing was entered yet."""
    rows = Sheet.objects.filter(subject=subject, period=span.code).select_related("changed_by")
    return rows.first()


def entry_rows(
    subject: Subject,
    span: Span,
    *,
    sent: Mapping[int, Entered] | None = None,
    flaws: Mapping[int, tuple[Flaw, ...]] | None = None,
) -> list[EntryRow]:
    """Return a row for each metric asked; `sent` is what was typed and could not all be kept."""
    metrics = list(asked_in(span, subject.kind))
    here = present_in(span, [subject.pk])
    before = last_before(span, [subject.pk], [metric.pk for metric in metrics])
    return [
        EntryRow(
            metric,
            here.get((subject.pk, metric.pk)),
            before.get((subject.pk, metric.pk)),
            (sent or {}).get(metric.pk) or as_entered(metric, here.get((subject.pk, metric.pk))),
            (flaws or {}).get(metric.pk, ()),
        )
        for metric in metrics
    ]


def as_entered(metric: Metric, row: Observation | None) -> Entered:
    """Return an observation as it would be typed."""
    if row is None:
        return Entered()
    text = row.choice if metric.value_kind == ValueKind.CHOICE else show(row.value)
    return Entered(text, row.note)


def list_tasks(user: Any, today: date, *, area: str = "") -> tuple[list[Task], bool]:
    """
    Return what the user must enter now, the urgent first, and whether there is more than fits.

    The last span that ended of each kind, and whatever was returned. area: the path of the one worked in now.
    """
    asked = asked_now(today)
    spans = list(asked)
    kinds = {kind for counts in asked.values() for kind in counts}
    mine = in_force(visible_subjects(user, "standards.enter")).filter(kind__in=kinds)
    if area:
        mine = mine.filter(in_subtree("area__path", area))
    subjects = list(mine.order_by("area__path", "pk")[: MOST_TASKS + 1])
    chosen = subjects[:MOST_TASKS]
    sheets = sheets_of(chosen, Q(period__in=[span.code for span in spans]) | Q(state=SheetState.RETURNED))
    wanted = {(one.pk, span.code): (one, span) for one in chosen for span in spans if asked[span].get(one.kind)}
    by_key = {one.pk: one for one in chosen}
    for subject_id, period in sheets:
        wanted.setdefault((subject_id, period), (by_key[subject_id], Span.parse(period)))
    filled = count_filled(chosen, {period for _subject, period in wanted})
    tasks = [
        Task(one, span, sheets.get(key), _asked(asked, span, one), filled.get(key, 0))
        for key, (one, span) in wanted.items()
    ]
    return sorted(tasks, key=_urgency), len(subjects) > MOST_TASKS


def asked_now(today: date) -> dict[Span, dict[str, int]]:
    """Return the last span that ended of each kind, and how many metrics it asks of each kind of subject; one query."""
    found: dict[Span, dict[str, int]] = {Span.of(kind, today).previous(): {} for kind in ENTERED}
    rows = list(Metric.objects.values_list("span_kind", "subject_kind", "valid_from", "valid_to"))
    for span, counts in found.items():
        for span_kind, subject_kind, begin, end in rows:
            if span_kind == span.kind and begin <= span.last and (end is None or end > span.last):
                counts[subject_kind] = counts.get(subject_kind, 0) + 1
    return found


def count_asked(span: Span) -> dict[str, int]:
    """Return how many metrics are asked for a span of each kind of subject."""
    return dict(asked_in(span).order_by().values_list("subject_kind").annotate(count=Count("pk")))


def sheets_of(subjects: Iterable[Subject], condition: Q) -> dict[tuple[int, str], Sheet]:
    """Return the sheets of subjects by subject and period."""
    rows: QuerySet[Sheet] = Sheet.objects.filter(condition, subject__in=[one.pk for one in subjects])
    return {(row.subject_id, row.period): row for row in rows.select_related("changed_by")}


def count_filled(subjects: Iterable[Subject], periods: Iterable[str]) -> dict[tuple[int, str], int]:
    """Return how many figures of each sheet say something."""
    rows = present().filter(subject__in=[one.pk for one in subjects], period__in=list(periods))
    counted = rows.order_by().values_list("subject_id", "period").annotate(count=Count("pk"))
    return {(subject_id, period): count for subject_id, period, count in counted}


def _asked(asked: Mapping[Span, Mapping[str, int]], span: Span, subject: Subject) -> int:
    """Return how many metrics are asked of a subject for a span."""
    counts = asked.get(span)
    return (count_asked(span) if counts is None else counts).get(subject.kind, 0)


def _urgency(task: Task) -> tuple[int, str, str]:
    """Return what tasks are ordered by."""
    order = [SheetState.RETURNED, SheetState.OPEN, None, SheetState.SUBMITTED, SheetState.LOCKED]
    return order.index(task.state), task.span.code, task.subject.area.path
