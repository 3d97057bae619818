"""Cases of an area over the years, restated for its borders of today."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases.queries.years import Years, count_years
from linli.cases.views.finding import StaffRequest, crumbs_of
from linli.foundation.access import requires
from linli.foundation.sheets import Column, write_xlsx
from linli.places import queries as places

SHOWN = 8


def _found(request: StaffRequest, key: UUID) -> tuple[Any, list[int], Years]:
    """
    Return an area in the person's reach, the years since the first with anything, and its figures.

    Raises Http404.
    """
    area = places.areas_in_scope(request.user, "cases.view").filter(key=key).first()
    if area is None:
        raise Http404
    this_year = timezone.localdate().year
    years = range(this_year - SHOWN + 1, this_year + 1)
    told = count_years(area, years)
    filled = (place for place in range(SHOWN) if any(row.cells[place].value for row in told.rows))
    first = next(filled, SHOWN - 1)
    return area, list(years)[first:], told.since(first)


@requires("cases.view")
@require_safe
def years(request: StaffRequest, key: UUID) -> HttpResponse:
    """Show what happened in an area in each of the last years, as if its borders had always been those of today."""
    area, shown, told = _found(request, key)
    context = {
        "area": area,
        "crumbs": crumbs_of(request.user, area, _("Over the years")),
        "years": shown,
        "rows": told.rows,
        "forebears": told.forebears,
        "restated": any(cell.restated for row in told.rows for cell in row.cells),
    }
    return render(request, "cases/years.html", context)


@requires("cases.view")
@require_safe
def years_book(request: StaffRequest, key: UUID) -> FileResponse:
    """Hand out the same as a workbook: what was recorded, and what it is in the borders of today."""
    area, shown, told = _found(request, key)
    columns = [Column("figure", _("Figure"), width=30), Column("year", _("Year"), kind="number")]
    columns += [
        Column("value", _("In today's borders"), kind="number"),
        Column("recorded", _("As recorded"), kind="number"),
        Column("restated", _("Restated")),
    ]
    cells = (
        {
            "figure": _(row.label),
            "year": cell.year,
            "value": cell.value,
            "recorded": cell.recorded,
            "restated": _("restated") if cell.restated else "",
        }
        for row in told.rows
        for cell in row.cells
    )
    name = f"cases-{area.code or area.key}-{shown[0]}-{shown[-1]}.xlsx"
    return FileResponse(write_xlsx(columns, cells, title=area.short_name), as_attachment=True, filename=name)
