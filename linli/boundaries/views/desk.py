"""The desk of a plan: its page, its ground and state as JSON, and every act on it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from linli.boundaries import queries, services
from linli.boundaries.forms.desk import read_act
from linli.boundaries.models import Plan
from linli.boundaries.queries.ground import ground_of
from linli.boundaries.queries.state import State, state_of
from linli.boundaries.terms import EditAct, LockKind
from linli.boundaries.views.asking import wants_json
from linli.boundaries.views.conflict import conflict_context
from linli.boundaries.views.units import unit_rows
from linli.foundation.access import requires
from linli.values import Reason

PANELS = ("table", "checks", "steps", "locks")


@requires("boundaries.view")
@require_safe
def desk(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a plan with everything that can be done to it."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    state = state_of(plan, request.user, timezone.localdate())
    context = {"state": state, "tiles": settings.TILES, "may_edit": state.may_edit, **unit_rows(state, request.GET)}
    return render(request, "boundaries/desk.html", context)


@requires("boundaries.view")
@require_safe
@gzip_page
def ground(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Return what the map draws under the plan; 304 while it is the same."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    found = ground_of(plan.project)
    tag = f'"{found.digest}"'
    is_known = tag in request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if is_known else HttpResponse(found.text, content_type="application/json")
    answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
    return answer


@requires("boundaries.view")
@require_safe
@never_cache
@gzip_page
def state(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Return the present state of the plan for the map."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    return JsonResponse(_answer(request, state_of(plan, request.user, timezone.localdate()), ""))


@requires("boundaries.edit")
@require_POST
@gzip_page
def edit(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Do one thing to the plan and answer with its new state, or with what stands in the way; nothing is lost."""
    plan = get_object_or_404(queries.visible_plans(request.user, "boundaries.edit"), pk=plan_id)
    try:
        head, act, params = read_act(request.POST, request.FILES)
        done = carry_out(plan, head, act, params, request.user)
    except services.SheetRefused as refused:
        return _refuse(request, plan, refused.reason)
    except services.ConflictError as conflict:
        return _clash(request, conflict)
    if wants_json(request):
        now = state_of(done, request.user, timezone.localdate())
        return JsonResponse(_answer(request, now, _message(act, done.head_id != head)))
    return _go_on(request, done, act, done.head_id != head)


def carry_out(plan: Plan, head: int, act: str, params: dict[str, Any], user: Any) -> Plan:
    """Hand an act to its service; return the plan as it then is. Raises SheetRefused, ConflictError."""
    given = {"plan_id": plan.pk, "head": head, "actor": user, "now": timezone.now(), **params}
    if act == "toggle":
        return _toggle(plan, given)
    if act == "lock":
        return services.lock(**given).plan
    if act == "unlock":
        return services.unlock(**given)
    return services.edit(act=act, **given)


def _toggle(plan: Plan, given: dict[str, Any]) -> Plan:
    """Lock one unit, or take its lock off."""
    unit = given.pop("toggle")
    row = plan.locks.filter(kind=LockKind.UNIT, first=unit).first()
    if row is not None:
        return services.unlock(lock=row.pk, **given)
    return services.lock(kind=LockKind.UNIT, first=unit, **given).plan


def _answer(request: HttpRequest, state: State, message: str) -> dict[str, Any]:
    """Return the state of a plan as the scripts of the desk take it."""
    return {
        "head": state.plan.head_id,
        "labels": list(state.desk.sheet.labels),
        "communities": [
            {
                "number": line.number,
                "name": state.called[line.number],
                "households": line.households,
                "range": line.range,
                "colour": line.colour,
            }
            for line in state.table.lines
        ],
        "locks": [
            {"id": lock.pk, "kind": lock.kind.value, "first": lock.first, "second": lock.second}
            for lock in state.desk.locks
        ],
        "findings": [
            {
                "text": said.text,
                "wrong": said.finding.is_wrong,
                "units": list(said.finding.units),
                "communities": list(said.finding.communities),
            }
            for said in state.findings
        ],
        "may_edit": state.may_edit,
        "can_undo": state.can_undo,
        "can_redo": state.can_redo,
        "message": message,
        "panels": {
            name: render_to_string(f"boundaries/desk/_{name}.html", {"state": state}, request) for name in PANELS
        },
    }


def _message(act: str, is_changed: bool) -> str:
    """Return what is said when an act is done."""
    if not is_changed and act in (EditAct.ASSIGN, EditAct.RENAME, EditAct.RESTORE, EditAct.APPLY):
        return _("Nothing changes: it is like that already.")
    return {"undo": _("Undone."), "redo": _("Done again.")}.get(act, _("Saved."))


def _go_on(request: HttpRequest, plan: Plan, act: str, is_changed: bool) -> HttpResponse:
    """Lead back to where the reader came from, with a word on what was done."""
    if act == EditAct.IMPORT:
        return redirect("boundaries:step", plan.pk, plan.head_id)
    messages.success(request, _message(act, is_changed))
    back = request.POST.get("back", "")
    return redirect(reverse("boundaries:desk", args=[plan.pk]) + (back if back.startswith(("?", "#")) else ""))


def _refuse(request: HttpRequest, plan: Plan, reason: Reason) -> HttpResponse:
    """Say why something cannot be done; the plan is as it was."""
    text = reason.render(_)
    if wants_json(request):
        return JsonResponse({"refused": {"rule": reason.rule, "text": text}}, status=422)
    context = {"plan": plan, "text": text, "rule": reason.rule}
    return render(request, "boundaries/desk/refused.html", context, status=422)


def _clash(request: HttpRequest, conflict: services.ConflictError) -> HttpResponse:
    """Show what somebody else did meanwhile, and the ways on."""
    context = conflict_context(request.POST, conflict)
    if wants_json(request):
        html = render_to_string("boundaries/desk/_conflict.html", context, request)
        return JsonResponse({"conflict": html}, status=409)
    return render(request, "boundaries/conflict.html", context, status=409)
