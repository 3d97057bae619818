"""What is wrong with the outlines of an area's parts, one problem after the other, and repairs where they are safe."""

from typing import Any
from uuid import UUID

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
from linli.places.forms import InspectForm, MendForm
from linli.places.models import Area
from linli.places.queries.inspecting import Inspected, area_m2, geometry_of, shape_of, tiers_below
from linli.places.rules.topology import TOLERANCE_M, Problem

from .finding import crumbs_of, find

SHOWN_MAX = 300


@requires("places.view")
@require_safe
def topology(request: HttpRequest, key: UUID) -> HttpResponse:
    """List what is wrong between the outlines of an area's parts; `problem` is the one looked at."""
    inspected, form = _inspected(request, key, "places.view")
    area = inspected.area
    problems = inspected.problems[:SHOWN_MAX]
    current = next(
        (each for each in problems if each.name == request.GET.get("problem")), problems[0] if problems else None
    )
    may_change = queries.areas_in_scope(request.user, "places.change").filter(pk=area.pk).exists()
    context = {
        "area": area,
        "form": form,
        "crumbs": _crumbs(request, area),
        "rows": [_row(inspected, problem) for problem in problems],
        "current": current,
        "count": len(inspected.problems),
        "parts": len(inspected.parts),
        "undrawn": sum(part.shape is None for part in inspected.drawn),
        "query": _query(inspected),
        "may_change": may_change,
        "slivers": len(inspected.slivers),
        "tiles": settings.TILES,
    }
    return render(request, "places/topology/page.html", context, status=422 if form.errors else 200)


@requires("places.view")
@require_safe
@gzip_page
def topology_map(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return the parts, the area itself and the problems as shapes for the map."""
    inspected, _form = _inspected(request, key, "places.view")
    parts = [
        _feature(shape, kind="part", name=inspected.by_number[part.number].short_name)
        for part in inspected.drawn
        if (shape := part.shape) is not None
    ]
    above = shape_of(inspected.area)
    parent = [] if above is None else [_feature(above, kind="parent", name=inspected.area.short_name)]
    problems = [_feature(each.shape, kind="problem", name=each.name) for each in inspected.problems[:SHOWN_MAX]]
    answer = JsonResponse({"type": "FeatureCollection", "features": [*parent, *parts, *problems]})
    answer["Cache-Control"] = "private, no-cache"
    return answer


@requires("places.change")
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what would become of the outlines if a sliver (`problem`), or all of them, were mended; then do it."""
    inspected, _form = _inspected(request, key, "places.change")
    wanted = _wanted(inspected, request.GET.get("problem", ""))
    shapes = inspected.mended(wanted)
    form = MendForm(request.POST or None, initial={"on": localdate()})
    back = f"{reverse('places:topology', args=[inspected.area.key])}?{_query(inspected)}"
    if not shapes:
        messages.warning(request, _("There is nothing that can be mended safely: draw these borders yourself."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        items = [
            services.Redrawn(area_id=number, outline=geometry_of(shape), seen=inspected.by_number[number].outline_id)
            for number, shape in shapes.items()
        ]
        try:
            done = services.redraw_outlines(items=items, actor=request.user, now=now(), **form.cleaned_data)
            text = ngettext("%(n)s outline was mended.", "%(n)s outlines were mended.", len(done)) % {"n": len(done)}
            messages.success(request, text)
            return redirect(back)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    context = {
        "area": inspected.area,
        "form": form,
        "crumbs": [*_crumbs(request, inspected.area)[:-1], (_("Check of the outlines"), back), (_("Repair"), "")],
        "rows": [_change(inspected.by_number[number], shape) for number, shape in shapes.items()],
        "count": len(wanted),
        "left": len(wanted) - sum(_is_gone(problem, shapes) for problem in wanted),
        "shapes": _before_and_after(inspected, shapes, wanted),
        "back": back,
        "tiles": settings.TILES,
    }
    return render(request, "places/topology/mend.html", context, status=422 if form.errors else 200)


def _inspected(request: HttpRequest, key: UUID, action: str) -> tuple[Inspected, InspectForm]:
    """Return the parts that are asked for with what is wrong. Raises Http404 where nothing lies in the area."""
    reach = queries.areas_in_scope(request.user, action).select_related("tier", "parent", "outline")
    area = find(reach, key)
    tiers = tiers_below(area)
    if not tiers:
        raise Http404
    said = {"tier": tiers[0].code, "tolerance": TOLERANCE_M, **request.GET.dict()}
    form = InspectForm(said, tiers=tiers)
    form.is_valid()
    chosen = form.cleaned_data.get("tier")
    tier = next((tier for tier in tiers if tier.code == chosen), tiers[0])
    return Inspected(area, tier, form.cleaned_data.get("tolerance") or TOLERANCE_M), form


def _query(inspected: Inspected) -> str:
    """Return the filter as it stands in addresses."""
    return f"tier={inspected.tier.code}&tolerance={inspected.tolerance_m:g}"


def _crumbs(request: HttpRequest, area: Area) -> list[tuple[str, str]]:
    """Return the way down to the check of an area."""
    way = crumbs_of(request, area)
    return [*way[:-1], (area.short_name, reverse("places:area", args=[area.key])), (_("Check of the outlines"), "")]


def _row(inspected: Inspected, problem: Problem) -> dict[str, Any]:
    """Return a problem as the list shows it."""
    longitude, latitude = problem.place
    west, south, east, north = problem.shape.bounds
    return {
        "problem": problem,
        "areas": [inspected.by_number[number] for number in problem.numbers],
        "is_sliver": problem.kind != problem.of,
        "at": f"{longitude:.6f},{latitude:.6f}",
        "box": f"{west:.7f},{south:.7f},{east:.7f},{north:.7f}",
    }


def _wanted(inspected: Inspected, name: str) -> list[Problem]:
    """Return the problem of that name, or every sliver where none is named."""
    if not name:
        return inspected.slivers
    problem = inspected.find(name)
    return [problem] if problem else []


def _is_gone(problem: Problem, shapes: dict[int, Any]) -> bool:
    """Return whether one of the areas of a problem gets a new outline."""
    return any(number in shapes for number in problem.numbers)


def _change(area: Area, shape: Any) -> dict[str, Any]:
    """Return an area with its size before and after."""
    before, after = area_m2(shape_of(area)), area_m2(shape)
    return {"area": area, "before": before, "after": after, "difference": after - before}


def _before_and_after(inspected: Inspected, shapes: dict[int, Any], problems: list[Problem]) -> dict[str, Any]:
    """Return the outlines before (parts) and after (mended), and the slivers, for the map."""
    parts = [
        _feature(part.shape, kind="part", name=inspected.by_number[part.number].short_name)
        for part in inspected.drawn
        if part.shape is not None
    ]
    after = [_feature(shape, kind="mended", name="") for shape in shapes.values()]
    slivers = [_feature(problem.shape, kind="problem", name=problem.name) for problem in problems]
    return {"type": "FeatureCollection", "features": [*parts, *after, *slivers]}


def _feature(shape: Any, **properties: str) -> dict[str, Any]:
    """Return a shape as a GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry_of(shape), "properties": properties}
