"""What every page of the room asks first: which area, which day, within whose duties."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from linli.network import queries
from linli.places import queries as places

VIEW, APPOINT, IMPORT = "network.view", "network.appoint", "network.import"
REVEAL, DEFINE = "network.reveal", "network.define"
Crumbs = list[tuple[str, str]]


def find_area(request: HttpRequest, action: str = VIEW) -> places.Area | None:
    """
    Return the area a page is about: the one in the address, else the one in scope, else the top of the duties.

    None where no area is wholly the user's. Raises Http404 for an area in the address that is out of reach.
    """
    mine = queries.areas_within(request.user, action)
    if said := request.GET.get("area", ""):
        area = mine.filter(key=_key(said)).first()
        if area is None:
            raise Http404
        return area
    chosen: Any = request.session.get("area")
    return (mine.filter(key=_key(chosen["key"])).first() if chosen else None) or queries.tops_of(
        request.user, action
    ).first()


def find_day(request: HttpRequest) -> date:
    """Return the day a page is about: the one in the address, else today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return localdate()


def crumbs_of(request: HttpRequest, area: places.Area) -> Crumbs:
    """Return the way down to an area; only areas that are the user's are doors."""
    mine = {grant.area_path for grant in request.user.grants(VIEW) if grant.whole_area}  # type: ignore[union-attr]
    way = [(_("Network"), reverse("network:coverage"))]
    for up in places.get_ancestors(area):
        is_open = any(up.path.startswith(path) for path in mine)
        way.append((up.short_name, f"{reverse('network:coverage')}?area={up.key}" if is_open else ""))
    return [*[(label, url) for label, url in way if url], (area.short_name, "")]


def crumbs(*last: str | tuple[str, str]) -> Crumbs:
    """Return the way from the network to a page; what has no address is where the reader is."""
    return [(_("Network"), reverse("network:coverage")), *[(one, "") if isinstance(one, str) else one for one in last]]


def _key(text: str) -> UUID:
    """Return the key a text is. Raises Http404."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
