"""Where it burns: open and overdue cases by community; every figure leads to its cases."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.terms import OPEN, Light
from linli.cases.views.finding import StaffRequest, crumbs_of
from linli.cases.views.lists import scope_path
from linli.cases.views.rows import Row, make_rows
from linli.foundation.access import requires
from linli.places import queries as places

SHOWN = 10
Counts = dict[int, dict[str, int]]


@dataclass(frozen=True)
class Cell:
    """One light's figure and the list behind it."""

    light: Light
    number: int
    url: str


@dataclass(frozen=True)
class Bar:
    """One community: open cases, overdue ones among them, and the lists behind both."""

    name: str
    url: str
    open: int
    red: int
    open_url: str
    red_url: str


def _list_url(**filters: str) -> str:
    """Return the address of the list with a filter."""
    return f"{reverse('cases:list')}?{urlencode({name: value for name, value in filters.items() if value})}"


def _totals(counts: Counts, key: str = "") -> list[Cell]:
    """Return the figures by light, the worst first."""
    worst_first = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN)
    sums = {light: sum(counted[light.value] for counted in counts.values()) for light in worst_first}
    return [Cell(light, sums[light], _list_url(area=key, light=light.value)) for light in worst_first]


def _bars(counts: Counts) -> list[Bar]:
    """Return one bar a community, most overdue first."""
    areas = places.Area.objects.filter(pk__in=counts).only("pk", "key", "short_name")
    bars = [_bar(area, counts[area.pk]) for area in areas]
    return sorted(bars, key=lambda bar: (-bar.red, -bar.open, bar.name))


def _bar(area: places.Area, counted: dict[str, int]) -> Bar:
    """Return the bar of one community."""
    key = str(area.key)
    return Bar(
        name=area.short_name,
        url=reverse("cases:area", args=[key]),
        open=counted["open"],
        red=counted["red"],
        open_url=_list_url(area=key),
        red_url=_list_url(area=key, light=Light.RED.value),
    )


def _next(open_cases: QuerySet, user: Any, now: datetime) -> list[Row]:
    """Return the cases that expire first or have expired longest ago."""
    return make_rows(open_cases.filter(due_at__isnull=False).order_by("due_at", "pk")[:SHOWN], user, now)


@requires("cases.view")
@require_safe
def burning(request: StaffRequest) -> HttpResponse:
    """Show open cases by light and by community in scope, the worst first."""
    now = timezone.now()
    ask = partial(queries.list_cases, request.user, now=now, states=OPEN, area_path=scope_path(request))
    counts = queries.count_by_area(ask(), now)
    bars = _bars(counts)
    context = {
        "totals": _totals(counts),
        "bars": bars,
        "most": max((bar.open for bar in bars), default=0),
        "rows": _next(ask(walked=True), request.user, now),
        "now": now,
    }
    return render(request, "cases/burning.html", context)


@requires("cases.view")
@require_safe
def area(request: StaffRequest, key: str) -> HttpResponse:
    """Show the figures of one area and its cases that expire next."""
    found = places.areas_in_scope(request.user, "cases.view").filter(key=key).first()
    if found is None:
        raise Http404
    now = timezone.now()
    open_cases = queries.list_cases(request.user, now=now, states=OPEN, area_path=found.path)
    counts = queries.count_by_area(open_cases, now)
    bars = _bars(counts)
    context = {
        "area": found,
        "crumbs": crumbs_of(request.user, found),
        "totals": _totals(counts, str(found.key)),
        "bars": bars if len(bars) > 1 else [],
        "most": max((bar.open for bar in bars), default=0),
        "rows": _next(open_cases, request.user, now),
    }
    return render(request, "cases/area.html", context)
