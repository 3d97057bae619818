"""What enters a formula, in bulk: figures of the rooms below and observed metrics, for many subjects and spans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from linli.foundation.access import in_subtree
from linli.foundation.figures import all_figures, count_figures
from linli.places import queries as places
from linli.standards.models import Metric, Observation, Subject
from linli.standards.queries.observations import present
from linli.standards.rules import aggregating
from linli.standards.rules.expression import spoken
from linli.standards.rules.indicators import Input
from linli.standards.terms import UNIT_KINDS, Aggregation, Missing, SubjectKind
from linli.values import Span

FAR_BACK = timedelta(days=800)
"""How old a last known value may be."""
DATES = tuple(f"{part}__valid_{end}" for part in ("area", "unit", "appointment") for end in ("from", "to"))
"""When what a subject is made of began and ended."""
Inputs = dict[str, dict[int, Input]]
Member = tuple[int, int]
"""Key of a subject whose value counts, and its households."""


def metrics_by_name() -> dict[str, Metric]:
    """Return every metric by what formulas call it; one query."""
    return {spoken(metric.code): metric for metric in Metric.objects.order_by("pk")}


def read_inputs(
    names: Mapping[Span, Iterable[str]], subjects: Sequence[Subject], metrics: Mapping[str, Metric]
) -> dict[Span, Inputs]:
    """
    Return, per span, the inputs of its names by name and subject's key; what is absent has no value.

    Metrics are read for all spans together; figures span by span, as rooms count them.
    """
    figures = all_figures().keys()
    known = {
        name: metrics[name] for name in sorted({name for some in names.values() for name in some} & metrics.keys())
    }
    found = read_metrics({name: row for name, row in known.items() if name not in figures}, subjects, list(names))
    for span, some in names.items():
        found[span] |= read_figures(set(some) & figures, subjects, span)
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


def read_metrics(
    metrics: Mapping[str, Metric], subjects: Sequence[Subject], spans: Sequence[Span]
) -> dict[Span, Inputs]:
    """Return, per span, the values of metrics by name and subject's key, those of areas added up from their units."""
    found: dict[Span, Inputs] = {span: {} for span in spans}
    if not metrics or not subjects:
        return found
    scope = _Scope(subjects, spans)
    members = {kind: scope.members(kind) for kind in {SubjectKind(metric.subject_kind) for metric in metrics.values()}}
    parts = {(name, span): _own_spans(metric, span) for name, metric in metrics.items() for span in spans}
    values = _observed(scope, metrics, {each.code for some in parts.values() for each in some})
    last = _last_known(scope, [metric for metric in metrics.values() if metric.missing == Missing.CARRY])
    for span in spans:
        for name, metric in metrics.items():
            some = members[SubjectKind(metric.subject_kind)][span]
            found[span][name] = _of_metric(metric, parts[name, span], some, values, last.get(span, {}))
    return found


@dataclass(frozen=True, slots=True)
class _Last:
    """The last known value of a subject, of which span, and when that ended."""

    value: Decimal
    period: str
    ends_on: date


class _Scope:
    """The subjects and spans asked about, and whose observations may count for them."""

    def __init__(self, subjects: Sequence[Subject], spans: Sequence[Span]) -> None:
        """Take subjects and spans."""
        self.subjects, self.spans = subjects, sorted(spans, key=lambda span: span.end)
        known = {each.area_id: each.area.path for each in subjects if Subject.area.is_cached(each)}
        others = {each.area_id for each in subjects} - known.keys()
        self.tops = places.Subtrees(known | places.paths_of(others))

    def observations(self, metrics: Iterable[Metric]) -> QuerySet[Observation]:
        """Return the present observations of metrics about anybody in these areas."""
        return present().filter(in_subtree("subject__area__path", self.tops.root), metric__in=list(metrics))

    def members(self, kind: SubjectKind) -> dict[Span, dict[int, list[Member]]]:
        """Return, per span, whose values count for each subject: its own, or those of that kind in its area."""
        own = {each.pk: [(each.pk, 0)] for each in self.subjects if each.kind == kind}
        above = [each for each in self.subjects if each.kind != kind and each.kind not in UNIT_KINDS]
        held = self._held(kind) if above else {}
        return {
            span: own | {each.pk: held[span, each.area_id] for each in above if (span, each.area_id) in held}
            for span in self.spans
        }

    def _held(self, kind: SubjectKind) -> dict[tuple[Span, int], list[Member]]:
        """Return the subjects of a kind that exist at the end of each span, by span and area above them; one query."""
        held: dict[tuple[Span, int], list[Member]] = defaultdict(list)
        rows = Subject.objects.filter(in_subtree("area__path", self.tops.root), kind=kind)
        for key, path, households, *dates in rows.values_list("pk", "area__path", "area__households", *DATES):
            spans = [span for span in self.spans if _existed(dates, span.last)]
            for area in self.tops.holding(path):
                for span in spans:
                    held[span, area].append((key, households or 0))
        return held


def _existed(dates: Sequence[date | None], day: date) -> bool:
    """Return whether everything held on a day; dates: first days and ends by turns, no first day where it is absent."""
    parts = zip(dates[::2], dates[1::2], strict=True)
    return all(first is None or (first <= day and (end is None or end > day)) for first, end in parts)


def _own_spans(metric: Metric, span: Span) -> list[Span]:
    """Return the spans of a metric that make up a span: itself, those that begin in it, or the one it lies in."""
    if metric.span_kind == span.kind:
        return [span]
    return list(span.spans_within(metric.span_kind)) or [Span.of(metric.span_kind, span.last)]


def _observed(
    scope: _Scope, metrics: Mapping[str, Metric], periods: Iterable[str]
) -> dict[tuple[int, int], dict[str, Decimal]]:
    """Return the values by (metric, subject) and period; one query."""
    rows = scope.observations(metrics.values()).filter(period__in=sorted(periods), value__isnull=False)
    found: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    for metric, subject, period, value in rows.values_list("metric_id", "subject_id", "period", "value"):
        if value is not None:
            found[metric, subject][period] = value
    return found


def _last_known(scope: _Scope, metrics: Sequence[Metric]) -> dict[Span, dict[tuple[int, int], _Last]]:
    """
    Return, per span, the last known value by (metric, subject) of the two years before its end; one query.

    The database gives the newest value between the end of one span and that of the next; going up, newer ones cover
    older ones.
    """
    if not metrics:
        return {}
    ends = sorted({span.end for span in scope.spans})
    rows = scope.observations(metrics).filter(
        value__isnull=False, ends_on__lte=ends[-1], ends_on__gt=ends[0] - FAR_BACK
    )
    before = Case(*(When(ends_on__lte=end, then=Value(place)) for place, end in enumerate(ends)))
    newest = [F("ends_on").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F("metric"), F("subject"), F("before")], order_by=newest)
    kept = rows.annotate(before=before).annotate(place=place).filter(place=1)
    fresh: dict[int, dict[tuple[int, int], _Last]] = defaultdict(dict)
    columns = ("before", "metric_id", "subject_id", "value", "period", "ends_on")
    for part, metric, subject, value, period, ends_on in kept.values_list(*columns):
        if value is not None:
            fresh[part][metric, subject] = _Last(value, period, ends_on)
    found: dict[date, dict[tuple[int, int], _Last]] = {}
    known: dict[tuple[int, int], _Last] = {}
    for part, end in enumerate(ends):
        known |= fresh[part]
        found[end] = {key: last for key, last in known.items() if last.ends_on > end - FAR_BACK}
    return {span: found[span.end] for span in scope.spans}


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
