"""Coverage of the network: tiers and parts of an area, over time, with what gives reason to doubt; and as Excel."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation import sheets
from linli.foundation.access import requires
from linli.network import queries, services
from linli.network.access import may_in
from linli.network.queries import Part, TierCoverage
from linli.network.rules.trend_chart import lay_out
from linli.network.views.reaching import APPOINT, VIEW, crumbs_of, find_area, find_day
from linli.places import queries as places


@requires(VIEW)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show how much of an area's network is filled, tier by tier and part by part."""
    area, on = find_area(request), find_day(request)
    if area is None:
        return render(request, "network/nothing.html")
    kinds = list(queries.list_kinds())
    whole, parts = queries.coverage_of_children(area, on, kinds)
    days, series = queries.coverage_trend(area, on, kinds)
    columns = [each for place, each in enumerate(whole) if any(part.tiers[place].coverage.expected for part in parts)]
    context = {
        "area": area,
        "on": on,
        "is_today": on == localdate(),
        "crumbs": crumbs_of(request, area),
        "tiers": [each for each in whole if each.kinds],
        "columns": columns,
        "rows": _rows(parts, columns, weakest=request.GET.get("sort") == "weakest"),
        "chart": lay_out(days, series),
        "trend": _trend(whole, days, series),
        "doubts": [each.render(_) for each in queries.list_doubts(area, parts, on)],
        "unposted": len(queries.list_unposted(area, on, kinds)) if may_in(request.user, APPOINT, area) else 0,
    }
    return render(request, "network/coverage.html", context)


@requires(VIEW)
@require_safe
def book(request: HttpRequest) -> FileResponse:
    """Hand out what the page shows as a workbook: one line for every area, tier and kind of post."""
    area, on = find_area(request), find_day(request)
    if area is None:
        raise Http404
    whole, parts = queries.coverage_of_children(area, on)
    columns = [
        sheets.Column("area", _("Area"), width=24),
        sheets.Column("code", _("Division code")),
        sheets.Column("tier", _("Tier of the network"), width=20),
        sheets.Column("post", _("Post of the network"), width=24),
        sheets.Column("expected", _("Expected"), "number"),
        sheets.Column("filled", _("Filled"), "number"),
        sheets.Column("held", _("Held in all"), "number"),
        sheets.Column("percent", _("Coverage in percent"), "number"),
    ]
    services.record_export(kind="coverage", actor=request.user, now=now(), filters=request.GET.dict())
    rows = [*_lines(area, whole), *(line for part in parts for line in _lines(part.area, part.tiers))]
    file = sheets.write_xlsx(columns, rows, title=_("Coverage"))
    return FileResponse(file, as_attachment=True, filename=f"network-coverage-{on:%Y%m%d}.xlsx")


@requires(APPOINT)
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Let the organisations of an area hold the posts they fill."""
    area = find_area(request, APPOINT)
    if area is None:
        raise Http404
    number = services.post_bodies(area=area, actor=request.user, now=now(), on=localdate())
    messages.success(request, _("%(number)s organisations now hold their posts.") % {"number": number})
    return redirect(f"{request.path.removesuffix('take-over/')}?area={area.key}")


def _rows(parts: list[Part], columns: list[TierCoverage], *, weakest: bool) -> list[tuple[Part, list[TierCoverage]]]:
    """Return the parts with their cells, by code or the weakest first."""
    wanted = [each.tier.number for each in columns]
    if weakest:
        parts = sorted(parts, key=lambda part: (part.coverage.share is None, part.coverage.share or 0))
    return [(part, [each for each in part.tiers if each.tier.number in wanted]) for part in parts]


def _trend(
    whole: tuple[TierCoverage, ...], days: list[date], series: dict[int, list[Any]]
) -> tuple[list[TierCoverage], list[tuple[date, list[Any]]]]:
    """Return the table beside the drawing: its tiers, and by day the coverage of each, the newest first."""
    drawn = [each for each in whole if any(one.expected for one in series.get(each.tier.number, ()))]
    rows = [(day, [series[each.tier.number][place] for each in drawn]) for place, day in enumerate(days)]
    return drawn, rows[::-1]


def _lines(area: places.Area, tiers: tuple[TierCoverage, ...]) -> Iterator[dict[str, Any]]:
    """Yield the lines of one area of the workbook."""
    for tier in tiers:
        for each in tier.kinds:
            if each.coverage.expected or each.held:
                yield {
                    "area": area.name,
                    "code": area.code,
                    "tier": str(tier.tier),
                    "post": str(each.kind),
                    "expected": each.coverage.expected,
                    "filled": each.coverage.filled,
                    "held": each.held,
                    "percent": each.coverage.percent,
                }
