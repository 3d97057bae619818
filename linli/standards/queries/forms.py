"""The entry form of many subjects as rows of a workbook."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from linli.standards.models import Metric, Observation, Subject
from linli.standards.queries.metrics import asked_in, say
from linli.standards.queries.observations import last_before, present_in
from linli.standards.rules.figure_list import COLUMNS as FORM_COLUMNS
from linli.standards.terms import ValueKind
from linli.values import Span

__all__ = ["FORM_COLUMNS", "form_cells"]
BATCH = 200


def form_cells(rows: QuerySet[Subject], span: Span, kind: str) -> Iterator[dict[str, Any]]:
    """Yield a row for each figure that is asked of the subjects, with what stands there now and what stood before."""
    metrics = list(asked_in(span, kind))
    walk = rows.iterator(chunk_size=BATCH)
    while some := list(islice(walk, BATCH)):
        yield from _cells(some, span, metrics)


def _cells(subjects: Sequence[Subject], span: Span, metrics: Sequence[Metric]) -> Iterator[dict[str, Any]]:
    """Yield the rows of some subjects."""
    keys = [one.pk for one in subjects]
    here, before = present_in(span, keys), last_before(span, keys, [metric.pk for metric in metrics])
    for one in subjects:
        for metric in metrics:
            row = here.get((one.pk, metric.pk))
            yield {
                "subject": one.pk,
                "name": str(one),
                "period": span.code,
                "code": metric.code,
                "metric": f"{metric.name} ({metric.unit})" if metric.unit else metric.name,
                "how": _how(metric),
                "last": _value(metric, before.get((one.pk, metric.pk))),
                "text": _value(metric, row),
                "note": row.note if row else "",
            }


def _value(metric: Metric, row: Observation | None) -> int | float | str:
    """Return a value as a cell: a number as a number, so that Excel can add it up."""
    if row is None or row.value is None or metric.value_kind not in (ValueKind.INTEGER, ValueKind.DECIMAL):
        return say(metric, row)
    number = int(row.value) if row.value == int(row.value) else float(row.value)
    return number if Decimal(str(number)) == row.value else say(metric, row)


def _how(metric: Metric) -> str:
    """Return what counts, and what may be chosen."""
    offered = "、".join(metric.choices.values()) if metric.value_kind == ValueKind.CHOICE else ""
    return " ".join(part for part in (metric.help, offered) if part)
