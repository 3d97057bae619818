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
from django.db.models import Count, Max, Model

from linli.standards.models import Acceptance, Indicator, MilestoneMark, Observation, Plan, Subject, Target
from linli.standards.queries.bound import Bound, bound_by, members_of
from linli.standards.queries.indicators import Column, indicator_columns, names_of, rows_by_code
from linli.standards.queries.inputs import metrics_by_name
from linli.standards.queries.plans import with_names
from linli.standards.rules.expression import spoken
from linli.standards.rules.indicators import IndicatorValue
from linli.standards.terms import TargetKind
from linli.values import Span, SpanKind

KEPT = timedelta(minutes=10)
Values = dict[int, Decimal | None]


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
class Sheet:
    """The targets of a plan with their indicators and what they are judged by."""

    plan: Plan
    targets: list[Target]
    indicators: dict[str, Indicator]
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


def read_sheet(plan: Plan, now: datetime, today: date) -> Sheet:
    """Return the targets of a plan with everything they are judged by."""
    targets = list(with_names(plan.targets.all()))
    rows = rows_by_code({target.indicator for target in targets if target.indicator})
    kept = _kept(plan, targets, rows, now, today)
    found: dict[int, Values] = {}
    for target in targets:
        column = kept.columns.get(_column(target), {})
        found[target.pk] = {key: column.get(key) for key in kept.of[target.pk]}
    _read_marks([target for target in targets if target.kind is TargetKind.MILESTONE], found)
    indicators = {code: some[-1] for code, some in rows.items() if some}
    return Sheet(plan, targets, indicators, Ground(kept.paths, found, kept.read_at))


def _kept(
    plan: Plan, targets: Sequence[Target], rows: Mapping[str, Sequence[Indicator]], now: datetime, today: date
) -> _Kept:
    """Return what is kept of a plan, brought up to date."""
    metrics, members = metrics_by_name(), members_of(targets)
    mark = _mark([targets, *rows.values(), metrics.values()], members, today)
    totals = Observation.objects.aggregate(count=Count("pk"), newest=Max("pk"))
    seen = (totals["count"], totals["newest"] or 0)
    key = f"standards.ground.{plan.pk}"
    kept: _Kept | None = cache.get(key)
    if kept and kept.mark == mark and now - kept.read_at < KEPT:
        if kept.seen == seen:
            return kept
        stale = _stale(kept, seen, rows)
    else:
        kept, stale = None, set(rows)
    bound = bound_by(plan, targets, members, today)
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


def _read_marks(milestones: list[Target], found: dict[int, Values]) -> None:
    """Fill in which milestones are done: the newest mark of a subject counts."""
    for target in milestones:
        found[target.pk] = dict.fromkeys(found[target.pk], Decimal(0))
    marks = MilestoneMark.objects.filter(target__in=milestones).order_by("pk") if milestones else ()
    for mark in marks:
        if mark.subject_id in found[mark.target_id]:
            found[mark.target_id][mark.subject_id] = Decimal(mark.is_done)


def _column(target: Target) -> Column:
    """Return which column of values a target is judged by."""
    return target.indicator, Span.of(SpanKind.YEAR, date(target.year, 1, 1))


def _mark(lists: Iterable[Iterable[Model]], members: Mapping[int, frozenset[int]], today: date) -> str:
    """Return a mark of everything but observations that the ground is read from; lists: of rows that it is read by."""
    seen: list[Any] = [today, *([_columns(row) for row in rows] for rows in lists)]
    seen.append({key: sorted(some) for key, some in sorted(members.items())})
    for model, newest in ((Acceptance, "decided_at"), (Subject, "pk")):
        seen.append(model._default_manager.aggregate(count=Count("pk"), newest=Max(newest)))
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _columns(row: Model) -> list[Any]:
    """Return the columns of a row."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]
