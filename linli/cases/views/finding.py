"""Who asks, and what he may see: outside his reach a case is simply not there."""

from typing import Any

from django.http import Http404, HttpRequest

from linli.cases import queries
from linli.cases.models import Case


class StaffRequest(HttpRequest):
    """A request of somebody signed in (`requires` has seen to it), with what HTMX says about it."""

    user: Any
    htmx: Any


def get_case(user: Any, case_id: int) -> Case:
    """
    Return a case with what every page of it shows. Raises Http404 for one outside the person's reach.

    His reach holds what was recorded in areas that have ended and went into his.
    """
    shown = ("area", "place", "category", "holder", "unit", "merged_into", "claimed_by")
    for forebears in (False, True):
        reach = queries.visible_cases(user, forebears=forebears)
        if case := reach.select_related(*shown).filter(pk=case_id).first():
            return case
    raise Http404
