"""Buildings of an area: their list, its export, one added or changed by hand."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.places import queries, services
from linli.places.forms import BuildingFilterForm, BuildingForm, facts_of_building
from linli.places.models import Area
from linli.places.queries import buildings as built
from linli.places.rules.cells import CLASS_DIGITS
from linli.places.terms import TierCode

from .finding import crumbs_of, find

SHOWN = 50
GRID_COLUMNS = {
    "code": gettext_noop("Code for export (20 digits)"),
    "kept": gettext_noop("Code of the cell"),
    "name": gettext_noop("Name"),
    "community_code": gettext_noop("Code of the community"),
    "community": gettext_noop("Community"),
}
HOMES = (TierCode.COMMUNITY, TierCode.COMPOUND)


@requires("places.view")
@require_safe
def buildings(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the buildings of an area, searched, filtered and sorted, page by page."""
    area = find(queries.areas_in_scope(request.user, "places.view"), key)
    form = BuildingFilterForm(request.GET)
    rows = built.list_buildings(area, **form.said())
    page = paging.page(rows, order=form.order(), after=request.GET.get("after", ""), size=SHOWN)
    homes = built.homes_of(page.items)
    context = {
        "area": area,
        "form": form,
        "page": page,
        "rows": [(building, built.structure_of(building), homes.get(building.pk)) for building in page.items],
        "count": paging.count_up_to(rows),
        "sums": built.building_sums(area),
        "filtered": any(form.said().values()),
        "may_change": area.tier.code in HOMES and _may_change(request, area),
        "crumbs": _crumbs(request, area),
    }
    return render(request, "places/buildings/list.html", context)


@requires("places.view")
@require_safe
def book(request: HttpRequest, key: UUID) -> FileResponse:
    """Return the buildings that the list shows as a workbook in the form that an import takes back."""
    area = find(queries.areas_in_scope(request.user, "places.view"), key)
    rows = built.building_rows(built.list_buildings(area, **BuildingFilterForm(request.GET).said()))
    book = sheets.write_xlsx(services.BUILDING_COLUMNS, rows, title=_("List of buildings"))
    name = _("%(area)s-buildings.xlsx") % {"area": area.short_name}
    return FileResponse(book, as_attachment=True, filename=name)


@requires("places.view")
@require_safe
def grid_book(request: HttpRequest, key: UUID) -> FileResponse:
    """Return the cells of an area with the codes of twenty digits for an object class (`class`) as a workbook."""
    area = find(queries.areas_in_scope(request.user, "places.view"), key)
    object_class = request.GET.get("class", "")
    if len(object_class) != CLASS_DIGITS or not (object_class.isascii() and object_class.isdecimal()):
        raise Http404
    columns = [sheets.Column(key, _(title)) for key, title in GRID_COLUMNS.items()]
    book = sheets.write_xlsx(columns, built.grid_rows(area, object_class), title=_("Grid cells"))
    return FileResponse(book, as_attachment=True, filename=_("%(area)s-grid.xlsx") % {"area": area.short_name})


@requires("places.change")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a building in a community or a compound."""
    home = find(queries.areas_in_scope(request.user, "places.change"), key)
    if home.tier.code not in HOMES:
        raise Http404
    form = BuildingForm(request.POST or None, initial={"on": localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        given = {"name": said["name"], "households": said["households"], "valid_from": said["on"]}
        try:
            services.create_building(
                actor=request.user, now=now(), parent=home, at=form.at(), facts=form.facts(), **given
            )
            return redirect("places:buildings", key=home.key)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    heading = _("New building in %(name)s") % {"name": home.short_name}
    return _form_page(request, form, home, heading, reverse("places:buildings", args=[home.key]))


@requires("places.change")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change a building: name and households from a day on, its structure as it is."""
    area = find(queries.areas_in_scope(request.user, "places.change").select_related("facts", "tier"), key)
    if area.tier.code != TierCode.BUILDING:
        raise Http404
    form = BuildingForm(request.POST or None, initial={**facts_of_building(area), "on": localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        dated = {"name": said["name"], "households": said["households"]}
        try:
            services.change_building(
                area_id=area.pk, actor=request.user, now=now(), on=said["on"], at=form.at(), facts=form.facts(), **dated
            )
            return redirect("places:area", key=area.key)
        except services.AreaRefused as refused:
            form.add_error(None, str(refused))
    heading = _("Change %(name)s") % {"name": area.short_name}
    return _form_page(request, form, area, heading, reverse("places:area", args=[area.key]))


def _form_page(request: HttpRequest, form: BuildingForm, area: Area, heading: str, back: str) -> HttpResponse:
    """Show the form with what was typed and the errors beside it."""
    context: dict[str, Any] = {"form": form, "heading": heading, "back": back}
    context["crumbs"] = [*crumbs_of(request, area)[:-1], (area.short_name, reverse("places:area", args=[area.key]))]
    return render(request, "places/buildings/form.html", context, status=422 if form.errors else 200)


def _may_change(request: HttpRequest, area: Area) -> bool:
    """Return whether the user may change the area."""
    return queries.areas_in_scope(request.user, "places.change").filter(pk=area.pk).exists()


def _crumbs(request: HttpRequest, area: Area) -> list[tuple[str, str]]:
    """Return the way down to the buildings of an area."""
    above = [*crumbs_of(request, area)[:-1], (area.short_name, reverse("places:area", args=[area.key]))]
    return [*above, (_("List of buildings"), "")]
