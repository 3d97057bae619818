"""Indicators as they hold on a day, and what they say of many subjects at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from linli.standards.models import Indicator, Metric, Subject
from linli.standards.queries.inputs import Inputs, metrics_by_name, read_inputs
from linli.standards.rules.indicators import Definition, IndicatorValue, evaluate_indicator, understood
from linli.standards.terms import AREA_KINDS, SubjectKind
from linli.values import Reason, Span

Values = dict[str, dict[int, IndicatorValue]]
Column = tuple[str, Span]
"""Code of an indicator and what it is told over."""


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


def row_on(rows: Iterable[Indicator], day: date) -> Indicator | None:
    """Return which of an indicator's rows holds on a day."""
    return next((row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)), None)


def definition_of(indicator: Indicator) -> Definition | Reason:
    """Return the indicator ready to be computed; of a formula that is none, the reason."""
    return understood(indicator.numerator, indicator.denominator, indicator.factor)


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the names that an indicator's formula uses; none where it is no formula."""
    definition = definition_of(indicator)
    return definition.names if isinstance(definition, Definition) else ()


def rows_by_code(codes: Iterable[str]) -> dict[str, list[Indicator]]:
    """Return the rows of indicators by code, the newest last; one query."""
    rows: dict[str, list[Indicator]] = {code: [] for code in sorted(codes)}
    for row in Indicator.objects.filter(code__in=rows).order_by("valid_from"):
        rows[row.code].append(row)
    return rows


def indicator_values(codes: Iterable[str], subjects: Sequence[Subject], span: Span) -> Values:
    """
    Return what indicators say of subjects over a span, by code and subject's key, with parts and reasons; in bulk.

    An indicator that does not hold on the span's last day says nothing. An area above the indicator's own kind is told
    from its units: the metrics are added up first, then the formula is computed.
    """
    wanted = {(code, span): subjects for code in set(codes)}
    return {code: values for (code, _span), values in indicator_columns(wanted).items()}


def indicator_columns(
    wanted: Mapping[Column, Sequence[Subject]],
    rows: Mapping[str, Iterable[Indicator]] | None = None,
    metrics: Mapping[str, Metric] | None = None,
) -> dict[Column, dict[int, IndicatorValue]]:
    """
    Return what indicators say over spans of the subjects that each is asked about; absent where it did not hold.

    As `indicator_values`, but metrics are read once for all spans. rows, metrics: by code and name, if read already.
    """
    held = rows_by_code({code for code, _span in wanted}) if rows is None else rows
    holding = {(code, span): row for code, span in wanted if (row := row_on(held[code], span.last))}
    definitions = {column: definition_of(row) for column, row in holding.items()}
    return computed(definitions, {column: wanted[column] for column in definitions}, metrics)


def computed(
    definitions: Mapping[Column, Definition | Reason],
    wanted: Mapping[Column, Sequence[Subject]],
    metrics: Mapping[str, Metric] | None = None,
) -> dict[Column, dict[int, IndicatorValue]]:
    """Return the values of formulas by code and span, and subjects' keys; all inputs are read together."""
    names: dict[Span, set[str]] = {span: set() for _code, span in definitions}
    for (_code, span), definition in definitions.items():
        names[span] |= set(definition.names) if isinstance(definition, Definition) else set()
    subjects = {subject.pk: subject for some in wanted.values() for subject in some}
    known = metrics_by_name() if metrics is None and any(names.values()) else metrics
    inputs = read_inputs(names, list(subjects.values()), known or {})
    return {
        (code, span): _of_subjects(definition, inputs[span], wanted[code, span])
        for (code, span), definition in definitions.items()
    }


def _of_subjects(
    definition: Definition | Reason, inputs: Inputs, subjects: Sequence[Subject]
) -> dict[int, IndicatorValue]:
    if isinstance(definition, Reason):
        return dict.fromkeys(
            (subject.pk for subject in subjects), IndicatorValue(None, None, None, {}, (), (definition,))
        )
    columns = {name: inputs[name] for name in definition.names if name in inputs}
    return {
        subject.pk: evaluate_indicator(
            definition, {name: column[subject.pk] for name, column in columns.items() if subject.pk in column}
        )
        for subject in subjects
    }
