"""
Yearly counts of an area as it is today: what was recorded in areas it came from is restated by households.

Facts keep the area they were recorded for. A subtree already holds what was recorded in it, moved or renamed parts
included; what is added or taken away here are the shares of areas that were split or merged over its border.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from linli.cases.queries.counting import AREA
from linli.cases.queries.offered import OFFERED
from linli.foundation.figures import Value, count_figures
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Span, SpanKind

FLOWS = (
    "reported",
    "filed",
    "closed",
    "in_time",
    "late",
    "declined",
    "rework",
    "refusals",
    "reopened",
    "escalations",
    "ratings",
    "inspections",
    "relapses",
)
"""Figures that count what happened in a span, so that parts of a year add up to it."""
Counts = Mapping[Span, Mapping[str, Mapping[int, Value]]]


@dataclass(frozen=True, slots=True)
class YearCell:
    """A figure of a year. value: of the area as it is today; recorded: of its subtree alone, without any share."""

    year: int
    value: int
    recorded: int
    restated: bool


@dataclass(frozen=True, slots=True)
class YearRow:
    """A figure over the years. label, unit: message ids."""

    name: str
    label: str
    unit: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """The figures of an area over the years, and the areas outside it from which it got households."""

    rows: list[YearRow]
    forebears: list[places.Area]

    def since(self, place: int) -> "Years":
        """Return the same without the years before that place."""
        return Years([replace(row, cells=row.cells[place:]) for row in self.rows], self.forebears)


@dataclass(frozen=True, slots=True)
class _Parted:
    """
    Areas of which something went over the border of an area.

    paths: of these and of what lies in them and gave something too; crossing: which of them went over the border;
    inside: which of them and of their heirs lie in the area.
    """

    paths: dict[int, str]
    lineage: places.Lineage
    crossing: frozenset[int]
    inside: frozenset[int]

    def pieces(self, area: int, year: Span) -> list[Span]:
        """Return a year cut where the area gave something away."""
        parts = places.cut(year.first, year.end, self.lineage.days_of(area))
        return [year] if len(parts) == 1 else [Span(first, end, SpanKind.IRREGULAR) for first, end in parts]


def count_years(area: places.Area, years: Sequence[int]) -> Years:
    """Return what happened in an area in each year, restated for its borders of today."""
    spans = {year: Span.of(SpanKind.YEAR, date(year, 1, 1)) for year in years}
    keys = set(places.forebears_of(area.path))
    parted = _parted(area, keys | places.givers_in(area.path))
    asked = {piece for pk in parted.crossing for span in spans.values() for piece in parted.pieces(pk, span)}
    paths = {area.pk: area.path, **(parted.paths if asked else {})}
    counts = count_figures([AREA + name for name in FLOWS], {"area": paths}, sorted(asked | set(spans.values())))
    rows = []
    for name in FLOWS:
        label, unit, _clause = OFFERED[name]
        cells = tuple(_cell(area, parted, counts, AREA + name, span) for span in spans.values())
        rows.append(YearRow(name, label, unit, cells))
    forebears = places.Area.objects.filter(pk__in=keys).order_by("path") if keys else ()
    return Years(rows, list(forebears))


def _parted(area: places.Area, keys: set[int]) -> _Parted:
    """Return what went over the border of an area, among areas that gave something; streets in force are not parted."""
    if not keys:
        return _Parted({}, places.Lineage((), {}), frozenset(), frozenset())
    lineage = places.lineage_after(keys)
    rows = places.Area.objects.filter(pk__in=keys).values_list("pk", "path", "valid_to", "tier__code")
    paths = {pk: path for pk, path, ended, tier in rows if ended or tier == TierCode.COMMUNITY}
    heirs = {pk: lineage.heirs(pk, date.min).keys() for pk in paths}
    known = places.paths_of({heir for some in heirs.values() for heir in some}) | paths
    inside = frozenset(pk for pk, path in known.items() if path.startswith(area.path))
    crossing = frozenset(pk for pk, some in heirs.items() if len({heir in inside for heir in (pk, *some)}) > 1)
    return _Parted(paths, lineage, crossing, inside)


def _cell(area: places.Area, parted: _Parted, counts: Counts, code: str, year: Span) -> YearCell:
    """Return a figure of a year: what lies in the subtree, without what went out of it and with what came in."""
    recorded = int(counts[year][code].get(area.pk, 0))
    series = {
        pk: {piece: _own(parted, counts[piece][code], pk) for piece in parted.pieces(pk, year)}
        for pk in parted.crossing
    }
    last_days = {piece: piece.last for numbers in series.values() for piece in numbers}
    found = places.restate(series, parted.lineage, last_days)
    came = sum(told.value for heir in parted.inside & found.keys() for told in found[heir].values())
    went = sum(number for pk in parted.inside & series.keys() for number in series[pk].values())
    restated = any(told.restated for pieces in found.values() for told in pieces.values())
    return YearCell(year.first.year, recorded + came - went, recorded, restated)


def _own(parted: _Parted, numbers: Mapping[int, Value], area: int) -> int:
    """Return what was recorded in an area, without what was recorded in parted areas that lie in it."""
    path = parted.paths[area]
    below = [pk for pk, other in parted.paths.items() if pk != area and other.startswith(path)]
    tops = [pk for pk in below if not any(parted.paths[pk].startswith(parted.paths[up]) for up in below if up != pk)]
    return int(numbers.get(area, 0)) - sum(int(numbers.get(pk, 0)) for pk in tops)
