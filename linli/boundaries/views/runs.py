"""Asking the engine, watching it work, stopping it, keeping what it found. Pages and JSON from the same addresses."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.boundaries import jobs, queries, services
from linli.boundaries.forms.runs import KeepForm, RunForm
from linli.boundaries.models import Plan, Project, Run
from linli.boundaries.queries.projects import EDITABLE
from linli.boundaries.terms import RunKind
from linli.boundaries.views.asking import wants_json
from linli.boundaries.views.trail import trail
from linli.foundation import jobs as worker
from linli.foundation.access import requires
from linli.values import Reason

SILENCE = timedelta(minutes=3)
"""After which the worker is said not to be there."""


@requires("boundaries.edit")
@require_POST
def start(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Ask the engine for something that starts from a plan."""
    plan = get_object_or_404(queries.visible_plans(request.user, "boundaries.edit"), pk=plan_id)
    return _start(request, plan.project, plan)


@requires("boundaries.edit")
@require_POST
def start_for_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask the engine to propose plans for a project, without one to start from."""
    project = get_object_or_404(queries.visible_projects(request.user, "boundaries.edit"), pk=project_id)
    return _start(request, project, None)


def _start(request: HttpRequest, project: Project, plan: Plan | None) -> HttpResponse:
    """Ask, hand the work to the worker, and answer where it can be watched."""
    form = RunForm(request.POST)
    if not form.is_valid():
        return _refuse(request, project, plan, [Reason("boundaries.form", _first_error(form))])
    given = form.cleaned_data
    try:
        run = services.start_run(
            project=project,
            plan=plan,
            head=given["head"] or 0,
            kind=RunKind(given["kind"]),
            params=form.asked(),
            actor=request.user,
            now=timezone.now(),
        )
    except services.RunRefused as refused:
        return _refuse(request, project, plan, refused.reasons)
    except services.SheetRefused as refused:
        return _refuse(request, project, plan, [refused.reason])
    except services.ConflictError:
        text = _("Somebody changed this plan meanwhile. Look at it as it is now, then ask the engine again.")
        return _refuse(request, project, plan, [Reason("boundaries.plan_changed", text)], status=409)
    worker.later(jobs.work, run.pk)
    url = reverse("boundaries:run", args=[run.pk])
    return JsonResponse({"run": run.pk, "url": url}) if wants_json(request) else redirect(url)


def _first_error(form: RunForm | KeepForm) -> str:
    """Return the first error of a form."""
    return next(str(error) for errors in form.errors.values() for error in errors)


def _refuse(
    request: HttpRequest, project: Project, plan: Plan | None, reasons: Any, *, status: int = 422
) -> HttpResponse:
    """Say why the engine was not asked."""
    texts = [reason.render(_) for reason in reasons]
    if wants_json(request):
        return JsonResponse({"refused": {"rule": reasons[0].rule, "text": " ".join(texts)}}, status=status)
    context = {"project": project, "plan": plan, "texts": texts, "crumbs": trail(project, plan)}
    return render(request, "boundaries/run_refused.html", context, status=status)


@requires("boundaries.view")
@require_safe
@never_cache
def show(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far the engine is and what it found: as a page, as the part that asks again, or as JSON."""
    run = get_object_or_404(queries.visible_runs(request.user), pk=run_id)
    context = _context(request, run)
    if wants_json(request):
        html = render_to_string("boundaries/_run.html", context | {"is_part": True}, request=request)
        return JsonResponse(context["told"].to_json(html))
    if not request.headers.get("HX-Request"):
        return render(request, "boundaries/run.html", context)
    response = render(request, "boundaries/_progress.html", context)
    if not context["told"].is_open:
        response["HX-Refresh"] = "true"
    return response


@requires("boundaries.edit")
@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop the engine."""
    run = get_object_or_404(queries.visible_runs(request.user, "boundaries.edit"), pk=run_id)
    run = services.cancel_run(run_id=run.pk, actor=request.user, now=timezone.now())
    if wants_json(request):
        return JsonResponse({"id": run.pk, "state": run.state.value})
    return redirect("boundaries:run", run.pk)


@requires("boundaries.edit")
@require_POST
def keep(request: HttpRequest, run_id: int) -> HttpResponse:
    """Make a choice of the engine a plan of its own."""
    run = get_object_or_404(queries.visible_runs(request.user, "boundaries.edit"), pk=run_id)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _refuse(request, run.project, run.plan, [Reason("boundaries.form", _first_error(form))])
    try:
        plan = services.keep_choice(run_id=run.pk, actor=request.user, now=timezone.now(), **form.cleaned_data)
    except services.RunRefused as refused:
        return _refuse(request, run.project, run.plan, refused.reasons)
    url = reverse("boundaries:desk", args=[plan.pk])
    if wants_json(request):
        return JsonResponse({"plan": plan.pk, "name": plan.name, "url": url})
    messages.success(request, _("“%(name)s” is a plan of its own now.") % {"name": plan.name})
    return redirect(url)


def _context(request: HttpRequest, run: Run) -> dict[str, Any]:
    """Return everything the page of a run shows."""
    told = queries.Told(run)
    editable = queries.visible_projects(request.user, "boundaries.edit").filter(pk=run.project_id)
    return {
        "run": run,
        "told": told,
        "project": run.project,
        "plan": run.plan,
        "may_edit": run.project.state in EDITABLE and editable.exists(),
        "is_unattended": told.is_open and _is_unattended(),
        "crumbs": trail(run.project, run.plan, _(run.kind.label)),
    }


def _is_unattended() -> bool:
    """Say whether the worker has not been heard of for minutes."""
    beat = worker.last_beat()
    return beat is None or timezone.now() - beat > SILENCE
