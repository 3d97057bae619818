"""Working time: worked examples, edges, and properties against a slow reference."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.values.tests.reference import SHANGHAI, SlowCalendar
from linli.values.worktime import LimitUnit, WorkCalendar

# The National Day holiday of 2025 and its make-up days, and the Spring Festival of 2026.
HOLIDAYS = {
    **{date(2025, 10, day): False for day in (1, 2, 3, 6, 7, 8)},
    date(2025, 9, 28): True,
    date(2025, 10, 11): True,
    **{date(2026, 2, day): False for day in (16, 17, 18, 19, 20, 23)},
    date(2026, 2, 14): True,
    date(2026, 2, 28): True,
}
CALENDAR = WorkCalendar(HOLIDAYS, zone=SHANGHAI)
SLOW = SlowCalendar(HOLIDAYS)
UNITS = list(LimitUnit)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # One working hour, to accept or refuse (today.md 1.3): over lunch, over night, over a holiday.
        ("2025-09-30 09:00", 1, "working_hours", "2025-09-30 10:00"),
        ("2025-09-30 11:30", 1, "working_hours", "2025-09-30 14:30"),
        ("2025-09-30 17:00", 1, "working_hours", "2025-10-09 09:00"),
        ("2025-10-04 20:00", 1, "working_hours", "2025-10-09 09:30"),
        # Four working hours, exposed garbage (today.md 1.4): ends at the very end of the office day.
        ("2025-09-29 13:00", 3.5, "working_hours", "2025-09-29 17:30"),
        ("2025-09-29 14:00", 4, "working_hours", "2025-09-30 09:00"),
        # A make-up Sunday and a make-up Saturday are worked.
        ("2025-09-26 17:00", 1, "working_hours", "2025-09-28 09:00"),
        ("2025-10-10 16:30", 1, "working_days", "2025-10-11 17:30"),
        # Working days: the day of the start does not count; a start after closing counts from the next working day.
        ("2025-09-29 09:00", 1, "working_days", "2025-09-30 17:30"),
        ("2025-09-29 17:29", 1, "working_days", "2025-09-30 17:30"),
        ("2025-09-29 17:30", 1, "working_days", "2025-10-09 17:30"),
        ("2025-09-30 16:00", 5, "working_days", "2025-10-14 17:30"),
        ("2025-10-04 12:00", 1, "working_days", "2025-10-10 17:30"),
        ("2025-10-09 07:00", 0, "working_days", "2025-10-09 17:30"),
        # Natural time asks no calendar: a manhole cover within 6 hours, a limit in days to the end of its last day.
        ("2025-10-01 23:00", 6, "hours", "2025-10-02 05:00"),
        ("2025-10-01 23:50", 30, "minutes", "2025-10-02 00:20"),
        ("2024-02-27 10:00", 3, "days", "2024-03-01 23:59:59.999"),
        ("2025-12-31 23:59:59.999", 0, "days", "2025-12-31 23:59:59.999"),
        ("2025-12-31 23:59:59.999", 1, "days", "2026-01-01 23:59:59.999"),
    ],
)
def test_a_limit_ends_when_the_decision_record_says(start, amount, unit, due):
    assert CALENDAR.add(at(start), amount, LimitUnit(unit)) == at(due)


def test_the_answer_is_the_same_whatever_zone_the_question_comes_in():
    noon = at("2025-09-30 11:30")

    for zone in (UTC, ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kolkata")):
        for unit in UNITS:
            assert CALENDAR.add(noon.astimezone(zone), 3, unit) == CALENDAR.add(noon, 3, unit)
    assert CALENDAR.add(noon, 3, LimitUnit.DAYS).utcoffset() == timedelta(hours=8)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add(at("2025-09-30").replace(tzinfo=None), 1, LimitUnit.WORKING_HOURS)


@pytest.mark.parametrize(("amount", "unit"), [(-1, "hours"), (0.5, "days"), (1.5, "working_days")])
def test_a_limit_that_means_nothing_is_refused(amount, unit):
    with pytest.raises(ValueError, match="limit"):
        CALENDAR.add(at("2025-09-30 09:00"), amount, LimitUnit(unit))


def test_office_hours_that_overlap_are_refused():
    with pytest.raises(ValueError, match="follow"):
        WorkCalendar({}, zone=SHANGHAI, hours=[(time(9), time(12)), (time(11), time(17))])


def test_counting_days_includes_both_ends():
    assert CALENDAR.count_workdays(date(2025, 10, 1), date(2025, 10, 11)) == 3
    assert CALENDAR.count_workdays(date(2025, 9, 28), date(2025, 9, 28)) == 1
    assert CALENDAR.count_workdays(date(2025, 9, 29), date(2025, 9, 28)) == 0


def test_office_time_ignores_the_summer_time_of_1986_to_1991():
    """The clocks went forward on 1986-05-04; a working hour is an hour of the wall clock of the office."""
    start = at("1986-05-02 17:00")

    assert CALENDAR.add(start, 1, LimitUnit.WORKING_HOURS) == at("1986-05-05 09:00")
    assert CALENDAR.add(at("1986-05-03 23:00"), 24, LimitUnit.HOURS) == at("1986-05-05 00:00")  # an hour was left out
    assert CALENDAR.elapsed(at("1986-05-03 23:00"), at("1986-05-05 00:00"), LimitUnit.HOURS) == 24


@pytest.mark.parametrize(
    ("due", "paused", "resumed", "unit", "expected"),
    [
        ("2025-09-29 16:00", "2025-09-29 15:00", "2025-09-30 09:00", "working_hours", "2025-09-30 10:00"),
        ("2025-09-29 16:00", "2025-09-29 15:00", "2025-10-01 09:00", "working_hours", "2025-10-09 09:30"),
        ("2025-09-30 17:30", "2025-09-29 10:00", "2025-10-09 15:00", "working_days", "2025-10-11 17:30"),
        ("2025-09-30 17:30", "2025-09-29 10:00", "2025-10-09 10:00", "working_days", "2025-10-10 17:30"),
        ("2025-09-30 12:00", "2025-09-30 10:00", "2025-10-05 10:00", "hours", "2025-10-05 12:00"),
        ("2025-09-30 23:59:59.999", "2025-09-30 10:00", "2025-10-05 09:00", "days", "2025-10-05 23:59:59.999"),
        ("2025-09-30 23:59:59.999", "2025-09-30 10:00", "2025-10-05 11:00", "days", "2025-10-06 23:59:59.999"),
        ("2025-09-29 16:00", "2025-09-29 17:00", "2025-09-30 09:00", "working_hours", "2025-09-29 16:00"),
    ],
)
def test_a_pause_leaves_what_was_left(due, paused, resumed, unit, expected):
    assert CALENDAR.after_pause(at(due), at(paused), at(resumed), LimitUnit(unit)) == at(expected)


minutes = st.integers(0, 60 * 24 * 220).map(lambda n: at("2025-08-15 00:00") + timedelta(minutes=n))
calendars = st.dictionaries(st.dates(date(2025, 8, 15), date(2026, 5, 1)), st.booleans(), max_size=40).map(
    lambda exceptions: (WorkCalendar(exceptions, zone=SHANGHAI), SlowCalendar(exceptions))
)


@settings(max_examples=150, deadline=None)
@given(calendars, minutes, st.integers(0, 12), st.sampled_from(UNITS))
def test_every_limit_ends_where_the_slow_calendar_ends_it(both, start, amount, unit):
    quick, slow = both

    assert quick.add(start, amount, unit) == slow.add(start, amount, unit)


@settings(max_examples=60, deadline=None)
@given(calendars, minutes, st.integers(0, 60 * 24 * 12))
def test_elapsed_office_time_is_the_number_of_open_minutes(both, start, length):
    quick, slow = both
    end = start + timedelta(minutes=length)

    assert quick.elapsed(start, end, LimitUnit.WORKING_HOURS) * 60 == pytest.approx(slow.working_minutes(start, end))


@settings(max_examples=200, deadline=None)
@given(minutes, st.integers(1, 15), st.sampled_from(UNITS))
def test_a_limit_ends_at_the_first_moment_its_amount_has_elapsed(start, amount, unit):
    due = CALENDAR.add(start, amount, unit)

    assert CALENDAR.elapsed(start, due, unit) == pytest.approx(amount)
    assert CALENDAR.elapsed(start, due - timedelta(milliseconds=1), unit) < amount


@settings(max_examples=200, deadline=None)
@given(minutes, minutes, st.integers(0, 15), st.sampled_from(UNITS))
def test_who_starts_later_never_ends_earlier(one, other, amount, unit):
    earlier, later = sorted([one, other])

    assert CALENDAR.add(earlier, amount, unit) <= CALENDAR.add(later, amount, unit)


@settings(max_examples=200, deadline=None)
@given(minutes, st.integers(1, 10), st.sampled_from(UNITS), st.integers(0, 9000), st.integers(0, 9000))
def test_a_pause_never_shortens_a_limit_and_no_pause_changes_nothing(start, amount, unit, before, length):
    due = CALENDAR.add(start, amount, unit)
    paused = start + timedelta(minutes=before)
    resumed = paused + timedelta(minutes=length)

    assert CALENDAR.after_pause(due, paused, resumed, unit) >= due
    assert CALENDAR.after_pause(due, paused, paused, unit) == due


def test_a_due_time_costs_less_than_50_microseconds():
    start, rounds = at("2025-09-30 16:00"), 3000
    quickest = min(_cost(start, rounds) for _ in range(3))

    assert quickest < 50e-6


def _cost(start: datetime, rounds: int) -> float:
    began = clock.perf_counter()
    for _ in range(rounds):
        CALENDAR.add(start, 5, LimitUnit.WORKING_DAYS)
    return (clock.perf_counter() - began) / rounds
