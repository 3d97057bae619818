"""Open data of areas: counts and lights, no personal data; as a table and as CSV."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.foundation.access import PUBLIC, requires
from linli.foundation.sheets import Column, write_csv
from linli.places import queries as places

PUBLISHED = ("district", "subdistrict", "community")
KEPT_SECONDS = 300
MOST_AREAS = 500


@dataclass(frozen=True)
class Figure:
    """One published number: what it counts, and how many."""

    name: str
    number: str


@requires(PUBLIC)
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """List the areas whose figures are published."""
    sought = request.GET.get("q", "").strip()
    found = places.list_in_force().filter(tier__code__in=PUBLISHED)
    found = places.search_areas(found, sought) if sought else found.filter(tier__code__in=PUBLISHED[:2])
    context = {"areas": list(found[:MOST_AREAS]), "sought": sought}
    return render(request, "web/portal/open_areas.html", context)


def _area(key: Any) -> places.Area:
    """Return a published area in force. Raises Http404 otherwise."""
    found = places.list_in_force().filter(key=key, tier__code__in=PUBLISHED).first()
    if found is None:
        raise Http404
    return found


def _figures(area: places.Area) -> dict[str, Any]:
    """Return the figures of an area, kept for five minutes: anybody may ask, and it counts many rows."""
    key = f"open-data:{area.key}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = cases.area_figures(area, now=timezone.now())
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _table(figures: dict[str, Any]) -> list[Figure]:
    """Return the figures as rows in the language of the page."""
    days = {"days": figures["days"]}
    median = figures["median_hours"]
    return [
        Figure(_("Open now"), str(figures["open"])),
        *(Figure(f"{_('of these')}: {_(light.label)}", str(number)) for light, number in figures["lights"].items()),
        *(Figure(f"{_('of these')}: {_(state.label)}", str(number)) for state, number in figures["by_state"].items()),
        Figure(_("Reported in the last %(days)s days") % days, str(figures["reported"])),
        Figure(_("Closed in the last %(days)s days") % days, str(figures["closed"])),
        Figure(_("of these in time"), str(figures["closed_in_time"])),
        Figure(_("Median hours from report to end"), "—" if median is None else str(median)),
    ]


@requires(PUBLIC)
@require_safe
def area(request: HttpRequest, key: Any) -> HttpResponse:
    """Show the figures of one area."""
    found = _area(key)
    figures = _figures(found)
    context = {
        "area": found,
        "above": [one for one in places.get_ancestors(found) if one.tier.code in PUBLISHED],
        "below": [one for one in places.list_children(found)[:MOST_AREAS] if one.tier.code in PUBLISHED],
        "figures": figures,
        "table": _table(figures),
    }
    return render(request, "web/portal/open_area.html", context)


@requires(PUBLIC)
@require_safe
def area_csv(request: HttpRequest, key: Any) -> HttpResponse:
    """Hand out the figures of one area as CSV."""
    found = _area(key)
    figures = _figures(found)
    columns = [Column("name", found.name), Column("number", str(timezone.localtime(figures["as_of"]).date()))]
    rows = [{"name": figure.name, "number": figure.number} for figure in _table(figures)]
    response = HttpResponse(write_csv(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="open-data-{found.code or found.key}.csv"'
    response["Content-Language"] = get_language() or ""
    return response
