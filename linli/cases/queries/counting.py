"""
Figures of cases that rooms above may use, of areas and of organisations, over a span.

All that is asked of a span comes from one pass over the cases that the span touches, one over the rare events and one
over the ratings, grouped by where the case lies or who answers for it, and is then added up along the tree. Cases lie
in communities; below them, as of a compound, the place of the case tells.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from linli.cases.models import CallBack, Case
from linli.cases.queries.behind import CONDITIONS, HAPPENED, Moments, moments_of, rare_events, touched
from linli.cases.queries.scope import areas_below
from linli.foundation.fields import milliseconds
from linli.foundation.figures import Value
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
    """
    By what cases, events and ratings are told apart: the columns of keys, and how keys find their paths.

    Keys and not paths: joined to the tree, SQLite walks it first and looks up every event of every case.
    """

    case: str
    event: str
    rating: str
    paths_of: Callable[[Iterable[int]], dict[int, str]]


BY_AREA = _Grouping("area_id", "case__area_id", "report__case__area_id", places.paths_of)
BY_PLACE = _Grouping("place_id", "case__place_id", "report__case__place_id", places.paths_of)
BY_UNIT = _Grouping("unit_id", "receiver_id", "report__case__unit_id", organisations.paths_of)


def count_areas(codes: Collection[str], keys: Collection[int], span: Span) -> dict[str, dict[int, Value]]:
    """Return figures of areas of any tier by code and key; see `foundation.figures`."""
    names = {code.removeprefix(AREA): code for code in codes}
    paths, lower = places.paths_of(keys), places.paths_of(keys, below=TierCode.COMMUNITY).keys()
    found: dict[str, dict[int, Value]] = {code: {} for code in codes}
    for grouping, some in ((BY_AREA, paths.keys() - lower), (BY_PLACE, lower)):
        if some:
            sums = _sums(names, grouping, places.Subtrees({key: paths[key] for key in some}), moments_of(span))
            _tell(found, names, sums)
    return found


def count_units(codes: Collection[str], keys: Collection[int], span: Span) -> dict[str, dict[int, Value]]:
    """Return figures of organisations, all below them included; see `foundation.figures`."""
    names = {code.removeprefix(UNIT): code for code in codes}
    found: dict[str, dict[int, Value]] = {code: {} for code in codes}
    subtrees = places.Subtrees(organisations.paths_of(keys))
    if subtrees.keys:
        _tell(found, names, _sums(names, BY_UNIT, subtrees, moments_of(span)))
    return found


def _tell(found: dict[str, dict[int, Value]], names: dict[str, str], sums: Sums) -> None:
    """Enter what the sums say into what was found."""
    for key, counted in sums.items():
        for name, code in names.items():
            if (value := _value(name, counted)) is not None:
                found[code][key] = value


def _value(name: str, counted: dict[str, int]) -> Value | None:
    """Return the value of a figure; None for a share of nothing."""
    if name not in WORKED_OUT:
        return counted[name]
    above, below, factor, step = WORKED_OUT[name]
    if not counted[below]:
        return None
    return (counted[above] * factor / counted[below]).quantize(step, ROUND_HALF_UP)


def _sums(names: Iterable[str], by: _Grouping, subtrees: places.Subtrees, span: Moments) -> Sums:
    """Return the sums that the figures need by key of the subtree and name; zero where nothing was found."""
    needed = {part for name in names for part in (WORKED_OUT[name][:2] if name in WORKED_OUT else (name,))}
    sums: Sums = {key: dict.fromkeys(needed, 0) for key in subtrees.keys}
    for rows, column, counts in _passes(needed, by, span, subtrees):
        grouped = rows.order_by().values_list(column)
        numbers = {row[0]: row[1:] for row in grouped.annotate(**{f"n_{name}": counts[name] for name in counts})}
        unknown = [key for key in numbers if key is not None and key not in subtrees.paths]
        for where, path in (subtrees.paths | by.paths_of(unknown)).items():
            for key in subtrees.holding(path) if where in numbers else ():
                _add(sums[key], counts, numbers[where])
    return sums


def _add(counted: dict[str, int], names: Iterable[str], numbers: Iterable[int | None]) -> None:
    for name, number in zip(names, numbers, strict=True):
        counted[name] += number or 0


def _passes(
    needed: set[str], by: _Grouping, span: Moments, subtrees: places.Subtrees
) -> Iterator[tuple[QuerySet, str, dict[str, Any]]]:
    """Yield what must be read for the sums: rows, the column to group them by, the sums that they give by name."""
    of_cases = sorted(needed & (CONDITIONS.keys() | {"spent"}))
    of_events = sorted(needed & HAPPENED.keys())
    of_ratings = sorted(needed & set(FROM_RATINGS))
    if of_cases:
        rows = Case.objects.filter(_near(by, subtrees), touched(span))
        yield rows, by.case, {name: _count(name, span) for name in of_cases}
    if of_events:
        rare = rare_events(span)
        yield rare, by.event, {name: Count("pk", filter=Q(act__in=HAPPENED[name])) for name in of_events}
    if of_ratings:
        rated = CallBack.objects.filter(span.hold("rated_at"), stars__isnull=False)
        sums = {"ratings": Count("pk"), "stars": Sum("stars")}
        yield rated, by.rating, {name: sums[name] for name in of_ratings}


def _near(by: _Grouping, subtrees: places.Subtrees) -> Q:
    """Return where the cases of a few areas lie: in the communities below what holds all of them, or in that around."""
    if by is BY_UNIT or len(subtrees.keys) > FEW:
        return Q()
    around = places.Area.objects.filter(path__in=places.lineage(subtrees.root))
    return Q(area__in=areas_below(subtrees.root)) | Q(area__in=around.values("pk"))


def _count(name: str, span: Moments) -> Any:
    """Return the sum of a name over cases: how many, or how many milliseconds from report to end."""
    if name == "spent":
        return Sum(milliseconds("ended_at") - milliseconds("reported_at"), filter=CONDITIONS["closed"](span))
    return Count("pk", filter=CONDITIONS[name](span))
