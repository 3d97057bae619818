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
from linli.standards.queries.bound import Bound, Members, bound_by, members_from, read_subjects, selected_by
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """
    One plan while it is read. kept: what is kept and still holds; stale: codes of the indicators to be read anew.

    Nothing at all is to be read where `stale` is None.
    """

    plan: Plan
    targets: list[Target]
    formulas: Formulas
    present: _Present
    mark: str
    kept: _Kept | None
    stale: set[str] | None


def read_sheet(plan: Plan, now: datetime, today: date) -> Sheet:
    """Return the targets of a plan with everything they are judged by."""
    return read_sheets([plan], now, today)[0]


def read_sheets(plans: Sequence[Plan], now: datetime, today: date) -> list[Sheet]:
    """Return the targets of each plan with everything they are judged by; as many queries for many plans as for one."""
    readings = _begin(plans, now, today)
    kept = _renewed([one for one in readings if one.stale is not None], now, today)
    kept |= {one.plan.pk: one.kept for one in readings if one.stale is None and one.kept}
    return [_sheet(one, kept[one.plan.pk]) for one in readings]


def _begin(plans: Sequence[Plan], now: datetime, today: date) -> list[_Reading]:
    """Return the plans as they stand: targets, formulas, what is kept of each and what of it holds no more."""
    targets: dict[int, list[Target]] = {plan.pk: [] for plan in plans}
    for target in with_names(Target.objects.filter(plan__in=targets)):
        targets[target.plan_id].append(target)
    rows = rows_by_code({one.indicator for some in targets.values() for one in some if one.indicator})
    metrics, presents = metrics_by_name(), _read_presents(targets)
    newer: dict[int, dict[str, int]] = {}
    readings = []
    for plan in plans:
        some, present = targets[plan.pk], presents[plan.pk]
        codes = sorted({target.indicator for target in some if target.indicator})
        formulas = Formulas({code: rows[code] for code in codes}, metrics)
        mark = _mark([some, *formulas.rows.values(), metrics.values()], present, today)
        kept: _Kept | None = cache.get(_key(plan))
        stale: set[str] | None = set(formulas.rows)
        if kept and kept.mark == mark and now - kept.read_at < KEPT:
            stale = _stale(kept, present.totals[Observation], formulas.rows, newer)
        else:
            kept = None
        readings.append(_Reading(plan, some, formulas, present, mark, kept, stale))
    return readings


def _renewed(readings: Sequence[_Reading], now: datetime, today: date) -> dict[int, _Kept]:
    """Bring what is kept of plans up to date and return it by plan; the values of all of them are read together."""
    subjects = read_subjects((one.plan, one.targets) for one in readings) if readings else {}
    bounds = [bound_by(one.plan, one.targets, one.present.members, today, subjects) for one in readings]
    wanted = [
        _wanted(one.targets, one.stale or set(), bound, today) for one, bound in zip(readings, bounds, strict=True)
    ]
    values = _read_values(readings, wanted)
    found: dict[int, _Kept] = {}
    for one, bound, own in zip(readings, bounds, wanted, strict=True):
        columns = (one.kept.columns if one.kept else {}) | _numbers(own, values)
        read_at = one.kept.read_at if one.kept and len(one.stale or ()) < len(one.formulas.rows) else now
        paths = {key: subject.area.path for key, subject in bound.subjects.items()}
        fresh = _Kept(one.mark, one.present.totals[Observation], read_at, paths, bound.of, columns)
        cache.set(_key(one.plan), fresh, KEPT.total_seconds())
        found[one.plan.pk] = fresh
    return found


def _read_values(
    readings: Sequence[_Reading], wanted: Iterable[Mapping[Column, Sequence[Subject]]]
) -> dict[Column, dict[int, IndicatorValue]]:
    """Return what the indicators of several plans say of whom each asks about."""
    together: dict[Column, dict[int, Subject]] = {}
    for one in wanted:
        for column, some in one.items():
            together.setdefault(column, {}).update({subject.pk: subject for subject in some})
    rows = {code: some for one in readings for code, some in one.formulas.rows.items()}
    metrics = readings[0].formulas.metrics if readings else {}
    return indicator_columns({column: list(some.values()) for column, some in together.items()}, rows, metrics)


def _sheet(one: _Reading, kept: _Kept) -> Sheet:
    """Return a plan with what was found of its targets."""
    found: dict[int, Values] = {}
    for target in one.targets:
        if target.kind is TargetKind.MILESTONE:
            marks = one.present.marks
            found[target.pk] = {key: Decimal(marks.get((target.pk, key), 0)) for key in kept.of[target.pk]}
        else:
            column = kept.columns.get(_column(target), {})
            found[target.pk] = {key: column.get(key) for key in kept.of[target.pk]}
    indicators = {code: some[-1] for code, some in one.formulas.rows.items() if some}
    return Sheet(one.plan, one.targets, indicators, one.formulas, Ground(kept.paths, found, kept.read_at))


def _key(plan: Plan) -> str:
    """Return under which name values of a plan are kept."""
    return f"standards.ground.{plan.pk}"


def _stale(
    kept: _Kept, seen: tuple[int, int], rows: Mapping[str, Sequence[Indicator]], newer: dict[int, dict[str, int]]
) -> set[str] | None:
    """
    Return the codes of the indicators that newer observations enter, None where there are no newer ones.

    An observation with a smaller number may be committed after a larger one was seen; then the counts do not fit, and
    everything is stale. newer: counts by metric after an observation, as far as they were asked for already.
    """
    if kept.seen == seen:
        return None
    if kept.seen[1] not in newer:
        later = Observation.objects.filter(pk__gt=kept.seen[1])
        newer[kept.seen[1]] = dict(later.values_list("metric__code").annotate(count=Count("pk")).order_by())
    counts = newer[kept.seen[1]]
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
    wanted: Mapping[Column, Sequence[Subject]], values: Mapping[Column, Mapping[int, IndicatorValue]]
) -> dict[Column, dict[int, Decimal]]:
    """Return the values there are of each column, of whom it is asked about."""
    found: dict[Column, dict[int, Decimal]] = {}
    for column, subjects in wanted.items():
        told = values.get(column, {})
        numbers = ((one.pk, told[one.pk].value) for one in subjects if one.pk in told)
        found[column] = {key: value for key, value in numbers if value is not None}
    return found


def _column(target: Target) -> Column:
    """Return which column of values a target is judged by."""
    return target.indicator, Span.of(SpanKind.YEAR, date(target.year, 1, 1))


def _read_presents(targets: Mapping[int, Sequence[Target]]) -> dict[int, _Present]:
    """Return what the database holds now, by plan; one statement. targets: by plan."""
    zero = Literal(0, IntegerField())
    parts: dict[type[Model], QuerySet] = {
        model: model._default_manager.values(zero=zero)
        .annotate(count=Count("pk"), newest=Max(newest))
        .values_list("zero", "zero", "count", "newest")
        for model, newest in TOTALLED.items()
    }
    every = [target for some in targets.values() for target in some]
    milestones = [target.pk for target in every if target.kind is TargetKind.MILESTONE]
    done = Cast("is_done", IntegerField())
    parts[MilestoneMark] = MilestoneMark.objects.filter(target__in=milestones).values_list(
        "pk", "target_id", "subject_id", done
    )
    parts[Selection] = selected_by(every).values_list("pk", "selection_id", "subject_id", zero)
    rows: dict[type[Model], list[tuple[int, ...]]] = {model: [] for model in parts}
    for model, row in read_together(parts):
        rows[model].append(row)
    totals = {model: (count, newest or 0) for model in TOTALLED for _n, _m, count, newest in rows[model]}
    members = members_from(every, [(selection, subject) for _pk, selection, subject, _zero in rows[Selection]])
    marks = {(target, subject): is_done for _pk, target, subject, is_done in sorted(rows[MilestoneMark])}
    return {plan: _Present(_named_by(some, members), totals, marks) for plan, some in targets.items()}


def _named_by(targets: Iterable[Target], members: Members) -> Members:
    """Return the members of those selections that these targets name."""
    return {target.selection_id: members[target.selection_id] for target in targets if target.selection_id}


def _mark(lists: Iterable[Iterable[Model]], present: _Present, today: date) -> str:
    """Return a mark of everything but observations that the ground is read from; lists: of rows that it is read by."""
    seen: list[Any] = [today, *([_columns(row) for row in rows] for rows in lists)]
    seen.append({key: sorted(some) for key, some in sorted(present.members.items())})
    seen += [present.totals[Acceptance], present.totals[Subject]]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _columns(row: Model) -> list[Any]:
    """Return the columns of a row."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]
