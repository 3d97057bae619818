"""What is asked of whom, when, and what the house knows without asking."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from linli.foundation.figures import all_figures
from linli.standards.models import Metric
from linli.standards.rules.asked_once import Known
from linli.standards.rules.plausibility import Asked, Said, show
from linli.standards.terms import SubjectKind, ValueKind
from linli.values import Span, SpanKind

LANGUAGES = ("en", "zh-hans")
"""The languages in which two names are held against each other, the office's own last."""
ENTERED = (SpanKind.MONTH, SpanKind.QUARTER, SpanKind.YEAR)
"""Spans for which figures are entered."""


def list_metrics(
    *, search: str = "", subject_kind: str = "", span_kind: str = "", ended: bool = False, on: date | None = None
) -> QuerySet[Metric]:
    """
    Return metrics, narrowed. search: part of the name or the code; ended: those no longer asked on the day.

    on: the day that decides what has ended; without it everything is shown.
    """
    rows = Metric.objects.all()
    if on is not None:
        over = Q(valid_to__isnull=False, valid_to__lte=on)
        rows = rows.filter(over if ended else ~over)
    if text := search.strip():
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(clause__icontains=text))
    if subject_kind:
        rows = rows.filter(subject_kind=subject_kind)
    if span_kind:
        rows = rows.filter(span_kind=span_kind)
    return rows


def asked_in(span: Span, subject_kind: SubjectKind | str | None = None) -> QuerySet[Metric]:
    """Return the metrics that are asked for a span: of its kind, and valid on its last day; in a fixed order."""
    valid = Q(valid_to__isnull=True) | Q(valid_to__gt=span.last)
    rows = Metric.objects.filter(valid, span_kind=span.kind, valid_from__lte=span.last)
    if subject_kind is not None:
        rows = rows.filter(subject_kind=subject_kind)
    return rows.order_by("clause", "pk")


def asked_of(metric: Metric) -> Asked:
    """Return what the rules need of a metric."""
    return Asked(
        kind=ValueKind(metric.value_kind),
        unit=metric.unit,
        choices=metric.choices,
        low=metric.low,
        high=metric.high,
        max_change=metric.max_change,
    )


def say(metric: Metric, said: Said | Any | None) -> str:
    """Return a value (a `Said` or an observation) as the page shows it, "" for none."""
    if said is None:
        return ""
    if metric.value_kind == ValueKind.CHOICE:
        return str(metric.choices.get(said.choice, said.choice))
    if metric.value_kind == ValueKind.YES_NO and said.value is not None:
        return gettext("Yes") if said.value else gettext("No")
    return show(said.value)


def list_known(*, but: str = "") -> Iterator[Known]:
    """Yield what the house knows already: figures of the rooms below, and metrics other than `but`."""
    for figure in all_figures().values():
        yield Known(figure.code, tuple(_in(language, figure.label) for language in LANGUAGES), figure.unit)
    for code, name, unit in Metric.objects.exclude(code=but).values_list("code", "name", "unit"):
        yield Known(code, (name,), unit)


def seen_of(metric: Metric) -> str:
    """Return a mark of all facts of a metric, for telling whether somebody changed them meanwhile."""
    facts = [str(getattr(metric, column.attname)) for column in metric._meta.concrete_fields]
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]


def _in(language: str, label: str) -> str:
    """Return a message in a language."""
    with override(language):
        return gettext(label)
