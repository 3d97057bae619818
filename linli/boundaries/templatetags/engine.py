"""What the panels of the engine and of why-sentences list."""

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse

from linli.boundaries import queries
from linli.boundaries.models import Plan, Run

if TYPE_CHECKING:  # every process loads the tags of every room; see `foundation.late`
    from linli.boundaries.queries.desk import Desk

register = template.Library()


@register.simple_tag
def recent_runs(plan: Plan) -> list[Run]:
    """Return what the engine was asked last about a plan, newest first."""
    return queries.latest_runs(plan=plan)


@register.simple_tag
def askable(desk: "Desk") -> dict[str, list[tuple[str, str]]]:
    """Return addresses with words: why a community is as it is, and why a boundary of two runs as it does."""
    called = desk.called
    address = reverse("boundaries:why", args=[desk.plan.pk])
    return {
        "communities": [(f"{address}?community={number}", name) for number, name in sorted(called.items())],
        "boundaries": [(f"{address}?between={a},{b}", f"{called[a]} – {called[b]}") for a, b in queries.touching(desk)],
    }


@register.simple_tag
def names_of(desk: "Desk") -> dict[str, list[tuple[int, str]]]:
    """Return units and communities, each with number and name, for choices."""
    units = [(number, unit.name) for number, unit in enumerate(desk.base.units)]
    return {"units": units, "communities": sorted(desk.called.items())}
