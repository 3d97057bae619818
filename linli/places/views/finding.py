"""What the pages of the territory share: an area within reach, and the way down to it."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.places import queries
from linli.places.models import Area

TREE_ORDER = ("code", "path")


def find(reach: QuerySet[Area], key: UUID | str) -> Area:
    """Return the area with that key among those within reach. Raises Http404, also for a text that is no key."""
    try:
        return get_object_or_404(reach, key=UUID(str(key)))
    except ValueError as error:
        raise Http404 from error


def crumbs_of(request: HttpRequest, area: Area) -> list[tuple[str, str]]:
    """Return the way down to the area; what lies above the user's scope is named but leads nowhere."""
    tops = queries.scope_roots(request.user, "places.view").values_list("path", flat=True)
    above = [
        (up.short_name, reverse("places:area", args=[up.key]) if any(map(up.path.startswith, tops)) else "")
        for up in queries.get_ancestors(area)
    ]
    return [(_("Areas"), reverse("places:list")), *above, (area.short_name, "")]
