"""Shapes for maps."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.foundation.access import PUBLIC, requires
from linli.places import queries
from linli.places.models import Area

from .finding import find


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


def _outlines(request: HttpRequest, reach: QuerySet[Area], tiers: Iterable[str]) -> JsonResponse:
    """Return the outlines a map asks for: those of a tier, below a parent that the reader may see (else 404)."""
    tier = request.GET.get("tier", "community")
    areas = reach.filter(tier__code=tier) if tier in tiers else reach.none()
    if parent := request.GET.get("parent"):
        areas = areas.filter(queries.in_subtree(find(reach, parent).path))
    return JsonResponse(queries.get_outlines(areas), content_type="application/geo+json")
