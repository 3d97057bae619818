"""Indicators begin, change and end: a change is a new row from a day on, so that what was told before stays true."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from linli.foundation import audit
from linli.standards.models import Indicator
from linli.standards.queries.presets import get_indicator_presets
from linli.standards.rules.negative import is_refused
from linli.standards.services.formulas import check_formula, known_names
from linli.standards.services.preset_metrics import install_measures
from linli.standards.services.refusals import StandardRefused, refuse
from linli.standards.terms import Direction, SubjectKind
from linli.values import SpanKind, noop


@dataclass(frozen=True)
class IndicatorFacts:
    """What an indicator is, as the office says it; the names are those of the table."""

    name: str
    numerator: str
    denominator: str = ""
    factor: Decimal = Decimal(1)
    unit: str = ""
    numerator_words: str = ""
    denominator_words: str = ""
    direction: Direction = Direction.HIGHER
    subject_kind: SubjectKind = SubjectKind.COMMUNITY
    span_kind: SpanKind = SpanKind.YEAR
    clause: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the facts by the names of their columns."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@transaction.atomic
def create_indicator(*, code: str, facts: IndicatorFacts, valid_from: date, actor: Any, now: datetime) -> Indicator:
    """Begin an indicator from a day on. Raises StandardRefused."""
    _check(facts)
    if Indicator.objects.filter(code=code).exists():
        raise refuse("code_taken", noop("The code “%(code)s” is taken. Codes are never given twice."), code=code)
    made = Indicator.objects.create(code=code, valid_from=valid_from, **facts.columns())
    audit.record(actor=actor, action="standards.create_indicator", subject=made, at=now, note=made.name)
    return made


@transaction.atomic
def change_indicator(
    *, code: str, seen: int, facts: IndicatorFacts, valid_from: date, actor: Any, now: datetime
) -> Indicator:
    """
    Let an indicator be another formula from a day on: the old row ends, a new one begins. Nothing changed: no new row.

    seen: key of the row that the sender saw. Raises StandardRefused, also where somebody else changed it meanwhile;
    Indicator.DoesNotExist.
    """
    row = _open_row(code, seen)
    _check(facts)
    before = {name: getattr(row, name) for name in facts.columns()}
    after = {name: value for name, value in facts.columns().items() if value != before[name]}
    if not after:
        return row
    _end(row, valid_from)
    made = Indicator.objects.create(code=code, valid_from=valid_from, **facts.columns())
    details = {"before": {name: before[name] for name in after}, "after": after}
    audit.record(
        actor=actor, action="standards.change_indicator", subject=made, at=now, note=made.name, details=details
    )
    return made


@transaction.atomic
def end_indicator(*, code: str, seen: int, on: date, actor: Any, now: datetime) -> Indicator:
    """Tell an indicator no more from a day on. Raises StandardRefused, Indicator.DoesNotExist."""
    row = _open_row(code, seen)
    _end(row, on)
    audit.record(
        actor=actor,
        action="standards.end_indicator",
        subject=row,
        at=now,
        note=row.name,
        details={"on": on.isoformat()},
    )
    return row


@transaction.atomic
def install_presets(*, actor: Any, now: datetime) -> int:
    """
    Write the indicators that ship with the installation, and their metrics, where missing; return how many.

    Raises StandardRefused, and then nothing is written, where a formula is none.
    """
    made = sum(
        install_measures(preset.metrics, preset.indicators, valid_from=preset.valid_from)
        for preset in get_indicator_presets()
    )
    if made:
        details = {"created": made}
        audit.record(actor=actor, action="standards.install_indicators", subject=None, at=now, details=details)
    return made


@transaction.atomic
def record_indicator_list(*, indicator: Indicator, period: str, actor: Any, now: datetime) -> None:
    """Leave an audit line that the values of an indicator were taken away."""
    details = {"standards.period": period}
    audit.record(
        actor=actor, action="standards.indicator_list", subject=indicator, at=now, note=indicator.name, details=details
    )


def _open_row(code: str, seen: int) -> Indicator:
    """Return the row of an indicator that has not ended, locked. Raises StandardRefused if it is not the one seen."""
    row = Indicator.objects.select_for_update().get(code=code, valid_to__isnull=True)
    if row.pk != seen:
        text = noop("Somebody changed this indicator meanwhile. What you typed is kept; look at it, then save again.")
        raise refuse("indicator_changed", text)
    return row


def _end(row: Indicator, on: date) -> None:
    """End a row. Raises StandardRefused where it would hold no day."""
    if on <= row.valid_from:
        text = noop("What holds since %(on)s can change on a later day only.")
        raise refuse("indicator_too_early", text, on=row.valid_from)
    row.valid_to = on
    row.save(update_fields=["valid_to"])


def _check(facts: IndicatorFacts) -> None:
    """Refuse what may not be measured, what is no formula, and names that nobody knows. Raises StandardRefused."""
    if reason := is_refused(facts.name, f"{facts.numerator_words} {facts.denominator_words} {facts.unit}"):
        raise StandardRefused(reason)
    check_formula(facts.numerator, facts.denominator, facts.factor, known_names())
