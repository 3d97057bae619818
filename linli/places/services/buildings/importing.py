"""Buildings from a list: each row lies in exactly one community, by its column or by its point."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from linli.foundation import audit
from linli.foundation.imports import Outcome, no_progress
from linli.foundation.sheets import Row, SheetRefused
from linli.places import rules
from linli.places.models import Area
from linli.places.services.geodata.placing import Ground, take_ground
from linli.places.services.geodata.territory import Matcher, Territory
from linli.places.terms import TierCode
from linli.values import Reason, noop

from .rows import Line, Titles, read_line
from .stock import Stock
from .writing import Writing

COMMUNITIES_NAMED, NAMES_SHOWN = 200, 5
POINTS_WEIGHED = 400
EDGES = rules.Box._fields
PLACELESS = Reason(
    "places.building.community", noop("The row names no community, and its point lies in no community's outline.")
)


@dataclass(slots=True)
class _Account:
    """What the person importing is told: points in no outline or in several, and points that contradict the column."""

    nowhere: int = 0
    several: int = 0
    elsewhere: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


class _Outlines:
    """The outlines of the communities within reach, in the order in which a point on a common border belongs."""

    def __init__(self, territory: Territory) -> None:
        rows = territory.areas().filter(tier__code=TierCode.COMMUNITY, outline__isnull=False)
        found = {area.pk: area for area in rows.order_by("code", "path")}
        facts = rows.order_by("code", "path").values_list("pk", "outline__geojson", *(f"outline__{e}" for e in EDGES))
        drawn = {number: (json.loads(text), rules.Box(*box)) for number, text, *box in facts}
        self.edges = {number: rules.Edges(shape) for number, (shape, _box) in drawn.items()}
        self._areas = found
        placed = [rules.Placed(number, number, 0, rules.OPEN, box) for number, (_shape, box) in drawn.items()]
        self._locator = rules.Locator(placed, self.edges.__getitem__)

    def holding(self, at: tuple[float, float]) -> list[Area]:
        """Return the communities whose outlines hold a point."""
        near = [one.area for one in self._locator.meeting(*at)]
        return [self._areas[number] for number in near if self.edges[number].covers(*at)]


def import_buildings(
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
    Take a list of buildings as of a day; compounds begin as the rows name them.

    profile: how coordinates are read (`geodata.reading_choices`). Every row is accepted or rejected with its reason;
    the same list again changes nothing, and nothing ends. Doubts about the coordinates stand in `Outcome.doubts`.
    Raises SheetRefused.
    """
    if as_of > localdate(now):
        raise SheetRefused("buildings.future", gettext("%(on)s lies in the future.") % {"on": as_of})
    ground = take_ground(rows, profile, progress)
    territory = Territory.of(actor)
    outcome, account = Outcome(total=len(ground.found), columns=ground.columns), _Account()
    outlines = _Outlines(territory)
    matcher = _matcher(ground, territory)
    _read(ground, matcher, outlines, outcome, account)
    outcome.doubts = _doubts(ground, matcher, outlines, territory)
    with transaction.atomic():
        _write(account, outcome, territory, as_of, progress)
        outcome.notes += _notes(account)
        _record(outcome, ground, actor, now, as_of)
        if dry_run:
            transaction.set_rollback(True)
    return outcome.check()


def _matcher(ground: Ground, territory: Territory) -> Matcher:
    """Find the column of communities, by its title or by its cells."""
    keys = Titles.of(ground.columns).keys
    titles = {to: keys[key] for key, to in (("community_code", "code"), ("community", "name")) if key in keys}
    taken = {title for key, title in keys.items() if key not in ("community_code", "community")}
    columns = [title for title in ground.columns if title not in taken]
    return Matcher(territory, titles, tiers=(TierCode.COMMUNITY,)).learn([each.row for each in ground.found], columns)


def _read(ground: Ground, matcher: Matcher, outlines: _Outlines, outcome: Outcome, account: _Account) -> None:
    """Read every row and find its community; reject what cannot be taken."""
    titles = Titles.of(ground.columns)
    for found in ground.found:
        line = read_line(found, titles, ground)
        if isinstance(line, Line):
            reason = _house(line, matcher, outlines, account)
            if reason is None:
                account.lines.append(line)
        else:
            reason = line
        if reason is not None:
            outcome.reject(found.row, reason.render(gettext))


def _house(line: Line, matcher: Matcher, outlines: _Outlines, account: _Account) -> Reason | None:
    """Find the community of a line: as its column says, else where its point lies; return why there is none."""
    said = matcher.find(line.found.row)
    if isinstance(said, Reason):
        return said
    at = line.at or _centre(line)
    holding = outlines.holding(at) if at is not None else []
    account.several += len(holding) > 1
    account.nowhere += at is not None and not holding
    if said is not None:
        line.community = said
        if holding and all(area.pk != said.pk for area in holding):
            account.elsewhere.append(line.name)
        return None
    if not holding:
        return PLACELESS
    line.community = holding[0]
    return None


def _centre(line: Line) -> tuple[float, float] | None:
    """Return the middle of a line's outline, None without one."""
    if line.outline is None:
        return None
    box = rules.box_of(line.outline)
    return (box.west + box.east) / 2, (box.south + box.north) / 2


def _doubts(ground: Ground, matcher: Matcher, outlines: _Outlines, territory: Territory) -> list[str]:
    """Lay the points upon the outlines they should lie in, and say what speaks against the way they were read."""
    sample = ground.sample(POINTS_WEIGHED)
    meant = [(found, matcher.find(found.row)) for found in sample]
    box = territory.box([said for _found, said in meant if isinstance(said, Area)])
    evidence = rules.Evidence(ground=box, sample=[found.middle for found in sample])
    every = tuple(outlines.edges.values())
    for found, said in meant:
        own = outlines.edges.get(said.pk) if isinstance(said, Area) else None
        if own is not None:
            evidence.points.append((found.middle, (own,)))
        elif said is None and every:
            evidence.points.append((found.middle, every))
    return [reason.render(gettext) for reason in rules.weigh(evidence, ground.reading)]


def _write(
    account: _Account, outcome: Outcome, territory: Territory, as_of: date, progress: Callable[[int], None]
) -> None:
    """Write what the lines say: compounds, new buildings, changed ones."""
    communities = {line.community.pk: line.community for line in account.lines if line.community is not None}
    codes = Counter(line.code for line in account.lines if line.code)
    writing = Writing(Stock.below(communities.values(), territory.areas(), codes), as_of)
    writing.begin_compounds(account.lines)
    kept = []
    for done, line in enumerate(account.lines, 1):
        reason = writing.take(line, is_unique=codes[line.code] == 1)
        if reason is None:
            kept.append(line)
        else:
            outcome.reject(line.found.row, reason.render(gettext))
        progress(done)
    account.lines = kept
    writing.finish()
    outcome.created, outcome.changed = len(writing.fresh), len(writing.changed)
    outcome.unchanged = len(kept) - outcome.created - outcome.changed
    if writing.compounds:
        text = ngettext("%(count)s compound begins.", "%(count)s compounds begin.", len(writing.compounds))
        outcome.notes.append(text % {"count": len(writing.compounds)})


def _notes(account: _Account) -> list[str]:
    """Return what the person importing should know: sums, communities, points that lie nowhere or elsewhere."""
    sums: dict[str, list[int]] = {}
    for line in account.lines:
        row = sums.setdefault(line.community.name if line.community else "", [0, 0, 0])
        facts = (1, line.facts.get("dwellings", 0), line.households or 0)
        row[:] = [total + fact for total, fact in zip(row, facts, strict=True)]
    total = [sum(column) for column in zip(*sums.values(), strict=True)] or [0, 0, 0]
    each = gettext("%(buildings)s buildings with %(dwellings)s dwellings and %(households)s households")
    said = dict(zip(("buildings", "dwellings", "households"), total, strict=True))
    notes = [gettext("Taken: %(sums)s in %(count)s communities.") % {"sums": each % said, "count": len(sums)}]
    if account.nowhere:
        notes.append(
            gettext("The points of %(count)s rows lie in no community's outline.") % {"count": account.nowhere}
        )
    if account.several:
        text = gettext("The points of %(count)s rows lie in several outlines; the smallest code has them.")
        notes.append(text % {"count": account.several})
    if account.elsewhere:
        text = gettext("The points of %(count)s rows lie in another community than the column says: %(names)s …")
        names = "、".join(account.elsewhere[:NAMES_SHOWN])
        notes.append(text % {"count": len(account.elsewhere), "names": names})
    for name, row in sorted(sums.items())[:COMMUNITIES_NAMED]:
        said = dict(zip(("buildings", "dwellings", "households"), row, strict=True))
        notes.append(gettext("%(name)s: %(sums)s.") % {"name": name, "sums": each % said})
    return notes


def _record(outcome: Outcome, ground: Ground, actor: Any, now: datetime, as_of: date) -> None:
    """Write the one audit line of an import."""
    details = {
        "as_of": as_of.isoformat(),
        "total": outcome.total,
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "rejected": len(outcome.rejected),
        "places.system": ground.reading.code,
    }
    audit.record(actor=actor, action="places.import", subject=None, at=now, note="buildings", details=details)
