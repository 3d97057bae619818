"""Which cases a person may see or act upon: by area, or because his unit holds them or works on them."""

from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, Task
from linli.foundation.access import in_subtree
from linli.foundation.paging import Walked
from linli.organisations import queries as organisations
from linli.places import queries as places


def visible_cases(
    user: Any, action: str = "cases.view", *, walked: bool = False, forebears: bool = False
) -> QuerySet[Case]:
    """
    Return the cases on which the user may do the action; nobody's guess, no rows.

    A case is in scope if one grant covers its area and is for the whole area, or if a unit in the grant's organisation
    subtree holds the open case or has, or had, a task on it. walked: the cases are many and read in an order.
    forebears: with what was recorded in areas that have ended and went into the person's own.
    """
    scope, every = Q(pk__in=()), Case.objects.alias(area_walked=Walked("area_id")) if walked else Case.objects.all()
    for grant in set(user.grants(action)):
        if grant.whole_area and not grant.area_path:
            return every
        covered = in_area(grant.area_path, walked=walked)
        if forebears and grant.whole_area:
            covered |= Q(area__in=[pk for pk, until in places.forebears_of(grant.area_path).items() if until is None])
        scope |= covered if grant.whole_area else covered & _of_units(grant.unit_path, walked=walked)
    return every.filter(scope)


def in_area(path: str, *, walked: bool = False) -> Q:
    """Return the condition that a case lies in an area's subtree; walked: of cases that are read in an order."""
    return Q(**{"area_walked__in" if walked else "area__in": areas_below(path)}) if path else Q()


def in_area_or_before(path: str, *, walked: bool = False) -> Q:
    """
    Return the condition that a case lies in an area's subtree or was recorded in what the area came from.

    In an area that only gave a part, what was recorded before that day.
    """
    forebears = places.forebears_of(path)
    if not forebears:
        return in_area(path, walked=walked)
    keys = places.Area.objects.filter(places.in_subtree(path) | Q(pk__in=list(forebears))).values("pk")
    found = Q(**{"area_walked__in" if walked else "area__in": keys})
    for pk, until in forebears.items():
        if until is not None:
            found &= ~Q(area=pk, reported_at__gte=timezone.make_aware(datetime.combine(until, time.min)))
    return found


def _of_units(path: str, *, walked: bool) -> Q:
    """Return the condition that units of a subtree hold or worked on a case: from their lists, or asked of each."""
    if not walked:
        return Q(pk__in=cases_of_units(path))
    units = organisations.Organisation.objects.filter(in_subtree("path", path)).values("pk")
    worked = Task.objects.filter(case=OuterRef("pk"), unit__in=units)
    return Q(Exists(worked)) | Q(holder__in=units, ended_at__isnull=True)


def areas_below(path: str) -> QuerySet:
    """Return the keys of an area's subtree; few rows, so that the cases can be walked in their own order."""
    return places.Area.objects.filter(places.in_subtree(path)).values("pk")


def cases_of_units(unit_path: str) -> QuerySet:
    """Return the keys of the cases that units of a subtree hold or worked on, from two indexes and no walk."""
    units = organisations.Organisation.objects.filter(in_subtree("path", unit_path)).values("pk")
    worked = Task.objects.filter(unit__in=units).values("case_id")
    held = Case.objects.filter(holder__in=units, ended_at__isnull=True).values("pk")
    return worked.union(held)
