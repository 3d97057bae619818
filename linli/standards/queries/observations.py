"""What was found: present values, those before, and the whole history."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from linli.standards.models import Metric, Observation, Subject
from linli.standards.rules.entering import Kept
from linli.standards.rules.plausibility import Said
from linli.values import Span

FAR_BACK = timedelta(days=800)
"""How old a value may be and still stand beside a new one as the last."""
Key = tuple[int, int]
"""Of a subject and a metric."""


def present(rows: QuerySet[Observation] | None = None) -> QuerySet[Observation]:
    """Return the observations that nothing supersedes; a value may have been withdrawn, then it is None."""
    return (Observation.objects.all() if rows is None else rows).filter(superseded_by__isnull=True)


def present_in(span: Span, subjects: Iterable[int]) -> dict[Key, Observation]:
    """Return the present observations of subjects for a span."""
    rows = present().filter(subject__in=list(subjects), period=span.code)
    return {(row.subject_id, row.metric_id): row for row in rows}


def last_before(span: Span, subjects: Iterable[int], metrics: Iterable[int]) -> dict[Key, Observation]:
    """Return the last value of each subject and metric before a span, of the two years before it; one query."""
    rows = present().filter(
        Q(value__isnull=False) | ~Q(choice=""),
        subject__in=list(subjects),
        metric__in=list(metrics),
        ends_on__lt=span.end,
        ends_on__gt=span.first - FAR_BACK,
    )
    place = Window(
        RowNumber(), partition_by=[F("subject"), F("metric")], order_by=[F("ends_on").desc(), F("pk").desc()]
    )
    newest = rows.annotate(place=place).filter(place=1)
    return {(row.subject_id, row.metric_id): row for row in newest}


def said_of(row: Observation | None) -> Said | None:
    """Return the value of an observation as the rules take it."""
    return None if row is None else Said(row.value, row.choice)


def kept_of(row: Observation | None) -> Kept | None:
    """Return value and note of an observation as the rules take it."""
    return None if row is None else Kept(Said(row.value, row.choice), row.note, row.file)


def history_of(subject: Subject, metric: Metric) -> QuerySet[Observation]:
    """Return everything that was ever entered of a metric about a subject, the newest span first, superseded too."""
    rows = Observation.objects.filter(subject=subject, metric=metric).select_related("by", "superseded_by")
    return rows.order_by("-ends_on", "-pk")
