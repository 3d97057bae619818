"""Reads of the foundation for its own pages: the audit log and the calendar year."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from linli.foundation import workcalendar
from linli.foundation.models import AuditLine, CalendarDay
from linli.foundation.terms import DayKind


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What an auditor looks for; empty parts do not restrict."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day as the calendar page shows it."""

    day: date
    kind: DayKind
    is_workday: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the calendar page: weeks from Monday, None outside of the month."""

    first: date
    weeks: Sequence[Sequence[Day | None]] = field(default_factory=list)


def list_audit_lines(wanted: AuditFilter) -> QuerySet[AuditLine]:
    """Return the audit lines that fit the filter."""
    lines = AuditLine.objects.all()
    if wanted.actor:
        lines = lines.filter(actor_id__in=list(_find_actors(wanted.actor)))
    if wanted.action:
        lines = lines.filter(action=wanted.action)
    if wanted.subject:
        kind, _, key = wanted.subject.partition(" ")
        lines = lines.filter(subject_kind=kind, **({"subject_id": key.strip()} if key.strip() else {}))
    if wanted.first_on:
        lines = lines.filter(at__gte=_midnight(wanted.first_on))
    if wanted.last_on:
        lines = lines.filter(at__lt=_midnight(wanted.last_on + timedelta(days=1)))
    return lines


def get_actor_names(ids: set[int]) -> dict[int, str]:
    """Return the present names of accounts by their numbers."""
    return {key: str(account) for key, account in get_user_model()._default_manager.in_bulk(ids).items()}


def list_subject_kinds() -> list[str]:
    """Return the kinds of things that audit lines speak of."""
    return list(AuditLine.objects.order_by("subject_kind").values_list("subject_kind", flat=True).distinct())


def get_year(year: int, language: str) -> list[Month]:
    """Return the twelve months of a year; holidays are named in the language if the library knows it."""
    known = workcalendar.public_days()
    names = known.names.get(language, known.names["en"])
    changed = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    months = []
    for month in range(1, 13):
        first = date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
        numbers = range(first.toordinal(), following.toordinal())
        days = [_day(date.fromordinal(number), known, names, changed) for number in numbers]
        months.append(Month(first, _weeks(days)))
    return months


def _day(day: date, known: workcalendar.PublicDays, names: dict[date, str], changed: dict[date, CalendarDay]) -> Day:
    """Return what is known of one day; the office's word goes before the library's."""
    if day in changed:
        works = changed[day].is_workday
        return Day(day, DayKind.ADDED if works else DayKind.FREED, works, changed[day].reason)
    is_weekend = day.weekday() >= 5
    works = known.exceptions.get(day, not is_weekend)
    if works:
        return Day(day, DayKind.MAKEUP if is_weekend else DayKind.WORKDAY, True)
    return Day(day, DayKind.HOLIDAY if day in names else DayKind.WEEKEND, False, names.get(day, ""))


def _weeks(days: list[Day]) -> list[list[Day | None]]:
    """Lay the days of a month out in weeks of seven."""
    cells: list[Day | None] = [None] * days[0].day.weekday() + list(days)
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _find_actors(words: str) -> QuerySet[Any]:
    """Return the numbers of the accounts with this user name, or whose name contains the words."""
    accounts = get_user_model()
    by_name = Q(**{f"{accounts.USERNAME_FIELD}__iexact": words})
    if any(each.name == "name" for each in accounts._meta.fields):
        by_name |= Q(name__contains=words)
    return accounts._default_manager.filter(by_name).values_list("pk", flat=True)[:200]


def _midnight(day: date) -> datetime:
    """Return the first moment of a day at the office."""
    return datetime.combine(day, time(), workcalendar.zone())
