"""Drawing and editing outlines: the drawing table, what was drawn, and who was quicker."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import shapely
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation.access import requires
from linli.places import queries, services
from linli.places.forms import RedrawForm
from linli.places.models import Area
from linli.places.queries.derived import derived_of
from linli.places.queries.drawing import drawing_ground, last_drawn
from linli.places.queries.inspecting import area_m2, shape_of
from linli.places.rules import rings
from linli.values import Reason

from .finding import crumbs_of, find

Read = TypeVar("Read")


@requires("places.change")
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an area's outline on the drawing table; keep what was drawn from a day on, or say who was quicker."""
    area = _drawable(request, key)
    if request.method == "POST" and "resume" not in request.POST:
        return _keep(request, area)
    kept = json.loads(area.outline.geojson) if area.outline else None
    start: dict[str, Any] = {"on": localdate(), "corners": rings.write_corners(kept), "seen": area.outline_id}
    if request.method == "POST":
        start |= {name: request.POST.get(name, "") for name in ("changes", "on", "document")}
    return _table(request, area, RedrawForm(initial=start))


@requires("places.change")
@require_safe
@gzip_page
def draw_ground(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return what lies on the drawing table: the area, its neighbours, what stands fast."""
    answer = JsonResponse(drawing_ground(_drawable(request, key), request.user))
    answer["Cache-Control"] = "private, no-store"
    return answer


@requires("places.view")
@require_safe
@gzip_page
def derived(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return cells derived from points for the parts of an area (`tier`) that have no outline; each says so."""
    area = find(queries.areas_in_scope(request.user, "places.view").select_related("tier", "outline"), key)
    cells = derived_of(area, request.GET.get("tier", "community"))
    features = [{"type": "Feature", "geometry": cell, "properties": _called(part)} for part, cell in cells]
    answer = JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def _called(part: Area) -> dict[str, Any]:
    """Return what a derived cell is called on a map."""
    return {"name": _("%(name)s (derived)") % {"name": part.short_name}, "derived": True}


def _drawable(request: HttpRequest, key: UUID) -> Area:
    """Return the area, if the person may change it."""
    reach = queries.areas_in_scope(request.user, "places.change")
    return find(reach.select_related("tier", "outline", "parent__outline"), key)


def _keep(request: HttpRequest, area: Area) -> HttpResponse:
    """Keep what was drawn and go on; else show it again with the reason."""
    form = RedrawForm(request.POST)
    if not form.is_valid():
        return _table(request, area, form)
    said = form.cleaned_data
    try:
        items = _read(request, area, said)
        terms = {"on": said["on"], "document": said["document"]}
        done = services.redraw_outlines(items=items, actor=request.user, now=now(), **terms)
    except services.OutlinesChanged as stale:
        return _conflict(request, area, items, stale.areas, form)
    except services.AreaRefused as refused:
        is_typed = not said["changes"] and refused.reason.rule == "places.outline"
        form.add_error("corners" if is_typed else None, str(refused))
        return _table(request, area, form)
    if not done:
        messages.info(request, _("Nothing was changed."))
    else:
        text = ngettext("%(n)s outline was saved.", "%(n)s outlines were saved.", len(done)) % {"n": len(done)}
        messages.success(request, text)
    return redirect("places:area", key=area.key)


def _read(request: HttpRequest, area: Area, said: dict[str, Any]) -> list[services.Redrawn]:
    """Return what was drawn: on the map, else as text. Raises AreaRefused, or Http404 for areas of others."""
    if not said["changes"]:
        shape = _taken(rings.read_corners(said["corners"]))
        return [services.Redrawn(area_id=area.pk, outline=shape, seen=said["seen"])]
    drawn = _taken(rings.read_changes(said["changes"]))
    reach = queries.areas_in_scope(request.user, "places.change")
    numbers = {each.key: each.pk for each in reach.filter(key__in=[one.key for one in drawn])}
    if len(numbers) < len(drawn):
        raise Http404
    return [services.Redrawn(area_id=numbers[one.key], outline=one.shape, seen=one.seen) for one in drawn]


def _taken(read: Read | Reason) -> Read:
    """Return what was read. Raises AreaRefused where there is a reason instead."""
    if isinstance(read, Reason):
        raise services.AreaRefused("outline", read.text, **read.params)
    return read


def _conflict(
    request: HttpRequest, area: Area, items: Sequence[services.Redrawn], stale: Sequence[Area], form: RedrawForm
) -> HttpResponse:
    """Say whose outlines came in between, and offer the ways on."""
    areas = {each.pk: each for each in queries.list_in_force().filter(pk__in=[item.area_id for item in items])}
    drawn = [rings.Drawn(areas[item.area_id].key, areas[item.area_id].outline_id, item.outline) for item in items]
    lines = last_drawn(stale)
    mine = {item.area_id: area_m2(shapely.from_geojson(json.dumps(item.outline))) for item in items}
    rows = [
        {"area": each, "line": lines.get(each.pk), "theirs": area_m2(shape_of(each)), "mine": mine[each.pk]}
        for each in stale
    ]
    context = {
        "area": area,
        "crumbs": _crumbs(request, area),
        "rows": rows,
        "changes": rings.write_changes(drawn),
        "said": form.cleaned_data,
    }
    return render(request, "places/drawing/conflict.html", context, status=409)


def _table(request: HttpRequest, area: Area, form: RedrawForm) -> HttpResponse:
    """Show the drawing table with its form."""
    context = {"area": area, "form": form, "crumbs": _crumbs(request, area), "tiles": settings.TILES}
    return render(request, "places/drawing/page.html", context, status=422 if form.errors else 200)


def _crumbs(request: HttpRequest, area: Area) -> list[tuple[str, str]]:
    """Return the way down to the drawing table of an area."""
    way = crumbs_of(request, area)
    return [*way[:-1], (area.short_name, reverse("places:area", args=[area.key])), (_("Outline"), "")]
