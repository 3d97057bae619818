"""What enters a formula, in bulk: figures of the rooms below and observed metrics, for many subjects and spans."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from linli.foundation.access import in_subtree
from linli.foundation.figures import all_figures, count_figures, read_together
from linli.organisations import queries as organisations
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
Told = tuple[int, int]
"""Keys of a metric and of the subject that it was observed of."""


def metrics_by_name() -> dict[str, Metric]:
    """Return every metric by what formulas call it; one query."""
    return {spoken(metric.code): metric for metric in Metric.objects.order_by("pk")}


def read_inputs(
    names: Mapping[Span, Iterable[str]], subjects: Sequence[Subject], metrics: Mapping[str, Metric]
) -> dict[Span, Inputs]:
    """
    Return, per span, the inputs of its names by name and subject's key; what is absent has no value.

    All is read for all spans together; a span may tell more figures than its own.
    """
    figures = all_figures().keys()
    known = {
        name: metrics[name] for name in sorted({name for some in names.values() for name in some} & metrics.keys())
    }
    found = read_metrics({name: row for name, row in known.items() if name not in figures}, subjects, list(names))
    counted = {name for some in names.values() for name in some} & figures
    for span, inputs in read_figures(counted, subjects, list(names)).items():
        found[span] |= inputs
    return found


def figure_key(subject: Subject, about: str) -> int | None:
    """Return under which key a figure knows a subject: its own area, the area of a post or workstation, its unit."""
    if about == "organisation":
        return subject.unit_id
    return None if subject.kind in (SubjectKind.DEPARTMENT, SubjectKind.PARTNER) else subject.area_id


def read_figures(codes: Iterable[str], subjects: Sequence[Subject], spans: Sequence[Span]) -> dict[Span, Inputs]:
    """Return, per span, the values of figures by code and subject's key."""
    codes = sorted(codes)
    about = {all_figures()[code].subject for code in codes}
    keys = {what: _keys_about(subjects, what) for what in about}
    paths = {what: _paths_of(subjects, what, set(some.values())) for what, some in keys.items()}
    found: dict[Span, Inputs] = {span: {} for span in spans}
    for span, counted in count_figures(codes, paths, spans).items():
        for code, values in counted.items():
            own = keys[all_figures()[code].subject]
            found[span][code] = {pk: Input(Fraction(values[key])) for pk, key in own.items() if key in values}
    return found


def _keys_about(subjects: Iterable[Subject], about: str) -> dict[int, int]:
    """Return under which keys figures know subjects; those that none of these figures knows are absent."""
    return {subject.pk: key for subject in subjects if (key := figure_key(subject, about)) is not None}


def _paths_of(subjects: Iterable[Subject], about: str, keys: AbstractSet[int]) -> dict[int, str]:
    """Return where areas or organisations of subjects stand in their trees; asked only of those not at hand."""
    if about == "organisation":
        here = [subject.unit for subject in subjects if subject.unit_id and Subject.unit.is_cached(subject)]
        known = {unit.pk: unit.path for unit in here if unit}
        return known | organisations.paths_of(keys - known.keys())
    areas = [subject.area for subject in subjects if Subject.area.is_cached(subject)]
    known = {area.pk: area.path for area in areas if area.pk in keys}
    return known | places.paths_of(keys - known.keys())


def read_metrics(
    metrics: Mapping[str, Metric], subjects: Sequence[Subject], spans: Sequence[Span]
) -> dict[Span, Inputs]:
    """Return, per span, the values of metrics by name and subject's key, those of areas added up from their units."""
    found: dict[Span, Inputs] = {span: {} for span in spans}
    if not metrics or not subjects:
        return found
    scope = _Scope(subjects, spans)
    members = scope.members({SubjectKind(metric.subject_kind) for metric in metrics.values()})
    parts = {(name, span): _own_spans(metric, span) for name, metric in metrics.items() for span in spans}
    values, last = _observed(scope, list(metrics.values()), {each.code for some in parts.values() for each in some})
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
        self.ends = sorted({span.end for span in spans})
        self.tops = places.Subtrees(_paths_of(subjects, "area", {each.area_id for each in subjects}))

    def observations(self, metrics: Iterable[Metric]) -> QuerySet[Observation]:
        """Return the present observations of metrics about anybody in these areas."""
        return present().filter(in_subtree("subject__area__path", self.tops.root), metric__in=list(metrics))

    def members(self, kinds: Iterable[SubjectKind]) -> dict[SubjectKind, dict[Span, dict[int, list[Member]]]]:
        """Return, per kind and span, whose values count for a subject: its own, or those of that kind in its area."""
        own = {kind: {each.pk: [(each.pk, 0)] for each in self.subjects if each.kind == kind} for kind in kinds}
        areas = [each for each in self.subjects if each.kind not in UNIT_KINDS]
        above = {kind: [each for each in areas if each.kind != kind] for kind in own}
        held = self._held([kind for kind, some in above.items() if some])
        return {
            kind: {
                span: one | {each.pk: some for each in above[kind] if (some := held.get((kind, span, each.area_id)))}
                for span in self.spans
            }
            for kind, one in own.items()
        }

    def _held(self, kinds: Collection[SubjectKind]) -> dict[tuple[SubjectKind, Span, int], list[Member]]:
        """Return the subjects that exist at the end of each span, by kind, span and area above them; one query."""
        held: dict[tuple[SubjectKind, Span, int], list[Member]] = defaultdict(list)
        rows = Subject.objects.filter(in_subtree("area__path", self.tops.root), kind__in=kinds)
        columns = ("kind", "pk", "area__path", "area__households", *DATES)
        for kind, key, path, households, *dates in rows.values_list(*columns):
            spans = [span for span in self.spans if _existed(dates, span.last)]
            for area in self.tops.holding(path):
                for span in spans:
                    held[kind, span, area].append((key, households or 0))
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
    scope: _Scope, metrics: Sequence[Metric], periods: Iterable[str]
) -> tuple[dict[Told, dict[str, Decimal]], dict[Span, dict[Told, _Last]]]:
    """Return the values by (metric, subject) and period, and per span the last known ones; one statement."""
    columns = ("metric_id", "subject_id", "value", "period", "ends_on")
    told = scope.observations(metrics).filter(value__isnull=False)
    parts = {True: told.filter(period__in=sorted(periods)).values_list(*columns, Value(0, IntegerField()))}
    carried = [metric for metric in metrics if metric.missing == Missing.CARRY]
    if carried:
        parts[False] = _newest(scope, told.filter(metric__in=carried)).values_list(*columns, "before")
    values: dict[Told, dict[str, Decimal]] = defaultdict(dict)
    fresh: dict[int, dict[Told, _Last]] = defaultdict(dict)
    for is_asked, (metric, subject, value, period, ends_on, before) in read_together(parts):
        if is_asked:
            values[metric, subject][period] = value
        else:
            fresh[before][metric, subject] = _Last(value, period, ends_on)
    return values, _last_known(scope, fresh) if carried else {}


def _newest(scope: _Scope, told: QuerySet[Observation]) -> QuerySet[Observation]:
    """Return the newest of observations between the end of one span and that of the next, numbered by `before`."""
    ends = scope.ends
    before = Case(*(When(ends_on__lte=end, then=Value(place)) for place, end in enumerate(ends)))
    newest = [F("ends_on").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F("metric"), F("subject"), F("before")], order_by=newest)
    rows = told.filter(ends_on__lte=ends[-1], ends_on__gt=ends[0] - FAR_BACK)
    return rows.annotate(before=before).annotate(place=place).filter(place=1)


def _last_known(scope: _Scope, fresh: Mapping[int, Mapping[Told, _Last]]) -> dict[Span, dict[Told, _Last]]:
    """
    Return, per span, the last known value by (metric, subject) of the two years before its end.

    fresh: the newest between the ends of spans; going up, newer ones cover older ones.
    """
    found: dict[date, dict[Told, _Last]] = {}
    known: dict[Told, _Last] = {}
    for place, end in enumerate(scope.ends):
        known |= fresh.get(place, {})
        found[end] = {key: last for key, last in known.items() if last.ends_on > end - FAR_BACK}
    return {span: found[span.end] for span in scope.spans}


def _of_metric(
    metric: Metric,
    spans: Sequence[Span],
    members: Mapping[int, Sequence[Member]],
    values: Mapping[Told, Mapping[str, Decimal]],
    last: Mapping[Told, _Last],
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
