"""Metrics begin, change and end; what may not be measured, or is known already, is refused with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from linli.foundation import audit
from linli.standards.models import Metric
from linli.standards.queries.metrics import list_known, seen_of
from linli.standards.rules.asked_once import find_known
from linli.standards.rules.negative import is_refused
from linli.standards.services.subjects import ensure_tier
from linli.standards.terms import Aggregation, Direction, Missing, SubjectKind, ValueKind
from linli.values import Reason, SpanKind, noop

FIXED = ("value_kind", "choices", "unit", "subject_kind", "span_kind")
"""What stays as it is once somebody answered: another question would be another metric."""


class MetricRefused(ValueError):
    """A metric cannot be so; `reason` says why, `is_near` that saying the difference would do."""

    def __init__(self, reason: Reason, *, is_near: bool = False) -> None:
        """Take the reason."""
        self.reason, self.is_near = reason, is_near
        super().__init__(reason.render(gettext))


@dataclass(frozen=True)
class Facts:
    """What a metric is, as the office says it; the names are those of the table."""

    name: str
    unit: str = ""
    value_kind: ValueKind = ValueKind.INTEGER
    choices: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.HIGHER
    subject_kind: SubjectKind = SubjectKind.COMMUNITY
    span_kind: SpanKind = SpanKind.MONTH
    over_subjects: Aggregation = Aggregation.SUM
    over_time: Aggregation = Aggregation.LAST
    missing: Missing = Missing.NONE
    low: Decimal | None = None
    high: Decimal | None = None
    max_change: float | None = None
    help: str = ""
    clause: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the facts by the names of their columns."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@transaction.atomic
def create_metric(*, code: str, facts: Facts, valid_from: date, actor: Any, now: datetime, differs: str = "") -> Metric:
    """
    Begin to ask something from a day on, and make the subjects that will be asked.

    differs: what makes it another thing than one with nearly its name. Raises MetricRefused.
    """
    _check(facts)
    if Metric.objects.filter(code=code).exists():
        text = noop("The code “%(code)s” is taken. Codes are never given twice, as formulas name them.")
        raise MetricRefused(Reason("standards.code_taken", text, {"code": code}))
    _check_asked_once(facts.name, differs, but="")
    metric = Metric.objects.create(code=code, valid_from=valid_from, **facts.columns())
    ensure_tier(kind=facts.subject_kind)
    details = {"standards.differs": differs.strip()} if differs.strip() else {}
    audit.record(
        actor=actor, action="standards.create_metric", subject=metric, at=now, note=facts.name, details=details
    )
    return metric


@transaction.atomic
def change_metric(*, metric_id: int, seen: str, facts: Facts, actor: Any, now: datetime, differs: str = "") -> Metric:
    """
    Change what may change of a metric. `seen`: `queries.metrics.seen_of` the metric as the sender saw it.

    Raises MetricRefused, also when somebody else changed it meanwhile; Metric.DoesNotExist.
    """
    metric = _lock(metric_id, seen)
    _check(facts)
    before = {name: getattr(metric, name) for name in facts.columns()}
    after = {name: value for name, value in facts.columns().items() if value != before[name]}
    if not after:
        return metric
    if set(after) & set(FIXED) and metric.observations.exists():
        text = noop(
            "Values were entered already, so kind, choices, unit, subject and span stay. End it and begin another."
        )
        raise MetricRefused(Reason("standards.metric_in_use", text))
    if "name" in after:
        _check_asked_once(facts.name, differs, but=metric.code)
    for name, value in after.items():
        setattr(metric, name, value)
    metric.save(update_fields=list(after))
    ensure_tier(kind=metric.subject_kind)
    details = {"before": {name: before[name] for name in after}, "after": after}
    audit.record(
        actor=actor, action="standards.change_metric", subject=metric, at=now, note=metric.name, details=details
    )
    return metric


@transaction.atomic
def end_metric(*, metric_id: int, seen: str, on: date, actor: Any, now: datetime) -> Metric:
    """Ask no more from a day on; what was entered stays. Raises MetricRefused, Metric.DoesNotExist."""
    metric = _lock(metric_id, seen)
    if metric.valid_to is not None:
        raise MetricRefused(Reason("standards.metric_ended", noop("This metric has ended already.")))
    if on <= metric.valid_from:
        text = noop("A metric cannot end on or before the day it begins, %(on)s.")
        raise MetricRefused(Reason("standards.metric_ends_early", text, {"on": metric.valid_from}))
    metric.valid_to = on
    metric.save(update_fields=["valid_to"])
    audit.record(
        actor=actor,
        action="standards.end_metric",
        subject=metric,
        at=now,
        note=metric.name,
        details={"on": on.isoformat()},
    )
    return metric


def _lock(metric_id: int, seen: str) -> Metric:
    """Return a metric, locked within the transaction of the caller. Raises MetricRefused if it changed since."""
    metric = Metric.objects.select_for_update().get(pk=metric_id)
    if seen_of(metric) != seen:
        text = noop("Somebody changed this metric meanwhile. What you typed is kept; look at it, then save again.")
        raise MetricRefused(Reason("standards.metric_changed", text))
    return metric


def _check(facts: Facts) -> None:
    """Refuse facts that no metric may have, first of all those of the negative list. Raises MetricRefused."""
    if reason := is_refused(facts.name, f"{facts.help} {facts.unit}"):
        raise MetricRefused(reason)
    if facts.value_kind is ValueKind.CHOICE and len(facts.choices) < 2:
        raise MetricRefused(Reason("standards.no_choices", noop("A choice needs at least two things to choose from.")))
    if facts.low is not None and facts.high is not None and facts.low > facts.high:
        text = noop("The lowest plausible value lies above the highest.")
        raise MetricRefused(Reason("standards.turned_bounds", text))


def _check_asked_once(name: str, differs: str, *, but: str) -> None:
    """Refuse what the house knows or asks already (today.md, fact 4). Raises MetricRefused."""
    likeness = find_known(name, list_known(but=but))
    if likeness is None:
        return
    params = {"name": name, "known": likeness.known.names[-1], "code": likeness.known.code}
    if likeness.is_same:
        text = noop("“%(name)s” is asked once only: “%(known)s” (%(code)s) tells it already (today.md, fact 4).")
        raise MetricRefused(Reason("standards.asked_once", text, params))
    if not differs.strip():
        text = noop(
            "“%(name)s” is much like “%(known)s” (%(code)s). Nothing is asked twice: say what makes it another."
        )
        raise MetricRefused(Reason("standards.asked_nearly", text, params), is_near=True)
