"""Reads of who takes part in what: members of bodies, partners of communities, the bodies of a community."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery

from linli.foundation.access import within
from linli.organisations.figures import SEATS_THAT_COUNT
from linli.organisations.models import MemberCount, Membership, Organisation, Pairing
from linli.organisations.terms import FORMS, FOUR_IN_ONE, BodyForm, FourInOne, OrganisationKind, Part
from linli.places import queries as places

from .register import list_in_force

Row = TypeVar("Row", bound=Model)
BODIES_OF_SELF_GOVERNANCE = (
    OrganisationKind.SELF_GOVERNANCE_COMMITTEE,
    OrganisationKind.HOMEOWNERS_COMMITTEE,
    OrganisationKind.PROPERTY_MANAGER,
)

NEAR_DEGREES = 0.01
"""Half the side of what the map shows of a community without an outline, about a kilometre."""
COLOURS = ("#4c78a8", "#f2a541", "#59a14f", "#b07aa1", "#e15759", "#76b7b2", "#9c755f", "#edc948")


def on_day(rows: QuerySet[Row], day: date | None) -> QuerySet[Row]:
    """Return the dated rows that hold on a day; without a day those that hold until further notice."""
    if day is None:
        return rows.filter(valid_to__isnull=True)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def list_memberships(body: Organisation, day: date | None = None) -> QuerySet[Membership]:
    """Return who takes part in a body, its lead first."""
    return on_day(body.memberships.all(), day).select_related("member__area").order_by("part", "member__path")


def list_seats(member: Organisation, day: date | None = None) -> QuerySet[Membership]:
    """Return the bodies an organisation takes part in."""
    return on_day(member.seats.all(), day).select_related("body__area").order_by("body__path")


def list_pairings(
    *, organisation: Organisation | None = None, area: places.Area | None = None, day: date | None = None
) -> QuerySet[Pairing]:
    """Return the pairings of an organisation or of an area's whole subtree, by community, the lead first."""
    rows = on_day(Pairing.objects.all(), day)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if area is not None:
        rows = rows.filter(places.in_subtree(area.path, "area__path"))
    return rows.select_related("organisation", "area").defer("tasks").order_by("area__path", "part", "pk")


def pairings_in_scope(user: Any, action: str) -> QuerySet[Pairing]:
    """Return the pairings of communities in which the user may do the action."""
    return within(Pairing.objects.all(), user, action, area="area__path", units=("organisation__path",))


def partners_at(area: places.Area, longitude: float, latitude: float) -> list[Pairing]:
    """Return the partners of an area whose responsible zone holds the point, the lead first (003-7)."""
    rows = list_pairings(area=area).filter(
        zone__west__lte=longitude, zone__east__gte=longitude, zone__south__lte=latitude, zone__north__gte=latitude
    )
    zoned = ((row, json.loads(row.zone.geojson)) for row in rows.select_related("zone") if row.zone)
    return [row for row, zone in zoned if places.covers(zone, longitude, latitude)]


def member_numbers(organisation: Organisation) -> dict[str, MemberCount]:
    """Return the newest number of each class of Party members, by class."""
    rows = organisation.member_counts.order_by("on", "pk")
    return {str(row.member_class): row for row in rows}


@dataclass(frozen=True, slots=True)
class Participation:
    """How many of the units of an area take part (004-5, 001-20): taking part, all of them, whether the aim is met."""

    taking_part: int
    total: int

    @property
    def percent(self) -> float | None:
        """Return the share in per cent, None without any unit."""
        return 100 * self.taking_part / self.total if self.total else None


def units_of(area: places.Area, kind: OrganisationKind, day: date | None = None) -> QuerySet[Any]:
    """Return the organisations of a kind in an area's subtree, each with `takes_part`: in a coordination body."""
    seat = on_day(Membership.objects.filter(member=OuterRef("pk")), day)
    seats = seat.filter(body__kind__in=SEATS_THAT_COUNT)
    rows = on_day(Organisation.objects.filter(places.in_subtree(area.path, "area__path"), kind=kind), day)
    return rows.annotate(takes_part=Exists(seats))


def participation(area: places.Area, kind: OrganisationKind, day: date | None = None) -> Participation:
    """Return how many units of a kind in an area's subtree take part in a coordination body; two queries."""
    units = units_of(area, kind, day)
    return Participation(units.filter(takes_part=True).count(), units.count())


def list_missing_units(area: places.Area) -> QuerySet[Organisation]:
    """Return the resident units of an area's subtree that take part in no coordination body."""
    rows = units_of(area, OrganisationKind.RESIDENT_UNIT).filter(takes_part=False)
    return rows.select_related("area").order_by("path")


def count_forms(area: places.Area, *kinds: OrganisationKind) -> list[dict[BodyForm, int]]:
    """Return how many bodies of each kind the area's subtree has in each form (004-4); one query."""
    rows = list_in_force().filter(places.in_subtree(area.path, "area__path"), kind__in=kinds)
    found = Counter(rows.values_list("kind", "form"))
    return [{form: found[kind, form] for form in FORMS[kind]} for kind in kinds]


def bodies_of(areas: Iterable[int]) -> dict[int, dict[OrganisationKind, list[Organisation]]]:
    """Return the bodies in force that answer for exactly each of these areas, by area and kind; one query."""
    found: dict[int, dict[OrganisationKind, list[Organisation]]] = {}
    for row in list_in_force().filter(area_id__in=list(areas)).order_by("kind", "path"):
        found.setdefault(row.area_id, {}).setdefault(OrganisationKind(row.kind), []).append(row)
    return found


def four_in_one(area: places.Area) -> list[tuple[FourInOne, OrganisationKind, list[Organisation]]]:
    """Return the four parts of a community's structure with the bodies that fill them; none where it is missing."""
    bodies = bodies_of([area.pk]).get(area.pk, {})
    return [(part, kind, bodies.get(kind, [])) for part, kind in FOUR_IN_ONE.items()]


def lead_of(areas: QuerySet[places.Area]) -> QuerySet[places.Area]:
    """Return the areas, each with `lead_partner`: the name of its lead partner, or None."""
    lead = Pairing.objects.filter(area=OuterRef("pk"), part=Part.LEAD, valid_to__isnull=True)
    return areas.annotate(lead_partner=Subquery(lead.values("organisation__short_name")[:1]))


def count_self_governing(area: places.Area) -> list[tuple[OrganisationKind, int, int]]:
    """Return the bodies of self-governance in an area's subtree: kind, how many, in how many compounds (004-2)."""
    rows = list_in_force().filter(places.in_subtree(area.path, "area__path"), kind__in=BODIES_OF_SELF_GOVERNANCE)
    counted = rows.order_by().values_list("kind").annotate(bodies=Count("pk"), areas=Count("area", distinct=True))
    found = {str(kind): (bodies, areas) for kind, bodies, areas in counted}
    return [(kind, *found.get(kind.value, (0, 0))) for kind in BODIES_OF_SELF_GOVERNANCE]


def zone_ground(area: places.Area) -> dict[str, Any]:
    """
    Return what a map of a community's zones shows: GeoJSON collections by part, and the box around them.

    present: the community's outline; communities: the zones of its partners, each in a colour of its own.
    """
    outline = area.outline
    zones = [
        {"type": "Feature", "geometry": json.loads(row.zone.geojson), "properties": _zone_facts(row, number)}
        for number, row in enumerate(list_pairings(area=area).filter(zone__isnull=False).select_related("zone"))
        if row.zone
    ]
    shape = {"type": "Feature", "geometry": json.loads(outline.geojson), "properties": {}} if outline else None
    centre = (area.longitude or 0.0, area.latitude or 0.0)
    empty = [centre[0] - NEAR_DEGREES, centre[1] - NEAR_DEGREES, centre[0] + NEAR_DEGREES, centre[1] + NEAR_DEGREES]
    bounds = [outline.west, outline.south, outline.east, outline.north] if outline else empty
    parts = {"communities": zones, "present": [shape] if shape else [], "lines": [], "units": []}
    collections = {name: {"type": "FeatureCollection", "features": rows} for name, rows in parts.items()}
    return collections | {"bounds": bounds}


def _zone_facts(row: Pairing, number: int) -> dict[str, Any]:
    """Return what the map says of a zone."""
    return {"name": row.organisation.short_name, "households": "", "colour": COLOURS[number % len(COLOURS)]}
