"""
What the targets of a plan are judged by: whom they bind and what was found of each, in bulk.

It is kept for a while under a mark of everything it was read from: targets, selections, indicators, metrics and the
newest observation, result of an acceptance and milestone, so that something new is seen at once. Only figures of other
rooms, which nobody enters here, may be up to ten minutes old.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Model

from linli.standards.models import Acceptance, Indicator, Metric, MilestoneMark, Observation, Plan, Selection, Subject
from linli.standards.models import Target as TargetRow
from linli.standards.queries.bound import bound_by
from linli.standards.queries.indicators import indicator_values
from linli.standards.queries.plans import named_indicators, with_names
from linli.standards.terms import TargetKind
from linli.values import Span, SpanKind

KEPT_S = 600
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
    targets: list[TargetRow]
    indicators: dict[str, Indicator]
    ground: Ground


def read_sheet(plan: Plan, now: datetime, today: date) -> Sheet:
    """Return the targets of a plan with everything they are judged by."""
    targets = list(with_names(plan.targets.all()))
    indicators = named_indicators({target.indicator for target in targets if target.indicator})
    key = f"standards.ground.{plan.pk}.{_mark(plan, targets, indicators.values(), today)}"
    ground: Ground | None = cache.get(key)
    if ground is None:
        ground = read_ground(plan, targets, today, now)
        cache.set(key, ground, KEPT_S)
    return Sheet(plan, targets, indicators, ground)


def read_ground(plan: Plan, targets: Sequence[TargetRow], today: date, now: datetime) -> Ground:
    """Return whom targets bind and what was found of them, without looking whether it is kept."""
    bound = bound_by(plan, targets, today)
    found: dict[int, Values] = {target.pk: dict.fromkeys(bound.of[target.pk]) for target in targets}
    _read_marks([target for target in targets if target.kind is TargetKind.MILESTONE], found)
    together: dict[tuple[int, str], list[TargetRow]] = {}
    for target in targets:
        if target.kind is not TargetKind.MILESTONE and target.year <= today.year:
            together.setdefault((target.year, target.subject_kind), []).append(target)
    for (year, _kind), some in together.items():
        _read_values(year, some, bound.subjects, found)
    paths = {key: subject.area.path for key, subject in bound.subjects.items()}
    return Ground(paths, found, now)


def _read_values(year: int, targets: list[TargetRow], subjects: dict[int, Subject], found: dict[int, Values]) -> None:
    """Fill in the values of indicators for one year and one tier."""
    codes = sorted({target.indicator for target in targets})
    keys = dict.fromkeys(key for target in targets for key in found[target.pk])
    span = Span.of(SpanKind.YEAR, date(year, 1, 1))
    values = indicator_values(codes, [subjects[key] for key in keys], span)
    for target in targets:
        known = values.get(target.indicator, {})
        found[target.pk] = {key: known[key].value if key in known else None for key in found[target.pk]}


def _read_marks(milestones: list[TargetRow], found: dict[int, Values]) -> None:
    """Fill in which milestones are done: the newest mark of a subject counts."""
    for target in milestones:
        found[target.pk] = dict.fromkeys(found[target.pk], Decimal(0))
    marks = MilestoneMark.objects.filter(target__in=milestones).order_by("pk") if milestones else ()
    for mark in marks:
        if mark.subject_id in found[mark.target_id]:
            found[mark.target_id][mark.subject_id] = Decimal(mark.is_done)


def _mark(plan: Plan, targets: Iterable[Model], indicators: Iterable[Model], today: date) -> str:
    """Return a mark of everything the ground is read from; another one as soon as any of it changes."""
    seen: list[Any] = [today, *(_columns(row) for row in targets), *(_columns(row) for row in indicators)]
    seen.append(list(Metric.objects.order_by("pk").values_list()))
    for model, newest in (
        (Observation, "pk"),
        (MilestoneMark, "pk"),
        (Acceptance, "decided_at"),
        (Subject, "pk"),
        (Selection.subjects.through, "pk"),
    ):
        seen.append(model._default_manager.aggregate(count=Count("pk"), newest=Max(newest)))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


def _columns(row: Model) -> list[Any]:
    """Return the columns of a row."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]
