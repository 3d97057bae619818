"""What will happen when a project comes in force, before it happens."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.boundaries.forms.workflow import AdvanceForm
from linli.boundaries.models import Project
from linli.boundaries.queries import workflow as queries
from linli.boundaries.queries.preview import Outlook, look_ahead
from linli.boundaries.rules.workflow import find_way
from linli.boundaries.terms import ProjectState
from linli.boundaries.views.workflow import find_project
from linli.foundation.access import requires

MOST_REASONS = 40
DONE = (ProjectState.IN_FORCE, ProjectState.ARCHIVED)


@requires("boundaries.view")
@require_safe
def preview(request: Any, pk: int) -> HttpResponse:
    """Show which communities stay, begin and end, what moves, and where open cases go."""
    project = find_project(request.user, pk)
    if project.state in DONE:
        return redirect("boundaries:project", project.pk)
    context = {"project": project, **_enforcing(request, project)}
    outlook = look_ahead(project)
    if outlook is not None:
        context |= _outlook(request.user, project, outlook)
    return render(request, "boundaries/preview.html", context)


def _enforcing(request: Any, project: Project) -> dict[str, Any]:
    """Return whether the person may put it in force now, and what speaks against that besides the ground."""
    way = find_way(project.state, ProjectState.IN_FORCE)
    if way is None:
        return {"offer": None}
    facts = queries.facts_of(project, request.user, timezone.localdate())
    offer = queries.offer(project, request.user, way, facts)
    return {"offer": offer, "form": AdvanceForm(project=project, way=way)}


def _outlook(user: Any, project: Project, outlook: Outlook) -> dict[str, Any]:
    """Return what the page shows of an outlook."""
    refusals = queries.sentences(outlook.refusals)
    return {
        "outlook": outlook,
        "rows": [_row(outlook, one) for one in outlook.communities],
        "refusals": refusals[:MOST_REASONS],
        "more_refusals": max(0, len(refusals) - MOST_REASONS),
        "notes": queries.sentences(outlook.notes),
        "may_see_cases": queries.may(project, user, "cases.view"),
    }


def _row(outlook: Outlook, one: Any) -> dict[str, Any]:
    """Return a community with what comes to it: shares of present communities, compounds, open cases."""
    number = one.future.number
    names = outlook.base.communities
    return {
        "one": one,
        "fate": _("goes on") if one.area is not None else _("begins"),
        "passed": [
            (names[passed.present].name, passed.households, passed.share * 100)
            for passed in outlook.outcome.passed
            if passed.number == number
        ],
        "moved": outlook.moves.get(number, ()),
        "cases": sum(placed.number == number for placed in outlook.placed),
    }
