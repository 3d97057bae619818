"""What is missing: the list with the way to appoint somebody, and as Excel."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.access import may_in
from linli.network.forms.filters import MissingFilter
from linli.network.views.reaching import APPOINT, VIEW, crumbs, find_area, find_day
from linli.places import queries as places

AT_ONCE = 500


@requires(VIEW)
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Show the posts that are not filled, page by page, each with the way to appoint somebody."""
    area, on = find_area(request), find_day(request)
    if area is None:
        return render(request, "network/nothing.html")
    form, rows = _filtered(request, area)
    page = paging.page(rows, order=queries.MISSING_ORDER, after=request.GET.get("after", ""))
    context = {
        "area": area,
        "form": form,
        "page": page,
        "gaps": queries.gaps_of(page),
        "count": paging.count_up_to(rows),
        "may_appoint": on == localdate() and may_in(request.user, APPOINT, area),
        "crumbs": crumbs((area.short_name, f"{reverse('network:coverage')}?area={area.key}"), _("What is missing")),
    }
    return render(request, "network/missing.html", context)


@requires(VIEW)
@require_safe
def book(request: HttpRequest) -> FileResponse:
    """Hand the same list out as a workbook, in the form that the import of the network takes."""
    area = find_area(request)
    if area is None:
        raise Http404
    _form, rows = _filtered(request, area)
    services.record_export(kind="missing", actor=request.user, now=now(), filters=request.GET.dict())
    file = sheets.write_xlsx(services.COLUMNS, _cells(rows), title=_("What is missing"))
    return FileResponse(file, as_attachment=True, filename=f"network-missing-{localdate():%Y%m%d}.xlsx")


def _filtered(request: HttpRequest, area: places.Area) -> tuple[MissingFilter, QuerySet[Any]]:
    """Return the filter form and what it leaves."""
    form = MissingFilter(request.GET)
    return form, queries.list_missing(area, find_day(request), kinds=form.chosen())


def _cells(rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Yield one line for every holder that is missing, to be filled in and brought back."""
    found, tiers = list(rows.order_by(*queries.MISSING_ORDER)), services.tier_codes()
    for start in range(0, len(found), AT_ONCE):
        for gap in queries.gaps_of(found[start : start + AT_ONCE]):
            cells = services.place_cells(gap.kind, [*gap.above, gap.area], tiers)
            yield from ([cells] * (gap.need - gap.held))
