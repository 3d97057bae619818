"""
Figures of cases that rooms above may use, of areas and of organisations, over a span.

All that is asked of a span comes from one pass over the cases that the span touches, one over the rare events and one
over the ratings, grouped by where the case lies or who answers for it, and is then added up along the tree. Cases lie
in communities; below them, as of a compound, the place of the case tells.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast

from linli.cases.models import CallBack, Case
from linli.cases.queries.behind import CONDITIONS, HAPPENED, Moments, moments_of, rare_events, touched
from linli.cases.queries.scope import areas_below
from linli.foundation.fields import milliseconds
from linli.foundation.figures import Paths, Reading, Value, Values
from linli.organisations import queries as organisations
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Span

AREA, UNIT = "cases.", "cases.unit_"
WORKED_OUT: dict[str, tuple[str, str, Decimal, Decimal]] = {
    "on_time_share": ("in_time", "closed", Decimal(100), Decimal("0.01")),
    "hours_to_close": ("spent", "closed", Decimal(1) / 3_600_000, Decimal("0.1")),
    "satisfaction": ("stars", "ratings", Decimal(1), Decimal("0.01")),
}
"""Figures made of two sums: what is divided by what, times a factor, how fine; no value without the second."""
FEW = 40
"""Of so few areas the cases are sought by area; of more, all cases are passed over once."""
FROM_RATINGS = ("ratings", "stars")
Sums = dict[int, dict[str, int]]


@dataclass(frozen=True, slots=True)
class _Grouping:
    """By what cases, events and ratings are told apart: columns of keys, and the model in whose tree the keys stand."""

    case: str
    event: str
    rating: str
    tree: type[Model]


BY_AREA = _Grouping("area_id", "case__area_id", "report__case__area_id", places.Area)
BY_PLACE = _Grouping("place_id", "case__place_id", "report__case__place_id", places.Area)
BY_UNIT = _Grouping("unit_id", "receiver_id", "report__case__unit_id", organisations.Organisation)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of some subtrees: names of figures with their codes, and how cases find the subtrees."""

    names: dict[str, str]
    by: _Grouping
    subtrees: places.Subtrees

    @property
    def sums(self) -> set[str]:
        """Return the sums that the figures are made of."""
        return {part for name in self.names for part in (WORKED_OUT[name][:2] if name in WORKED_OUT else (name,))}


@dataclass(frozen=True, slots=True)
class _Pass:
    """What must be read for sums: rows, by which keys of a tree they are grouped, and the sums by name."""

    rows: QuerySet
    column: str
    tree: type[Model]
    sums: dict[str, Any]

    def grouped(self) -> QuerySet:
        """
        Return the path of each group and its sums.

        Paths are looked up group by group: joined to the tree, SQLite walks it first and looks up every event of every
        case.
        """
        numbers = {f"n_{name}": each for name, each in self.sums.items()}
        path = self.tree._default_manager.filter(pk=OuterRef(self.column)).values("path")
        return self.rows.order_by().values(self.column).annotate(**numbers).values_list(Subquery(path), *numbers)


def count_cases(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    """Return figures of areas of any tier and of organisations, all below them included; see `foundation.figures`."""
    found: dict[Span, Values] = {span: {code: {} for code in codes} for span in spans}
    asked = [each for each in _asked(codes, paths) if each.names and each.subtrees.keys]
    sums_of = yield from _sums(asked, spans)
    for (place, span), sums in sums_of.items():
        for code, values in _told(asked[place].names, sums).items():
            found[span][code] = {**found[span][code], **values}
    return found


def _asked(codes: Collection[str], paths: Paths) -> Iterator[_Asked]:
    """Yield what is asked of areas down to communities, of areas below them, and of organisations."""
    of_units = {code.removeprefix(UNIT): code for code in codes if code.startswith(UNIT)}
    of_areas = {code.removeprefix(AREA): code for code in codes if code not in of_units.values()}
    areas = paths.get("area", {}) if of_areas else {}
    lower = places.paths_of(areas, below=TierCode.COMMUNITY)
    yield _Asked(of_areas, BY_AREA, places.Subtrees({key: path for key, path in areas.items() if key not in lower}))
    yield _Asked(of_areas, BY_PLACE, places.Subtrees(lower))
    yield _Asked(of_units, BY_UNIT, places.Subtrees(paths.get("organisation", {})))


def _told(names: dict[str, str], sums: Sums) -> Values:
    """Return what sums say of the figures of these names, by code."""
    return {
        code: {key: value for key, counted in sums.items() if (value := _value(name, counted)) is not None}
        for name, code in names.items()
    }


def _value(name: str, counted: dict[str, int]) -> Value | None:
    """Return the value of a figure; None for a share of nothing."""
    if name not in WORKED_OUT:
        return counted[name]
    above, below, factor, step = WORKED_OUT[name]
    if not counted[below]:
        return None
    return (counted[above] * factor / counted[below]).quantize(step, ROUND_HALF_UP)


def _sums(asked: Sequence[_Asked], spans: Sequence[Span]) -> Reading[dict[tuple[int, Span], Sums]]:
    """Return what was asked, by its place and span: sums by key of the subtree and name; zero is nothing found."""
    sums: dict[tuple[int, Span], Sums] = {}
    parts: dict[tuple[int, Span, int], _Pass] = {}
    for place, each in enumerate(asked):
        for span in spans:
            sums[place, span] = {key: dict.fromkeys(each.sums, 0) for key in each.subtrees.keys}
            parts |= {(place, span, n): one for n, one in enumerate(_passes(each, moments_of(span)))}
    for (place, span, n), (path, *numbers) in (yield {name: part.grouped() for name, part in parts.items()}):
        for key in asked[place].subtrees.holding(path or ""):
            _add(sums[place, span][key], parts[place, span, n].sums, numbers)
    return sums


def _add(counted: dict[str, int], names: Iterable[str], numbers: Iterable[int | None]) -> None:
    for name, number in zip(names, numbers, strict=True):
        counted[name] += number or 0


def _passes(asked: _Asked, span: Moments) -> Iterator[_Pass]:
    """Yield what must be read over a span."""
    needed, by = asked.sums, asked.by
    of_cases = sorted(needed & (CONDITIONS.keys() | {"spent"}))
    of_events = sorted(needed & HAPPENED.keys())
    of_ratings = sorted(needed & set(FROM_RATINGS))
    if of_cases:
        rows = Case.objects.filter(_near(by, asked.subtrees), touched(span))
        yield _Pass(rows, by.case, by.tree, {name: _count(name, span) for name in of_cases})
    if of_events:
        sums = {name: Count("pk", filter=Q(act__in=HAPPENED[name])) for name in of_events}
        yield _Pass(rare_events(span), by.event, by.tree, sums)
    if of_ratings:
        rated = CallBack.objects.filter(span.hold("rated_at"), stars__isnull=False)
        counts = {"ratings": Count("pk"), "stars": Sum("stars")}
        yield _Pass(rated, by.rating, by.tree, {name: counts[name] for name in of_ratings})


def _near(by: _Grouping, subtrees: places.Subtrees) -> Q:
    """Return where the cases of a few areas lie: in the communities below what holds all of them, or in that around."""
    if by is BY_UNIT or len(subtrees.keys) > FEW:
        return Q()
    around = places.Area.objects.filter(path__in=places.lineage(subtrees.root))
    return Q(area__in=areas_below(subtrees.root)) | Q(area__in=around.values("pk"))


def _count(name: str, span: Moments) -> Any:
    """Return the sum of a name over cases: how many, or how many milliseconds from report to end."""
    if name == "spent":
        spent = milliseconds("ended_at") - milliseconds("reported_at")
        return Cast(Sum(spent, filter=CONDITIONS["closed"](span)), BigIntegerField())
    return Count("pk", filter=CONDITIONS[name](span))
