"""What the room can count for the rooms above: partners and other bodies of an area."""

from collections.abc import Collection, Iterable

from linli.foundation.figures import Figure
from linli.organisations.models import Organisation
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places
from linli.values import Span, noop

KEYS_AT_ONCE = 900
COUNTED = {
    "organisations.partners": OrganisationKind.PARTNER,
    "organisations.resident_units": OrganisationKind.RESIDENT_UNIT,
    "organisations.workstations": OrganisationKind.WORKSTATION,
    "organisations.property_managers": OrganisationKind.PROPERTY_MANAGER,
}


def paths_of(keys: Iterable[int]) -> dict[int, str]:
    """Return the paths of organisations by their keys."""
    wanted = sorted(set(keys))
    paths: dict[int, str] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = Organisation.objects.filter(pk__in=wanted[start : start + KEYS_AT_ONCE])
        paths |= dict(some.values_list("pk", "path"))
    return paths


def _count(codes: Collection[str], keys: Collection[int], span: Span) -> dict[str, dict[int, int]]:
    """Return how many organisations of a kind answer for each area or a part of it on the last day of the span."""
    subtrees, there = places.subtrees_of(keys), Organisation.objects.filter(places.in_force(span))
    return {code: places.count_within(there.filter(kind=COUNTED[code]), subtrees, path="area__path") for code in codes}


FIGURES = (
    Figure("organisations.partners", noop("Co-construction partners"), noop("organisations"), "area", _count),
    Figure("organisations.resident_units", noop("Resident units"), noop("organisations"), "area", _count),
    Figure("organisations.workstations", noop("Community workstations"), noop("organisations"), "area", _count),
    Figure("organisations.property_managers", noop("Property managers"), noop("organisations"), "area", _count),
)
"""What the room offers."""
