"""What of the territory is in force, and who reaches it."""

from typing import Any

from django.db.models import Q, QuerySet

from linli.foundation import access
from linli.places.models import Area, Tier


def in_subtree(path: str, field: str = "path") -> Q:
    """Return the filter of an area's subtree, itself included: one range of one index. The empty path is everything."""
    if not path:
        return Q()
    return access.in_subtree(field, path)


def get_tier(code: str) -> Tier:
    """Return the tier of that code. Raises Tier.DoesNotExist."""
    return Tier.objects.get(code=code)


def list_tiers() -> QuerySet[Tier]:
    """Return every tier, the highest first."""
    return Tier.objects.order_by("order")


def list_in_force() -> QuerySet[Area]:
    """Return the areas that exist today, in the order of the tree."""
    return Area.objects.filter(valid_to__isnull=True).select_related("tier").order_by("path")


def areas_in_scope(user: Any, action: str) -> QuerySet[Area]:
    """
    Return the areas in force in which the user may do the action; deny by default.

    An area has no unit, so a grant for one unit's work still shows the whole area it was given in.
    """
    scope = Q(pk__in=())
    for grant in user.grants(action):
        if not grant.area_path:
            return list_in_force()
        scope |= in_subtree(grant.area_path)
    return list_in_force().filter(scope)


def scope_roots(user: Any, action: str) -> QuerySet[Area]:
    """Return the topmost areas of the user's scope, where a tree of his begins; every city when he sees all."""
    paths = {grant.area_path for grant in user.grants(action)}
    if "" in paths:
        return list_in_force().filter(parent__isnull=True)
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return list_in_force().filter(path__in=tops)


def reaches_top(user: Any, action: str) -> bool:
    """Return whether the user may do the action at the top of the tree, where cities begin."""
    return any(grant.whole_area and not grant.area_path for grant in user.grants(action))
