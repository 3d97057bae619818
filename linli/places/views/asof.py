"""The tree and an area as of a day: `on` in the address. Without it, or with a day that has not passed, it is today."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.places import queries
from linli.places.models import Area

from .nodes import Node, grow

VIEW = "places.view"
VERSION_ORDER = ("code", "id")
CHILDREN_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Day:
    """The day a page speaks of. keep, also: what its links carry on as the first or as a further part of an address."""

    on: date

    @property
    def keep(self) -> str:
        """Return the day as the first part of an address."""
        return f"?on={self.on}"

    @property
    def also(self) -> str:
        """Return the day as a further part of an address."""
        return f"&on={self.on}"


def asked_day(request: HttpRequest) -> Day | None:
    """Return the day in the address if it has passed, else None: then the page speaks of today."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return Day(on) if on < localdate() else None


def tree(request: HttpRequest, day: Day) -> HttpResponse:
    """Show the tree of a day, one branch opened (`open`), or what a search among the names of that day found (`q`)."""
    reach = reach_of(request)
    if sought := request.GET.get("q", "").strip():
        return render(request, "places/tree.html", _hits(request, reach, sought, day))
    roots = queries.seen_on(queries.roots_on(reach, day.on), day.on)
    opened = sight_or_404(reach, request.GET["open"], day) if request.GET.get("open") else None
    lineage = [*opened.above, opened.then] if opened and opened.then else []
    below = queries.below_on([area.pk for area in lineage], day.on)
    context = {
        "day": day,
        "nodes": grow(roots, below),
        "tiers": queries.count_seen_on(reach, day.on),
    }
    return render(request, "places/tree.html", context)


def children(request: HttpRequest, key: UUID, day: Day) -> HttpResponse:
    """Show what lay directly below an area on a day, to be put into the tree."""
    sighting = sight_or_404(reach_of(request), key, day)
    nodes = [Node(area) for area in queries.below_on([sighting.area.pk], day.on)]
    return render(request, "places/_nodes.html", {"nodes": nodes, "day": day})


def area(request: HttpRequest, key: UUID, day: Day | None) -> HttpResponse:
    """Show one area as it was on a day; one that has ended, as it was on its last."""
    found = _any(key)
    day = day or _last_day(found)
    reach = reach_of(request)
    sighting = _sight(reach, found, day)
    context = {
        "day": day,
        "area": sighting.then or sighting.area,
        "absent": sighting.then is None,
        "ended": sighting.area.valid_to,
        "heirs": queries.heirs_of([sighting.area])[sighting.area.pk],
        "crumbs": _crumbs(reach, sighting, day),
        "life": queries.get_life(sighting.area),
        **(_within(request, sighting.area, sighting.then, day.on) if sighting.then else {}),
    }
    return render(request, "places/area.html", context)


@requires(VIEW)
@require_safe
def outline(request: HttpRequest, key: UUID) -> JsonResponse:
    """Return the outline that an area had on a day."""
    day = asked_day(request)
    if day is None:
        raise Http404
    found = queries.get_outline_of(sight_or_404(reach_of(request), key, day).then)
    return JsonResponse(found, content_type="application/geo+json")


def _within(request: HttpRequest, area: Area, then: Area, on: date) -> dict[str, Any]:
    """Return what lay in an area on a day: a page of its parts, the sum of their households, how many of each tier."""
    below = queries.children_on(area, on)
    page = paging.page(below, order=VERSION_ORDER, after=request.GET.get("after", ""), size=CHILDREN_SHOWN)
    parts = queries.as_then(page.items)
    counts = queries.counts_below([area.pk, *(part.pk for part in parts)], on)
    tiers = queries.count_tiers_on(area, on)
    return {
        "page": replace(page, items=queries.with_counts_then(parts, counts)),
        "households": {"declared": then.households, "sum": counts.get(area.pk, (0, None))[1]},
        "tiers": [(tier, count) for tier, count in tiers if tier != then.tier],
    }


def _hits(request: HttpRequest, reach: queries.Reach, sought: str, day: Day) -> dict[str, Any]:
    """Return what a search among the names and codes of a day found, page by page, with what lay above each."""
    found = queries.search_on(reach, sought, day.on)
    page = paging.page(found, order=VERSION_ORDER, after=request.GET.get("after", ""))
    lineages = queries.lineages_on([version.area_id for version in page.items], day.on)
    hits = [(lineages[version.area_id][-1], lineages[version.area_id][:-1]) for version in page.items]
    return {"day": day, "sought": sought, "page": page, "hits": hits, "count": paging.count_up_to(found)}


def reach_of(request: HttpRequest) -> queries.Reach:
    """Return how far a person may look into the past of the territory."""
    return queries.reach_back(request.user, VIEW)


def sight_or_404(reach: queries.Reach, key: UUID | str, day: Day) -> queries.Sighting:
    """Return an area as it was on a day. Raises Http404 for what lies outside the reach, and for what is no key."""
    try:
        return _sight(reach, _any(UUID(str(key))), day)
    except ValueError as error:
        raise Http404 from error


def _sight(reach: queries.Reach, area: Area, day: Day) -> queries.Sighting:
    """Return an area as it was on a day. Raises Http404 for what lies outside the reach."""
    found = queries.sight(reach, area, day.on)
    if found is None:
        raise Http404
    return found


def _any(key: UUID) -> Area:
    """Return an area, in force or not. Raises Http404."""
    return get_object_or_404(Area.objects.select_related("tier"), key=key)


def _last_day(area: Area) -> Day:
    """Return the last day of an area that has ended. Raises Http404 for any other."""
    if area.valid_to is None:
        raise Http404
    return Day(area.valid_to - timedelta(days=1))


def _crumbs(reach: queries.Reach, sighting: queries.Sighting, day: Day) -> list[tuple[str, str]]:
    """Return the way down to an area as it was on a day; what lies above the reach is named but leads nowhere."""
    mine = tuple(reach.paths)
    above = [
        (up.short_name, reverse("places:area", args=[up.key]) + day.keep if up.path.startswith(mine) else "")
        for up in sighting.above
    ]
    name = (sighting.then or sighting.area).short_name
    return [(_("Areas"), reverse("places:list") + day.keep), *above, (name, "")]
