"""Which office of an area sits at a desk, and where a case without a place waits."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from linli.cases.queries import ground
from linli.cases.rules.desks import Desk
from linli.organisations import queries as organisations
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places

LADDER = (
    (Desk.COMMUNITY, OrganisationKind.RESIDENTS_COMMITTEE),
    (Desk.SUBDISTRICT, OrganisationKind.SUBDISTRICT_OFFICE),
    (Desk.DISTRICT, OrganisationKind.HEADQUARTERS),
)


def office_at(desk: Desk, area: places.Area) -> Any | None:
    """
    Return the organisation that sits at an area's desk, or the next one up if there is none; kept in memory.

    Of several of a kind the one nearest to the area sits there, then the one with the smallest code. None only where
    no headquarters exists at all.
    """
    return ground.remember((desk, area.path), lambda: _find_office(desk, area))


def _find_office(desk: Desk, area: places.Area) -> Any | None:
    """Return the organisation that sits at an area's desk now; one query."""
    rungs = [kind for rung, kind in LADDER][[rung for rung, _ in LADDER].index(desk) :]
    above = Q(kind__in=rungs, area__path__in=places.lineage(area.path)) | Q(kind=OrganisationKind.HEADQUARTERS)
    found = list(organisations.list_in_force().filter(above).select_related("area"))
    return min(found, key=lambda office: _rank(office, rungs, area), default=None)


def _rank(office: Any, rungs: Sequence[str], area: places.Area) -> tuple[bool, int, int, str, str]:
    """Return how well an office fits a desk, the best first; a headquarters elsewhere is the last resort."""
    path = office.area.path
    return not area.path.startswith(path), rungs.index(office.kind), -len(path), office.code, office.path


def get_headquarters() -> Any | None:
    """Return the headquarters in force, the first made if there are several; kept in memory."""
    return ground.remember("headquarters", _find_headquarters)


def _find_headquarters() -> Any | None:
    """Return the headquarters in force; one query."""
    kind = OrganisationKind.HEADQUARTERS
    return organisations.list_in_force().filter(kind=kind).select_related("area").order_by("pk").first()


def locate_area(
    *, longitude: float | None, latitude: float | None, place: places.Area | None
) -> tuple[places.Area | None, places.Area | None]:
    """
    Return the community a report belongs to and the compound or building it names.

    The pin decides, else the chosen place; both None if neither leads to a community.
    """
    if longitude is not None and latitude is not None:
        found = ground.community_at(longitude, latitude)
        if found is not None:
            inside = place is not None and place.path.startswith(found.path) and place.path != found.path
            return found, place if inside else None
    return (_community_of(place), place) if place is not None else (None, None)


def _community_of(place: places.Area) -> places.Area:
    """Return the community above a place, or the place itself if it stands higher."""
    if place.tier.code == "community":
        return place
    above = [area for area in places.get_ancestors(place) if area.tier.code == "community"]
    return above[0] if above else place
