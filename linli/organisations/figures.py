"""What the room can count for the rooms above: partners and other bodies of an area."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from linli.foundation.figures import Figure, Paths, Reading, Values
from linli.organisations.models import Membership, Organisation
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.values import Span, noop

KEYS_AT_ONCE = 900
KINDS = {
    "organisations.partners": OrganisationKind.PARTNER,
    "organisations.resident_units": OrganisationKind.RESIDENT_UNIT,
    "organisations.workstations": OrganisationKind.WORKSTATION,
    "organisations.property_managers": OrganisationKind.PROPERTY_MANAGER,
    "organisations.party_organisations": OrganisationKind.PARTY_ORGANISATION,
    "organisations.self_governance_committees": OrganisationKind.SELF_GOVERNANCE_COMMITTEE,
    "organisations.homeowners_committees": OrganisationKind.HOMEOWNERS_COMMITTEE,
    "organisations.coordination_bodies": OrganisationKind.COORDINATION_BODY,
}
"""Figures that count every organisation of a kind."""
TAKING_PART = {
    "organisations.units_taking_part": OrganisationKind.RESIDENT_UNIT,
    "organisations.parties_taking_part": OrganisationKind.PARTY_ORGANISATION,
}
"""Figures that count only those with a seat in a body (004-5, 001-20)."""
SEATS_THAT_COUNT = (OrganisationKind.COORDINATION_BODY, OrganisationKind.CO_CONSTRUCTION_COMMITTEE)


def paths_of(keys: Iterable[int]) -> dict[int, str]:
    """Return the paths of organisations by their keys."""
    wanted = sorted(set(keys))
    paths: dict[int, str] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = Organisation.objects.filter(pk__in=wanted[start : start + KEYS_AT_ONCE])
        paths |= dict(some.values_list("pk", "path"))
    return paths


def _there(code: str, span: Span) -> QuerySet[Organisation]:
    """Return the organisations a figure counts on the last day of a span."""
    rows = Organisation.objects.filter(places.in_force(span), kind=(KINDS | TAKING_PART)[code])
    if code not in TAKING_PART:
        return rows
    seats = Membership.objects.filter(places.in_force(span), member=OuterRef("pk"), body__kind__in=SEATS_THAT_COUNT)
    return rows.filter(Exists(seats))


def _count(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> Reading[dict[Span, Values]]:
    """Return how many organisations a figure counts in each area or a part of it on the last day of a span."""
    wanted = {(span, code): _there(code, span) for span in spans for code in codes}
    counted = yield from places.count_within(wanted, places.Subtrees(paths["area"]), path="area__path")
    return {span: {code: counted[span, code] for code in codes} for span in spans}


UNIT = noop("organisations")
FIGURES = (
    Figure("organisations.partners", noop("Co-construction partners"), UNIT, "area", _count),
    Figure("organisations.resident_units", noop("Resident units"), UNIT, "area", _count),
    Figure("organisations.workstations", noop("Community workstations"), UNIT, "area", _count),
    Figure("organisations.property_managers", noop("Property managers"), UNIT, "area", _count),
    Figure("organisations.party_organisations", noop("Party organisations"), UNIT, "area", _count),
    Figure("organisations.self_governance_committees", noop("Self-governance committees"), UNIT, "area", _count),
    Figure("organisations.homeowners_committees", noop("Homeowners' committees"), UNIT, "area", _count),
    Figure("organisations.coordination_bodies", noop("Deliberation and coordination bodies"), UNIT, "area", _count),
    Figure("organisations.units_taking_part", noop("Resident units that take part"), UNIT, "area", _count),
    Figure(
        "organisations.parties_taking_part",
        noop("Party organisations that take part"),
        UNIT,
        "area",
        _count,
    ),
)
"""What the room offers."""
