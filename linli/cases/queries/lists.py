"""Lists of cases: the queue of a desk, the filtered list, and what a row shows beside the case."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from linli.cases.models import Case, Category, Report, Task
from linli.cases.queries.behind import cases_behind
from linli.cases.queries.policy import get_calendar, get_policy
from linli.cases.queries.scope import in_area, in_area_or_before, visible_cases
from linli.cases.rules import lights as signals
from linli.cases.rules.clocks import due_after
from linli.cases.terms import (
    OPEN,
    OPEN_TASKS,
    STORED,
    TERMINAL,
    Channel,
    Light,
    OwnerClass,
    State,
    TaskKind,
    Urgency,
)
from linli.foundation import paging, search
from linli.foundation.access import in_subtree
from linli.foundation.paging import Walked
from linli.organisations import queries as organisations
from linli.places import queries as places
from linli.values import Span

ROW = ("area", "place", "category", "holder", "unit")
DUE = ("due_at", "-id")
"""What expires next first; behind it what has no expiry, ended cases above all, the newest first."""
SEARCHED = "cases_case"
HELPING_SHOWN = 500
NOTHING = Q(pk__in=())
WIDE = 3
"""Tiers down to the subdistrict; what lies below is a small part of a district."""


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
    figure: str = "",
    span: Span | None = None,
    place: UUID | None = None,
    office: UUID | None = None,
    forebears: bool = False,
    walked: bool = False,
) -> QuerySet[Case]:
    """
    Return the cases in the user's reach that fit every condition given, with what a row shows; not ordered.

    q: words anywhere in reports, address or summary, or a number. category: key of a kind or a group;
    category_code: the same by code. unit: part of a unit's name. since, until: days of the report, both included.
    figure, span: the cases that stand behind a figure. place: key of a compound or building; office: of a unit.
    forebears: with what was recorded in areas that went into the one of the path.
    walked: for more than a thousand cases that are read in an order; see `Walked`.
    """
    found = visible_cases(user, action, walked=walked, forebears=forebears).select_related(*ROW)
    if area_path and walked:
        found = found.alias(area_walked=Walked("area_id"))
    conditions = (
        (states, _in_states(states)),
        (area_path, (in_area_or_before if forebears else in_area)(area_path, walked=walked)),
        (category, _of_kind(Q(pk=category) | Q(parent=category))),
        (category_code, _of_kind(Q(code=category_code) | Q(parent__code=category_code))),
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
    found = found.filter(_behind(figure, span, office), _at_place(place))
    return search_cases(found, q, walked=walked) if q.strip() else found


def is_wide(user: Any, *, states: Sequence[State], area_path: str, q: str = "", **others: Any) -> bool:
    """
    Return whether a filter, given as to `list_cases`, is best counted by reading the table from end to end.

    So it is where no index narrows much: ended cases too, no words, no kind, and a subdistrict's reach or a wider one.
    """
    if q.strip() or others.get("category") or set(states) <= set(OPEN) or len(places.lineage(area_path)) > WIDE:
        return False
    return any(grant.whole_area and len(places.lineage(grant.area_path)) <= WIDE for grant in user.grants("cases.view"))


def counted(
    user: Any, *, now: datetime, limit: int, also: Mapping[str, Any], **given: Any
) -> tuple[paging.CappedCount, QuerySet[Case]]:
    """
    Return how many cases fit a filter, counted up to a limit, and the cases, to be read in any of the list's orders.

    given: as to `list_cases`; also: more conditions. Few cases are then read by their keys, many walked in order.
    """
    wide = is_wide(user, **given)
    count, keys = paging.keys_up_to(list_cases(user, now=now, walked=wide, **given).filter(**also), limit)
    if keys is None:
        return count, list_cases(user, now=now, walked=True, **given).filter(**also)
    return count, Case.objects.filter(pk__in=keys).select_related(*ROW)


def _in_states(states: Sequence[State]) -> Q:
    """Return the condition of states; open, ended and all cases by the end alone, so that their indexes serve."""
    chosen = set(states)
    if chosen >= set(STORED):
        return Q()
    if chosen in (set(OPEN), set(TERMINAL)):
        return Q(ended_at__isnull=chosen == set(OPEN))
    among = Q(state__in=states)
    return among & Q(ended_at__isnull=True) if chosen <= set(OPEN) else among


def _of_kind(kinds: Q) -> Q:
    """Return the condition that a case is of one of the kinds."""
    return Q(category__in=Category.objects.filter(kinds).values("pk"))


def _in_days(found: QuerySet[Case], since: date | None, until: date | None) -> QuerySet[Case]:
    if since:
        found = found.filter(reported_at__gte=_midnight(since))
    return found.filter(reported_at__lt=_midnight(until + timedelta(days=1))) if until else found


def _behind(figure: str, span: Span | None, office: UUID | None) -> Q:
    """Return the condition of the cases behind a figure, of a unit and all below it if one is given."""
    unit = (
        organisations.Organisation.objects.filter(key=office).values_list("path", flat=True).first() if office else ""
    )
    if unit is None:
        return NOTHING
    if figure and span:
        return cases_behind(figure, span, unit_path=unit)
    return in_subtree("unit__path", unit) if unit else Q()


def _at_place(key: UUID | None) -> Q:
    """Return the condition that a case lies at a compound or building or in it."""
    if key is None:
        return Q()
    path = places.Area.objects.filter(key=key).values_list("path", flat=True).first()
    return in_subtree("place__path", path) if path else NOTHING


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def search_cases(found: QuerySet[Case], q: str, *, walked: bool = False) -> QuerySet[Case]:
    """Return the cases that hold the words, or have the number."""
    words = q.strip()
    if words.isdecimal() and len(words) == 11:
        return found.filter(number=int(words))
    return search.filter(found, SEARCHED, words, walked=walked)


def queue(user: Any, now: datetime) -> QuerySet[Case]:
    """
    Return the open cases that wait for one of the user's own desks or tasks, not ordered; order by `DUE`.

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
            reach |= mine & in_area(grant.area_path, walked=True)  # from the index of the desk
    desked = Case.objects.alias(area_walked=Walked("area_id"))
    return desked.filter(reach, ended_at__isnull=True).select_related(*ROW)


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
    shown = Q(ended_at__isnull=True) & open_light(light, now)
    ended = Q(ended_at__isnull=False)
    if light is Light.RED:
        return shown | (ended & Q(overall_due_at__isnull=False, ended_at__gt=F("overall_due_at")))
    if light is Light.GREEN:
        return shown | (ended & (Q(overall_due_at__isnull=True) | Q(ended_at__lte=F("overall_due_at"))))
    return shown


def open_light(light: Light, now: datetime) -> Q:
    """Return the same of cases known to be open, from columns that the index of an area's open cases holds."""
    if light is Light.RED:
        return Q(due_at__lt=now)
    punctual, slowed = Q(due_at__isnull=True) | Q(due_at__gte=now), Q(is_held=True) | Q(extensions__gt=0)
    if light is Light.YELLOW:
        return punctual & slowed
    soon = Q(due_at__isnull=False, due_at__lte=soon_after(now))
    return punctual & ~slowed & (soon if light is Light.BLUE else ~soon)
