"""Plans of a project side by side: figures, chart, twin map, and who changes community."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.boundaries import queries
from linli.boundaries.models import Plan
from linli.boundaries.queries.comparing import AXES, Comparison, changes_of
from linli.boundaries.views.trail import trail
from linli.foundation.access import requires

MOST_PLANS, MOST_CHANGES = 12, 300
X, Y = "J", "spread"
"""Measures of the chart unless others are chosen."""


@requires("boundaries.view")
@require_safe
def compare(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show plans side by side; a and b are the two whose difference is drawn and listed."""
    project = get_object_or_404(queries.visible_projects(request.user), pk=project_id)
    plans = list(project.plans.select_related("head").filter(is_archived=False, head__isnull=False).order_by("pk"))
    shown = _chosen(request.GET.getlist("plan"), plans)[:MOST_PLANS]
    for plan in plans:
        plan.project = project
    comparison = Comparison(project, shown)
    codes = [measure.code for measure in AXES]
    x, y = (request.GET.get(name) for name in ("x", "y"))
    x, y = x if x in codes else X, y if y in codes else Y
    chart = comparison.chart(x, y)
    context = {
        "project": project,
        "plans": plans,
        "shown": shown,
        "comparison": comparison,
        "chart": chart,
        "marks": list(zip(chart.marks, comparison.complete, strict=True)) if chart else [],
        "axes": [(measure.code, _(measure.label)) for measure in AXES],
        "x": x,
        "y": y,
        "crumbs": trail(project, None, _("Compare plans")),
        **_difference(request, comparison),
    }
    return render(request, "boundaries/compare.html", context)


def _chosen(wanted: Sequence[str], plans: Sequence[Plan]) -> list[Plan]:
    """Return the plans that are wanted, all if none is named."""
    chosen = [plan for plan in plans if str(plan.pk) in wanted]
    return chosen or list(plans)


def _difference(request: HttpRequest, comparison: Comparison) -> dict[str, Any]:
    """Return what differs between two of the plans: by default the first two."""
    desks = {str(desk.plan.pk): desk for desk in comparison.desks}
    keys = list(desks)
    if len(keys) < 2:
        return {}
    a = request.GET.get("a", "") if request.GET.get("a") in desks else keys[0]
    b = request.GET.get("b", "") if request.GET.get("b") in desks else next(key for key in keys if key != a)
    changes = changes_of(desks[a], desks[b])
    return {
        "a": desks[a].plan,
        "b": desks[b].plan,
        "changed": [change.number for change in changes],
        "changes": changes[:MOST_CHANGES],
        "count": len(changes),
        "more": max(0, len(changes) - MOST_CHANGES),
        "households": sum(change.households for change in changes),
    }
