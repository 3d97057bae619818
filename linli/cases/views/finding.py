"""Who asks, and what he may see: outside his reach a case is simply not there."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from linli.cases import queries
from linli.cases.models import Case
from linli.places import queries as places


class StaffRequest(HttpRequest):
    """A request of somebody signed in (`requires` has seen to it), with what HTMX says about it."""

    user: Any
    htmx: Any


SHOWN = ("area", "place", "category", "holder", "unit", "merged_into", "claimed_by")


def find_case(user: Any, case_id: int, *, forebears: bool = False) -> Case | None:
    """
    Return a case in the person's reach with what every page of it shows, or None.

    forebears: also one recorded in an area that has ended and went into his; to be read and not acted upon.
    """
    return queries.visible_cases(user, forebears=forebears).select_related(*SHOWN).filter(pk=case_id).first()


def get_case(user: Any, case_id: int) -> Case:
    """Return a case in the person's reach with what every page of it shows. Raises Http404 otherwise."""
    case = find_case(user, case_id)
    if case is None:
        raise Http404
    return case


def crumbs_of(user: Any, area: places.Area, last: str = "") -> list[tuple[str, str]]:
    """Return the way down to the cases of an area, or to a page of it; what lies above one's reach leads nowhere."""
    mine = tuple(grant.area_path for grant in user.grants("cases.view"))
    way = [
        (one.short_name, reverse("cases:area", args=[one.key]) if one.path.startswith(mine) else "")
        for one in [*places.get_ancestors(area), area]
    ]
    return [*way, (last, "")] if last else [*way[:-1], (area.short_name, "")]
