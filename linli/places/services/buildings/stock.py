"""The buildings and compounds that are there already, and which of them a row means."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from linli.places import queries, rules
from linli.places.models import Area, AreaVersion, BuildingFacts
from linli.places.terms import TierCode
from linli.values import Reason, noop

from .rows import Line

AT_ONCE = 500
LOCAL_MAX = 5
"""Numbers of at most so many characters are a community's own."""
NEAR_M = 100.0
Place = tuple[int, str]


@dataclass(slots=True)
class Stock:
    """
    What is there below some communities. compounds, places: by parent and name; numbers: by community and number.

    codes: buildings by number alone; since: when each was last changed; last: the greatest child number given below
    each parent.
    """

    compounds: dict[Place, Area] = field(default_factory=dict)
    places: dict[Place, Area] = field(default_factory=dict)
    numbers: dict[Place, Area] = field(default_factory=dict)
    codes: dict[str, list[Area]] = field(default_factory=dict)
    since: dict[int, date] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    @classmethod
    def below(cls, communities: Iterable[Area], within: QuerySet[Area], codes: Iterable[str]) -> "Stock":
        """Read what is there below communities, and of all `within` the buildings with one of the codes."""
        stock, here = cls(), {area.path: area for area in communities}
        if not here:
            return stock
        root = rules.root_of(here)
        tiers = (TierCode.COMPOUND, TierCode.BUILDING)
        versions = AreaVersion.objects.filter(queries.in_subtree(root, "area__path"), valid_to__isnull=True)
        stock.since = dict(versions.filter(tier__code=TierCode.BUILDING).values_list("area", "valid_from"))
        rows = queries.list_in_force().filter(queries.in_subtree(root), tier__code__in=tiers)
        for area in rows.select_related("tier", "parent", "facts", "outline"):
            home = next((here[path] for path in rules.lineage(area.path) if path in here), None)
            if area.tier.code == TierCode.COMPOUND:
                stock.compounds[(area.parent_id or 0, area.name)] = area
                stock.compounds.setdefault((area.parent_id or 0, area.short_name), area)
            else:
                stock.note(area, home)
        stock._add_by_code(within, sorted(set(codes) - stock.codes.keys()))
        return stock

    def _add_by_code(self, within: QuerySet[Area], codes: list[str]) -> None:
        """Remember buildings elsewhere that have one of these numbers: a list may say that they have moved."""
        rows = within.filter(tier__code=TierCode.BUILDING).select_related("tier", "parent", "facts", "outline")
        for start in range(0, len(codes), AT_ONCE):
            fresh = list(rows.filter(facts__code__in=codes[start : start + AT_ONCE]))
            versions = AreaVersion.objects.filter(area__in=[area.pk for area in fresh], valid_to__isnull=True)
            self.since |= dict(versions.values_list("area", "valid_from"))
            for area in fresh:
                self.note(area, None)

    def note(self, area: Area, community: Area | None) -> None:
        """Remember a building."""
        self.places[(area.parent_id or 0, area.name)] = area
        code = facts_of(area).code
        if code:
            self.codes.setdefault(code, []).append(area)
            if community is not None:
                self.numbers[(community.pk, code)] = area

    def find(self, line: Line, parent: Area | None, is_unique: bool) -> Area | Reason | None:
        """
        Return the building a row means, None for a new one.

        By number in its community; by a number that stands only once, in the file and here, with the same name (a
        short one, which every community may have, at the same place as well); by name in its place. parent: None
        while the row's compound is still to begin.
        """
        community: Any = line.community
        if line.code:
            mine = self.numbers.get((community.pk, line.code))
            if mine is not None:
                return mine
            alike = self.codes.get(line.code, [])
            if is_unique and len(alike) == 1 and alike[0].name == line.name and _is_same(line, alike[0]):
                return alike[0]
        there = self.places.get((parent.pk, line.name)) if parent is not None else None
        if there is not None and line.code and facts_of(there).code not in ("", line.code):
            text = noop("There already is “%(name)s” in this place, with the number %(code)s.")
            return Reason("places.building.name", text, {"name": line.name, "code": facts_of(there).code})
        return there

    def next_path(self, parent: Area) -> str:
        """Return the path of the next area below a parent."""
        if parent.pk not in self.last:
            found = Area.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
            self.last[parent.pk] = rules.last_step(found or "")
        self.last[parent.pk] += 1
        return rules.child_path(parent.path, self.last[parent.pk])


def _is_same(line: Line, area: Area) -> bool:
    """Return whether a number stands for one building everywhere: a long one does, a short one if the place agrees."""
    if len(line.code) > LOCAL_MAX:
        return True
    if line.at is None or area.longitude is None or area.latitude is None:
        return False
    return rules.distance_m(*line.at, area.longitude, area.latitude) < NEAR_M


def facts_of(area: Area) -> BuildingFacts:
    """Return the facts of a building; unsaved empty ones where it has none yet."""
    try:
        return area.facts
    except BuildingFacts.DoesNotExist:
        return BuildingFacts(area=area)
