"""The working calendar of the installation: the library's days, the office's word, and the warning."""

import csv
import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from linli.foundation import queries, services, workcalendar
from linli.foundation.models import AuditLine, CalendarDay, CalendarYear
from linli.foundation.terms import DayKind
from linli.foundation.tests.conftest import NOW
from linli.values.worktime import LimitUnit

OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "cn-workdays" / "workdays_2004_2026.csv"
NEW_YEAR_NOTICE = "notice of the State Council on 2027"


@pytest.fixture
def clerk(officer):
    return officer("foundation.calendar")


@pytest.mark.skipif(not OFFICIAL.exists(), reason="NO OFFICIAL CALENDAR beside the repository: 8401 days not compared")
def test_every_day_from_2004_to_2026_is_as_the_official_calendar_has_it(db):
    calendar = workcalendar.load()
    with OFFICIAL.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    different = [
        row["date"]
        for row in rows
        if calendar.is_workday(date.fromisoformat(row["date"])) is not (row["is_workday"] == "1")
    ]

    assert len(rows) == 8401
    assert different == ["2005-12-31"]  # the library has this Saturday worked for the New Year of 2006; others do not


def test_the_years_2004_to_2026_have_as_many_working_days_as_published(db):
    days = workcalendar.public_days().exceptions
    made_up = [day for day, works in days.items() if works]

    assert len(made_up) == 151
    assert all(day.weekday() >= 5 for day in made_up)
    assert workcalendar.load().count_workdays(date(2004, 1, 1), date(2026, 12, 31)) == 5745


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2004-01-17", True),  # make-up Saturday before the Spring Festival
        ("2013-01-05", True),
        ("2020-01-31", False),  # the Spring Festival that was prolonged
        ("2024-02-04", True),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-11-22", False),  # a plain Sunday
        ("2026-11-23", True),
    ],
)
def test_known_days_are_known(db, day, works):
    assert workcalendar.load().is_workday(date.fromisoformat(day)) is works


def test_a_limit_over_the_national_day_of_2025_runs_on_make_up_days(db):
    start = datetime(2025, 9, 30, 16, tzinfo=workcalendar.zone())

    due = workcalendar.load().add(start, 2, LimitUnit.WORKING_DAYS)

    assert due == datetime(2025, 10, 10, 17, 30, tzinfo=workcalendar.zone())


def test_the_calendar_is_read_once_and_then_kept(db, django_assert_num_queries):
    first = workcalendar.load()

    with django_assert_num_queries(0):
        assert workcalendar.load() is first
        assert workcalendar.warning(NOW)


def test_a_changed_day_holds_at_once_and_changes_the_version(clerk):
    before = workcalendar.load().version

    services.set_day(day=date(2027, 2, 13), is_workday=True, reason=NEW_YEAR_NOTICE, actor=clerk, now=NOW)

    assert workcalendar.load().is_workday(date(2027, 2, 13))
    assert workcalendar.load().version != before


def test_another_process_learns_of_a_change_by_the_stamp(db, django_capture_on_commit_callbacks, clerk):
    with django_capture_on_commit_callbacks(execute=True):
        services.set_day(day=date(2027, 2, 13), is_workday=True, reason=NEW_YEAR_NOTICE, actor=clerk, now=NOW)
    workcalendar.load()
    workcalendar._kept.stamp -= 1  # as in a process that read the calendar before the change
    CalendarDay.objects.all().delete()

    assert not workcalendar.load().is_workday(date(2027, 2, 13))


def test_a_change_leaves_one_audit_line_with_its_reason(clerk):
    services.set_day(day=date(2027, 2, 13), is_workday=True, reason=f" {NEW_YEAR_NOTICE} ", actor=clerk, now=NOW)

    line = AuditLine.objects.get()
    assert (line.action, line.actor_id, line.note, line.at) == ("foundation.calendar", clerk.pk, NEW_YEAR_NOTICE, NOW)
    assert line.details == '{"day":"2027-02-13","is_workday":true}'


@pytest.mark.parametrize(
    ("day", "reason"), [(date(2027, 2, 13), "  "), (date(2003, 12, 31), "why not"), (date(2036, 1, 1), "why not")]
)
def test_a_change_without_reason_or_outside_the_calendar_is_refused(clerk, day, reason):
    with pytest.raises(services.CalendarRefused):
        services.set_day(day=day, is_workday=True, reason=reason, actor=clerk, now=NOW)

    assert not CalendarDay.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_change_can_be_taken_back_with_a_reason(clerk):
    services.set_day(day=date(2026, 11, 23), is_workday=False, reason="flood", actor=clerk, now=NOW)
    with pytest.raises(services.CalendarRefused):
        services.clear_day(day=date(2026, 11, 23), reason="", actor=clerk, now=NOW)

    services.clear_day(day=date(2026, 11, 23), reason="the flood was a false alarm", actor=clerk, now=NOW)

    assert workcalendar.load().is_workday(date(2026, 11, 23))
    assert AuditLine.objects.count() == 2


def test_taking_back_what_was_never_changed_is_refused(clerk):
    with pytest.raises(CalendarDay.DoesNotExist):
        services.clear_day(day=date(2026, 11, 23), reason="mistake", actor=clerk, now=NOW)


@pytest.mark.parametrize(
    ("moment", "warned"),
    [
        (datetime(2026, 11, 1, 15, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 2, 16, 0, tzinfo=UTC), 2027),  # 60 days before 2027-01-01 in Shanghai
        (NOW, 2027),
        (datetime(2027, 6, 1, tzinfo=UTC), 2027),
        (datetime(2020, 6, 1, tzinfo=UTC), None),
        (datetime(2035, 12, 1, tzinfo=UTC), 2027),
    ],
)
def test_the_warning_comes_60_days_before_a_year_without_make_up_days(db, moment, warned):
    reason = workcalendar.warning(moment)

    assert (reason.params["year"] if reason else None) == warned


def test_the_warning_ends_when_the_year_is_confirmed(clerk):
    services.confirm_year(year=2027, actor=clerk, now=NOW)
    services.confirm_year(year=2027, actor=clerk, now=NOW)

    assert workcalendar.warning(NOW) is None
    assert CalendarYear.objects.count() == AuditLine.objects.count() == 1
    assert workcalendar.warning(datetime(2027, 11, 5, tzinfo=UTC)).params["year"] == 2028


def test_a_provisional_year_still_gives_due_times(db):
    start = datetime(2027, 9, 30, 16, tzinfo=workcalendar.zone())

    due = workcalendar.load().add(start, 1, LimitUnit.WORKING_DAYS)

    assert due.date() == date(2027, 10, 6)  # the statutory days are known, the make-up days are not


def test_the_page_shows_each_kind_of_day(clerk):
    services.set_day(day=date(2026, 11, 23), is_workday=False, reason="flood", actor=clerk, now=NOW)
    services.set_day(day=date(2026, 11, 28), is_workday=True, reason="flood made good", actor=clerk, now=NOW)

    months = queries.get_year(2026, "zh-hans")

    days = {day.day: day for month in months for week in month.weeks for day in week if day}
    assert len(days) == 365
    assert days[date(2026, 2, 14)].kind is DayKind.MAKEUP
    assert (days[date(2026, 10, 1)].kind, days[date(2026, 10, 1)].name) == (DayKind.HOLIDAY, "国庆节")
    assert days[date(2026, 11, 22)].kind is DayKind.WEEKEND
    assert (days[date(2026, 11, 23)].kind, days[date(2026, 11, 23)].name) == (DayKind.FREED, "flood")
    assert days[date(2026, 11, 28)].kind is DayKind.ADDED
    assert days[date(2026, 11, 24)].kind is DayKind.WORKDAY
    assert all(len(week) == 7 for month in months for week in month.weeks)


def test_office_hours_can_be_set(db, settings):
    settings.OFFICE_HOURS = "09:00-12:00, 13:00-17:00"

    assert workcalendar.office_hours() == ((time(9), time(12)), (time(13), time(17)))
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=workcalendar.zone())
    assert workcalendar.load().add(friday, 1, LimitUnit.WORKING_HOURS).strftime("%d %H:%M") == "23 09:30"


def test_a_damaged_copy_of_the_days_is_made_anew(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    workcalendar._public_days.cache_clear()
    (tmp_path / "calendar.json").write_text('{"version": ')

    assert workcalendar.public_days().published_through == 2026
    workcalendar._public_days.cache_clear()
    assert workcalendar.public_days().exceptions[date(2026, 2, 14)] is True


def test_a_process_with_a_kept_copy_never_imports_the_library(db, settings):
    workcalendar.public_days()
    code = (
        "import django, sys; django.setup(); from linli.foundation import workcalendar;"
        "workcalendar.public_days(); sys.exit('holidays' in sys.modules)"
    )
    environment = {"LINLI_DATA_DIR": str(settings.DATA_DIR), "DJANGO_SETTINGS_MODULE": "linli.config.settings"}

    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
