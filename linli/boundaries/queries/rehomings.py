"""Open cases after a split: where each went, and which of them wait for a person."""

from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from linli.boundaries.models import Project, Rehoming
from linli.foundation.access import within
from linli.places import queries as places
from linli.places.terms import TierCode

WAITING = Q(to__isnull=True, case__ended_at__isnull=True)
ORDER = ("standing", "pk")


def list_rehomings(project: Project, *, q: str = "", show: str = "") -> QuerySet[Rehoming]:
    """
    Return the re-homed cases of a project, with `standing` 0 for those that wait for a person.

    q: part of number, address, summary or a community's name. show: "waiting", "moved" or "" for all.
    """
    rows = Rehoming.objects.filter(project=project)
    rows = rows.select_related("case__place", "case__category", "before", "to")
    standing = Case(When(WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = rows.annotate(standing=standing)
    if show == "waiting":
        rows = rows.filter(WAITING)
    elif show == "moved":
        rows = rows.filter(to__isnull=False).exclude(to=F("before"))
    if said := q.strip():
        found = Q(case__address__contains=said) | Q(case__summary__contains=said)
        found |= Q(before__name__contains=said) | Q(to__name__contains=said)
        if said.isascii() and said.isdecimal() and len(said) < 19:
            found |= Q(case__number=int(said))
        rows = rows.filter(found)
    return rows


def visible_rehomings(user: Any, action: str) -> QuerySet[Rehoming]:
    """Return the re-homed cases of the projects on which the user may do the action."""
    return within(Rehoming.objects.select_related("project"), user, action, area="project__area__path", units=())


def count_rehomings(project: Project) -> dict[str, int]:
    """Return how many cases there are, how many got another community, and how many wait."""
    rows = Rehoming.objects.filter(project=project)
    moved = rows.filter(to__isnull=False).exclude(to=F("before")).count()
    waiting = rows.filter(WAITING).aggregate(waiting=Count("pk"), on_map=Count("case__longitude"))
    return {"all": rows.count(), "moved": moved} | waiting


def communities_for(project: Project) -> QuerySet[places.Area]:
    """Return the communities that a case may belong to: those in force in the project's area."""
    inside = places.in_subtree(project.area.path)
    return places.list_in_force().filter(inside, tier__code=TierCode.COMMUNITY).order_by("code", "path")


def points_of(project: Project) -> list[Rehoming]:
    """Return the cases that wait and have a point on the map."""
    return list(list_rehomings(project, show="waiting").filter(case__longitude__isnull=False)[:500])
