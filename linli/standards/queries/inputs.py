"""What enters a formula, in bulk: figures of the rooms below and observed metrics, for many subjects over one span."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from linli.foundation.access import in_subtree
from linli.foundation.figures import all_figures, count_figures
from linli.places import queries as places
from linli.standards.models import Metric, Observation, Subject
from linli.standards.queries.observations import present
from linli.standards.queries.subjects import in_force
from linli.standards.rules import aggregating
from linli.standards.rules.expression import spoken
from linli.standards.rules.indicators import Input
from linli.standards.terms import UNIT_KINDS, Aggregation, Missing, SubjectKind
from linli.values import Span

FAR_BACK = timedelta(days=800)
"""How old a last known value may be."""
Inputs = dict[str, dict[int, Input]]
Member = tuple[int, int]
"""Key of a subject whose value counts, and its households."""


def metrics_by_name() -> dict[str, Metric]:
    """Return every metric by what formulas call it; one query."""
    return {spoken(metric.code): metric for metric in Metric.objects.order_by("pk")}


def read_inputs(
    names: Iterable[str], subjects: Sequence[Subject], span: Span, *, metrics: Mapping[str, Metric] | None = None
) -> Inputs:
    """Return the inputs of those names by name and subject's key; what is absent has no value. Few queries for all."""
    wanted = set(names)
    figures = wanted & all_figures().keys()
    found = read_figures(figures, subjects, span)
    others = wanted - figures
    if others:
        known = metrics_by_name() if metrics is None else metrics
        found |= read_metrics({name: known[name] for name in sorted(others & known.keys())}, subjects, span)
    return found


def figure_key(subject: Subject, about: str) -> int | None:
    """Return under which key a figure knows a subject: its own area, the area of a post or workstation, its unit."""
    if about == "organisation":
        return subject.unit_id
    return None if subject.kind in (SubjectKind.DEPARTMENT, SubjectKind.PARTNER) else subject.area_id


def read_figures(codes: Iterable[str], subjects: Sequence[Subject], span: Span) -> Inputs:
    """Return the values of figures by code and subject's key."""
    found: Inputs = {}
    about: dict[str, list[str]] = defaultdict(list)
    for code in sorted(codes):
        about[all_figures()[code].subject].append(code)
    for what, some in about.items():
        keys = {subject.pk: key for subject in subjects if (key := figure_key(subject, what)) is not None}
        counted = count_figures(some, frozenset(keys.values()), span) if keys else {}
        for code, values in counted.items():
            found[code] = {pk: Input(Fraction(values[key])) for pk, key in keys.items() if key in values}
    return found


def read_metrics(metrics: Mapping[str, Metric], subjects: Sequence[Subject], span: Span) -> Inputs:
    """Return the values of metrics by name and subject's key, those of areas added up from their units."""
    if not metrics or not subjects:
        return {}
    scope = _Scope(subjects, span)
    members = {kind: scope.members(kind) for kind in {SubjectKind(metric.subject_kind) for metric in metrics.values()}}
    spans = {name: _own_spans(metric, span) for name, metric in metrics.items()}
    values = _observed(scope, metrics, spans)
    last = _last_known(scope, [metric for metric in metrics.values() if metric.missing == Missing.CARRY])
    return {
        name: _of_metric(metric, spans[name], members[SubjectKind(metric.subject_kind)], values, last)
        for name, metric in metrics.items()
    }


@dataclass(frozen=True, slots=True)
class _Last:
    """The last known value of a subject and of which span."""

    value: Decimal
    period: str


class _Scope:
    """The subjects asked about, and whose observations may count for them."""

    def __init__(self, subjects: Sequence[Subject], span: Span) -> None:
        """Take subjects and span."""
        self.subjects, self.span = subjects, span
        self.paths = places.paths_of(subject.area_id for subject in subjects)
        self.tops = places.Subtrees(self.paths)

    def observations(self, metrics: Iterable[Metric]) -> QuerySet[Observation]:
        """Return the present observations of metrics about anybody in these areas."""
        return present().filter(in_subtree("subject__area__path", self.tops.root), metric__in=list(metrics))

    def members(self, kind: SubjectKind) -> dict[int, list[Member]]:
        """Return whose values count for each subject: its own, or those of the units of that kind in its area."""
        found: dict[int, list[Member]] = {each.pk: [(each.pk, 0)] for each in self.subjects if each.kind == kind}
        above = [each for each in self.subjects if each.kind != kind and each.kind not in UNIT_KINDS]
        if above:
            held: dict[int, list[Member]] = defaultdict(list)
            rows = in_force(Subject.objects.filter(in_subtree("area__path", self.tops.root), kind=kind), self.span.last)
            for key, path, households in rows.values_list("pk", "area__path", "area__households"):
                for area in self.tops.holding(path):
                    held[area].append((key, households or 0))
            found |= {each.pk: held[each.area_id] for each in above if each.area_id in held}
        return found


def _own_spans(metric: Metric, span: Span) -> list[Span]:
    """Return the spans of a metric that make up a span: itself, those that begin in it, or the one it lies in."""
    if metric.span_kind == span.kind:
        return [span]
    return list(span.spans_within(metric.span_kind)) or [Span.of(metric.span_kind, span.last)]


def _observed(
    scope: _Scope, metrics: Mapping[str, Metric], spans: Mapping[str, Sequence[Span]]
) -> dict[tuple[int, int], dict[str, Decimal]]:
    """Return the values by (metric, subject) and period; one query."""
    periods = sorted({each.code for some in spans.values() for each in some})
    rows = scope.observations(metrics.values()).filter(period__in=periods, value__isnull=False)
    found: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    for metric, subject, period, value in rows.values_list("metric_id", "subject_id", "period", "value"):
        if value is not None:
            found[metric, subject][period] = value
    return found


def _last_known(scope: _Scope, metrics: Sequence[Metric]) -> dict[tuple[int, int], _Last]:
    """Return the last known value by (metric, subject) of the two years before the end of the span; one query."""
    if not metrics:
        return {}
    end = scope.span.end
    rows = scope.observations(metrics).filter(value__isnull=False, ends_on__lte=end, ends_on__gt=end - FAR_BACK)
    newest = [F("ends_on").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F("metric"), F("subject")], order_by=newest)
    kept = rows.annotate(place=place).filter(place=1).values_list("metric_id", "subject_id", "value", "period")
    return {(metric, subject): _Last(value, period) for metric, subject, value, period in kept if value is not None}


def _of_metric(
    metric: Metric,
    spans: Sequence[Span],
    members: Mapping[int, Sequence[Member]],
    values: Mapping[tuple[int, int], Mapping[str, Decimal]],
    last: Mapping[tuple[int, int], _Last],
) -> dict[int, Input]:
    """Return the values of one metric by subject's key."""
    one: dict[int, Input] = {}
    codes = [each.code for each in spans]
    for member in {key for some in members.values() for key, _households in some}:
        known = values.get((metric.pk, member), {})
        one[member] = _in_time(metric, [known.get(code) for code in codes], last.get((metric.pk, member)))
    return {subject: _together(metric, some, one) for subject, some in members.items()}


def _in_time(metric: Metric, values: Sequence[Decimal | None], last: _Last | None) -> Input:
    """Return one subject's value from those of its spans; the last known one, marked, where the policy says so."""
    exact = [None if value is None else Fraction(value) for value in values]
    value = aggregating.over_time(Aggregation(metric.over_time), exact)
    if value is not None:
        return Input(value, aggregating.gap(sum(each is not None for each in exact), len(exact)))
    may_carry = len(values) == 1 or metric.over_time == Aggregation.LAST
    if last is None or not may_carry:
        return Input(None)
    return Input(Fraction(last.value), (aggregating.carried(last.period),))


def _together(metric: Metric, members: Sequence[Member], one: Mapping[int, Input]) -> Input:
    """Return the value of a subject from those of its members."""
    if len(members) == 1:
        return one[members[0][0]]
    inputs = [(one[key], households) for key, households in members]
    how = Aggregation(metric.over_subjects)
    value = aggregating.over_subjects(how, [(each.value, households) for each, households in inputs])
    known = sum(each.value is not None for each, _households in inputs)
    return Input(value, aggregating.gap(known, len(inputs)))
