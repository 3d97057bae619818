"""Reads of organisations for pages and for other rooms."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from linli.foundation.access import within
from linli.organisations.models import Organisation
from linli.organisations.terms import OrganisationKind
from linli.places import queries as places


def list_in_force() -> QuerySet[Organisation]:
    """Return the organisations that exist today."""
    return Organisation.objects.filter(valid_to__isnull=True)


def organisations_in_scope(user: Any, action: str) -> QuerySet[Organisation]:
    """Return the organisations, ended ones too, to which the user may do the action; deny by default."""
    return within(Organisation.objects.all(), user, action, area="area__path", units=("path",))


def list_organisations(
    user: Any, *, kind: str = "", area: places.Area | None = None, search: str = "", ended: bool = False
) -> QuerySet[Organisation]:
    """
    Return the organisations the user may see, narrowed.

    kind: an OrganisationKind code; area: everything in its subtree; search: part of a name or the start of a code;
    ended: those that no longer exist instead of those that do.
    """
    rows = organisations_in_scope(user, "organisations.view").filter(valid_to__isnull=not ended)
    if kind:
        rows = rows.filter(kind=kind)
    if area is not None:
        rows = rows.filter(places.in_subtree(area.path, "area__path"))
    if text := search.strip():
        rows = rows.filter(Q(name__contains=text) | Q(short_name__contains=text) | Q(code__startswith=text))
    return rows.select_related("area", "parent")


def get_in_scope(user: Any, action: str, key: UUID) -> Organisation:
    """Return the organisation with that key. Raises Organisation.DoesNotExist, also outside the user's scope."""
    return organisations_in_scope(user, action).select_related("area__tier", "parent").get(key=key)


def named(user: Any, text: str) -> QuerySet[Organisation]:
    """Return the organisations in force the user may change that have this code or exactly this name."""
    reach = organisations_in_scope(user, "organisations.change").filter(valid_to__isnull=True)
    return reach.filter(Q(code=text) | Q(name=text) | Q(short_name=text)).order_by("path")


def list_departments(area: places.Area) -> QuerySet[Organisation]:
    """Return the departments in force that answer for the area or an area above it, the nearest first."""
    return _up_the_tree(area).filter(kind=OrganisationKind.DEPARTMENT)


def answering_for(area: places.Area, kind: OrganisationKind | str) -> Organisation | None:
    """
    Return the organisation of that kind that answers for the area: the nearest up the tree, or None.

    One query. Of several at the same area the one with the smallest code, then the first made.
    """
    return _up_the_tree(area).filter(kind=kind).first()


def all_answering_for(area: places.Area, kinds: Sequence[OrganisationKind]) -> list[Organisation]:
    """Return the organisation of each of these kinds that answers for the area, in their order; one query."""
    nearest: dict[str, Organisation] = {}
    for each in _up_the_tree(area).filter(kind__in=kinds):
        nearest.setdefault(str(each.kind), each)
    return [nearest[kind.value] for kind in kinds if kind.value in nearest]


def list_members(organisation: Organisation) -> QuerySet[Organisation]:
    """Return the organisations in force directly below this one."""
    return list_in_force().filter(parent=organisation).select_related("area").order_by("code", "path")


def list_for_area(area: places.Area) -> QuerySet[Organisation]:
    """Return the organisations in force that answer for exactly this area."""
    return list_in_force().filter(area=area).order_by("kind", "code", "path")


def first_in(areas: Collection[int], kind: OrganisationKind, day: date) -> dict[int, tuple[int, str]]:
    """Return the first organisation of a kind that answers for exactly each area on a day: key and name; one query."""
    rows = Organisation.objects.filter(kind=kind, valid_from__lte=day).exclude(valid_to__lte=day)
    found: dict[int, tuple[int, str]] = {}
    for key, name, area in rows.order_by("code", "path").values_list("pk", "name", "area_id"):
        if area in areas:
            found.setdefault(area, (key, name))
    return found


def get_ancestors(organisation: Organisation) -> list[Organisation]:
    """Return the organisations above, the highest first; itself is not among them."""
    above = places.lineage(organisation.path)[:-1]
    return list(Organisation.objects.filter(path__in=above).select_related("area").order_by("path"))


def get_subtree(organisation: Organisation) -> QuerySet[Organisation]:
    """Return the organisation and everything below it, in tree order."""
    return list_in_force().filter(places.in_subtree(organisation.path)).order_by("path")


def find_by_code(code: str) -> Organisation | None:
    """Return the organisation in force with that code, or None."""
    return list_in_force().filter(code=code.strip()).first() if code.strip() else None


def _up_the_tree(area: places.Area) -> QuerySet[Organisation]:
    """Return the organisations in force of the area and the areas above it, the nearest first."""
    lineage = places.lineage(area.path)
    nearness = Case(*(When(area__path=path, then=Value(-len(path))) for path in lineage), default=Value(0))
    return list_in_force().filter(area__path__in=lineage).order_by(nearness, "code", "path")
