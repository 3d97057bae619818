"""What a list of buildings changes, gathered row by row and written in few statements."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.places import queries, rules
from linli.places.models import Area, BuildingFacts, Outline, Tier
from linli.places.services.areas import save_new
from linli.places.services.bulk import change_many
from linli.places.services.checks import AreaRefused
from linli.places.services.outlines import centre_of, make_outline
from linli.places.terms import TierCode
from linli.values import Reason, noop

from .rows import Line
from .stock import AT_ONCE, Stock, facts_of

NAMED_SO = noop("There already is “%(name)s” in this place.")
KEPT = ("code", "use", "address", "storeys", "year_built", "dwellings", "stairwells")


@dataclass(slots=True)
class Writing:
    """
    One list on its way into the tables.

    compounds, fresh: areas that begin. changed: buildings already there that differ. dated: their dated facts that
    change; facts: rows of `BuildingFacts` to be written for changed ones. taken: the row of each building.
    """

    stock: Stock
    as_of: date
    compounds: list[Area] = field(default_factory=list)
    fresh: list[Area] = field(default_factory=list)
    changed: list[Area] = field(default_factory=list)
    dated: list[tuple[Area, dict[str, Any]]] = field(default_factory=list)
    facts: list[BuildingFacts] = field(default_factory=list)
    begun: list[BuildingFacts] = field(default_factory=list)
    moved: list[Area] = field(default_factory=list)
    taken: dict[Any, int] = field(default_factory=dict)
    tiers: dict[str, Tier] = field(default_factory=lambda: {tier.code: tier for tier in queries.list_tiers()})

    def begin_compounds(self, lines: Iterable[Line]) -> None:
        """Begin the compounds that rows name and that are not there yet."""
        for line in lines:
            home = line.community
            if home is None or not line.compound or self._is_too_early(home):
                continue
            key = (home.pk, line.compound)
            if key not in self.stock.compounds:
                area = self._new(TierCode.COMPOUND, home, line.compound)
                self.stock.compounds[key] = area
                self.compounds.append(area)
        save_new(self.compounds)

    def take(self, line: Line, *, is_unique: bool) -> Reason | None:
        """Note what a line changes; return why it is not taken."""
        home: Any = line.community
        parent = self.stock.compounds[(home.pk, line.compound)] if self._has_compound(line) else home
        if self._is_too_early(parent):
            text = noop("“%(name)s” only began on %(day)s.")
            return Reason("places.building.early", text, {"name": parent.name, "day": parent.valid_from})
        there = self.stock.find(line, parent, is_unique)
        if isinstance(there, Reason):
            return there
        keys: list[Any] = [there.pk if there is not None and there.pk else (parent.pk, line.name)]
        keys += [(home.pk, line.code, "")] if line.code else []
        twice = next((self.taken[key] for key in keys if key in self.taken), None)
        if twice is not None:
            text = noop("The building stands in the list twice, first in row %(row)s.")
            return Reason("places.building.twice", text, {"row": twice})
        try:
            outline = None if line.outline is None else make_outline(line.outline)
        except AreaRefused as refused:
            return refused.reason
        reason = None if there is None else self._renew(line, there, parent, outline)
        if there is None:
            self._begin(line, parent, outline)
        if reason is None:
            self.taken |= dict.fromkeys([*keys, (parent.pk, line.name)], line.found.row.number)
        return reason

    def finish(self) -> None:
        """Write everything that was noted."""
        save_new(self.fresh)
        for facts in self.begun:
            facts.area = facts.area  # takes over the primary key the area has only now
        BuildingFacts.objects.bulk_create(self.begun, batch_size=AT_ONCE)
        for _area, changes in self.dated:
            if isinstance(changes.get("outline"), Outline):
                changes["outline"].save()
        change_many(self.dated, self.as_of)
        Area.objects.bulk_update(self.moved, ["longitude", "latitude"], batch_size=AT_ONCE)
        BuildingFacts.objects.bulk_create(
            self.facts,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["area"],
            update_fields=list(KEPT),
        )

    def _has_compound(self, line: Line) -> bool:
        home: Any = line.community
        return bool(line.compound) and (home.pk, line.compound) in self.stock.compounds

    def _is_too_early(self, parent: Area) -> bool:
        """Return whether the list's day lies before the place began."""
        return parent.valid_from > self.as_of

    def _new(self, tier: TierCode, parent: Area, name: str, **facts: Any) -> Area:
        """Return an unsaved area below a parent."""
        path = self.stock.next_path(parent)
        begun = {"valid_from": self.as_of, "path": path, "short_name": rules.short_name(name)}
        return Area(tier=self.tiers[tier], parent=parent, name=name, **begun, **facts)

    def _begin(self, line: Line, parent: Area, outline: Outline | None) -> None:
        """Note a new building."""
        at = centre_of(outline) if outline is not None else line.at or (None, None)
        place = {"longitude": at[0], "latitude": at[1], "outline": outline}
        area = self._new(TierCode.BUILDING, parent, line.name, households=line.households, **place)
        self.fresh.append(area)
        self.begun.append(BuildingFacts(area=area, **line.facts))
        self.stock.places[(parent.pk, line.name)] = area

    def _renew(self, line: Line, area: Area, parent: Area, outline: Outline | None) -> Reason | None:
        """Note in what a line differs from a building that is there; return why it may not."""
        dated = _dated(line, area, parent, outline)
        reason = self._forbids(line, area, dated)
        if reason is not None:
            return reason
        facts = facts_of(area)
        before = [getattr(facts, name) for name in KEPT]
        for name, value in line.facts.items():
            setattr(facts, name, value)
        at = centre_of(outline) if "outline" in dated and outline is not None else line.at
        has_moved = at is not None and at != (area.longitude, area.latitude)
        if dated:
            self.dated.append((area, dated))
        if has_moved and at is not None:
            area.longitude, area.latitude = at
            self.moved.append(area)
        has_facts = before != [getattr(facts, name) for name in KEPT]
        if has_facts or facts._state.adding:
            self.facts.append(facts)
        if dated or has_moved or has_facts:
            self.changed.append(area)
        return None

    def _forbids(self, line: Line, area: Area, dated: Mapping[str, Any]) -> Reason | None:
        """Return why a building that is there may not change so."""
        since = self.stock.since.get(area.pk, self.as_of)
        if dated and since > self.as_of:
            text = noop("“%(name)s” was changed as of %(last)s, after the day of this list.")
            return Reason("places.building.older", text, {"name": area.name, "last": since})
        parent = dated.get("parent", area.parent)
        namesake = self.stock.places.get((parent.pk, line.name))
        if namesake is not None and namesake is not area:
            return Reason("places.building.name", NAMED_SO, {"name": line.name})
        return None


def _dated(line: Line, area: Area, parent: Area, outline: Outline | None) -> dict[str, Any]:
    """Return the dated facts of a building in which a line differs; what it leaves unsaid stays."""
    wanted: dict[str, Any] = {"name": line.name}
    if line.compound or not area.path.startswith(_path(line)):
        wanted["parent"] = parent
    if line.households is not None:
        wanted["households"] = line.households
    if outline is not None and not (area.outline and json.loads(area.outline.geojson) == json.loads(outline.geojson)):
        wanted["outline"] = outline
    changes: Mapping[str, Any] = {name: value for name, value in wanted.items() if getattr(area, name) != value}
    return dict(changes)


def _path(line: Line) -> str:
    return line.community.path if line.community is not None else ""
