"""The guard: who is refused, by which rule, and what opens the way."""

from dataclasses import replace

import pytest

from linli.cases.rules.guard import CHECKS, Attempt, Facts, judge, offer
from linli.cases.rules.table import MOVES, TABLE, Carry, acts_from
from linli.cases.terms import (
    Act,
    AdjustmentKind,
    DeclineReason,
    Level,
    OwnerClass,
    State,
)


def everything(act: Act, **facts) -> Attempt:
    return Attempt(act, carried=frozenset(Carry), **facts)


def rules_of(facts: Facts, attempt: Attempt) -> set[str]:
    return {reason.rule for reason in judge(facts, attempt).reasons}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(TABLE))
def test_no_act_happens_in_a_state_without_a_row(state, act):
    if state in TABLE[act].starts:
        return

    verdict = judge(Facts(state), everything(act))

    assert [reason.rule for reason in verdict.reasons] == ["cases.md#transitions"]
    assert verdict.reasons[0].params["state"] == state.label


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.act.value)
def test_without_the_duty_nothing_happens(move):
    facts = Facts(next(iter(move.starts)))

    assert "access" in rules_of(facts, everything(move.act, may=False))


@pytest.mark.parametrize("move", [move for move in MOVES if move.carries], ids=lambda move: move.act.value)
def test_an_act_without_what_it_must_carry_is_refused_and_says_what_is_missing(move):
    facts = Facts(next(iter(move.starts)))

    verdict = judge(facts, Attempt(move.act))

    missing = [reason for reason in verdict.reasons if reason.rule == "cases.md#must-carry"]
    assert missing[0].params["missing"] == tuple(carry.label for carry in Carry if carry in move.carries)


def test_a_reporter_may_only_do_the_acts_of_reporters():
    closed = Facts(State.CLOSED)

    assert judge(closed, everything(Act.REOPEN, may=False, by_reporter=True)).allowed
    assert "access" in rules_of(closed, everything(Act.COMMENT, may=False, by_reporter=True))


def test_a_job_may_only_do_the_acts_of_jobs():
    working = Facts(State.IN_PROGRESS)

    assert judge(working, everything(Act.ESCALATE, may=False, by_system=True)).allowed
    assert "access" in rules_of(working, everything(Act.ANSWER, may=False, by_system=True))


def test_a_category_may_forbid_an_act_but_not_the_exits():
    facts = Facts(State.SUBMITTED, closed_acts=frozenset({"self_handle", "void", "file"}))

    assert rules_of(facts, everything(Act.SELF_HANDLE)) == {"category.closed_acts"}
    assert judge(facts, everything(Act.FILE)).allowed


@pytest.mark.parametrize(
    ("act", "facts", "attempt", "rule"),
    [
        (Act.DISPATCH, {"owner_class": OwnerClass.DEPARTMENT}, {"level": Level.COMMUNITY}, "003-23"),
        (Act.DISPATCH, {"owner_class": OwnerClass.DEPARTMENT}, {"unit_is_community": True}, "004-16"),
        (Act.DISPATCH, {}, {"unit_is_by_rule": False, "explained": False}, "cases.md#responsibility"),
        (Act.DISPATCH, {"coordination": Level.DISTRICT}, {"level": Level.SUBDISTRICT}, "cases.md#refuse"),
        (Act.ASSIST, {"owner_class": OwnerClass.DEPARTMENT}, {"unit_is_community": True}, "004-16"),
        (Act.ASSIST, {}, {"unit_is_known": True}, "cases.md#tasks"),
        (Act.SELF_HANDLE, {"owner_class": OwnerClass.DEPARTMENT}, {}, "003-23"),
        (Act.DECLINE, {"repeated_reporter": True}, {}, "cases.md#decline"),
        (Act.DECLINE, {}, {"reason": DeclineReason.UNREASONABLE}, "cases.md#decline"),
        (Act.DECLINE, {"pending": frozenset({AdjustmentKind.DECLINE})}, {"is_asker": True}, "cases.md#second-person"),
        (Act.ASK_DECLINE, {"pending": frozenset({AdjustmentKind.DECLINE})}, {}, "cases.md#second-person"),
        (Act.MERGE, {}, {"target_is_same": True}, "cases.md#merge"),
        (Act.MERGE, {}, {"target_state": State.CLOSED}, "cases.md#merge"),
        (Act.MERGE, {"open_assists": 1}, {}, "cases.md#tasks"),
        (Act.SIGN, {}, {"acts_for_unit": False}, "cases.md#unit"),
        (Act.REFUSE, {}, {"acts_for_unit": False}, "cases.md#unit"),
        (Act.ANSWER, {}, {"acts_for_unit": False}, "cases.md#unit"),
        (Act.ANSWER, {"needs_lead": True}, {"is_lead": False}, "category.needs_lead"),
        (Act.CHECK, {"open_assists": 2}, {}, "cases.md#tasks"),
        (Act.FAIL, {}, {"is_handler": True}, "cases.md#check"),
        (Act.CLOSE, {}, {"is_handler": True}, "cases.md#check"),
        (Act.CLOSE, {"open_assists": 1}, {}, "cases.md#tasks"),
        (Act.REOPEN, {"may_reopen": False}, {"may": False, "by_reporter": True}, "cases.md#reopen"),
        (Act.APPEAL, {"appealed": True}, {}, "cases.md#once"),
        (Act.ASK_VOID, {"pending": frozenset({AdjustmentKind.VOID})}, {}, "cases.md#second-person"),
        (Act.VOID, {}, {}, "cases.md#second-person"),
        (Act.VOID, {"pending": frozenset({AdjustmentKind.VOID})}, {"is_asker": True}, "cases.md#second-person"),
        (Act.HOLD_ASK, {"is_overdue": True}, {}, "cases.md#overdue"),
        (Act.HOLD_ASK, {"was_held": True}, {}, "cases.md#once"),
        (Act.HOLD_ASK, {"is_held": True}, {}, "cases.md#hold"),
        (Act.HOLD_ASK, {}, {"within_hold_max": False}, "cases.md#hold"),
        (Act.HOLD_ASK, {"pending": frozenset({AdjustmentKind.HOLD})}, {}, "cases.md#second-person"),
        (Act.HOLD, {}, {}, "cases.md#second-person"),
        (Act.HOLD_DENY, {}, {}, "cases.md#second-person"),
        (Act.HOLD_END, {}, {}, "cases.md#hold"),
        (Act.EXTEND_ASK, {"is_overdue": True}, {}, "cases.md#overdue"),
        (Act.EXTEND_ASK, {"extensions": 2}, {}, "cases.md#extend"),
        (Act.EXTEND_ASK, {"is_held": True}, {}, "cases.md#hold"),
        (Act.EXTEND, {}, {}, "cases.md#second-person"),
        (Act.URGE, {"urged": True}, {"may": False, "by_reporter": True}, "cases.md#urge"),
        (Act.NOTICE, {}, {"until_ahead": False}, "cases.md#notice"),
        (Act.CALL_BACK, {}, {"in_unit": True}, "cases.md#call-back"),
        (Act.RATE, {"rated": True}, {}, "cases.md#once"),
        (Act.EXEMPT_ASK, {}, {}, "cases.md#overdue"),
        (Act.EXEMPT_ASK, {"is_overdue": True, "exempted": True}, {}, "cases.md#once"),
        (Act.EXEMPT, {}, {}, "cases.md#second-person"),
        (Act.FINISH, {}, {}, "cases.md#tasks"),
        (Act.SECURE, {}, {}, "cases.md#safe"),
        (Act.ALERT, {"is_unsafe": True}, {}, "cases.md#safe"),
        (Act.HOLD_ASK, {"is_unsafe": True}, {}, "cases.md#safe"),
        (Act.HOLD, {"is_unsafe": True, "pending": frozenset({AdjustmentKind.HOLD})}, {}, "cases.md#safe"),
        (Act.REVISIT, {"may_revisit": False}, {}, "cases.md#revisit"),
        (Act.REVISIT, {}, {"is_handler": True}, "cases.md#check"),
        (Act.RELEASE, {}, {}, "cases.md#tasks"),
    ],
)
def test_the_guard_names_the_rule_that_refuses(act, facts, attempt, rule):
    state = sorted(TABLE[act].starts)[0]

    assert rule in rules_of(replace(Facts(state), **facts), everything(act, **attempt))


@pytest.mark.parametrize(
    ("act", "facts", "attempt"),
    [
        (Act.DISPATCH, {"owner_class": OwnerClass.COMMUNITY}, {"level": Level.COMMUNITY, "unit_is_community": True}),
        (Act.DISPATCH, {"owner_class": OwnerClass.DEPARTMENT}, {"unit_is_community": True, "has_admission": True}),
        (Act.DISPATCH, {}, {"unit_is_by_rule": False, "explained": True}),
        (Act.DISPATCH, {"coordination": Level.SUBDISTRICT}, {"level": Level.DISTRICT}),
        (Act.DISPATCH, {"coordination": Level.SUBDISTRICT}, {"level": None}),
        (Act.SELF_HANDLE, {"owner_class": OwnerClass.COMMUNITY}, {}),
        (Act.DECLINE, {}, {"reason": DeclineReason.OUTSIDE}),
        (Act.DECLINE, {"pending": frozenset({AdjustmentKind.DECLINE}), "repeated_reporter": True}, {}),
        (Act.MERGE, {}, {"target_state": State.FILED}),
        (Act.VOID, {"pending": frozenset({AdjustmentKind.VOID})}, {}),
        (Act.HOLD_ASK, {}, {}),
        (Act.HOLD, {"pending": frozenset({AdjustmentKind.HOLD})}, {}),
        (Act.HOLD_END, {"is_held": True}, {"may": False, "by_system": True}),
        (Act.EXTEND, {"pending": frozenset({AdjustmentKind.EXTENSION})}, {}),
        (Act.ANSWER, {"needs_lead": True}, {"is_lead": True}),
        (Act.REOPEN, {"may_reopen": False}, {}),
        (Act.URGE, {"urged": True}, {}),
        (Act.EXEMPT_ASK, {"is_overdue": True}, {}),
        (Act.FINISH, {"open_assists": 1}, {}),
        (Act.SECURE, {"is_unsafe": True}, {"acts_for_unit": False}),
        (Act.ALERT, {}, {}),
        (Act.REVISIT, {}, {}),
    ],
)
def test_the_guard_lets_through_what_the_rules_allow(act, facts, attempt):
    state = sorted(TABLE[act].starts)[0]

    assert judge(replace(Facts(state), **facts), everything(act, **attempt)).reasons == ()


def test_a_case_is_closed_from_the_desk_only_where_the_category_says_so():
    answered = Facts(State.ANSWERED)

    assert "cases.md#check" in rules_of(answered, everything(Act.CLOSE))
    assert judge(replace(answered, desk_check=True), everything(Act.CLOSE)).allowed
    drawn = replace(answered, desk_check=True, is_drawn=True)
    assert rules_of(drawn, everything(Act.CLOSE)) == {"cases.md#sample"}
    assert judge(replace(drawn, state=State.CHECKING), everything(Act.CLOSE)).allowed
    assert judge(Facts(State.CHECKING), everything(Act.CLOSE)).allowed


@pytest.mark.parametrize(
    ("act", "facts", "photo"),
    [
        (Act.ANSWER, Facts(State.IN_PROGRESS, needs_after_photo=True), Carry.AFTER_PHOTO),
        (Act.FILE, Facts(State.SUBMITTED, needs_photo=True), Carry.BEFORE_PHOTO),
    ],
)
def test_a_category_may_ask_for_a_photo(act, facts, photo):
    bare = Attempt(act, carried=frozenset(TABLE[act].carries))

    assert judge(facts, bare).reasons[0].params == {"missing": (photo.label,)}
    assert judge(facts, replace(bare, carried=bare.carried | {photo})).allowed


def test_an_offer_does_not_ask_for_what_the_form_will_bring():
    filed = Facts(State.FILED)

    assert offer(filed, Attempt(Act.DISPATCH)).allowed
    assert not judge(filed, Attempt(Act.DISPATCH)).allowed
    assert not offer(filed, Attempt(Act.DISPATCH, may=False)).allowed


@pytest.mark.parametrize("state", list(State))
def test_some_act_is_open_to_somebody_in_every_state(state):
    assert any(offer(Facts(state), Attempt(move.act)).allowed for move in acts_from(state))


def test_checks_stand_only_behind_acts_of_the_table():
    assert set(CHECKS) <= set(TABLE)
