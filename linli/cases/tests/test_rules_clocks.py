"""Clocks by hand: worked examples of pauses, hand-backs, extensions and new categories."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.cases.rules import clocks as timing
from linli.cases.rules import machine
from linli.cases.rules.limits import Limit
from linli.cases.terms import Act, Stage, State, Urgency
from linli.cases.tests.test_machine_random import PlainCase, PlainClock
from linli.cases.tests.test_rules_small import policies  # noqa: F401
from linli.values.worktime import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar({date(2026, 10, 1): False, date(2026, 10, 2): False, date(2026, 10, 10): True}, zone=ZONE)


def at(day: int, hour: int, minute: int = 0, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def clock(limit: str, start: datetime, stage: Stage = Stage.HANDLE) -> PlainClock:
    return PlainClock(stage, limit, start, timing.due_after(Limit.parse(limit), start, CALENDAR))


def test_four_working_hours_skip_the_noon_break_and_the_night():
    assert clock("4wh", at(21, 16)).due_at == at(22, 11)  # Monday 16:00: 1.5 h today, 2.5 h tomorrow


def test_a_pause_moves_working_hours_by_the_working_time_left():
    running = clock("4wh", at(21, 9))  # due 15:00

    timing.pause(running, at(21, 10))  # 3 h left
    timing.resume(running, at(22, 16), CALENDAR)

    assert running.due_at == at(23, 10)
    assert running.paused_ms == 30 * 3_600_000
    assert running.paused_at is None


def test_pausing_twice_or_resuming_what_runs_changes_nothing():
    running = clock("4h", at(21, 9))

    timing.pause(running, at(21, 10))
    timing.pause(running, at(21, 11))
    assert running.paused_at == at(21, 10)

    timing.resume(running, at(21, 12), CALENDAR)
    timing.resume(running, at(21, 13), CALENDAR)
    assert running.due_at == at(21, 15)


def test_two_pauses_add_up():
    running = clock("8h", at(21, 9))

    for stopped, resumed in ((10, 11), (12, 15)):
        timing.pause(running, at(21, stopped))
        timing.resume(running, at(21, resumed), CALENDAR)

    assert running.paused_ms == 4 * 3_600_000
    assert running.due_at == at(21, 21)


def test_what_had_expired_stays_expired_through_a_pause():
    late = clock("30m", at(21, 9))

    timing.pause(late, at(21, 10))
    timing.resume(late, at(25, 10), CALENDAR)

    assert late.due_at == at(21, 9, 30)
    assert timing.is_breached(late, at(25, 10))


def test_a_clock_that_rests_ends_where_it_stopped():
    resting = clock("4h", at(21, 9))
    timing.pause(resting, at(21, 10))

    timing.end(resting, at(29, 10))
    timing.end(resting, at(30, 10))

    assert resting.ended_at == at(21, 10)
    assert not timing.is_breached(resting, at(30, 10))


def test_an_extension_adds_the_original_limit_to_the_expiry():
    running = clock("2wd", at(21, 9))

    timing.extend(running, CALENDAR)

    assert running.due_at == at(25, 17, 30)


def test_a_new_category_counts_from_the_beginning_and_keeps_the_promise():
    running = clock("2wd", at(21, 9))

    timing.relimit(running, Limit.parse("5wd"), CALENDAR)
    timing.relimit(running, Limit.parse("7wd"), CALENDAR)

    assert running.due_at == at(30, 17, 30)
    assert running.promised_at == at(23, 17, 30)
    assert running.limit == "7wd"


def test_the_same_limit_again_promises_nothing_new():
    running = clock("2wd", at(21, 9))

    timing.relimit(running, Limit.parse("2wd"), CALENDAR)

    assert running.promised_at is None


def test_the_next_expiry_counts_what_runs_and_the_whole_case():
    running, resting = clock("4h", at(21, 9)), clock("1h", at(21, 9))
    timing.pause(resting, at(21, 9))

    assert timing.next_expiry([running, resting], None, held=False) == at(21, 13)
    assert timing.next_expiry([running], at(21, 11), held=False) == at(21, 11)
    assert timing.next_expiry([running], at(21, 11), held=True) is None
    assert timing.next_expiry([], None, held=False) is None


def test_the_promise_for_a_case_is_the_sum_of_its_stages(policies):  # noqa: F811
    due = timing.overall_due(at(21, 9), policies[0], Urgency.NORMAL, Limit.parse("5wd"), CALENDAR)

    # dispatch 1 wh -> 10:00, sign 4 wh -> 16:00, handle 5 wd -> Mon 28th, check 1 wd -> Tue 29th
    assert due == at(29, 17, 30)


def held_case() -> tuple[PlainCase, PlainClock]:
    running = clock("8h", at(21, 9))
    case = PlainCase(state=State.IN_PROGRESS, limit="8h", overall_due_at=at(22, 9))
    machine.step(case, Act.HOLD, [running], now=at(21, 10), calendar=CALENDAR, begin=never)
    return case, running


def never(stage: Stage, now: datetime) -> PlainClock:
    raise AssertionError(f"no clock begins here, least of all {stage}")


def test_a_hold_stops_the_clock_and_the_promise():
    case, running = held_case()

    assert case.is_held
    assert case.due_at is None
    machine.step(case, Act.HOLD_END, [running], now=at(21, 15), calendar=CALENDAR, begin=never)

    assert not case.is_held
    assert running.due_at == at(21, 22)
    assert case.overall_due_at == at(22, 14)
    assert case.due_at == at(21, 22)


@pytest.mark.parametrize("act", [Act.ANSWER, Act.VOID])
def test_leaving_the_work_ends_the_hold(act):
    case, running = held_case()

    machine.step(case, act, [running], now=at(21, 15), calendar=CALENDAR, begin=never)

    assert not case.is_held
    assert running.ended_at == at(21, 15)


def test_a_hold_of_a_case_without_a_promise_moves_only_the_clock():
    case, running = held_case()
    case.overall_due_at = None

    machine.release_hold(case, [running, clock("1h", at(21, 9), Stage.SIGN)], now=at(21, 11), calendar=CALENDAR)

    assert running.due_at == at(21, 18)
    assert case.overall_due_at is None


def test_a_comment_touches_no_clock():
    running = clock("8h", at(21, 9))
    case = PlainCase(state=State.IN_PROGRESS, limit="8h")

    machine.step(case, Act.COMMENT, [running], now=at(21, 12), calendar=CALENDAR, begin=never)

    assert (running.due_at, running.paused_at, running.ended_at) == (at(21, 17), None, None)
    assert case.due_at == at(21, 17)


def test_another_unit_gets_the_clock_afresh():
    resting, running, other = clock("8h", at(21, 9)), clock("8h", at(21, 9)), clock("8h", at(21, 9), Stage.SIGN)
    timing.pause(resting, at(21, 10))

    machine.drop_superseded([resting, running, other], at(21, 12))

    assert resting.ended_at == at(21, 10)
    assert (running.ended_at, other.ended_at) == (None, None)
