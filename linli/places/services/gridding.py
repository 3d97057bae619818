"""Cells of the grid from a file: each lies in exactly one community and gets its number there."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.places import queries, rules
from linli.places.models import Area, AreaVersion, Outline
from linli.places.rules import cells
from linli.places.terms import TierCode
from linli.values import Reason, noop

from .areas import save_new
from .buildings.stock import Stock
from .checks import AreaRefused
from .geodata.placing import Found, Ground, take_ground
from .geodata.territory import Matcher, Territory
from .outlines import centre_of, mend_outline

TITLES = {
    "code": ("社区代码", "所属社区代码", "community_code"),
    "name": ("社区", "社区名称", "所属社区", "community"),
}
SAMPLE = 20
NAMES = {"label": ("网格名称", "名称", "name")}
NO_HOME = Reason(
    "places.cell.nowhere", noop("The cell lies in no community's outline, and the row names no community.")
)
UNDRAWN = Reason(
    "places.cell.undrawn", noop("The community has no outline yet: nobody can say whether the cell lies in it.")
)
UNCODED = Reason(
    "places.cell.uncoded", noop("The community has no official code yet, so its cells cannot be numbered.")
)
FULL = Reason("places.cell.full", noop("A community has at most 99 cells."))


@dataclass(slots=True)
class _Home:
    """
    A community and its cells.

    shapes: of the cells in force and of those taken so far; fresh: those to be numbered; named: rows that say it is
    theirs; known: texts of the shapes in force; last: the greatest number ever given.
    """

    area: Area
    shape: Any
    known: set[str]
    shapes: list[Any]
    last: int
    fresh: list[tuple[Found, Outline, str]] = field(default_factory=list)
    named: list[Found] = field(default_factory=list)


@dataclass(slots=True)
class _Work:
    """One import under way. label: the column of names."""

    ground: Ground
    territory: Territory
    matcher: Matcher
    label: str
    as_of: date
    outcome: Outcome
    homes: dict[int, _Home] = field(default_factory=dict)


def import_grid(
    rows: Iterable[Row],
    *,
    actor: Any,
    now: datetime,
    as_of: date,
    dry_run: bool = False,
    profile: str | None = None,
    progress: Callable[[int], None] = no_progress,
) -> Outcome:
    """
    Begin the cells of a file as of a day; a cell that is there already changes nothing.

    In a community without cells numbers follow the place, from left to right and from top to bottom; later ones follow
    the last number ever given. Raises SheetRefused.
    """
    if as_of > localdate(now):
        raise SheetRefused("grid.future", gettext("%(on)s lies in the future.") % {"on": as_of})
    work = _begin(take_ground(rows, profile, progress), Territory.of(actor), as_of)
    for done, found in enumerate(work.ground.found, 1):
        reason = _take(found, work)
        if reason is not None:
            work.outcome.reject(found.row, reason.render(gettext))
        progress(done)
    _weigh(work)
    with transaction.atomic():
        _write(work)
        outcome = work.outcome
        details = {"as_of": as_of.isoformat(), "total": outcome.total, "created": outcome.created}
        details |= {"unchanged": outcome.unchanged, "rejected": len(outcome.rejected)}
        audit.record(actor=actor, action="places.import", subject=None, at=now, note="grid", details=details)
        if dry_run:
            transaction.set_rollback(True)
    return outcome.check()


def _begin(ground: Ground, territory: Territory, as_of: date) -> _Work:
    """Find the columns of a file."""
    matcher = Matcher(territory, rules.match_titles(ground.columns, TITLES), tiers=(TierCode.COMMUNITY,))
    matcher.learn([found.row for found in ground.found], ())
    label = rules.match_titles(ground.columns, NAMES).get("label", "")
    return _Work(ground, territory, matcher, label, as_of, Outcome(total=len(ground.found), columns=ground.columns))


def _weigh(work: _Work) -> None:
    """Say what speaks against the way the file was read: cells lie outside the communities they name, or far off."""
    sample = [found.middle for found in work.ground.sample()]
    box = work.territory.box([home.area for home in work.homes.values()])
    evidence = rules.Evidence(ground=box, sample=sample)
    for home in work.homes.values():
        if home.area.outline is not None:
            edges = rules.Edges(json.loads(home.area.outline.geojson))
            evidence.points += [(found.middle, (edges,)) for found in home.named[:SAMPLE]]
    work.outcome.doubts = [reason.render(gettext) for reason in rules.weigh(evidence, work.ground.reading)]


def _take(found: Found, work: _Work) -> Reason | None:
    """Take one cell for its community, or count it as there already; return why not, if so."""
    shape = work.ground.place(found)
    if isinstance(shape, Reason):
        return shape
    try:
        outline, _is_mended = mend_outline(shape)
    except AreaRefused as refused:
        return refused.reason
    named = work.matcher.find(found.row)
    said = named or queries.area_at(*centre_of(outline))
    if said is None:
        return NO_HOME
    if isinstance(said, Reason):
        return said
    home = work.homes.get(said.pk) or work.homes.setdefault(said.pk, _home(said))
    if named is not None:
        home.named.append(found)
    if outline.geojson in home.known:
        work.outcome.unchanged += 1
        return None
    reason = _forbids(home, outline, work.as_of)
    if reason is None:
        home.fresh.append((found, outline, rules.clean_name(found.row.cells.get(work.label, ""))[:100]))
    return reason


def _home(area: Area) -> _Home:
    """Read a community's outline and cells."""
    from shapely import from_geojson  # noqa: PLC0415 - 30 MB that no other page needs

    there = queries.list_children(area).filter(tier__code=TierCode.GRID, outline__isnull=False)
    texts = list(there.values_list("outline__geojson", flat=True))
    given = AreaVersion.objects.filter(tier__code=TierCode.GRID, code__startswith=area.code or "?")
    last = max((int(code[-2:]) for code in given.values_list("code", flat=True) if code[-2:].isdecimal()), default=0)
    shape = from_geojson(area.outline.geojson) if area.outline is not None else None
    return _Home(area, shape, set(texts), [from_geojson(text) for text in texts], last)


def _forbids(home: _Home, outline: Outline, as_of: date) -> Reason | None:
    """Return why a cell may not begin in a community."""
    from shapely import from_geojson  # noqa: PLC0415 - as above

    if home.shape is None:
        return UNDRAWN
    if not (home.area.code.isdecimal() and len(home.area.code) == rules.UNIT_DIGITS):
        return UNCODED
    if home.last + len(home.fresh) >= cells.MOST_CELLS:
        return FULL
    if home.area.valid_from > as_of:
        text = noop("“%(name)s” only began on %(day)s.")
        return Reason("places.cell.early", text, {"name": home.area.name, "day": home.area.valid_from})
    cell = from_geojson(outline.geojson)
    overlap = max((cell.intersection(other).area for other in home.shapes), default=0.0)
    reason = cells.check_cell(cell.intersection(home.shape).area / cell.area, overlap / cell.area)
    if reason is None:
        home.shapes.append(cell)
    return reason


def _write(work: _Work) -> None:
    """Number the new cells and begin them; say where cells leave a gap."""
    from shapely import union_all  # noqa: PLC0415 - as above

    stock, fresh = Stock(), []
    tier = queries.get_tier(TierCode.GRID)
    for home in work.homes.values():
        boxes = [rules.box_of(json.loads(outline.geojson)) for _found, outline, _name in home.fresh]
        for number, place in enumerate(cells.order_cells(boxes), home.last + 1):
            _found, outline, name = home.fresh[place]
            east, north = centre_of(outline)
            name = name or gettext("Cell %(number)02d") % {"number": number}
            fresh.append(
                Area(
                    tier=tier,
                    parent=home.area,
                    path=stock.next_path(home.area),
                    code=cells.cell_code(home.area.code, number),
                    name=name,
                    short_name=name,
                    outline=outline,
                    longitude=east,
                    latitude=north,
                    valid_from=work.as_of,
                )
            )
        if home.shape is not None and home.shapes:
            share = union_all(home.shapes).intersection(home.shape).area / home.shape.area
            if share < cells.LEAST_AT_HOME:
                text = gettext("The cells of %(name)s leave %(share).1f %% of it free.")
                work.outcome.notes.append(text % {"name": home.area.name, "share": 100 * (1 - share)})
    save_new(fresh)
    work.outcome.created = len(fresh)
