"""Lists of cases: the queue of a desk, the filtered list, and what a row shows beside the case."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, Report, Task
from linli.cases.queries.policy import get_calendar, get_policy
from linli.cases.queries.scope import areas_below, visible_cases
from linli.cases.rules import lights as signals
from linli.cases.rules.clocks import due_after
from linli.cases.terms import OPEN, OPEN_TASKS, Channel, Light, OwnerClass, State, TaskKind, Urgency
from linli.foundation import search
from linli.organisations import queries as organisations

ROW = ("area", "place", "category", "holder", "unit")
SEARCHED = "cases_case"
HELPING_SHOWN = 500


def list_cases(
    user: Any,
    *,
    now: datetime,
    action: str = "cases.view",
    q: str = "",
    states: Sequence[State] = (),
    area_path: str = "",
    category: int | str | None = None,
    category_code: str = "",
    owner_class: OwnerClass | None = None,
    urgency: Urgency | None = None,
    channel: Channel | None = None,
    light: Light | None = None,
    unit: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Case]:
    """
    Return the cases in the user's reach that fit every condition given, with what a row shows; not ordered.

    q: words anywhere in reports, address or summary, or a number. category: key of a kind or a group;
    category_code: the same by code. unit: part of a unit's name. since, until: days of the report, both included.
    """
    found = visible_cases(user, action).select_related(*ROW)
    kinds = Q(category=category) | Q(category__parent=category)
    codes = Q(category__code=category_code) | Q(category__parent__code=category_code)
    conditions = (
        (states, Q(state__in=states)),
        (states and set(states) <= set(OPEN), Q(ended_at__isnull=True)),  # so that the indexes of open cases serve
        (area_path, Q(area__in=areas_below(area_path))),
        (category, kinds),
        (category_code, codes),
        (owner_class, Q(owner_class=owner_class)),
        (urgency, Q(urgency=urgency)),
        (channel, Q(reports__channel=channel)),
        (unit, Q(unit__name__contains=unit) | Q(unit__short_name__contains=unit)),
    )
    for given, condition in conditions:
        if given:
            found = found.filter(condition)
    found = _in_days(found, since, until)
    if light:
        found = found.filter(light_condition(Light(light), now))
    return search_cases(found, q) if q.strip() else found


def _in_days(found: QuerySet[Case], since: date | None, until: date | None) -> QuerySet[Case]:
    if since:
        found = found.filter(reported_at__gte=_midnight(since))
    return found.filter(reported_at__lt=_midnight(until + timedelta(days=1))) if until else found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def search_cases(found: QuerySet[Case], q: str) -> QuerySet[Case]:
    """Return the cases that hold the words, or have the number."""
    words = q.strip()
    if words.isdecimal() and len(words) == 11:
        return found.filter(number=int(words))
    return search.filter(found, SEARCHED, words)


def queue(user: Any, now: datetime) -> QuerySet[Case]:
    """
    Return the open cases that wait for one of the user's own desks or tasks, not ordered; order by `due_at`, `id`.

    His desks are the organisations of his appointments themselves, not what stands below them.
    """
    reach, desks = Q(pk__in=()), _desks(user)
    tasks = Task.objects.filter(unit__in=desks.values(), kind=TaskKind.ASSIST, state__in=[*OPEN_TASKS])
    helping: dict[int, list[int]] = {}
    for unit_id, case_id in tasks.values_list("unit_id", "case_id")[:HELPING_SHOWN]:
        helping.setdefault(unit_id, []).append(case_id)
    for grant in set(user.grants("cases.view")):
        desk = desks.get(grant.unit_path)
        if desk is not None:
            mine = Q(holder=desk) | Q(pk__in=helping[desk]) if desk in helping else Q(holder=desk)
            reach |= mine & Q(area__in=areas_below(grant.area_path)) if grant.area_path else mine
    return Case.objects.filter(reach, ended_at__isnull=True).select_related(*ROW)


def _desks(user: Any) -> dict[str, int]:
    """Return the user's own organisations, path to key; keys, so that the index of a desk's open cases serves."""
    paths = {grant.unit_path for grant in user.grants("cases.view") if grant.unit_path}
    return dict(organisations.Organisation.objects.filter(path__in=paths).values_list("path", "pk"))


def count_by_state(cases: QuerySet[Case], *, limit: int = 1000) -> dict[State, int]:
    """Return how many of the cases stand in each state, counted over at most `limit` + 1 of them."""
    counts: dict[State, int] = {}
    for state in cases.order_by().values_list("state", flat=True)[: limit + 1]:
        counts[state] = counts.get(state, 0) + 1
    return counts


def first_words(case_ids: Sequence[int]) -> dict[int, str]:
    """Return the text of each case's first report; one query."""
    firsts = Report.objects.filter(case__in=case_ids).values("case").annotate(first=Min("pk")).values("first")
    return dict(Report.objects.filter(pk__in=firsts).values_list("case_id", "text"))


def soon_after(now: datetime) -> datetime:
    """Return the moment up to which an expiry counts as soon."""
    return due_after(get_policy(now).soon, now, get_calendar())


def light(case: Case, now: datetime) -> Light:
    """Return the light of one case."""
    return _light(case, now, soon_after(now))


def lights(cases: Iterable[Case], now: datetime) -> dict[int, Light]:
    """Return the lights of many cases by key, without a query."""
    soon = soon_after(now)
    return {case.pk: _light(case, now, soon) for case in cases}


def _light(case: Case, now: datetime, soon: datetime) -> Light:
    return signals.light(
        now=now,
        soon=soon,
        due_at=case.due_at,
        is_slowed=case.is_held or case.extensions > 0,
        ended_at=case.ended_at,
        overall_due_at=case.overall_due_at,
    )


def light_condition(light: Light, now: datetime) -> Q:
    """Return the condition that cases show a light: the rule of `rules.lights`, as the database sees it."""
    running, late = Q(ended_at__isnull=True), Q(due_at__lt=now)
    ended_late = Q(ended_at__isnull=False, overall_due_at__isnull=False, ended_at__gt=F("overall_due_at"))
    if light is Light.RED:
        return (running & late) | ended_late
    punctual = running & (Q(due_at__isnull=True) | Q(due_at__gte=now))
    slowed = Q(is_held=True) | Q(extensions__gt=0)
    if light is Light.YELLOW:
        return punctual & slowed
    soon = Q(due_at__isnull=False, due_at__lte=soon_after(now))
    if light is Light.BLUE:
        return punctual & ~slowed & soon
    ended_well = Q(ended_at__isnull=False) & (Q(overall_due_at__isnull=True) | Q(ended_at__lte=F("overall_due_at")))
    return (punctual & ~slowed & ~soon) | ended_well
