"""Which cases a person may see or act upon: by area, or because his unit holds them or works on them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.cases.models import Case, Task
from linli.foundation.access import in_subtree
from linli.places import queries as places


def visible_cases(user: Any, action: str = "cases.view") -> QuerySet[Case]:
    """
    Return the cases on which the user may do the action; nobody's guess, no rows.

    A case is in scope if one grant covers its area and is for the whole area, or if the case's holder or a unit with
    a task on it, past ones too, stands in the grant's organisation subtree.
    """
    scope = Q(pk__in=())
    for grant in set(user.grants(action)):
        if grant.whole_area and not grant.area_path:
            return Case.objects.all()
        covered = Q(area__in=_areas(grant.area_path)) if grant.area_path else Q()
        scope |= covered if grant.whole_area else covered & _own(grant.unit_path)
    return Case.objects.filter(scope)


def _areas(path: str) -> QuerySet:
    """Return the keys of an area's subtree; few rows, so that the cases can be walked in their own order."""
    return places.Area.objects.filter(places.in_subtree(path)).values("pk")


def _own(unit_path: str) -> Q:
    theirs = Task.objects.filter(in_subtree("unit__path", unit_path), case=OuterRef("pk"))
    return in_subtree("holder__path", unit_path) | Exists(theirs)
