"""The working calendar: one page a year, changes with a reason."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation import queries, services, workcalendar
from linli.foundation.access import requires
from linli.foundation.forms import CalendarDayForm
from linli.foundation.models import CalendarDay
from linli.foundation.terms import DayKind


@requires("foundation.calendar")
@require_safe
def show_this_year(request: HttpRequest) -> HttpResponse:
    """Lead to the present year."""
    return redirect("foundation:calendar_year", timezone.localdate().year)


@requires("foundation.calendar")
@require_safe
def show_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year; a day chosen in it stands in the form."""
    return _render_year(request, year, CalendarDayForm(initial=_chosen(request)))


@requires("foundation.calendar")
@require_POST
def set_day(request: HttpRequest, year: int) -> HttpResponse:
    """Declare a day worked or free."""
    form = CalendarDayForm(request.POST)
    if not form.is_valid():
        return _render_year(request, year, form, status=422)
    try:
        services.set_day(**form.cleaned_data, actor=request.user, now=timezone.now())
    except services.CalendarRefused as refusal:
        form.add_error(None, str(refusal))
        return _render_year(request, year, form, status=422)
    messages.success(request, _("The calendar was changed. Time limits that begin from now on follow it."))
    return redirect("foundation:calendar_year", form.cleaned_data["day"].year)


@requires("foundation.calendar")
@require_POST
def clear_day(request: HttpRequest, day: str) -> HttpResponse:
    """Take the office's own word about a day back."""
    try:
        cleared = date.fromisoformat(day)
        services.clear_day(day=cleared, reason=request.POST.get("reason", ""), actor=request.user, now=timezone.now())
    except (ValueError, CalendarDay.DoesNotExist) as error:
        raise Http404 from error
    except services.CalendarRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The calendar was changed. Time limits that begin from now on follow it."))
    return redirect("foundation:calendar_year", cleared.year)


@requires("foundation.calendar")
@require_POST
def confirm_year(request: HttpRequest, year: int) -> HttpResponse:
    """Confirm that a year is complete."""
    try:
        services.confirm_year(year=year, actor=request.user, now=timezone.now())
    except services.CalendarRefused as refusal:
        raise Http404(str(refusal)) from refusal
    messages.success(request, _("The year %(year)s counts as complete.") % {"year": year})
    return redirect("foundation:calendar_year", year)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """Return the day that was clicked, and the change that suggests itself."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return {}
    return {"day": day, "is_workday": "0" if workcalendar.load().is_workday(day) else "1"}


def _render_year(request: HttpRequest, year: int, form: CalendarDayForm, status: int = 200) -> HttpResponse:
    """Render the page of a year."""
    if not workcalendar.FIRST_YEAR <= year <= workcalendar.LAST_YEAR:
        raise Http404
    first = date(year, 1, 1)
    context = {
        "year": year,
        "years": [each for each in (year - 1, year + 1) if workcalendar.FIRST_YEAR <= each <= workcalendar.LAST_YEAR],
        "months": queries.get_year(year, get_language() or "zh-hans"),
        "weekdays": [datetime(2024, 1, number) for number in range(1, 8)],  # noqa: DTZ001 - names of weekdays only
        "changes": CalendarDay.objects.filter(day__year=year).order_by("day"),
        "workdays": workcalendar.load().count_workdays(first, date(year, 12, 31)),
        "is_provisional": year in workcalendar.list_provisional_years(),
        "hours": workcalendar.office_hours(),
        "kinds": list(DayKind),
        "form": form,
    }
    return render(request, "foundation/calendar.html", context, status=status)
