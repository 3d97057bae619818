"""Leading a project on: the form of a passage, what is missing for it, and who may do it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.boundaries import services
from linli.boundaries.forms.workflow import AdvanceForm
from linli.boundaries.models import Project
from linli.boundaries.queries import workflow as queries
from linli.boundaries.queries.projects import visible_projects
from linli.boundaries.rules.workflow import Way, find_way
from linli.boundaries.terms import ProjectState
from linli.foundation.access import requires


@requires("boundaries.view")
@require_http_methods(["GET", "POST"])
def advance(request: Any, pk: int, state: str) -> HttpResponse:
    """Lead a project to another state; whoever may not is told which roles may."""
    project = find_project(request.user, pk)
    to = _state(state)
    way = find_way(project.state, to)
    if way is None:
        messages.warning(request, _("The project is in another state by now; this step does not begin there."))
        return redirect("boundaries:project", project.pk)
    if not queries.may(project, request.user, way.action):
        return may_not(request, project, way)
    if request.method == "GET":
        if to is ProjectState.IN_FORCE:
            return redirect("boundaries:preview", project.pk)
        return _form(request, project, way, AdvanceForm(project=project, way=way))
    return _advance(request, project, way)


def find_project(user: Any, pk: int, action: str = "boundaries.view") -> Project:
    """Return a project within the person's reach. Raises Http404."""
    found = visible_projects(user, action).select_related("area__tier", "chosen__head")
    project: Project = get_object_or_404(found, pk=pk)
    return project


def may_not(request: Any, project: Project, way: Way) -> HttpResponse:
    """Say what the person's duties do not include here, and which roles' do."""
    offer = queries.offer(project, request.user, way, queries.facts_of(project, None, timezone.localdate()))
    return render(request, "boundaries/may_not.html", {"project": project, "offer": offer}, status=403)


def quicker(request: Any, changed: services.ProjectChanged) -> HttpResponse:
    """Show what somebody else did to the project meanwhile."""
    context = {"project": changed.project, "passages": changed.passages}
    return render(request, "boundaries/project_changed.html", context, status=409)


def _advance(request: Any, project: Project, way: Way) -> HttpResponse:
    """Lead the project on as the form says; what is refused is said above the form."""
    form = AdvanceForm(request.POST, project=project, way=way)
    if not form.is_valid():
        return _form(request, project, way, form, status=422)
    by = {"project_id": project.pk, "actor": request.user, "now": timezone.now()}
    try:
        if way.after is ProjectState.IN_FORCE:
            services.enforce(**by, **form.given())
        else:
            services.advance(**by, to=way.after, **form.given())
    except services.ProjectChanged as changed:
        return quicker(request, changed)
    except services.PassageRefused as refused:
        return _form(request, project, way, form, status=422, refusals=queries.sentences(refused.reasons))
    messages.success(request, _("The project is now: %(state)s.") % {"state": _(way.after.label)})
    return redirect("boundaries:project", project.pk)


def _form(
    request: Any, project: Project, way: Way, form: AdvanceForm, *, status: int = 200, refusals: Any = None
) -> HttpResponse:
    """Show the form of a passage with what is missing for it already."""
    if refusals is None:
        facts = queries.facts_of(project, request.user, timezone.localdate())
        refusals = queries.sentences(queries.missing(way, facts)) if status == 200 else []
    context = {"project": project, "way": way, "form": form, "refusals": refusals}
    return render(request, "boundaries/advance.html", context, status=status)


def _state(code: str) -> ProjectState:
    """Return the state of that code. Raises Http404."""
    try:
        return ProjectState(code)
    except ValueError as unknown:
        raise Http404 from unknown
