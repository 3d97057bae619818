"""What the pages of indicators show: the list, values of many subjects, one subject's parts and trend, a preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from linli.foundation.access import in_subtree
from linli.foundation.figures import Evidence, all_figures
from linli.standards.models import Indicator, Subject
from linli.standards.queries.feeds import METRIC, feeds_evidence
from linli.standards.queries.indicators import computed, indicator_columns, indicator_values, names_of
from linli.standards.queries.inputs import metrics_by_name
from linli.standards.queries.subjects import in_force, visible_subjects
from linli.standards.rules.expression import FormulaError
from linli.standards.rules.indicators import Definition, IndicatorValue, define
from linli.standards.terms import UNIT_KINDS, SubjectKind
from linli.values import Span

VIEW = "standards.view"
ORDER = ("area__path", "pk")
"""How subjects are listed: as the tree of areas has them."""
SHOWN = 400
"""How many subjects stand on one page."""
TREND = 6
"""How many spans a trend shows."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that formulas may use: label and unit in the language of the page, and how it feeds an item."""

    name: str
    label: str
    unit: str
    feed: str


@dataclass(frozen=True, slots=True)
class Told:
    """One subject and what an indicator says of it; None where it did not hold."""

    subject: Subject
    value: IndicatorValue | None


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a subject's value: what it is, its value, and where it comes from."""

    named: Named
    value: Decimal | None
    evidence: Evidence | None


def list_indicators(*, search: str = "", subject_kind: str = "", ended: bool = False) -> QuerySet[Indicator]:
    """Return the indicators in use, or those that ended for good, narrowed by words of name, code or clause."""
    open_codes = Indicator.objects.filter(valid_to__isnull=True).values("code")
    rows = Indicator.objects.exclude(code__in=open_codes) if ended else Indicator.objects.filter(valid_to__isnull=True)
    if text := search.strip():
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(clause__icontains=text))
    return rows.filter(subject_kind=subject_kind) if subject_kind else rows


def rows_of(code: str) -> list[Indicator]:
    """Return the rows of an indicator, the newest first."""
    return list(Indicator.objects.filter(code=code).order_by("-valid_from"))


def list_names(kind: SubjectKind | str = SubjectKind.COMMUNITY) -> list[Named]:
    """Return the names that formulas of a kind of subject may use, figures first; one query."""
    about = {"organisation"} if kind in UNIT_KINDS else {"area"}
    if kind == SubjectKind.WORKSTATION:
        about = {"area", "organisation"}
    figures = [
        Named(code, gettext(figure.label), gettext(figure.unit) if figure.unit else "", code)
        for code, figure in all_figures().items()
        if figure.subject in about
    ]
    metrics = metrics_by_name()
    return [*figures, *(Named(name, row.name, row.unit, METRIC + row.code) for name, row in metrics.items())]


def subjects_for(user: Any, kind: SubjectKind | str, path: str, day: date) -> QuerySet[Subject]:
    """Return the subjects of a kind within the user's reach and an area that exist on a day, in their pages' order."""
    rows = visible_subjects(user, VIEW, kind).filter(in_subtree("area__path", path))
    return in_force(rows, day).order_by(*ORDER)


def subject_for(user: Any, key: str) -> Subject | None:
    """Return the subject of that key if it lies within the user's reach, ended ones too."""
    return visible_subjects(user, VIEW).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 16 else None


def tell(code: str, subjects: Sequence[Subject], span: Span) -> list[Told]:
    """Return what an indicator says of subjects over a span, in their order."""
    values = indicator_values([code], subjects, span).get(code, {})
    return [Told(subject, values.get(subject.pk)) for subject in subjects]


def tell_trend(history: Sequence[Indicator], subject: Subject, span: Span) -> list[tuple[Span, IndicatorValue | None]]:
    """Return what an indicator of these rows said of a subject over the last spans up to this one, the oldest first."""
    spans = [span]
    while len(spans) < TREND:
        spans.append(spans[-1].previous())
    code = history[0].code
    values = indicator_columns({(code, each): [subject] for each in spans}, {code: history})
    return [(each, values.get((code, each), {}).get(subject.pk)) for each in reversed(spans)]


def parts_of(indicator: Indicator, told: Told, span: Span) -> list[Part]:
    """Return the inputs of a subject's value with the pages that show where each comes from."""
    names = {each.name: each for each in list_names(told.subject.kind)}
    inputs = told.value.inputs if told.value else dict.fromkeys(names_of(indicator))
    unknown = (Named(name, name, "", "") for name in inputs if name not in names)
    names |= {each.name: each for each in unknown}
    behind = feeds_evidence([names[name].feed for name in inputs], told.subject, span)
    return [Part(names[name], value, behind.get(names[name].feed)) for name, value in inputs.items()]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Where an expression is wrong: the text before, the sign itself, the rest, and the sentence."""

    before: str
    sign: str
    after: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a formula says while it is typed: what is wrong, the names it uses, and values of real subjects."""

    wrong: dict[str, Wrong]
    used: tuple[Named, ...] = ()
    unknown: tuple[str, ...] = ()
    rows: tuple[Told, ...] = ()


def preview(*, numerator: str, denominator: str, factor: Decimal, subjects: Sequence[Subject], span: Span) -> Preview:
    """Return what a formula would say of some subjects; where it is wrong, what and at which sign."""
    texts = {"numerator": numerator, "denominator": denominator}
    wrong = {name: found for name, text in texts.items() if (found := _wrong(text, may_be_empty=name == "denominator"))}
    if wrong:
        return Preview(wrong)
    definition = define(numerator, denominator, factor)
    kind = subjects[0].kind if subjects else SubjectKind.COMMUNITY
    names = {each.name: each for each in list_names(kind)}
    known = tuple(names[name] for name in definition.names if name in names)
    unknown = tuple(name for name in definition.names if name not in names)
    if unknown:
        return Preview({}, known, unknown)
    return Preview({}, known, (), _tried(definition, subjects, span))


def _tried(definition: Definition, subjects: Sequence[Subject], span: Span) -> tuple[Told, ...]:
    column = ("preview", span)
    values = computed({column: definition}, {column: subjects})[column]
    return tuple(Told(subject, values.get(subject.pk)) for subject in subjects)


def _wrong(text: str, *, may_be_empty: bool) -> Wrong | None:
    """Return where a text is no expression, or None."""
    if may_be_empty and not text.strip():
        return None
    try:
        define(text)
    except FormulaError as error:
        place = error.at
        return Wrong(text[:place], text[place : place + 1] or "␣", text[place + 1 :], error.reason.render(gettext))
    return None
