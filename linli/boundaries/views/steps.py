"""The steps of a plan: all of them, one with its rejected rows, two compared, and taking a list over."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.boundaries import queries
from linli.boundaries.models import Plan, Step
from linli.boundaries.queries.changes import changes_between
from linli.boundaries.queries.desk import open_desk
from linli.boundaries.queries.state import state_of, tell_steps
from linli.boundaries.rules.sheet import Sheet
from linli.boundaries.terms import EditAct
from linli.foundation import paging, sheets
from linli.foundation.access import requires
from linli.values import Reason


@requires("boundaries.view")
@require_safe
def steps(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show every step of a plan, newest first, and the difference of two of them if asked."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    rows = plan.steps.select_related("actor").defer("sheet")
    page = paging.page(rows, order=("-id",), after=request.GET.get("after", ""))
    named = tell_steps(plan, rows.exclude(checkpoint="").order_by("-pk"))
    pair = [_step(plan, request.GET[side]) for side in ("a", "b") if request.GET.get(side)]
    compared = _compared(plan, *pair) if len(pair) > 1 else None
    state = state_of(plan, request.user, timezone.localdate())
    context = {"plan": plan, "page": page, "told": tell_steps(plan, list(page)), "named": named, "state": state}
    return render(request, "boundaries/steps.html", context | {"compared": compared})


@requires("boundaries.view")
@require_safe
def step(request: HttpRequest, plan_id: int, step_id: int) -> HttpResponse:
    """Show one step: what it changed, and for a list that was taken over how its rows fared."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    found = _step(plan, str(step_id))
    told = tell_steps(plan, plan.steps.filter(pk=found.pk))[0]
    compared = _compared(plan, found.parent, found) if found.parent else None
    state = state_of(plan, request.user, timezone.localdate())
    context = {"plan": plan, "told": told, "compared": compared, "rejected": _rejected(found), "state": state}
    return render(request, "boundaries/desk/step.html", context)


@requires("boundaries.view")
@require_safe
def rejected(request: HttpRequest, plan_id: int, step_id: int) -> FileResponse:
    """Return the rows of a list that were rejected, each with its reason, to be mended and sent again."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    rows = _rejected(_step(plan, str(step_id)))
    if not rows:
        raise Http404
    columns = [
        sheets.Column("key", _("Unit key")),
        sheets.Column("name", _("Unit name"), width=24),
        sheets.Column("community", _("Community"), width=20),
        sheets.Column("number", _("Row"), "number"),
        sheets.Column("why", _("Why rejected"), width=40),
    ]
    return FileResponse(sheets.write_xlsx(columns, rows), as_attachment=True, filename=f"{plan.name}-{step_id}.xlsx")


@requires("boundaries.view")
@require_safe
def units_file(request: HttpRequest, plan_id: int) -> FileResponse:
    """Return the units of a plan with their communities, as a list that can be changed and taken over again."""
    plan = get_object_or_404(queries.visible_plans(request.user), pk=plan_id)
    desk = open_desk(plan)
    called = desk.called
    columns = [
        sheets.Column("key", _("Unit key"), width=38),
        sheets.Column("name", _("Unit name"), width=24),
        sheets.Column("households", _("Households"), "number"),
        sheets.Column("community", _("Community"), width=20),
    ]
    rows = (
        {"key": unit.key, "name": unit.name, "households": unit.households, "community": called.get(label, "")}
        for unit, label in zip(desk.base.units, desk.sheet.labels, strict=True)
    )
    return FileResponse(sheets.write_xlsx(columns, rows), as_attachment=True, filename=f"{plan.name}.xlsx")


@requires("boundaries.edit")
@require_safe
def take_list(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the form that takes a list of units and communities over."""
    plan = get_object_or_404(queries.visible_plans(request.user, "boundaries.edit"), pk=plan_id)
    state = state_of(plan, request.user, timezone.localdate())
    return render(request, "boundaries/desk/import.html", {"plan": plan, "state": state})


def _step(plan: Plan, number: str) -> Step:
    """Return a step of a plan with that key. Raises Http404, also for a text that is no key."""
    found = plan.steps.select_related("parent").filter(pk=int(number)).first() if number.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _compared(plan: Plan, one: Step, other: Step) -> dict[str, Any]:
    """Return two steps in words, and what differs."""
    told = {each.step.pk: each for each in tell_steps(plan, plan.steps.filter(pk__in=[one.pk, other.pk]))}
    before, after = (open_desk(plan, Sheet.from_json(each.sheet), ()) for each in (one, other))
    return {"one": told[one.pk], "other": told[other.pk], "changes": changes_between(before, after)}


def _rejected(step: Step) -> list[dict[str, Any]]:
    """Return the rejected rows of a step that took a list over, each with its reason in words."""
    if step.act is not EditAct.IMPORT:
        return []
    return [
        row | {"why": Reason("", row["reason"], row["params"]).render(_)} for row in step.params.get("rejected", [])
    ]
