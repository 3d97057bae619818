"""What the network is made of, and where somebody may do something in it."""

from typing import Any

from django.db.models import QuerySet

from linli.foundation.access import within
from linli.network.models import NetworkTier, PostKind
from linli.places import queries as places


def list_network_tiers() -> QuerySet[NetworkTier]:
    """Return the tiers of the network, the highest first."""
    return NetworkTier.objects.order_by("number")


def list_kinds(*, every: bool = False) -> QuerySet[PostKind]:
    """Return the kinds of posts in use by tier and order; every: those out of use too."""
    rows = PostKind.objects.select_related("network_tier", "area_tier")
    return (rows if every else rows.filter(is_active=True)).order_by("network_tier__number", "order", "pk")


def areas_within(user: Any, action: str) -> QuerySet[places.Area]:
    """Return the areas in force that are wholly the user's for the action; deny by default."""
    return within(places.list_in_force(), user, action, area="path", units=())


def tops_of(user: Any, action: str) -> QuerySet[places.Area]:
    """Return the topmost of those areas; every city where all is his."""
    paths = {grant.area_path for grant in user.grants(action) if grant.whole_area}
    if "" in paths:
        return places.list_in_force().filter(parent__isnull=True)
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return places.list_in_force().filter(path__in=tops)
