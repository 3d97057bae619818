"""Pages of the territory: the tree, one area, outlines for maps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import PUBLIC, requires
from linli.places import queries, services
from linli.places.forms import AreaForm, EndForm, LineFilterForm, LinesForm, NewAreaForm, facts_of
from linli.places.models import Area
from linli.places.terms import TierCode

CHILDREN_SHOWN = 100
TREE_ORDER = ("code", "path")
SALT = "places.lines"
REJECTED_SHOWN, REJECTED_KEPT = 20, 5_000


@dataclass(slots=True)
class Node:
    """An area of the tree page; `below` is None while the branch is closed."""

    area: Area
    below: list["Node"] | None = field(default=None)


@requires("places.view")
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree from the top of the user's scope, one branch opened (`open`), or what a search found (`q`)."""
    reach = queries.areas_in_scope(request.user, "places.view")
    if sought := request.GET.get("q", "").strip():
        return render(request, "places/tree.html", _hits(request, reach, sought))
    roots = queries.with_child_counts(queries.scope_roots(request.user, "places.view"))
    opened = _find(reach, request.GET["open"]) if request.GET.get("open") else None
    tiers = queries.count_tiers(reach)
    context = {"nodes": _grow(roots, opened), "opened": opened, "tiers": tiers}
    may_begin = queries.reaches_top(request.user, "places.change")
    return render(request, "places/tree.html", {**context, "may_begin": may_begin})


@requires("places.view")
@require_safe
def children(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the areas directly below one, to be put into the tree."""
    area = _find(queries.areas_in_scope(request.user, "places.view"), key)
    below = queries.with_child_counts(queries.list_children(area))
    return render(request, "places/_nodes.html", {"nodes": [Node(child) for child in below]})


@requires("places.view")
@require_safe
def area(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one area: facts, history, what lies in it."""
    area = _find(queries.areas_in_scope(request.user, "places.view"), key)
    below = queries.with_child_counts(queries.list_children(area))
    page = paging.page(below, order=TREE_ORDER, after=request.GET.get("after", ""), size=CHILDREN_SHOWN)
    subtree = queries.list_in_force().filter(queries.in_subtree(area.path))
    context = {
        "area": area,
        "may_change": queries.areas_in_scope(request.user, "places.change").filter(pk=area.pk).exists(),
        "crumbs": _crumbs(request, area),
        "page": page,
        "households": queries.household_sums(area),
        "history": queries.get_history(area),
        "successions": queries.list_successions(area),
        "tiers": [(tier, count) for tier, count in queries.count_tiers(subtree) if tier != area.tier],
    }
    return render(request, "places/area.html", context)


@requires("places.change")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Begin an area inside another one, or a city at the top; a community without a code gets a provisional one."""
    if key is None and not queries.reaches_top(request.user, "places.change"):
        raise Http404
    parent = _find(queries.areas_in_scope(request.user, "places.change"), key) if key else None
    form = NewAreaForm(request.POST or None, parent=parent, initial={"valid_from": localdate()})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            if parent is not None and facts["tier"] == TierCode.COMMUNITY and not facts["code"]:
                facts["code"] = queries.next_provisional_code(parent)
            made = services.create_area(actor=request.user, now=now(), parent=parent, **facts)
            return redirect("places:area", key=made.key)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    said = {
        "heading": _("New area in %(name)s") % {"name": parent.short_name} if parent else _("New area at the top"),
        "lead": _("It exists from the day given; a list imported later gives it its official code."),
        "button": _("Save"),
    }
    return _form_page(request, form, parent, said)


@requires("places.change")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an area from a day on."""
    area = _find(queries.areas_in_scope(request.user, "places.change").select_related("tier", "parent"), key)
    start = {**facts_of(area), "on": localdate()}
    form = AreaForm(request.POST or None, user=request.user, area=area, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_area(area_id=area.pk, actor=request.user, now=now(), **form.cleaned_data)
            return redirect("places:area", key=area.key)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    said = {
        "heading": _("Change %(name)s") % {"name": area.short_name},
        "lead": _("What was true until that day stays in the history."),
        "button": _("Save"),
    }
    return _form_page(request, form, area, said)


@requires("places.change")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the day an area ends, and end it."""
    area = _find(queries.areas_in_scope(request.user, "places.change"), key)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_area(area_id=area.pk, actor=request.user, now=now(), **form.cleaned_data)
            return redirect("places:list")
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    said = {
        "heading": _("End %(name)s") % {"name": area.short_name},
        "lead": _("It no longer exists from that day on; its history and its cases stay. It cannot be brought back."),
        "button": _("End it"),
        "danger": True,
    }
    return _form_page(request, form, area, said)


@requires("places.view")
@require_safe
@gzip_page
def outlines(request: HttpRequest) -> HttpResponse:
    """Return the outlines of the areas of one tier (`tier`) below one (`parent`), within the user's scope."""
    reach = queries.areas_in_scope(request.user, "places.view")
    answer = _outlines(request, reach, queries.list_tiers().values_list("code", flat=True))
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@requires(PUBLIC)
@require_safe
@gzip_page
def public_outlines(request: HttpRequest) -> HttpResponse:
    """Return the outlines everybody may see: communities and what is above them, never buildings or households."""
    answer = _outlines(request, queries.list_in_force(), queries.PUBLIC_TIERS)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@requires("places.view")
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Show the roads, railways and waters in force, page by page."""
    form = LineFilterForm(request.GET)
    rows = queries.list_lines(request.user, **form.said())
    page = paging.page(rows, order=("name", "id"), after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "places/lines.html", context)


@requires("places.import")
@require_http_methods(["GET", "POST"])
def take_lines(request: HttpRequest) -> HttpResponse:
    """Take a file of roads, railways and waters, or try it, and say what became of every line."""
    form = LinesForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"as_of": localdate(), "only_try": True}
    )
    context: dict[str, Any] = {"form": form, "crumbs": [(_("Areas"), reverse("places:list")), (_("Lines"), "")]}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        terms = {"as_of": said["as_of"], "area": said["area"], "dry_run": said["only_try"]}
        try:
            content = said["upload"].read()
            context["outcome"] = outcome = services.import_lines(content, actor=request.user, now=now(), **terms)
            rows = [{"number": row.number, "cells": dict(row.cells), "why": row.reason} for row in outcome.rejected]
            context |= {"shown": rows[:REJECTED_SHOWN], "dry_run": said["only_try"]}
            context["sealed"] = signing.dumps({"rows": rows[:REJECTED_KEPT]}, salt=SALT, compress=True)
        except sheets.SheetRefused as refused:
            form.add_error("upload", refused.text)
    return render(request, "places/take_lines.html", context, status=422 if form.errors else 200)


@requires("places.import")
@require_POST
def rejected_lines(request: HttpRequest) -> FileResponse:
    """Return the features that were not taken, each with its reason."""
    try:
        rows = signing.loads(request.POST.get("rejected", ""), salt=SALT, max_age=24 * 3600)["rows"]
    except signing.BadSignature as error:
        raise Http404 from error
    names = list(dict.fromkeys(name for row in rows for name in row["cells"]))
    columns = [sheets.Column("linli:number", _("Row"), "number"), sheets.Column("linli:why", _("Reason"), width=50)]
    columns += [sheets.Column(name, name) for name in names]
    cells = ({**row["cells"], "linli:number": row["number"], "linli:why": row["why"]} for row in rows)
    return FileResponse(sheets.write_xlsx(columns, cells), as_attachment=True, filename="rejected.xlsx")


def _outlines(request: HttpRequest, reach: QuerySet[Area], tiers: Iterable[str]) -> JsonResponse:
    """Return the outlines a map asks for: those of a tier, below a parent that the reader may see (else 404)."""
    tier = request.GET.get("tier", "community")
    areas = reach.filter(tier__code=tier) if tier in tiers else reach.none()
    if parent := request.GET.get("parent"):
        areas = areas.filter(queries.in_subtree(_find(reach, parent).path))
    return JsonResponse(queries.get_outlines(areas), content_type="application/geo+json")


def _form_page(request: HttpRequest, form: Form, area: Area | None, said: dict[str, Any]) -> HttpResponse:
    """Show a form under its own words, with what was typed and the errors beside it."""
    crumbs = [(_("Areas"), reverse("places:list"))]
    if area is not None:
        crumbs = [*_crumbs(request, area)[:-1], (area.short_name, reverse("places:area", args=[area.key]))]
    context = {"form": form, "area": area, "crumbs": crumbs, **said}
    return render(request, "places/form.html", context, status=422 if form.errors else 200)


def _find(reach: QuerySet[Area], key: UUID | str) -> Area:
    """Return the area with that key among those within reach. Raises Http404, also for a text that is no key."""
    try:
        return get_object_or_404(reach, key=UUID(str(key)))
    except ValueError as error:
        raise Http404 from error


def _grow(roots: Iterable[Area], opened: Area | None) -> list[Node]:
    """Return the nodes of the tree with the branch down to the opened area unfolded; one query for all branches."""
    nodes = [Node(root) for root in roots]
    if opened is None:
        return nodes
    start = {root.area.path for root in nodes}
    paths = [path for path in queries.lineage(opened.path) if any(path.startswith(top) for top in start)]
    below: dict[int | None, list[Node]] = {}
    for child in queries.with_child_counts(queries.list_in_force().filter(parent__path__in=paths)).order_by(
        *TREE_ORDER
    ):
        below.setdefault(child.parent_id, []).append(Node(child))
    for node in [*nodes, *(child for group in below.values() for child in group)]:
        node.below = below.get(node.area.pk)
    return nodes


def _hits(request: HttpRequest, reach: QuerySet[Area], sought: str) -> dict[str, Any]:
    """Return what a search found, page by page, each hit with the areas above it."""
    found = queries.search_areas(reach, sought)
    page = paging.page(found, order=TREE_ORDER, after=request.GET.get("after", ""))
    lineages = queries.lineages_of(page.items)
    hits = [(area, lineages[area.pk]) for area in page.items]
    return {"sought": sought, "page": page, "hits": hits, "count": paging.count_up_to(found)}


def _crumbs(request: HttpRequest, area: Area) -> list[tuple[str, str]]:
    """Return the way down to the area; what lies above the user's scope is named but leads nowhere."""
    tops = queries.scope_roots(request.user, "places.view").values_list("path", flat=True)
    above = [
        (up.short_name, reverse("places:area", args=[up.key]) if any(map(up.path.startswith, tops)) else "")
        for up in queries.get_ancestors(area)
    ]
    return [(_("Areas"), reverse("places:list")), *above, (area.short_name, "")]
