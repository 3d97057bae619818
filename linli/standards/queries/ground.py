"""
What the targets of a plan are judged by: whom they bind and what was found of each, in bulk.

It is kept for a while under a mark of everything it was read from. A new observation is seen at once and costs only
the indicators it enters; anything else that changed (targets, selections, formulas, acceptances) has all of it read
anew. Only figures of other rooms, which nobody enters here, may be up to ten minutes old.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, IntegerField, Max, Model, QuerySet
from django.db.models import Value as Literal
from django.db.models.functions import Cast

from linli.foundation.figures import read_together
from linli.standards.models import (
    Acceptance,
    Indicator,
    Metric,
    MilestoneMark,
    Observation,
    Plan,
    Selection,
    Subject,
    Target,
)
from linli.standards.queries.bound import Bound, Members, bound_by, members_from, selected_by
from linli.standards.queries.indicators import Column, indicator_columns, names_of, rows_by_code
from linli.standards.queries.inputs import metrics_by_name
from linli.standards.queries.plans import with_names
from linli.standards.rules.expression import spoken
from linli.standards.rules.indicators import IndicatorValue
from linli.standards.terms import TargetKind
from linli.values import Span, SpanKind

KEPT = timedelta(minutes=10)
Values = dict[int, Decimal | None]
Totals = dict[type[Model], tuple[int, int]]
"""Of each model, how many rows there are and which is the newest."""
TOTALLED: dict[type[Model], str] = {Observation: "pk", Acceptance: "decided_at", Subject: "pk"}
"""By which column the newest is told."""


@dataclass(frozen=True, slots=True)
class Ground:
    """
    What targets are judged by.

    paths: subject -> path of its area. found: target -> subject it binds -> value, None where there is none; of a
    milestone 1 or 0. read_at: when the figures of other rooms were read.
    """

    paths: dict[int, str]
    found: dict[int, Values]
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Formulas:
    """What targets are computed by: the rows of their indicators by code, the newest last, and metrics by name."""

    rows: dict[str, list[Indicator]]
    metrics: dict[str, Metric]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The targets of a plan with their indicators, newest row each, and what they are judged by."""

    plan: Plan
    targets: list[Target]
    indicators: dict[str, Indicator]
    formulas: Formulas
    ground: Ground


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept: under which mark, up to which observation (count, newest), and the values column by column."""

    mark: str
    seen: tuple[int, int]
    read_at: datetime
    paths: dict[int, str]
    of: dict[int, tuple[int, ...]]
    columns: dict[Column, dict[int, Decimal]]


@dataclass(frozen=True, slots=True)
class _Present:
    """
    What the database holds now, apart from rows that are read whole.

    members: of the selections that targets name. marks: of milestones, (target, subject) -> the newest, 1 if done.
    """

    members: Members
    totals: Totals
    marks: dict[tuple[int, int], int]


def read_sheet(plan: Plan, now: datetime, today: date) -> Sheet:
    """Return the targets of a plan with everything they are judged by."""
    targets = list(with_names(plan.targets.all()))
    rows = rows_by_code({target.indicator for target in targets if target.indicator})
    formulas = Formulas(rows, metrics_by_name())
    present = _read_present(targets)
    kept = _kept(plan, targets, formulas, present, now=now, today=today)
    found: dict[int, Values] = {}
    for target in targets:
        if target.kind is TargetKind.MILESTONE:
            found[target.pk] = {key: Decimal(present.marks.get((target.pk, key), 0)) for key in kept.of[target.pk]}
        else:
            column = kept.columns.get(_column(target), {})
            found[target.pk] = {key: column.get(key) for key in kept.of[target.pk]}
    indicators = {code: some[-1] for code, some in rows.items() if some}
    return Sheet(plan, targets, indicators, formulas, Ground(kept.paths, found, kept.read_at))


def _kept(
    plan: Plan,
    targets: Sequence[Target],
    formulas: Formulas,
    present: _Present,
    *,
    now: datetime,
    today: date,
) -> _Kept:
    """Return what is kept of a plan, brought up to date."""
    rows, metrics = formulas.rows, formulas.metrics
    mark = _mark([targets, *rows.values(), metrics.values()], present, today)
    seen = present.totals[Observation]
    key = f"standards.ground.{plan.pk}"
    kept: _Kept | None = cache.get(key)
    if kept and kept.mark == mark and now - kept.read_at < KEPT:
        if kept.seen == seen:
            return kept
        stale = _stale(kept, seen, rows)
    else:
        kept, stale = None, set(rows)
    bound = bound_by(plan, targets, present.members, today)
    wanted = _wanted(targets, stale, bound, today)
    columns = (kept.columns if kept else {}) | _numbers(wanted, indicator_columns(wanted, rows, metrics))
    read_at = kept.read_at if kept and len(stale) < len(rows) else now
    paths = {key: subject.area.path for key, subject in bound.subjects.items()}
    fresh = _Kept(mark, seen, read_at, paths, bound.of, columns)
    cache.set(key, fresh, KEPT.total_seconds())
    return fresh


def _stale(kept: _Kept, seen: tuple[int, int], rows: Mapping[str, Sequence[Indicator]]) -> set[str]:
    """
    Return the codes of the indicators that newer observations enter.

    An observation with a smaller number may be committed after a larger one was seen; then the counts do not fit, and
    everything is stale.
    """
    newer = Observation.objects.filter(pk__gt=kept.seen[1])
    counts = dict(newer.values_list("metric__code").annotate(count=Count("pk")).order_by())
    if sum(counts.values()) != seen[0] - kept.seen[0]:
        return set(rows)
    names = {spoken(code) for code in counts}
    return {code for code, some in rows.items() if any(names & set(names_of(row)) for row in some)}


def _wanted(targets: Sequence[Target], codes: set[str], bound: Bound, today: date) -> dict[Column, list[Subject]]:
    """Return of whom the indicators of those codes must be told, for every year that has begun."""
    wanted: dict[Column, dict[int, Subject]] = {}
    for target in targets:
        if target.indicator in codes and target.year <= today.year:
            subjects = wanted.setdefault(_column(target), {})
            subjects |= {key: bound.subjects[key] for key in bound.of[target.pk]}
    return {column: list(subjects.values()) for column, subjects in wanted.items()}


def _numbers(
    wanted: Iterable[Column], values: Mapping[Column, Mapping[int, IndicatorValue]]
) -> dict[Column, dict[int, Decimal]]:
    """Return the values there are of each column."""
    return {
        column: {key: one.value for key, one in values.get(column, {}).items() if one.value is not None}
        for column in wanted
    }


def _column(target: Target) -> Column:
    """Return which column of values a target is judged by."""
    return target.indicator, Span.of(SpanKind.YEAR, date(target.year, 1, 1))


def _read_present(targets: Sequence[Target]) -> _Present:
    """Return what the database holds now; one statement."""
    zero = Literal(0, IntegerField())
    parts: dict[type[Model], QuerySet] = {
        model: model._default_manager.values(zero=zero)
        .annotate(count=Count("pk"), newest=Max(newest))
        .values_list("zero", "zero", "count", "newest")
        for model, newest in TOTALLED.items()
    }
    milestones = [target.pk for target in targets if target.kind is TargetKind.MILESTONE]
    done = Cast("is_done", IntegerField())
    parts[MilestoneMark] = MilestoneMark.objects.filter(target__in=milestones).values_list(
        "pk", "target_id", "subject_id", done
    )
    parts[Selection] = selected_by(targets).values_list("pk", "selection_id", "subject_id", zero)
    rows: dict[type[Model], list[tuple[int, ...]]] = {model: [] for model in parts}
    for model, row in read_together(parts):
        rows[model].append(row)
    totals = {model: (count, newest or 0) for model in TOTALLED for _n, _m, count, newest in rows[model]}
    members = members_from(targets, [(selection, subject) for _pk, selection, subject, _zero in rows[Selection]])
    marks = {(target, subject): is_done for _pk, target, subject, is_done in sorted(rows[MilestoneMark])}
    return _Present(members, totals, marks)


def _mark(lists: Iterable[Iterable[Model]], present: _Present, today: date) -> str:
    """Return a mark of everything but observations that the ground is read from; lists: of rows that it is read by."""
    seen: list[Any] = [today, *([_columns(row) for row in rows] for rows in lists)]
    seen.append({key: sorted(some) for key, some in sorted(present.members.items())})
    seen += [present.totals[Acceptance], present.totals[Subject]]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _columns(row: Model) -> list[Any]:
    """Return the columns of a row."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]
