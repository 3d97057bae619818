"""What the page of one target shows: its areas, its units, one unit with everything its value came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from linli.foundation.figures import Evidence
from linli.places import queries as places
from linli.standards.models import MilestoneMark, Subject, Target
from linli.standards.queries.feeds import METRIC, feeds_evidence
from linli.standards.queries.ground import Sheet
from linli.standards.queries.indicators import indicator_columns
from linli.standards.queries.matrix import Cell, cell_of, judge_unit, within_path, word_of
from linli.standards.queries.subjects import by_key
from linli.standards.rules.indicators import IndicatorValue
from linli.standards.rules.progress import Judgement
from linli.standards.terms import TargetKind, TargetLight
from linli.values import Span, SpanKind

EACH_PAGE = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """One of those a target binds: its subject, what was found, how it stands."""

    subject: Subject
    value: Decimal | None
    judgement: Judgement
    word: str


@dataclass(frozen=True, slots=True)
class Units:
    """A page of units in the order of the tree; next: the path after which the next page begins, "" at the end."""

    rows: list[Unit]
    total: int
    next: str


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a value: what formulas call it, its name, its number, where the rows behind it are listed."""

    name: str
    label: str
    value: Decimal | None
    evidence: Evidence | None


def cells_below(sheet: Sheet, target: Target, area: places.Area, today: date) -> list[tuple[places.Area, Cell]]:
    """Return how a target stands in each area directly below one that holds somebody it binds."""
    cells = [(child, cell_of(sheet, target, child, today)) for child in places.list_children(area)]
    return [(child, cell) for child, cell in cells if cell.has_units]


def list_units(
    sheet: Sheet,
    target: Target,
    area: places.Area,
    today: date,
    *,
    light: str = "",
    after: str = "",
    size: int = EACH_PAGE,
) -> Units:
    """Return a page of those a target binds in an area. light: only those; after: path of the last one shown."""
    ground, indicator = sheet.ground, sheet.indicators.get(target.indicator)
    found = within_path(ground, ground.found[target.pk], area.path)
    judged = {key: judge_unit(target, value, indicator, today) for key, value in found.items()}
    places_of = {
        f"{ground.paths[key]}.{key:012}": key for key, one in judged.items() if not light or one.light == light
    }
    here = sorted(place for place in places_of if place > after)
    keys = [places_of[place] for place in here[:size]]
    subjects = by_key(keys)
    rows = [Unit(subjects[key], found[key], judged[key], word_of(judged[key])) for key in keys if key in subjects]
    return Units(rows, len(places_of), here[size - 1] if len(here) > size else "")


def count_lights(sheet: Sheet, target: Target, area: places.Area, today: date) -> dict[TargetLight, int]:
    """Return how many of those a target binds in an area stand at each light."""
    indicator = sheet.indicators.get(target.indicator)
    counts = dict.fromkeys(TargetLight, 0)
    for value in within_path(sheet.ground, sheet.ground.found[target.pk], area.path).values():
        counts[judge_unit(target, value, indicator, today).light] += 1
    return counts


def value_of_unit(sheet: Sheet, target: Target, subject: Subject) -> IndicatorValue | None:
    """Return what the indicator of a target says of a subject in the target's year; None for milestones."""
    if target.kind is TargetKind.MILESTONE:
        return None
    column = (target.indicator, span_of(target))
    values = indicator_columns({column: [subject]}, sheet.formulas.rows, sheet.formulas.metrics)
    return values.get(column, {}).get(subject.pk)


def parts_of(sheet: Sheet, value: IndicatorValue, target: Target, subject: Subject) -> list[Part]:
    """Return the inputs of a value with their names and the rows behind them."""
    known = sheet.formulas.metrics
    feeds = {name: METRIC + known[name].code if name in known else name for name in value.inputs}
    behind = feeds_evidence(feeds.values(), subject, span_of(target), known.values())
    return [
        Part(name, known[name].name if name in known else name, number, behind.get(feeds[name]))
        for name, number in value.inputs.items()
    ]


def marks_of(target: Target, subject: Subject) -> list[MilestoneMark]:
    """Return what was marked of a milestone about a subject, the newest first."""
    return list(target.marks.filter(subject=subject).select_related("by").order_by("-pk"))


def span_of(target: Target) -> Span:
    """Return the year of a target."""
    return Span.of(SpanKind.YEAR, date(target.year, 1, 1))
