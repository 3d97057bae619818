"""What the pages of plans share: the plan or target asked for, the area looked at from, how an act is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from linli.places import queries as places
from linli.standards.models import Plan, Target
from linli.standards.queries.ground import Sheet, read_sheet
from linli.standards.queries.plans import DEFINE, VIEW, looked_at, visible_plans, visible_targets
from linli.standards.services import StandardRefused

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Look:
    """A plan as somebody looks at it: from which area, on which day."""

    sheet: Sheet
    area: places.Area
    today: date


def look(request: HttpRequest, plan: Plan) -> Look:
    """Return the plan as the request asks for it. Raises Http404 for an area out of reach."""
    area = looked_at(request.user, plan, request.GET.get("area", ""))
    if area is None:
        raise Http404
    today = localdate()
    return Look(read_sheet(plan, now(), today), area, today)


def plan_of(request: HttpRequest, pk: int, action: str = VIEW) -> Plan:
    """Return a plan on which the person may do the action. Raises Http404."""
    return get_object_or_404(visible_plans(request.user, action), pk=pk)


def target_of(request: HttpRequest, pk: int, action: str = VIEW) -> Target:
    """Return a target of a plan on which the person may do the action. Raises Http404."""
    return get_object_or_404(visible_targets(request.user, action), pk=pk)


def own_target(request: HttpRequest, pk: int) -> Target:
    """Return a target the person may change. Raises Http404."""
    return target_of(request, pk, DEFINE)


def crumbs(*steps: tuple[str, str]) -> Crumbs:
    """Return the way to a page of plans."""
    return [(_("Plans and targets"), reverse("standards:plans")), *steps]


def crumbs_of(plan: Plan, *steps: tuple[str, str]) -> Crumbs:
    """Return the way to a page of one plan."""
    return crumbs((plan.name, reverse("standards:plan", args=[plan.pk])), *steps)


def attempt(request: HttpRequest, act: Callable[[], Any], done: str, to: str, *args: Any) -> HttpResponse:
    """Carry out an act that is one button, say how it went, and go on to a page."""
    try:
        act()
    except StandardRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(to, *args)
