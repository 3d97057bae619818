"""What the room can count for the rooms above: partners and other bodies of an area."""

from collections.abc import Collection, Iterable, Sequence

from linli.foundation.figures import Figure, Paths, Values
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


def _count(codes: Collection[str], paths: Paths, spans: Sequence[Span]) -> dict[Span, Values]:
    """Return how many organisations of a kind answer for each area or a part of it on the last day of a span."""
    wanted = {
        (span, code): Organisation.objects.filter(places.in_force(span), kind=COUNTED[code])
        for span in spans
        for code in codes
    }
    counted = places.count_within(wanted, places.Subtrees(paths["area"]), path="area__path")
    return {span: {code: counted[span, code] for code in codes} for span in spans}


FIGURES = (
    Figure("organisations.partners", noop("Co-construction partners"), noop("organisations"), "area", _count),
    Figure("organisations.resident_units", noop("Resident units"), noop("organisations"), "area", _count),
    Figure("organisations.workstations", noop("Community workstations"), noop("organisations"), "area", _count),
    Figure("organisations.property_managers", noop("Property managers"), noop("organisations"), "area", _count),
)
"""What the room offers."""
