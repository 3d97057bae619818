"""Open cases after a split: the list, a map of those that wait, and the word of a person on each."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.boundaries import services
from linli.boundaries.forms.workflow import RehomingFilterForm, SettleForm
from linli.boundaries.models import Project
from linli.boundaries.queries import rehomings as queries
from linli.boundaries.queries.workflow import REHOMERS, may
from linli.boundaries.views.workflow import find_project
from linli.foundation import paging
from linli.foundation.access import requires


@requires("boundaries.view")
@require_safe
def rehomings(request: Any, pk: int) -> HttpResponse:
    """List the open cases of the communities that were split, those that wait for a person first."""
    project, _action = _settled_by(request.user, pk)
    form = RehomingFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.list_rehomings(project, **chosen)
    context = {
        "project": project,
        "form": form,
        "page": paging.page(found, order=queries.ORDER, after=request.GET.get("after", "")),
        "counts": queries.count_rehomings(project),
        "communities": list(queries.communities_for(project)),
        "tiles": settings.TILES,
    }
    return render(request, "boundaries/rehomings.html", context)


@requires("boundaries.view")
@require_POST
def settle(request: Any, pk: int, rehoming_id: int) -> HttpResponse:
    """Give one case its community, as a person says."""
    project, action = _settled_by(request.user, pk)
    row = get_object_or_404(queries.visible_rehomings(request.user, action), pk=rehoming_id, project=project)
    form = SettleForm(request.POST, communities=queries.communities_for(project))
    if not form.is_valid():
        messages.error(request, _("Choose the community that the case belongs to."))
        return _back(request, project)
    try:
        services.settle_rehoming(
            rehoming_id=row.pk, to=form.cleaned_data["to"], actor=request.user, now=timezone.now(), action=action
        )
    except services.PassageRefused as refused:
        messages.error(request, str(refused))
        return _back(request, project)
    messages.success(request, _("The case now belongs to “%(name)s”.") % {"name": form.cleaned_data["to"].name})
    return _back(request, project)


@requires("boundaries.view")
@require_safe
def points(request: Any, pk: int) -> JsonResponse:
    """Return the cases that wait, as points for the map."""
    project, _action = _settled_by(request.user, pk)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.case.longitude, row.case.latitude]},
            "properties": {
                "number": str(row.case.number),
                "url": reverse("cases:case", args=[row.case_id]),
                "light": "yellow",
                "stateLabel": _(row.reason.label),
            },
        }
        for row in queries.points_of(project)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _settled_by(user: Any, project_id: int) -> tuple[Project, str]:
    """Return the project and the duty in which the person, who sees cases, may decide on them. Raises Http404."""
    project = find_project(user, project_id)
    action = next((action for action in REHOMERS if may(project, user, action)), None)
    if action is None or not may(project, user, "cases.view"):
        raise Http404
    return project, action


def _back(request: Any, project: Project) -> HttpResponse:
    """Lead back to the list as it was narrowed."""
    narrowed = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('boundaries:rehomings', args=[project.pk])}{'?' if narrowed else ''}{narrowed}")
