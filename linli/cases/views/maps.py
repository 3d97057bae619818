"""The map twin of the list: the same filter, the same cases, as points."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.terms import Light, State
from linli.cases.views import tabs
from linli.cases.views.finding import StaffRequest
from linli.cases.views.lists import filtered, scope_path
from linli.cases.views.rows import make_rows
from linli.foundation import paging
from linli.foundation.access import requires
from linli.places import queries as places

MOST_POINTS = 1000
BESIDE = 50
PLACED = {"longitude__isnull": False, "ended_at__isnull": True}
OUTLINED = ("community", "subdistrict")


@requires("cases.view")
@require_safe
def cases_map(request: StaffRequest) -> HttpResponse:
    """Show the cases of the filter on the map, and the first of them as a list for the keyboard."""
    now = timezone.now()
    chosen = filtered(request, now)
    count, placed = chosen.up_to(MOST_POINTS, **PLACED)
    beside = paging.head(placed, order=chosen.order, size=BESIDE)
    context = {
        "form": chosen.form,
        "tab": tabs.tab_of(request.GET.get("state")),
        "tabs": tabs.list_tabs(),
        "rows": make_rows(beside, request.user, now),
        "shown": count.number,
        "capped": count.capped,
        "tiles": settings.TILES,
        "beside": BESIDE,
    }
    return render(request, "cases/map.html", context)


@requires("cases.view")
@require_safe
def points(request: StaffRequest) -> JsonResponse:
    """Return the points of the filter as GeoJSON, at most so many, and say so."""
    now = timezone.now()
    _count, placed = filtered(request, now).up_to(MOST_POINTS, **PLACED)
    collection = queries.map_features(placed, bounds=None, now=now, cap=MOST_POINTS)
    before, behind = reverse("cases:case", args=[0]).rsplit("0", 1)
    states = {state.value: _(state.label) for state in State}
    lights = {light.value: _(light.label) for light in Light}
    for feature in collection["features"]:
        about = feature["properties"]
        about["url"] = f"{before}{about['id']}{behind}"
        about["stateLabel"], about["lightLabel"] = states[about["state"]], lights[about["light"]]
    return JsonResponse(collection)


@requires("cases.view")
@require_safe
def outlines(request: StaffRequest) -> JsonResponse:
    """Return the outlines of the areas in the person's reach, or of one of them."""
    areas = places.areas_in_scope(request.user, "cases.view")
    if key := request.GET.get("area"):
        areas = areas.filter(key=key)
    else:
        areas = areas.filter(places.in_subtree(scope_path(request)), tier__code="community")
    response = JsonResponse(places.get_outlines(areas))
    response["Cache-Control"] = "private, max-age=600"
    return response
