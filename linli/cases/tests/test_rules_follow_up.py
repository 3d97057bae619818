"""When a closed case is visited again, and which answers are drawn for a check on site: tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.cases.rules import revisits, sampling
from linli.cases.rules.limits import Limit
from linli.cases.tests.naive import EXCEPTIONS, ZONE
from linli.values.worktime import WorkCalendar

CALENDAR = WorkCalendar(EXCEPTIONS, zone=ZONE)
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("closed", "days", "from_at", "due_at"),
    [
        ("2026-09-01T10:00", 7, "2026-09-08T23:59:59.999", "2026-09-14T17:30"),
        ("2026-09-01T00:00", 15, "2026-09-16T23:59:59.999", "2026-09-22T17:30"),
        ("2026-09-18T18:00", 15, "2026-10-03T23:59:59.999", "2026-10-12T17:30"),  # the holiday does not shorten it
    ],
)
def test_a_revisit_begins_when_its_days_are_over_and_has_working_days(closed, days, from_at, due_at):
    assert revisits.span(at(closed), days, Limit.parse("3wd"), CALENDAR) == (at(from_at), at(due_at))


@pytest.mark.parametrize(
    ("hours", "done", "expected"), [(-1, False, False), (0, False, True), (999, False, True), (1, True, False)]
)
def test_a_revisit_waits_from_its_day_until_it_is_made(hours, done, expected):
    now = MORNING + timedelta(hours=hours)

    assert revisits.is_due(now, from_at=MORNING, done_at=MORNING if done else None) is expected


def draws(count: int, share: tuple[int, int], seed: str = "linli", round: int = 1) -> list[bool]:
    moments = (MORNING + timedelta(minutes=minute) for minute in range(count))
    return [sampling.is_drawn(reported_at=moment, round=round, share=share, seed=seed) for moment in moments]


@pytest.mark.parametrize(("share", "least", "most"), [((0, 10), 0, 0), ((1, 10), 170, 230), ((10, 10), 2000, 2000)])
def test_about_the_wanted_share_is_drawn(share, least, most):
    assert least <= sum(draws(2000, share)) <= most


def test_the_same_seed_draws_the_same_and_another_seed_or_round_others():
    first = draws(500, (1, 10))

    assert draws(500, (1, 10)) == first
    assert draws(500, (1, 10), seed="other") != first
    assert draws(500, (1, 10), round=2) != first


def test_the_zone_in_which_a_moment_is_written_changes_no_draw():
    moment = MORNING.astimezone(ZONE)

    drawn = [sampling.is_drawn(reported_at=here, round=1, share=(1, 3), seed="s") for here in (moment, MORNING)]

    assert drawn[0] is drawn[1]  # the moment counts, not the zone it is written in
