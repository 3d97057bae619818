"""Pages of splits: the list and its export, beginning one with communities of places, and the page of one."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from linli.boundaries import services
from linli.boundaries.forms.project import FilterForm, NewForm
from linli.boundaries.models import Project
from linli.boundaries.queries import listing
from linli.boundaries.queries import project_page as pages
from linli.boundaries.queries.projects import visible_projects
from linli.boundaries.rules.bands import possible_counts
from linli.boundaries.terms import ProjectState
from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.places import queries as places

VIEW, EDIT = "boundaries.view", "boundaries.edit"


@requires(VIEW)
@require_safe
def listing_page(request: HttpRequest) -> HttpResponse:
    """Show the splits that the filters leave."""
    form, rows, order = _filtered(request)
    page = paging.page(rows, order=order, after=request.GET.get("after", ""))
    context = {"form": form, "page": page, "count": paging.count_up_to(rows), "filtered": any(form.said().values())}
    return render(request, "boundaries/list.html", context)


@requires(VIEW)
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Hand out what the filters show as a workbook."""
    _form, rows, order = _filtered(request)
    columns = [
        sheets.Column("title", _("Title"), width=40),
        sheets.Column("area", _("Area"), width=24),
        sheets.Column("state", _("State")),
        sheets.Column("households", _("Households"), "number"),
        sheets.Column("units", _("Units"), "number"),
        sheets.Column("low", _("At least"), "number"),
        sheets.Column("high", _("At most"), "number"),
        sheets.Column("band_reason", _("Reason for other bounds than the law's"), width=40),
        sheets.Column("wished", _("Communities wished for"), "number"),
        sheets.Column("chosen", _("Chosen plan"), width=24),
        sheets.Column("made_at", _("Begun"), "moment"),
    ]
    services.record_list(actor=request.user, now=now(), filters=form_facts(request))
    book = sheets.write_xlsx(columns, _cells(rows.order_by(*order)), title=_("Splits of communities"))
    return FileResponse(book, as_attachment=True, filename=f"boundaries-{localdate():%Y%m%d}.xlsx")


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a split: choose an area, then its communities and the bounds."""
    areas = listing.list_grounds(request.user)
    area = _area(request, areas)
    if area is None:
        offered = paging.head(areas, order=("path",), size=200)
        return render(request, "boundaries/new.html", {"areas": offered, "crumbs": _crumbs(_("New split"))})
    form = NewForm(request.POST or None, candidates=listing.list_candidates(area))
    if request.method == "POST" and form.is_valid() and request.POST.get("then") != "count":
        try:
            project = _begin(request, area, form)
        except (services.GroundRefused, services.ProjectRefused) as refused:
            form.add_error(None, refused.reason.render(_))
        else:
            messages.success(request, _("The split has begun. Look at what was assumed about its ground."))
            return redirect("boundaries:project", pk=project.pk)
    return _new_page(request, area, form)


@requires(VIEW)
@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one split: facts, ground, obstacles, and what its parts say of it."""
    found = get_object_or_404(pages.with_ground(request.user), pk=pk)
    context = pages.page_of(found, request.user)
    return render(request, "boundaries/project.html", {"crumbs": _crumbs(found.title), **context})


@requires(VIEW)
@require_safe
@gzip_page
def present(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the outlines of the present communities of a split."""
    found = get_object_or_404(visible_projects(request.user), pk=pk)
    answer = HttpResponse(listing.present_outlines(found), content_type="application/geo+json")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def form_facts(request: HttpRequest) -> dict[str, str]:
    """Return the filters that are set, for the log."""
    return {name: value for name, value in FilterForm(request.GET).said().items() if value}


def _filtered(request: HttpRequest) -> tuple[FilterForm, QuerySet[Project], tuple[str, ...]]:
    """Return the filter form, the rows it leaves, and their order."""
    form = FilterForm(request.GET)
    said = form.said()
    rows = listing.list_projects(request.user, search=said["q"], state=said["state"])
    return form, rows, listing.ORDERS[said["order"]]


def _cells(rows: QuerySet[Project]) -> Iterator[dict[str, Any]]:
    """Yield one split after the other as cells."""
    for row in rows.iterator():
        plain = {name: getattr(row, name) for name in ("title", "low", "high", "band_reason", "wished")}
        yield plain | {
            "area": row.area.short_name,
            "state": _(ProjectState(row.state).label),
            "households": row.base.households,
            "units": row.base.units,
            "chosen": row.chosen.name if row.chosen else "",
            "made_at": localtime(row.made_at),
        }


def _area(request: HttpRequest, areas: QuerySet[places.Area]) -> places.Area | None:
    """Return the area chosen, the only one there is, or None. Raises Http404 for one out of reach."""
    if key := request.GET.get("area", ""):
        found = places.get_area(key)
        area = areas.filter(pk=found.pk).first() if found else None
        if area is None:
            raise Http404
        return area
    some = list(areas[:2])
    return some[0] if len(some) == 1 else None


def _begin(request: HttpRequest, area: places.Area, form: NewForm) -> Project:
    """Take the ground and begin the project. Raises GroundRefused, ProjectRefused."""
    communities = sorted((each.area for each in form.chosen), key=lambda each: (each.code, each.path))
    base = services.take_ground(area=area, communities=communities)
    source = _("Areas, %(on)s") % {"on": localdate().isoformat()}
    return services.create_project(area=area, base=base, source=source, actor=request.user, now=now(), **form.facts())


def _new_page(request: HttpRequest, area: places.Area, form: NewForm) -> HttpResponse:
    """Show the form with how many communities are possible for what is ticked."""
    total = sum(each.households for each in form.chosen)
    bands = form.cleaned_data if form.is_bound else {"low": 1000, "high": 3000}
    counts = possible_counts(total, bands["low"], bands["high"]) if bands.get("low") and bands.get("high") else None
    context = {
        "area": area,
        "form": form,
        "total": total,
        "counts": counts if total else None,
        "crumbs": _crumbs(_("New split")),
    }
    return render(request, "boundaries/new.html", context, status=422 if form.errors else 200)


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("Boundaries"), reverse("boundaries:list")), (title, "")]
