"""Writes of the foundation itself: the working calendar."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.foundation import audit, workcalendar
from linli.foundation.models import CalendarDay, CalendarYear


class CalendarRefused(Exception):
    """A change of the working calendar that cannot be made; the text says why."""


@transaction.atomic
def set_day(*, day: date, is_workday: bool, reason: str, actor: Any, now: datetime) -> CalendarDay:
    """
    Say that a day is worked, or free, whatever the library says; time limits counted from now on follow it.

    Raises CalendarRefused without a reason or outside the years of the calendar.
    """
    reason = _need_reason(reason)
    _need_known_year(day.year)
    changed, _created = CalendarDay.objects.update_or_create(
        day=day, defaults={"is_workday": is_workday, "reason": reason, "set_at": now}
    )
    workcalendar.announce_change()
    audit.record(
        actor=actor,
        action="foundation.calendar",
        subject=changed,
        at=now,
        note=reason,
        details={"day": day, "is_workday": is_workday},
    )
    return changed


@transaction.atomic
def clear_day(*, day: date, reason: str, actor: Any, now: datetime) -> None:
    """
    Take the office's own word about a day back, so that the library's holds again.

    Raises CalendarRefused without a reason, and CalendarDay.DoesNotExist if there is nothing to take back.
    """
    reason = _need_reason(reason)
    changed = CalendarDay.objects.select_for_update().get(day=day)
    details = {"day": day, "was_workday": changed.is_workday, "cleared": True}
    CalendarDay.objects.filter(day=day).delete()
    workcalendar.announce_change()
    audit.record(actor=actor, action="foundation.calendar", subject=changed, at=now, note=reason, details=details)


@transaction.atomic
def confirm_year(*, year: int, actor: Any, now: datetime) -> CalendarYear:
    """
    Confirm that a year's holidays and make-up working days are entered completely; the warning then ends.

    Raises CalendarRefused outside the years of the calendar.
    """
    _need_known_year(year)
    confirmed, created = CalendarYear.objects.get_or_create(year=year, defaults={"confirmed_at": now})
    if created:
        workcalendar.announce_change()
        audit.record(actor=actor, action="foundation.calendar", subject=confirmed, at=now, details={"confirmed": year})
    return confirmed


def _need_reason(reason: str) -> str:
    """Return the reason without blanks around it; refuse an empty one."""
    if not reason.strip():
        raise CalendarRefused(_("A change of the calendar needs a reason, such as the notice that orders it."))
    return reason.strip()


def _need_known_year(year: int) -> None:
    """Refuse years that the calendar does not hold."""
    first, last = workcalendar.FIRST_YEAR, workcalendar.LAST_YEAR
    if not first <= year <= last:
        raise CalendarRefused(_("The calendar holds the years %(first)s to %(last)s.") % {"first": first, "last": last})
