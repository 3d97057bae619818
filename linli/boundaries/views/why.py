"""Why-sentences of a plan: a part of the desk, or without scripts a page of its own."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.boundaries import queries
from linli.boundaries.models import Plan
from linli.boundaries.queries.desk import Desk, open_desk
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.queries.why import Why, why_between, why_community, why_unit
from linli.boundaries.views.trail import trail
from linli.foundation.access import requires


@requires("boundaries.view")
@require_safe
def why(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say why a unit, a community or a boundary is as it is: unit=, community=, or between=a,b."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    desk = open_desk(plan)
    context = {
        "plan": plan,
        "desk": desk,
        "answer": _answer(request, desk),
        "may_edit": _may_edit(request, plan),
        "crumbs": trail(plan.project, plan, _("Why")),
    }
    is_part = request.headers.get("HX-Request") or "text/html" not in request.headers.get("Accept", "text/html")
    return render(request, "boundaries/desk/_why.html" if is_part else "boundaries/why.html", context)


def _answer(request: HttpRequest, desk: Desk) -> Why | None:
    """Return the answer to what is asked, None if nothing is. Raises Http404 for what is not in the plan."""
    if request.GET.get("unit"):
        (unit,) = _numbers(request.GET["unit"], range(len(desk.base.units)), 1)
        return why_unit(desk, unit)
    if request.GET.get("community"):
        (community,) = _numbers(request.GET["community"], list(desk.sheet.names), 1)
        return why_community(desk, community)
    between = request.GET.getlist("between")
    if any(between):
        one, other = _numbers(",".join(between), list(desk.sheet.names), 2)
        return why_between(desk, one, other)
    return None


def _numbers(text: str, known: Sequence[int], count: int) -> list[int]:
    """Return so many known numbers of a text. Raises Http404."""
    parts = text.split(",")
    if len(parts) != count or not all(part.isdecimal() and int(part) in known for part in parts):
        raise Http404
    return [int(part) for part in parts]


def _may_edit(request: HttpRequest, plan: Plan) -> bool:
    """Say whether the reader may move a unit."""
    is_open = plan.project.state in EDITABLE and not plan.is_archived
    return is_open and queries.visible_plans(request.user, "boundaries.edit").filter(pk=plan.pk).exists()
