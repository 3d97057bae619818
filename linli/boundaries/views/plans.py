"""Plans of a split: begun, copied, renamed, put away."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.boundaries import queries, services
from linli.boundaries.forms.desk import read_act, read_number
from linli.boundaries.models import Plan
from linli.boundaries.rules.sheet import FREE, Sheet
from linli.boundaries.services.edits import plain_change
from linli.foundation.access import requires


@requires("boundaries.edit")
@require_POST
def new_plan(request: HttpRequest, project_id: int) -> HttpResponse:
    """Begin a plan of a split: with the present communities, or with nothing assigned."""
    project = get_object_or_404(queries.visible_projects(request.user, "boundaries.edit"), pk=project_id)
    units = queries.base_of(project).units
    is_blank = request.POST.get("start") == "blank"
    sheet = Sheet.of(FREE if is_blank else unit.community for unit in units)
    try:
        plan = services.new_plan(
            project=project,
            name=request.POST.get("name", ""),
            sheet=sheet,
            actor=request.user,
            now=timezone.now(),
        )
    except services.SheetRefused as refused:
        messages.error(request, refused.reason.render(_))
        return redirect("boundaries:project", project.pk)
    return redirect("boundaries:desk", plan.pk)


@requires("boundaries.edit")
@require_POST
def copy(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Copy a plan; after a conflict as it was at the step the reader saw (`from`), with his change on top."""
    plan = _plan(request, plan_id)
    then, step_id = None, None
    try:
        if request.POST.get("from"):
            step_id = read_number(request.POST, "from")
        if request.POST.get("act"):
            _head, act, params = read_act(request.POST, request.FILES)
            then = plain_change(act, params)
        made = services.copy_plan(
            plan_id=plan.pk,
            step_id=step_id,
            name=request.POST.get("copy_name", ""),
            then=then,
            actor=request.user,
            now=timezone.now(),
        )
    except services.SheetRefused as refused:
        return _refuse(request, plan, refused)
    messages.success(request, _("“%(name)s” is a plan of its own now.") % {"name": made.name})
    return redirect("boundaries:desk", made.pk)


@requires("boundaries.edit")
@require_POST
def rename(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give a plan another name."""
    plan = _plan(request, plan_id)
    call = partial(services.rename_plan, plan_id=plan.pk, name=request.POST.get("name", ""))
    return _do(request, plan, call, _("Renamed."))


@requires("boundaries.edit")
@require_POST
def put_away(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Put a plan away, or take it out again."""
    plan = _plan(request, plan_id)
    is_archived = not plan.is_archived
    call = partial(services.put_away, plan_id=plan.pk, is_archived=is_archived)
    return _do(request, plan, call, _("Put away.") if is_archived else _("Taken out again."))


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    return get_object_or_404(queries.visible_plans(request.user, "boundaries.edit"), pk=plan_id)


def _do(request: HttpRequest, plan: Plan, call: partial[Plan], done: str) -> HttpResponse:
    """Carry something out and lead back to the page of the split."""
    try:
        call(actor=request.user, now=timezone.now())
    except services.SheetRefused as refused:
        return _refuse(request, plan, refused)
    messages.success(request, done)
    return redirect("boundaries:project", plan.project_id)


def _refuse(request: HttpRequest, plan: Plan, refused: services.SheetRefused) -> HttpResponse:
    """Say why something cannot be done."""
    context = {"plan": plan, "text": refused.reason.render(_), "rule": refused.reason.rule}
    return render(request, "boundaries/desk/refused.html", context, status=422)
