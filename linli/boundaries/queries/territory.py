"""The territory that a plan is about to change, as places has it now, and whether it is still what the plan knew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.boundaries.models import Project
from linli.boundaries.rules.base import NOWHERE, Base
from linli.boundaries.rules.succession import Future, Outcome
from linli.organisations import queries as organisations
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.places.terms import TierCode
from linli.values import Reason, noop

BATCH, NAMED = 500, 12
GROUND, LAW = "boundaries.ground", "today.md 0.2"
Areas = Mapping[int, places.Area]


@dataclass(frozen=True)
class Territory:
    """
    Areas of a plan. communities, units: by their number in the base, those that places knows; since: area -> first day
    of its version in force; offices: residents' committees by area; above: office of a subdistrict by area;
    strangers: what lies in the communities today but was not in the base; taken: names of other communities.
    """

    project: Project
    base: Base
    outcome: Outcome
    communities: Areas
    units: Areas
    since: Mapping[int, date]
    offices: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    above: Mapping[int, Any] = field(default_factory=dict)
    strangers: Sequence[places.Area] = ()
    taken: Mapping[int, frozenset[str]] = field(default_factory=dict)
    staying: Sequence[places.Area] = ()
    members: Sequence[Any] = ()

    @cached_property
    def is_from_file(self) -> bool:
        """Return whether the units came from a file, so that no compound can be moved."""
        return not any(unit.place for unit in self.base.units)

    def kept(self, future: Future) -> places.Area | None:
        """Return the area that a community continues, None if it must begin."""
        return self.communities.get(future.present)

    def parent_of(self, future: Future) -> places.Area | None:
        """Return the subdistrict that a community lies in: that of most of its households, else the project's."""
        origin = self.communities.get(future.origin)
        if origin is not None:
            return origin.parent
        is_street = self.project.area.tier.code == TierCode.SUBDISTRICT
        return self.project.area if is_street else None

    def office_above(self, future: Future) -> Any:
        """Return the office that a new committee belongs to: that of the old committee, else of the subdistrict."""
        origin, parent = self.communities.get(future.origin), self.parent_of(future)
        theirs = self.offices.get(origin.pk, ()) if origin is not None else ()
        if theirs:
            return theirs[0].parent
        return self.above.get(parent.pk) if parent is not None else None

    @property
    def notes(self) -> tuple[Reason, ...]:
        """Return what should be known although nothing speaks against it."""
        found = []
        if self.is_from_file:
            text = noop("The units came from a file: communities begin, but no compound moves in the tree of areas.")
            found.append(Reason(GROUND, text))
        if self.base.has_derived_outlines:
            text = noop(
                "Outlines are derived from points and do not come in force: new communities have none, those that go "
                "on keep theirs, and no case is placed by them. Have the outlines drawn."
            )
            found.append(Reason(GROUND, text))
        elif any(unit.shape is None for unit in self.base.units):
            text = noop("Units without an outline add nothing to the outlines of their communities.")
            found.append(Reason(GROUND, text))
        return tuple(found)

    def refusals(self, on: date) -> tuple[Reason, ...]:
        """Return everything that speaks against writing the plan from a day on."""
        ground = [*self._gone(), *self._elsewhere(), *self._arrived()]
        if ground:
            ground.append(Reason(GROUND, noop("Take the ground again, go through the plan and have it approved anew.")))
        return (*ground, *self._late(on), *self._homeless(), *self._names(), *self._left_over())

    def _changed(self) -> Iterator[places.Area]:
        """Yield the areas that get a new version or end."""
        yield from self.communities.values()
        yield from (self.units[unit] for unit in self.outcome.moved if unit in self.units)

    def _gone(self) -> Iterator[Reason]:
        """Yield communities and units that have ended, or that places does not know."""
        known: list[tuple[str, str, places.Area | None]] = [
            (one.key, one.name, self.communities.get(number)) for number, one in enumerate(self.base.communities)
        ]
        known += [(unit.place, unit.name, self.units.get(number)) for number, unit in enumerate(self.base.units)]
        gone = [name for key, name, area in known if key and (area is None or area.valid_to is not None)]
        yield from _told(GROUND, noop("Ended since the ground was taken: %(names)s."), gone)

    def _elsewhere(self) -> Iterator[Reason]:
        """Yield units that lie in another community than when the ground was taken."""
        moved = []
        for number, area in self.units.items():
            home = self.communities.get(self.base.units[number].community)
            if area.valid_to is None and home is not None and not area.path.startswith(home.path):
                moved.append(area.name)
        yield from _told(GROUND, noop("In another community than when the ground was taken: %(names)s."), moved)

    def _arrived(self) -> Iterator[Reason]:
        """Yield compounds and buildings that the plan does not know."""
        names = [area.name for area in self.strangers]
        yield from _told(GROUND, noop("Came to these communities after the ground was taken: %(names)s."), names)

    def _late(self, on: date) -> Iterator[Reason]:
        """Yield areas that were changed after the day, so that the change would come before what is known."""
        ended = {self.communities[present].pk for present in self.outcome.ended if present in self.communities}
        late: dict[date, list[str]] = {}
        for area in self._changed():
            since = self.since.get(area.pk, date.min)
            if area.valid_to is None and (since > on or (area.pk in ended and since == on)):
                late.setdefault(since, []).append(area.name)
        text = noop("Last changed as of %(last)s, so that the boundary cannot be in force from %(on)s: %(names)s.")
        for since, names in sorted(late.items()):
            yield from _told(LAW, text, names, last=since, on=on)

    def _homeless(self) -> Iterator[Reason]:
        """Yield new communities of which nobody knows the subdistrict."""
        text = noop("“%(name)s” has no subdistrict to lie in: its units come from no known community.")
        for future in self.outcome.communities:
            if self.kept(future) is None and self.parent_of(future) is None:
                yield Reason(LAW, text, {"name": future.name})

    def _names(self) -> Iterator[Reason]:
        """Yield names that would stand twice in a subdistrict."""
        text, seen = noop("There is a community “%(name)s” already."), set()
        for future in self.outcome.communities:
            parent = self.parent_of(future)
            place = (parent.pk if parent else 0, future.name)
            is_given = self.kept(future) is None or future.renamed
            if place in seen or (is_given and future.name in self.taken.get(place[0], ())):
                yield Reason(LAW, text, {"name": future.name})
            seen.add(place)

    def _left_over(self) -> Iterator[Reason]:
        """Yield what would stay behind in a community that ends."""
        text = noop("“%(name)s” would stay behind in a community that ends; move or end it first.")
        yield from (Reason(GROUND, text, {"name": area.name}) for area in self.staying)
        text = noop("“%(name)s” belongs to the committee of a community that ends; place it elsewhere first.")
        yield from (Reason(GROUND, text, {"name": member.name}) for member in self.members)


def _told(rule: str, text: str, names: Sequence[str], **params: Any) -> Iterator[Reason]:
    """Yield one reason that names some of many things and counts them, none without any."""
    if names:
        shown = "、".join(f"“{name}”" for name in names[:NAMED])
        listed = shown if len(names) <= NAMED else f"{shown}… ({len(names)})"
        yield Reason(rule, text, params | {"names": listed})


def read_territory(project: Project, base: Base, outcome: Outcome) -> Territory:
    """Return the areas of a plan as they are now; about ten queries, however many units there are."""
    by_key = _areas([one.key for one in base.communities] + [unit.place for unit in base.units])
    communities = {number: by_key[one.key] for number, one in enumerate(base.communities) if one.key in by_key}
    units = {number: by_key[unit.place] for number, unit in enumerate(base.units) if unit.place in by_key}
    bare = Territory(project, base, outcome, communities, units, {})
    ended = [communities[present] for present in outcome.ended if present in communities]
    offices = _offices([area.pk for area in communities.values()])
    parents = {parent.pk: parent for future in outcome.communities if (parent := bare.parent_of(future))}
    moved = {units[unit].pk for unit in outcome.moved if unit in units}
    return Territory(
        project,
        base,
        outcome,
        communities,
        units,
        since=_since([area.pk for area in by_key.values()]),
        offices=offices,
        above={
            pk: organisations.answering_for(each, OrganisationKind.SUBDISTRICT_OFFICE) for pk, each in parents.items()
        },
        strangers=_strangers(bare),
        taken=_taken(bare, parents),
        staying=[area for area in _children(ended) if area.pk not in moved],
        members=_members([office.pk for area in ended for office in offices.get(area.pk, ())]),
    )


def _areas(keys: Iterable[str]) -> dict[str, places.Area]:
    """Return areas, ended ones too, by their keys."""
    wanted = sorted({UUID(key) for key in keys if key})
    found: dict[str, places.Area] = {}
    for start in range(0, len(wanted), BATCH):
        rows = places.Area.objects.filter(key__in=wanted[start : start + BATCH])
        found |= {str(area.key): area for area in rows.select_related("tier", "parent__tier")}
    return found


def _since(areas: Sequence[int]) -> dict[int, date]:
    """Return the first day of each area's version in force."""
    found: dict[int, date] = {}
    for start in range(0, len(areas), BATCH):
        rows = places.AreaVersion.objects.filter(area__in=areas[start : start + BATCH], valid_to__isnull=True)
        found |= dict(rows.values_list("area_id", "valid_from"))
    return found


def _offices(areas: Sequence[int]) -> dict[int, list[Any]]:
    """Return the residents' committees in force that answer for exactly these areas."""
    kind = OrganisationKind.RESIDENTS_COMMITTEE
    rows = organisations.list_in_force().filter(area__in=areas, kind=kind).select_related("parent", "area")
    found: dict[int, list[Any]] = {}
    for office in rows.order_by("code", "path"):
        found.setdefault(office.area_id, []).append(office)
    return found


def _strangers(bare: Territory) -> list[places.Area]:
    """Return compounds and loose buildings in force that lie in the communities but are no units of the base."""
    if bare.is_from_file or not bare.communities:
        return []
    inside = Q(pk__in=())
    for area in bare.communities.values():
        inside |= places.in_subtree(area.path)
    loose = Q(tier__code=TierCode.BUILDING) & ~Q(parent__tier__code=TierCode.COMPOUND)
    rows = places.list_in_force().filter(inside, Q(tier__code=TierCode.COMPOUND) | loose)
    known = {area.pk for area in bare.units.values()}
    return [area for area in rows if area.pk not in known]


def _taken(bare: Territory, parents: Areas) -> dict[int, frozenset[str]]:
    """Return the names of areas in force directly below each subdistrict, without the communities that keep theirs."""
    renamed = {future.present for future in bare.outcome.kept if future.renamed}
    own = {area.pk for number, area in bare.communities.items() if number in renamed and number != NOWHERE}
    rows = places.Area.objects.filter(parent__in=list(parents), valid_to__isnull=True).exclude(pk__in=own)
    found: dict[int, set[str]] = {pk: set() for pk in parents}
    for parent, name in rows.values_list("parent_id", "name"):
        found[parent].add(name)
    return {pk: frozenset(names) for pk, names in found.items()}


def _children(areas: Sequence[places.Area]) -> list[places.Area]:
    """Return what lies directly in areas that end."""
    return list(places.list_in_force().filter(parent__in=areas)) if areas else []


def _members(offices: Sequence[int]) -> list[Any]:
    """Return the organisations that belong to offices that end."""
    return list(organisations.list_in_force().filter(parent__in=offices)) if offices else []
