from datetime import UTC, datetime, timedelta

import pytest

from linli.people import rules
from linli.people.access import Reach
from linli.people.terms import AdminKind, SessionEnd

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TONGDU, NANYUAN = "00010001", "000100010001"
OFFICE, COMMITTEE = "0001", "00010001"


@pytest.mark.parametrize(
    ("held", "wanted", "answer"),
    [
        (Reach("", "", True), Reach(TONGDU, OFFICE, True), True),
        (Reach(TONGDU, OFFICE, True), Reach(NANYUAN, COMMITTEE, True), True),
        (Reach(TONGDU, OFFICE, True), Reach(NANYUAN, "0009", False), True),
        (Reach(NANYUAN, OFFICE, True), Reach(TONGDU, OFFICE, True), False),
        (Reach(TONGDU, OFFICE, True), Reach("", OFFICE, True), False),
        (Reach(TONGDU, OFFICE, False), Reach(TONGDU, COMMITTEE, False), True),
        (Reach(TONGDU, OFFICE, False), Reach(TONGDU, OFFICE, True), False),
        (Reach(TONGDU, COMMITTEE, False), Reach(TONGDU, OFFICE, False), False),
        (Reach(TONGDU, COMMITTEE, False), Reach(TONGDU, "", False), False),
    ],
)
def test_nobody_passes_on_a_wider_reach_than_he_holds(held, wanted, answer):
    assert rules.covers([held], wanted) is answer


def test_two_grants_that_only_together_cover_a_reach_do_not_cover_it():
    held = [Reach(TONGDU, COMMITTEE, False), Reach(NANYUAN, "", True)]

    assert not rules.covers(held, Reach(TONGDU, OFFICE, False))


@pytest.mark.parametrize("current", list(AdminKind))
@pytest.mark.parametrize("wanted", list(AdminKind))
def test_only_the_same_administrators_duty_or_none_may_be_added(current, wanted):
    allowed = AdminKind.NONE in (current, wanted) or current == wanted

    assert rules.may_become(current, wanted) is allowed


def test_acts_of_an_administrators_duty_fit_no_other_role():
    acts = ["people.roles", "foundation.audit", "cases.view"]

    assert rules.misplaced_actions(acts, AdminKind.NONE) == ["foundation.audit", "people.roles"]
    assert rules.misplaced_actions(acts, AdminKind.SECURITY) == ["foundation.audit"]


@pytest.mark.parametrize(("locks", "minutes"), [(0, 15), (1, 30), (2, 60), (3, 120), (4, 240), (9, 240), (5000, 240)])
def test_each_lock_of_a_pair_is_twice_as_long_up_to_four_hours(locks, minutes):
    assert rules.lock_length(rules.PAIR, locks) == timedelta(minutes=minutes)


def test_shared_counters_do_not_grow():
    assert rules.lock_length(rules.EVERYONE, 7) == rules.EVERYONE.lock


@pytest.mark.parametrize(
    ("open_for", "idle_for", "why"),
    [
        (timedelta(hours=11, minutes=59), timedelta(minutes=29), None),
        (timedelta(hours=12), timedelta(0), SessionEnd.TOO_LONG),
        (timedelta(hours=1), timedelta(minutes=30), SessionEnd.IDLE),
    ],
)
def test_a_session_ends_at_its_limits_and_not_before(open_for, idle_for, why):
    ends = rules.why_session_ends(
        began_at=NOW - open_for,
        seen_at=NOW - idle_for,
        now=NOW,
        longest=timedelta(hours=12),
        idle=timedelta(minutes=30),
    )

    assert ends == why


@pytest.mark.parametrize(
    ("days_ago", "limit", "stale"), [(89, 90, False), (90, 90, True), (4000, 0, False), (None, 90, True)]
)
def test_passwords_grow_old_only_where_a_limit_is_set(days_ago, limit, stale):
    changed_at = None if days_ago is None else NOW - timedelta(days=days_ago)

    assert rules.is_password_stale(changed_at, NOW, limit) is stale


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+8613812341234", "+86138****1234"),
        ("087162123", "0****2123"),
        ("12345", "***45"),
        ("", ""),
    ],
)
def test_a_masked_phone_hides_its_middle(phone, masked):
    assert rules.mask_phone(phone) == masked


def test_phones_are_understood_as_people_paste_them():
    assert rules.tidy_phone(" １３８ 1234-1234 ") == "13812341234"
    assert rules.tidy_phone("＋86 138 1234 1234") == "+8613812341234"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari MicroMessenger/8.0", "WeChat, Android"),
        ("curl/8.1", "curl/8.1"),
    ],
)
def test_devices_are_named_in_short(agent, name):
    assert rules.name_device(agent) == name
