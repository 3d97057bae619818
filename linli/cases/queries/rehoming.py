"""Open cases of communities whose boundaries change, or that have ended, with what says where each of them lies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from linli.cases.models import Case
from linli.cases.queries.scope import visible_cases
from linli.places import queries as places
from linli.values import noop

BY_POINT, BY_PLACE, BY_HEIR = noop("by its point"), noop("by its building or compound"), noop("the only successor")


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case and its place. place_path: of its compound or building, "" without; point in degrees or None."""

    pk: int
    number: int
    area_id: int
    summary: str
    address: str
    place_path: str
    point: tuple[float, float] | None


def open_cases_in(areas: Iterable[places.Area]) -> Iterator[OpenCase]:
    """Yield the open cases of exactly these communities, in the order of their keys; one query, however many."""
    rows = Case.objects.filter(area__in=[area.pk for area in areas], ended_at__isnull=True).order_by("pk")
    facts = ("pk", "number", "area_id", "summary", "address", "place__path", "longitude", "latitude")
    for pk, number, area_id, summary, address, path, longitude, latitude in rows.values_list(*facts):
        point = None if longitude is None or latitude is None else (longitude, latitude)
        yield OpenCase(pk, number, area_id, summary, address, path or "", point)


@dataclass(frozen=True, slots=True)
class Left:
    """
    An open case left in an area that has ended.

    heirs: areas in force it may go to, the likeliest first; home: the one that is clear, and by what, or None.
    """

    case: Case
    heirs: list[places.Area]
    home: places.Area | None = None
    by: str = ""


def list_left(user: Any, action: str) -> QuerySet[Case]:
    """Return the open cases of areas that have ended, as far as the user may do the action; order by `pk`."""
    ended = places.Area.objects.filter(valid_to__isnull=False).values("pk")
    return visible_cases(user, action).filter(area__in=ended, ended_at__isnull=True)


def find_homes(cases: Iterable[Case]) -> list[Left]:
    """Return where each of these cases may go; need their area with its tier, and their place. Few queries for all."""
    rows = list(cases)
    heirs = places.heirs_of(list({case.area_id: case.area for case in rows}.values()))
    above = places.lineages_of([case.place for case in rows if case.place is not None and case.place.valid_to is None])
    return [
        _left(case, [heir.area for heir in heirs[case.area_id]], above.get(case.place_id or 0, [])) for case in rows
    ]


def _left(case: Case, heirs: list[places.Area], above: list[places.Area]) -> Left:
    """Ask its point, then its compound or building, then whether there is one heir alone."""
    housed = next((area for area in above if area.tier_id == case.area.tier_id), None)
    alone = heirs[0] if len(heirs) == 1 else None
    for home, by in ((_at_point(case), BY_POINT), (housed, BY_PLACE), (alone, BY_HEIR)):
        if home is not None:
            return Left(case, heirs if home in heirs else [home, *heirs], home, by)
    return Left(case, heirs)


def _at_point(case: Case) -> places.Area | None:
    if case.longitude is None or case.latitude is None:
        return None
    found = places.area_at(case.longitude, case.latitude, case.area.tier.code)
    return found if found is not None and found.valid_to is None else None
