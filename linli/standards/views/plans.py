"""Pages of plans: the list, beginning one, its facts, and its matrix of lights with its workbook."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.places import queries as places
from linli.standards import services
from linli.standards.forms.plans import NewPlanForm, PlanForm, years_of
from linli.standards.models import Plan
from linli.standards.queries.matrix import Column, Row, by_areas, by_years
from linli.standards.queries.plans import DEFINE, VIEW, around, may_define, visible_plans
from linli.standards.services import StandardRefused, target_lists
from linli.standards.services.exporting import record_export
from linli.standards.templatetags.target_words import because, shown, wanted
from linli.standards.terms import TargetLight
from linli.standards.views.asking import Look, crumbs, crumbs_of, look, plan_of

ORDER = ("-first_year", "name", "pk")


@requires(VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the plans within reach, those in use first."""
    rows, ended = listed(request)
    page = paging.page(rows, order=ORDER, after=request.GET.get("after", ""))
    return render(request, "standards/plans.html", {"page": page, "count": paging.count_up_to(rows), "ended": ended})


def listed(request: HttpRequest) -> tuple[QuerySet[Plan], bool]:
    """Return the plans that are asked for, and whether these are the ones no longer in use."""
    ended = request.GET.get("show") == "ended"
    return visible_plans(request.user).filter(is_active=not ended), ended


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan, from a preset or empty."""
    form = NewPlanForm(request.POST or None, user=request.user, initial={"first_year": localdate().year})
    if request.method == "POST" and form.is_valid():
        try:
            plan = _begin(request, form.cleaned_data)
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The plan has begun. Its targets may be changed like any others."))
            return redirect("standards:plan", plan.pk)
    context = {"form": form, "crumbs": crumbs((_("New plan"), "")), "heading": _("New plan"), "save": _("Begin")}
    return render(request, "standards/plan_form.html", context, status=422 if form.errors else 200)


@requires(DEFINE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the facts of a plan."""
    plan = plan_of(request, pk, DEFINE)
    initial = {name: getattr(plan, name) for name in PlanForm.base_fields}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_plan(plan_id=pk, actor=request.user, now=now(), **form.cleaned_data)
        except StandardRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("standards:plan", pk)
    context = {
        "form": form,
        "crumbs": crumbs_of(plan, (_("Change"), "")),
        "heading": _("Change the plan"),
        "save": _("Save"),
    }
    return render(request, "standards/plan_form.html", context, status=422 if form.errors else 200)


@requires(VIEW)
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the matrix of a plan over its years, or of one year over the areas below."""
    found = plan_of(request, pk)
    seen = look(request, found)
    above, below = around(found, seen.area)
    year = _year(request, found, seen)
    is_by_areas = request.GET.get("by") == "areas" and bool(below)
    columns, rows = _matrix(seen, below if is_by_areas else [], year)
    context = {
        "plan": found,
        "look": seen,
        "columns": columns,
        "rows": rows,
        "below": below,
        "above": above,
        "years": years_of(found),
        "year": year,
        "by_areas": is_by_areas,
        "indicators": seen.sheet.indicators,
        "may_define": may_define(request.user, found),
        "lights": TargetLight,
        "crumbs": crumbs((found.name, "")),
    }
    return render(request, "standards/plan.html", context)


@requires(VIEW)
@require_safe
def plan_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the matrix that is shown as a workbook."""
    found = plan_of(request, pk)
    seen = look(request, found)
    below = list(places.list_children(seen.area)) if request.GET.get("by") == "areas" else []
    columns, rows = _matrix(seen, below, _year(request, found, seen))
    titles = [
        sheets.Column("title", _("Target"), width=40),
        sheets.Column("clause", _("Clause")),
        *(
            sheets.Column(f"{place}.{part}", f"{column.title} {title}", width=width)
            for place, column in enumerate(columns)
            for part, title, width in (
                ("wanted", _("wanted"), 16),
                ("found", _("found"), 16),
                ("light", _("light"), 12),
                ("why", _("why"), 40),
            )
        ),
    ]
    record_export(plan=found, actor=request.user, now=now())
    book = sheets.write_xlsx(titles, _cells(rows, seen), title=found.name)
    return FileResponse(book, as_attachment=True, filename=f"plan-{found.pk}-{localdate():%Y%m%d}.xlsx")


@requires(DEFINE)
@require_safe
def targets_file(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the targets of a plan as the list that can be brought back."""
    found = plan_of(request, pk, DEFINE)
    record_export(plan=found, actor=request.user, now=now())
    book = sheets.write_xlsx(target_lists.COLUMNS, target_lists.list_rows(found), title=found.name)
    return FileResponse(book, as_attachment=True, filename=f"targets-{found.pk}-{localdate():%Y%m%d}.xlsx")


def _begin(request: HttpRequest, said: dict[str, Any]) -> Plan:
    """Begin the plan that the form asks for. Raises StandardRefused."""
    shared = {"area": said["area"], "first_year": said["first_year"], "actor": request.user, "now": now()}
    if said["preset"]:
        return services.plan_from_preset(preset=said["preset"], **shared)
    return services.begin_plan(name=said["name"], years=said["years"] or 3, **shared)


def _year(request: HttpRequest, found: Plan, seen: Look) -> int:
    """Return the year asked for, else the present one, else the plan's nearest."""
    years = years_of(found)
    said = request.GET.get("year", "")
    year = int(said) if said.isdecimal() and len(said) == 4 else seen.today.year
    return min(max(year, years[0]), years[-1])


def _matrix(seen: Look, below: list[places.Area], year: int) -> tuple[list[Column], list[Row]]:
    """Return the matrix over areas if there are any, else over years."""
    if below:
        return by_areas(seen.sheet, below, year, seen.today)
    return by_years(seen.sheet, seen.area, seen.today)


def _cells(rows: list[Row], seen: Look) -> Iterator[dict[str, Any]]:
    """Yield one row of the matrix after the other as cells."""
    indicators = seen.sheet.indicators
    for row in rows:
        cells = {"title": row.title, "clause": row.clause}
        for place, some in enumerate(row.cells):
            cells |= {
                f"{place}.wanted": " / ".join(wanted(cell.target, indicators) for cell in some),
                f"{place}.found": " / ".join(shown(cell, indicators) for cell in some),
                f"{place}.light": " / ".join(_(cell.word) if cell.word else "" for cell in some),
                f"{place}.why": " / ".join(because(cell.judgement) for cell in some),
            }
        yield cells
