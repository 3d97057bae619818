"""Which secretary is director, too, and who sits in several bodies of a community."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.models import Posting
from linli.network.views.reaching import VIEW, crumbs, find_area, find_day


@requires(VIEW)
@require_safe
def concurrency(request: HttpRequest) -> HttpResponse:
    """Show by community whether secretary and director are one person, and who sits in several bodies."""
    area, on = find_area(request), find_day(request)
    if area is None:
        return render(request, "network/nothing.html")
    page = paging.page(queries.list_communities(area), order=("path",), after=request.GET.get("after", ""))
    context = {
        "area": area,
        "on": on,
        "page": page,
        "rows": queries.concurrency_of(page, on),
        "crumbs": crumbs((area.short_name, f"{reverse('network:coverage')}?area={area.key}"), _("Concurrent posts")),
    }
    return render(request, "network/concurrency.html", context)


@requires(VIEW)
@require_safe
def book(request: HttpRequest) -> FileResponse:
    """Hand the same out as a workbook, a line for each community."""
    area = find_area(request)
    if area is None:
        raise Http404
    services.record_export(kind="concurrency", actor=request.user, now=now(), filters=request.GET.dict())
    columns = [
        sheets.Column("community", _("Community"), width=24),
        sheets.Column("headship", _("Secretary and director"), width=20),
        sheets.Column("secretary", _("Secretary"), width=20),
        sheets.Column("director", _("Director"), width=20),
        sheets.Column("crossing", _("In several bodies"), width=60),
    ]
    rows = queries.concurrency_of(queries.list_communities(area).order_by("path"), find_day(request))
    file = sheets.write_xlsx(columns, _cells(rows), title=_("Concurrent posts"))
    return FileResponse(file, as_attachment=True, filename=f"network-concurrent-{localdate():%Y%m%d}.xlsx")


def _cells(rows: list[queries.Concurrency]) -> Iterator[dict[str, Any]]:
    """Yield one line a community."""
    for row in rows:
        crossing = (f"{held[0].holder}: {'、'.join(str(one.kind) for one in held)}" for held in row.crossing)
        yield {
            "community": row.area.name,
            "headship": _(row.headship.label),
            "secretary": _names(row.secretary),
            "director": _names(row.director),
            "crossing": "；".join(crossing),
        }


def _names(held: list[Posting]) -> str:
    return "、".join(str(one.holder) for one in held)
