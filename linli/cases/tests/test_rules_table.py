"""The transition table as a whole: nothing unreachable, no dead end, no door that policy could wall up."""

import pytest

from linli.cases import access
from linli.cases.rules.table import (
    MOVES,
    NEVER_CLOSED,
    REPORTER_ACTS,
    SYSTEM_ACTS,
    TABLE,
    acts_from,
    state_after,
)
from linli.cases.terms import OPEN, STORED, TERMINAL, Act, Stage, State

EXPECTED_MOVES = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.VERIFY): State.VERIFYING,
    (State.VERIFYING, Act.VERIFIED): State.SUBMITTED,
    (State.SUBMITTED, Act.SELF_HANDLE): State.ANSWERED,
    (State.SUBMITTED, Act.DECLINE): State.DECLINED,
    (State.SUBMITTED, Act.MERGE): State.MERGED,
    (State.FILED, Act.MERGE): State.MERGED,
    (State.SUBMITTED, Act.FILE): State.FILED,
    (State.FILED, Act.DISPATCH): State.DISPATCHED,
    (State.DISPATCHED, Act.SIGN): State.IN_PROGRESS,
    (State.DISPATCHED, Act.REFUSE): State.FILED,
    (State.IN_PROGRESS, Act.REFUSE): State.FILED,
    (State.IN_PROGRESS, Act.ANSWER): State.ANSWERED,
    (State.ANSWERED, Act.REWORK): State.IN_PROGRESS,
    (State.ANSWERED, Act.CHECK): State.CHECKING,
    (State.CHECKING, Act.FAIL): State.IN_PROGRESS,
    (State.CHECKING, Act.CLOSE): State.CLOSED,
    (State.ANSWERED, Act.CLOSE): State.CLOSED,
    (State.CLOSED, Act.REOPEN): State.IN_PROGRESS,
    (State.DECLINED, Act.APPEAL): State.SUBMITTED,
    **{(state, Act.VOID): State.VOID for state in OPEN},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(TABLE))
def test_every_pair_of_state_and_act_leads_where_the_design_says(state, act):
    moves_there = state in TABLE[act].starts and TABLE[act].to is not None

    assert moves_there == ((state, act) in EXPECTED_MOVES)
    if moves_there:
        assert state_after(state, act) is EXPECTED_MOVES[state, act]


def test_every_act_has_exactly_one_row_except_what_is_done_to_many_cases_at_once():
    assert len(MOVES) == len(TABLE)
    assert set(Act) - set(TABLE) == {Act.IMPORT, Act.REHOME}


def test_every_state_is_reachable_from_a_draft():
    reached, fresh = {State.DRAFT}, [State.DRAFT]
    while fresh:
        state = fresh.pop()
        for move in acts_from(state):
            after = state_after(state, move.act)
            if after not in reached:
                reached.add(after)
                fresh.append(after)

    assert reached == set(State)


@pytest.mark.parametrize("state", OPEN)
def test_every_open_state_can_reach_an_end_even_if_policy_forbids_all_it_may(state):
    reached, fresh = {state}, [state]
    while fresh:
        here = fresh.pop()
        for move in acts_from(here):
            forbidden = move.act not in NEVER_CLOSED and move.act in (Act.SELF_HANDLE, Act.MERGE, Act.DECLINE)
            after = state_after(here, move.act)
            if not forbidden and after not in reached:
                reached.add(after)
                fresh.append(after)

    assert reached & TERMINAL


@pytest.mark.parametrize("state", OPEN)
def test_policy_cannot_wall_up_an_open_state(state):
    leaving = [move for move in acts_from(state) if state_after(state, move.act) is not state]

    assert any(move.act in NEVER_CLOSED for move in leaving)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.act.value)
def test_every_act_needs_a_declared_action(move):
    assert move.action in access.ACTIONS


@pytest.mark.parametrize("move", [move for move in MOVES if move.to in TERMINAL], ids=lambda move: move.act.value)
def test_an_act_that_ends_a_case_begins_no_clock(move):
    assert move.begins is None
    assert move.ends == frozenset(Stage)


def test_a_record_never_changes_the_state():
    for move in MOVES:
        if move.to is None:
            assert all(state_after(state, move.act) is state for state in move.starts)


def test_reporters_and_jobs_have_few_acts():
    assert {Act.SUBMIT, Act.REOPEN, Act.APPEAL, Act.URGE, Act.RATE, Act.WITNESS} == REPORTER_ACTS
    assert {Act.ESCALATE, Act.HOLD_END} == SYSTEM_ACTS


def test_nothing_is_stored_as_a_draft():
    assert State.DRAFT not in STORED
    assert set(STORED) == set(State) - {State.DRAFT}
