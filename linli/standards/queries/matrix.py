"""The matrix of a plan: every row of targets over years or over areas, each cell with its light."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from linli.places import queries as places
from linli.standards.models import Indicator, Target
from linli.standards.queries.ground import Ground, Sheet
from linli.standards.rules import progress as rules
from linli.standards.rules.progress import Aim, Judgement
from linli.standards.terms import ScopeKind, TargetKind, TargetLight
from linli.values import Reason, SpanKind, noop

WORDS = {
    TargetLight.YELLOW: noop("Behind"),
    TargetLight.RED: noop("Missed"),
    TargetLight.GREY: noop("Not known"),
}
REACHED, ON_THE_WAY = noop("Reached"), noop("On the way")
NOT_HERE = noop("This is counted for all of %(area)s only.")
NOT_BEGUN = noop("The year has not begun.")


@dataclass(frozen=True, slots=True)
class Cell:
    """
    How one target stands, looked at from one area.

    light: None where the target is counted only for a wider area. has_units: whether it binds anybody there.
    """

    target: Target
    judgement: Judgement
    light: TargetLight | None
    word: str
    has_units: bool = True

    @property
    def is_alone(self) -> bool:
        """Return whether one value is judged, not several units."""
        return self.target.scope_kind is ScopeKind.AREA and self.target.kind is TargetKind.PER_UNIT


@dataclass(frozen=True, slots=True)
class Column:
    """A year, or an area below the one looked at from."""

    key: str
    title: str
    area: places.Area | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix: what is aimed at, and its cells, a list for each column."""

    order: int
    title: str
    clause: str
    cells: tuple[tuple[Cell, ...], ...]


def by_years(sheet: Sheet, area: places.Area, today: date) -> tuple[list[Column], list[Row]]:
    """Return the matrix over the years of the plan, looked at from an area of it."""
    plan = sheet.plan
    years = range(plan.first_year, plan.first_year + plan.years)
    cells = {target.pk: cell_of(sheet, target, area, today) for target in sheet.targets}
    columns = [Column(str(year), str(year)) for year in years]

    def of_row(targets: Sequence[Target]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(cells[one.pk] for one in targets if one.year == year) for year in years)

    return columns, [_row(targets, of_row(targets)) for targets in _rows(sheet.targets)]


def by_areas(sheet: Sheet, areas: Iterable[places.Area], year: int, today: date) -> tuple[list[Column], list[Row]]:
    """Return the matrix of one year over areas."""
    columns = [Column(str(area.key), area.short_name, area) for area in areas]
    of_year = [target for target in sheet.targets if target.year == year]
    parts = [_part(sheet.ground, of_year, column.area.path) for column in columns if column.area]

    def of_row(targets: Sequence[Target]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            tuple(_cell(sheet, one, column.area, part[one.pk], today) for one in targets)
            for column, part in zip(columns, parts, strict=True)
            if column.area
        )

    return columns, [_row(targets, of_row(targets)) for targets in _rows(of_year)]


def cell_of(sheet: Sheet, target: Target, area: places.Area, today: date) -> Cell:
    """Return how a target stands, looked at from an area."""
    found = sheet.ground.found[target.pk]
    is_all = area.path == sheet.plan.area.path
    return _cell(sheet, target, area, found if is_all else within_path(sheet.ground, found, area.path), today)


def within_path(ground: Ground, found: dict[int, Decimal | None], path: str) -> dict[int, Decimal | None]:
    """Return what was found of those whose area lies at or below a path."""
    return {key: value for key, value in found.items() if ground.paths[key].startswith(path)}


def judge(target: Target, values: dict[int, Decimal | None], indicator: Indicator | None, today: date) -> Judgement:
    """Return how a target stands by what was found of those it binds."""
    if target.kind is TargetKind.MILESTONE:
        return rules.judge_milestone(target.due_on, {key: bool(value) for key, value in values.items()}, today)
    aim = aim_of(target, indicator)
    if target.kind is TargetKind.PER_UNIT:
        if target.scope_kind is ScopeKind.AREA and len(values) <= 1:
            return rules.judge_value(aim, next(iter(values.values()), None), today)
        return rules.judge_each(aim, values, today)
    units = rules.sort_units(target.unit_comparator, target.unit_value or Decimal(0), values)
    return (rules.judge_share if target.kind is TargetKind.SHARE else rules.judge_count)(aim, units, today)


def aim_of(target: Target, indicator: Indicator | None) -> Aim:
    """Return what the rules need of a target that is no milestone."""
    return Aim(
        comparator=target.comparator,
        value=target.value or Decimal(0),
        due_on=target.due_on,
        base=target.base,
        base_on=target.base_on,
        path=target.path,
        every=SpanKind(indicator.span_kind) if indicator else SpanKind.YEAR,
    )


def word_of(judgement: Judgement) -> str:
    """Return the word beside a light's shape."""
    if judgement.light is TargetLight.GREEN:
        return REACHED if judgement.is_reached else ON_THE_WAY
    return WORDS[judgement.light]


def judge_unit(target: Target, value: Decimal | None, indicator: Indicator | None, today: date) -> Judgement:
    """Return how one of those that a target binds stands before it."""
    if target.kind is TargetKind.MILESTONE:
        return rules.judge_milestone(target.due_on, {0: bool(value)}, today)
    aim = aim_of(target, indicator)
    if target.kind is TargetKind.PER_UNIT:
        return rules.judge_value(aim, value, today)
    bound = Aim(target.unit_comparator, target.unit_value or Decimal(0), target.due_on)
    return rules.judge_unit(aim, target.kind, bound, value, today)


def _rows(targets: Iterable[Target]) -> list[list[Target]]:
    """Return targets by their rows, in the order of the plan."""
    rows: dict[int, list[Target]] = {}
    for target in targets:
        rows.setdefault(target.order, []).append(target)
    return [rows[order] for order in sorted(rows)]


def _row(targets: Sequence[Target], cells: tuple[tuple[Cell, ...], ...]) -> Row:
    """Return a row under the title that most of its targets have, the first of those."""
    titles = Counter(target.title for target in targets)
    return Row(targets[0].order, titles.most_common(1)[0][0], targets[0].clause, cells)


def _part(ground: Ground, targets: Iterable[Target], path: str) -> dict[int, dict[int, Decimal | None]]:
    """Return, per target, what was found within a path; whether a subject lies there is asked once."""
    inside = {key for key, own in ground.paths.items() if own.startswith(path)}
    found = ((target.pk, ground.found[target.pk]) for target in targets)
    return {target: {key: values[key] for key in values.keys() & inside} for target, values in found}


def _cell(sheet: Sheet, target: Target, area: places.Area, values: dict[int, Decimal | None], today: date) -> Cell:
    judgement = judge(target, values, sheet.indicators.get(target.indicator), today)
    if target.year > today.year and judgement.value is None:
        judgement = Judgement(TargetLight.GREY, (Reason("target.not_begun", NOT_BEGUN),), units=judgement.units)
    whole = target.area.path.startswith(area.path)
    if not whole and not values:
        return Cell(target, judgement, None, "", has_units=False)
    if whole or not (target.kind is TargetKind.COUNT or target.scope_kind is ScopeKind.AREA):
        return Cell(target, judgement, judgement.light, word_of(judgement), bool(values))
    why = Reason("target.not_here", NOT_HERE, {"area": target.area.short_name})
    return Cell(target, Judgement(judgement.light, (why,), value=judgement.value), None, "", bool(values))
