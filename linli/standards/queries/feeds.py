"""
Feeds: everything that an item of a standard or appraisal can be fed from, under one kind of code.

    cases.on_time_share       a figure of a room below
    indicator:workers_share   an indicator
    metric:residents          an observed metric
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext

from linli.foundation.figures import Evidence, all_figures, evidence_of
from linli.standards.models import Indicator, Metric, Subject
from linli.standards.queries.indicators import indicator_values, serves
from linli.standards.queries.inputs import figure_key, read_figures, read_metrics
from linli.standards.rules.expression import rounded
from linli.standards.rules.indicators import PLACES
from linli.standards.terms import UNIT_KINDS, SubjectKind, ValueKind
from linli.values import Span

INDICATOR, METRIC = "indicator:", "metric:"
NUMBERS = (ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.YES_NO)
"""Kinds of values that are a number."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One thing that can feed an item: code, label in the language of the page, unit."""

    code: str
    label: str
    unit: str


def all_feeds(subject_kind: SubjectKind | str) -> list[Feed]:
    """Return everything that can be told of subjects of a kind: figures, indicators in use, metrics; two queries."""
    about = {"area", "organisation"} if subject_kind == SubjectKind.WORKSTATION else {_about(subject_kind)}
    figures = [
        Feed(figure.code, gettext(figure.label), gettext(figure.unit) if figure.unit else "")
        for figure in all_figures().values()
        if figure.subject in about
    ]
    indicators = Indicator.objects.filter(valid_to__isnull=True).order_by("name")
    metrics = Metric.objects.filter(valid_to__isnull=True, value_kind__in=NUMBERS).order_by("name")
    return [
        *figures,
        *(
            Feed(INDICATOR + row.code, row.name, row.unit)
            for row in indicators
            if serves(row.subject_kind, subject_kind)
        ),
        *(Feed(METRIC + row.code, row.name, row.unit) for row in metrics if serves(row.subject_kind, subject_kind)),
    ]


def feed_values(feeds: Iterable[str], subjects: Sequence[Subject], span: Span) -> dict[str, dict[int, Decimal]]:
    """
    Return what feeds say of subjects over a span, by code and subject's key; a subject without a value is absent.

    In bulk: the number of queries does not depend on how many subjects there are. Unknown codes say nothing.
    """
    wanted = set(feeds)
    indicators = {code.removeprefix(INDICATOR) for code in wanted if code.startswith(INDICATOR)}
    metrics = {code.removeprefix(METRIC) for code in wanted if code.startswith(METRIC)}
    found: dict[str, dict[int, Decimal]] = {code: {} for code in wanted}
    for code, inputs in read_figures(wanted & all_figures().keys(), subjects, [span])[span].items():
        found[code] = _numbers({key: each.value for key, each in inputs.items()})
    if metrics:
        rows = {METRIC + row.code: row for row in Metric.objects.filter(code__in=metrics)}
        for code, inputs in read_metrics(rows, subjects, [span])[span].items():
            found[code] = _numbers({key: each.value for key, each in inputs.items()})
    if indicators:
        for code, values in indicator_values(indicators, subjects, span).items():
            found[INDICATOR + code] = {key: each.value for key, each in values.items() if each.value is not None}
    return found


def feed_evidence(feed: str, subject: Subject, span: Span) -> Evidence | None:
    """Return the page that shows what is behind a feed of a subject; None where there is none."""
    return feeds_evidence([feed], subject, span).get(feed)


def feeds_evidence(
    feeds: Collection[str], subject: Subject, span: Span, metrics: Iterable[Metric] | None = None
) -> dict[str, Evidence]:
    """
    Return the pages that show what is behind feeds of a subject; a few queries, however many feeds there are.

    metrics: those the feeds may be, if read already.
    """
    found: dict[str, Evidence] = {}
    for feed in feeds:
        if feed.startswith(INDICATOR):
            query = {"span": span.code, "kind": subject.kind.value, "subject": str(subject.pk)}
            found[feed] = Evidence("standards:indicator", query, (feed.removeprefix(INDICATOR),))
    codes = {feed.removeprefix(METRIC) for feed in feeds if feed.startswith(METRIC)}
    for row in Metric.objects.filter(code__in=codes) if codes and metrics is None else metrics or ():
        if row.code in codes and row.subject_kind == subject.kind:
            found[METRIC + row.code] = Evidence("standards:history", {}, (subject.pk, row.pk))
    figures = [figure for feed in feeds if (figure := all_figures().get(feed)) is not None]
    for about in ("area", "organisation"):
        key = figure_key(subject, about)
        if key is not None:
            found |= evidence_of([each.code for each in figures if each.subject == about], key, span)
    return found


def _about(kind: SubjectKind | str) -> str:
    """Return what figures of a kind of subject are about."""
    return "organisation" if kind in UNIT_KINDS else "area"


def _numbers(values: Mapping[int, Fraction | None]) -> dict[int, Decimal]:
    """Return the values there are as numbers of six decimal places at most."""
    return {key: _decimal(value) for key, value in values.items() if value is not None}


def _decimal(value: Fraction) -> Decimal:
    if value.denominator == 1:
        return Decimal(value.numerator)
    return Decimal(f"{int(rounded(value, PLACES) * 10**PLACES)}e-{PLACES}").normalize()
