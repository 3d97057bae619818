"""Figures of areas and the map: counts, lights and durations of open and ended cases."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.cases.models import Case
from linli.cases.queries.lists import DUE, light_condition, open_light, soon_after
from linli.cases.queries.scope import areas_below
from linli.cases.rules import lights as signals
from linli.cases.terms import OPEN, TERMINAL, Light, State
from linli.foundation import paging
from linli.foundation.fields import milliseconds
from linli.places import queries as places

MAP_CAP = 1000
SAMPLE_CAP = 5000
POINT = ("pk", "number", "longitude", "latitude", "state", "due_at", "is_held", "extensions")


def map_features(
    cases: QuerySet[Case], *, bounds: tuple[float, float, float, float] | None, now: datetime, cap: int = MAP_CAP
) -> dict[str, Any]:
    """
    Return the open cases of a queryset inside bounds (west, south, east, north) as GeoJSON, at most `cap`.

    `truncated` says whether there were more; those that expire first are shown. Ended cases are not on the map.
    """
    found = cases.filter(ended_at__isnull=True, longitude__isnull=False)
    if bounds is not None:
        west, south, east, north = bounds
        found = found.filter(longitude__range=(west, east), latitude__range=(south, north))
    rows = paging.head(found.select_related(None).values_list(*POINT), order=DUE, size=cap + 1)
    soon = soon_after(now)
    features = [_feature(row, now, soon) for row in rows[:cap]]
    return {"type": "FeatureCollection", "features": features, "truncated": len(rows) > cap}


def _feature(row: tuple[Any, ...], now: datetime, soon: datetime) -> dict[str, Any]:
    pk, number, longitude, latitude, state, due_at, is_held, extensions = row
    shown = signals.light(now=now, soon=soon, due_at=due_at, is_slowed=is_held or extensions > 0)
    return {
        "type": "Feature",
        "id": pk,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {"id": pk, "number": str(number), "state": state.value, "light": shown.value},
    }


def count_lights(cases: QuerySet[Case], now: datetime) -> dict[Light, int]:
    """Return how many open cases of a queryset show each light; one query."""
    found = cases.select_related(None).order_by().filter(ended_at__isnull=True).aggregate(**_by_light(now))
    return {light: found[light.value] for light in Light}


def _by_light(now: datetime) -> dict[str, Count]:
    return {light.value: Count("pk", filter=open_light(light, now)) for light in Light}


def count_by_area(cases: QuerySet[Case], now: datetime) -> dict[int, dict[str, int]]:
    """Return per area key how many open cases there are (`open`) and how many show each light; one query."""
    rows = cases.select_related(None).filter(ended_at__isnull=True).order_by().values("area_id")
    counts = {"open": Count("pk"), **_by_light(now)}
    counted = rows.annotate(**counts).values_list("area_id", *counts)
    return {area_id: dict(zip(counts, numbers, strict=True)) for area_id, *numbers in counted}


def area_figures(area: places.Area, *, now: datetime, days: int = 30) -> dict[str, Any]:
    """
    Return the open data of an area's subtree: open and ended cases, lights, median hours to the end.

    Ended cases are those of the last `days`; the median is over at most 5 000 of them, None if there are none.
    """
    below, since = Case.objects.filter(area__in=areas_below(area.path)), now - timedelta(days=days)
    running, by_state = below.filter(ended_at__isnull=True), _by_state(below)
    ended = below.filter(ended_at__gte=since)
    lately = {"fresh": Count("pk", filter=Q(reported_at__gte=since))}
    closed = {
        "closed": Count("pk", filter=Q(state=State.CLOSED)),
        "in_time": Count("pk", filter=Q(state=State.CLOSED) & light_condition(Light.GREEN, now)),
    }
    counted, still = ended.aggregate(**lately, **closed), running.aggregate(**lately)
    return {
        "area": area.short_name,
        "as_of": now,
        "days": days,
        "open": sum(by_state.values()),
        "by_state": by_state,
        "lights": count_lights(below, now),
        "reported": counted["fresh"] + still["fresh"],  # whatever was reported lately has ended lately, or not yet
        "closed": counted["closed"],
        "closed_in_time": counted["in_time"],
        "median_hours": _median_hours(ended.filter(state=State.CLOSED)),
    }


def _by_state(cases: QuerySet[Case]) -> dict[State, int]:
    rows = cases.filter(ended_at__isnull=True).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return {state: counts.get(state, 0) for state in OPEN}


def _median_hours(closed: QuerySet[Case]) -> float | None:
    spans = closed.annotate(span=milliseconds("ended_at") - milliseconds("reported_at"))
    hours = [span / 3_600_000 for span in spans.order_by("-ended_at").values_list("span", flat=True)[:SAMPLE_CAP]]
    return round(median(hours), 1) if hours else None


def ended_states() -> Iterable[State]:
    """Return the states in which a case has ended."""
    return sorted(TERMINAL)
