"""The tree of areas and what a search in it found."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.foundation import paging
from linli.foundation.access import requires
from linli.places import queries
from linli.places.models import Area

from . import asof
from .finding import TREE_ORDER, find
from .nodes import Node, grow


@requires("places.view")
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """
    Show the tree from the top of the user's scope, one branch opened (`open`), or what a search found (`q`).

    With a day that has passed (`on`) everything is as it was then.
    """
    if day := asof.asked_day(request):
        return asof.tree(request, day)
    reach = queries.areas_in_scope(request.user, "places.view")
    if sought := request.GET.get("q", "").strip():
        return render(request, "places/tree.html", _hits(request, reach, sought))
    roots = queries.with_child_counts(queries.scope_roots(request.user, "places.view"))
    opened = find(reach, request.GET["open"]) if request.GET.get("open") else None
    tiers = queries.count_tiers(reach)
    context = {"nodes": _grow(roots, opened), "opened": opened, "tiers": tiers}
    may_begin = queries.reaches_top(request.user, "places.change")
    return render(request, "places/tree.html", {**context, "may_begin": may_begin})


@requires("places.view")
@require_safe
def children(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the areas directly below one, to be put into the tree; with `on` those of that day."""
    if day := asof.asked_day(request):
        return asof.children(request, key, day)
    area = find(queries.areas_in_scope(request.user, "places.view"), key)
    below = queries.with_child_counts(queries.list_children(area))
    return render(request, "places/_nodes.html", {"nodes": [Node(child) for child in below]})


def _grow(roots: Iterable[Area], opened: Area | None) -> list[Node]:
    """Return the nodes of the tree with the branch down to the opened area unfolded; one query for all branches."""
    tops = list(roots)
    if opened is None:
        return grow(tops)
    start = tuple(root.path for root in tops)
    above = [path for path in queries.lineage(opened.path) if path.startswith(start)]
    below = queries.with_child_counts(queries.list_in_force().filter(parent__path__in=above))
    return grow(tops, below.order_by(*TREE_ORDER))


def _hits(request: HttpRequest, reach: QuerySet[Area], sought: str) -> dict[str, Any]:
    """Return what a search found, page by page, each hit with the areas above it."""
    found = queries.search_areas(reach, sought)
    page = paging.page(found, order=TREE_ORDER, after=request.GET.get("after", ""))
    lineages = queries.lineages_of(page.items)
    hits = [(area, lineages[area.pk]) for area in page.items]
    formers = [] if request.GET.get("after") else queries.former_names(asof.reach_of(request), sought)
    count = paging.count_up_to(found)
    return {"sought": sought, "page": page, "hits": hits, "count": count, "formers": formers}
