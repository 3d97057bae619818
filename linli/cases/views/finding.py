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
    """Return a case in the person's reach with what every page of it shows. Raises Http404 otherwise."""
    case = (
        queries.visible_cases(user)
        .select_related("area", "place", "category", "holder", "unit", "merged_into", "claimed_by")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise Http404
    return case
