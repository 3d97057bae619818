"""Which cases a person may see or act upon: by area, or because his unit holds them or works on them."""

from typing import Any

from django.db.models import Q, QuerySet

from linli.cases.models import Case, Task
from linli.foundation.access import in_subtree
from linli.organisations import queries as organisations
from linli.places import queries as places


def visible_cases(user: Any, action: str = "cases.view") -> QuerySet[Case]:
    """
    Return the cases on which the user may do the action; nobody's guess, no rows.

    A case is in scope if one grant covers its area and is for the whole area, or if a unit in the grant's organisation
    subtree holds the open case or has, or had, a task on it.
    """
    scope = Q(pk__in=())
    for grant in set(user.grants(action)):
        if grant.whole_area and not grant.area_path:
            return Case.objects.all()
        covered = Q(area__in=areas_below(grant.area_path)) if grant.area_path else Q()
        scope |= covered if grant.whole_area else covered & Q(pk__in=cases_of_units(grant.unit_path))
    return Case.objects.filter(scope)


def areas_below(path: str) -> QuerySet:
    """Return the keys of an area's subtree; few rows, so that the cases can be walked in their own order."""
    return places.Area.objects.filter(places.in_subtree(path)).values("pk")


def cases_of_units(unit_path: str) -> QuerySet:
    """Return the keys of the cases that units of a subtree hold or worked on, from two indexes and no walk."""
    units = organisations.Organisation.objects.filter(in_subtree("path", unit_path)).values("pk")
    worked = Task.objects.filter(unit__in=units).values("case_id")
    held = Case.objects.filter(holder__in=units, ended_at__isnull=True).values("pk")
    return worked.union(held)
