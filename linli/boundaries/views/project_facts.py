"""Pages on which a draft is changed: its facts and weights, its offices and rooms, and its ground taken anew."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.boundaries import services
from linli.boundaries.forms.facilities import FacilitiesForm
from linli.boundaries.forms.project import FactsForm, WeightsForm, facts_of
from linli.boundaries.models import Project
from linli.boundaries.queries.projects import base_of, visible_projects
from linli.boundaries.rules.bands import possible_counts
from linli.boundaries.rules.measures import weights_of
from linli.foundation.access import requires

EDIT = "boundaries.edit"


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change title, bounds and wish of a draft, or what weighs how much."""
    project = _find(request, pk)
    is_facts, is_weights = (request.POST.get("form") == name for name in ("facts", "weights"))
    facts = FactsForm(request.POST if is_facts else None, initial=facts_of(project))
    weights = WeightsForm(request.POST if is_weights else None, weights=weights_of(project.weights))
    form: Form = weights if is_weights else facts
    is_start = is_weights and request.POST.get("then") == "start"
    if request.method == "POST" and (is_start or form.is_valid()):
        says = _says(request, project)
        try:
            if is_weights:
                services.weigh_terms(weights={} if is_start else weights.weights(), **says)
            else:
                services.change_project(**facts.facts(), **says)
        except services.ProjectRefused as refused:
            form.add_error(None, refused.reason.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("boundaries:project", pk=project.pk)
    total = base_of(project).households
    context = {
        "project": project,
        "form": facts,
        "weights": weights,
        "said": form,
        "counts": possible_counts(total, project.low, project.high),
        "crumbs": _crumbs(project, _("Change")),
    }
    return render(request, "boundaries/change.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def facilities(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where offices are, where rooms are, and how many residents live in each unit; a part of the units a page."""
    project = _find(request, pk)
    form = FacilitiesForm(request.POST or None, base=base_of(project), start=request.GET)
    if request.method == "POST" and form.is_valid():
        says = _says(request, project)
        try:
            services.set_facilities(**form.facts(), **says)
        except services.ProjectRefused as refused:
            form.add_error(None, refused.reason.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('boundaries:facilities', args=[project.pk])}?{form.address}")
    context = {"project": project, "form": form, "crumbs": _crumbs(project, _("Offices and rooms"))}
    return render(request, "boundaries/facilities.html", context, status=422 if form.errors else 200)


@requires(EDIT)
@require_http_methods(["GET", "POST"])
def retake(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs between a project's ground and the areas of today, and take it anew."""
    project = _find(request, pk)
    context: dict[str, Any] = {"project": project, "crumbs": _crumbs(project, _("Take the ground anew"))}
    try:
        if request.method == "POST":
            says = _says(request, project)
            fresh = services.retake_ground(**says)
            messages.success(request, _("The ground is that of today."))
            return redirect("boundaries:project", pk=fresh.pk)
        context["retake"] = services.foresee_retake(project)
    except (services.GroundRefused, services.ProjectRefused) as refused:
        context["refused"] = refused.reason.render(_)
    if "retake" in context:
        context["differences"] = [reason.render(_) for reason in context["retake"].differences]
    return render(request, "boundaries/retake.html", context, status=422 if request.method == "POST" else 200)


def _find(request: HttpRequest, pk: int) -> Project:
    """Return a project within the editor's scope, also when it is no draft any more: the service says so."""
    return get_object_or_404(visible_projects(request.user, EDIT), pk=pk)


def _says(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Return who says something of which project now, and the version of it that the sender saw; -1 for none."""
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() else -1
    return {"project_id": project.pk, "version": version, "actor": request.user, "now": now()}


def _crumbs(project: Project, title: str) -> list[tuple[str, str]]:
    above = reverse("boundaries:project", args=[project.pk])
    return [(_("Boundaries"), reverse("boundaries:list")), (project.title, above), (title, "")]
