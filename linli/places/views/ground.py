"""The map of an area: its outlines and buildings, a screen at a time; and the shapes of a file before it is applied."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.foundation.access import requires
from linli.foundation.imports import kinds, store
from linli.foundation.models import ImportRun
from linli.foundation.sheets import SheetRefused
from linli.places import queries, services
from linli.places.queries import ground as seen

from .finding import crumbs_of, find

TIERS = ("district", "subdistrict", "community", "grid", "compound")
GEOJSON = "application/geo+json"


@requires("places.view")
@require_safe
def ground(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an area on the map: the outlines of a tier (`tier`) and the buildings."""
    area = find(queries.areas_in_scope(request.user, "places.view"), key)
    box = seen.box_of_area(area)
    tier = _tier(request)
    context = {
        "area": area,
        "box": ",".join(f"{edge:.6f}" for edge in box) if box else "",
        "tiers": [(one, one.code == tier) for one in queries.list_tiers() if one.code in TIERS],
        "tier": tier,
        "tiles": settings.TILES,
        "crumbs": [
            *crumbs_of(request, area)[:-1],
            (area.short_name, reverse("places:area", args=[area.key])),
            (_("Map"), ""),
        ],
    }
    return render(request, "places/buildings/map.html", context)


@requires("places.view")
@require_safe
@gzip_page
def ground_data(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return what a screen shows of an area: `box` (west,south,east,north), `zoom`, `tier`."""
    reach = queries.areas_in_scope(request.user, "places.view")
    area, box = find(reach, key), seen.read_box(request.GET.get("box", ""))
    zoom = request.GET.get("zoom", "")
    if box is None or not zoom.isdecimal() or len(zoom) > 2:
        return HttpResponseBadRequest()
    inside = reach.filter(queries.in_subtree(area.path))
    answer = HttpResponse(seen.ground_within(inside, box, int(zoom), tier=_tier(request)), content_type=GEOJSON)
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@requires("places.import")
@require_safe
@gzip_page
def import_preview(request: HttpRequest, run_id: int) -> HttpResponse:
    """Return the shapes of an uploaded file, as read and as they stand in it, over the outlines that are known."""
    visible = ImportRun.objects.visible_to(request.user, kinds.actions()).exclude(stored_as="")
    run = get_object_or_404(visible, pk=run_id)
    try:
        found = services.preview_ground(store.path_of(run.stored_as), encoding=run.encoding, profile=run.profile)
    except (SheetRefused, OSError) as error:
        raise Http404 from error
    box = seen.box_around(found["read"])
    reach = queries.areas_in_scope(request.user, "places.import")
    known: dict[str, Any] = seen.known_outlines(reach, box)
    return JsonResponse({"known": known, **found}, content_type=GEOJSON)


def _tier(request: HttpRequest) -> str:
    """Return the tier asked for, that of communities by default."""
    tier = request.GET.get("tier", "")
    return tier if tier in TIERS else "community"
