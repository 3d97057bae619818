"""Indicators as they hold on a day, and what they say of many subjects at once."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from linli.standards.models import Indicator, Subject
from linli.standards.queries.inputs import Inputs, read_inputs
from linli.standards.rules.indicators import Definition, IndicatorValue, define, evaluate_indicator
from linli.standards.terms import AREA_KINDS, SubjectKind
from linli.values import Span

Values = dict[str, dict[int, IndicatorValue]]


def indicators_on(day: date) -> QuerySet[Indicator]:
    """Return the indicators that hold on a day, by name."""
    holds = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return Indicator.objects.filter(holds, valid_from__lte=day).order_by("name", "code")


def serves(indicator_kind: SubjectKind | str, subject_kind: SubjectKind | str) -> bool:
    """Return whether an indicator of one kind of subject can be told of another: of itself, or of an area above."""
    own, asked = SubjectKind(indicator_kind), SubjectKind(subject_kind)
    if own is asked:
        return True
    return own in AREA_KINDS and asked in AREA_KINDS and AREA_KINDS.index(asked) < AREA_KINDS.index(own)


def definition_of(indicator: Indicator) -> Definition:
    """Return the indicator ready to be computed. Raises FormulaError."""
    return define(indicator.numerator, indicator.denominator, indicator.factor)


def indicator_values(codes: Iterable[str], subjects: Sequence[Subject], span: Span) -> Values:
    """
    Return what indicators say of subjects over a span, by code and subject's key, with parts and reasons; in bulk.

    An indicator that does not hold on the span's last day says nothing. An area above the indicator's own kind is told
    from its units: the metrics are added up first, then the formula is computed.
    """
    rows = indicators_on(span.last).filter(code__in=set(codes))
    return computed({row.code: definition_of(row) for row in rows}, subjects, span)


def computed(definitions: dict[str, Definition], subjects: Sequence[Subject], span: Span) -> Values:
    """Return the values of formulas by their codes and subjects' keys; all inputs are read together."""
    names = {name for definition in definitions.values() for name in definition.names}
    inputs = read_inputs(names, subjects, span)
    return {code: _of_subjects(definition, inputs, subjects) for code, definition in definitions.items()}


def _of_subjects(definition: Definition, inputs: Inputs, subjects: Sequence[Subject]) -> dict[int, IndicatorValue]:
    columns = {name: inputs[name] for name in definition.names if name in inputs}
    return {
        subject.pk: evaluate_indicator(
            definition, {name: column[subject.pk] for name, column in columns.items() if subject.pk in column}
        )
        for subject in subjects
    }
