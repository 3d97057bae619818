"""The one transition table, as data: who moves a case from where to where, with what, and what clocks do then."""

from dataclasses import dataclass, field
from enum import Enum

from linli.cases.terms import OPEN, STORED, Act, Stage, State
from linli.values import noop


class Carry(Enum):
    """What an act must bring along; the value names the service's argument, `label` is for people."""

    TEXT = "text"
    NOTE = "note"
    CATEGORY = "category"
    AREA = "area"
    OWNER_CLASS = "owner_class"
    UNIT = "unit"
    TARGET = "target"
    REASON_CODE = "reason"
    REPLY = "reply"
    PROPOSAL = "proposal"
    OUTCOME = "outcome"
    FINDING = "finding"
    CRITERION = "criterion_met"
    UNTIL = "until"
    BEFORE_PHOTO = "before_photo"
    AFTER_PHOTO = "after_photo"

    @property
    def label(self) -> str:
        """Return the message id of the word people read."""
        return CARRY_LABELS[self]


CARRY_LABELS = {
    Carry.TEXT: noop("text of the report"),
    Carry.NOTE: noop("explanation"),
    Carry.CATEGORY: noop("kind of case"),
    Carry.AREA: noop("community"),
    Carry.OWNER_CLASS: noop("owner class"),
    Carry.UNIT: noop("responsible unit"),
    Carry.TARGET: noop("the other case"),
    Carry.REASON_CODE: noop("reason"),
    Carry.REPLY: noop("answer to the reporter"),
    Carry.PROPOSAL: noop("proposed owner"),
    Carry.OUTCOME: noop("result"),
    Carry.FINDING: noop("what was found"),
    Carry.CRITERION: noop("closing criterion met"),
    Carry.UNTIL: noop("until when"),
    Carry.BEFORE_PHOTO: noop("photo before"),
    Carry.AFTER_PHOTO: noop("photo after"),
}


@dataclass(frozen=True)
class Move:
    """
    One row of the table.

    to: None for a record, which leaves the state as it is. action: the code a person of the staff needs; reporters
    and jobs have their own short lists below. begins: the stage clock started; ends, pauses, resumes: what happens to
    running ones (leaving for a terminal state ends all, whatever stands here).
    """

    act: Act
    starts: frozenset[State]
    to: State | None
    action: str
    carries: tuple[Carry, ...] = ()
    begins: Stage | None = None
    ends: frozenset[Stage] = field(default_factory=frozenset)
    pauses: Stage | None = None
    resumes: Stage | None = None
    new_round: bool = False


def _move(
    act: Act, starts: tuple[State, ...], to: State | None, action: str, *carries: Carry, **clocks: object
) -> Move:
    return Move(act, frozenset(starts), to, action, carries, **clocks)  # type: ignore[arg-type]


S = State
_AT_WORK = (S.FILED, S.DISPATCHED, S.IN_PROGRESS)
_ALL = frozenset(Stage)

MOVES: tuple[Move, ...] = (
    _move(Act.SUBMIT, (S.DRAFT,), S.SUBMITTED, "cases.report", Carry.TEXT, begins=Stage.ACCEPT),
    _move(Act.CLAIM, (S.SUBMITTED,), None, "cases.file"),
    _move(
        Act.VERIFY, (S.SUBMITTED,), S.VERIFYING, "cases.verify", Carry.NOTE, begins=Stage.VERIFY, pauses=Stage.ACCEPT
    ),
    _move(
        Act.VERIFIED,
        (S.VERIFYING,),
        S.SUBMITTED,
        "cases.verify",
        Carry.NOTE,
        ends=frozenset({Stage.VERIFY}),
        resumes=Stage.ACCEPT,
    ),
    _move(
        Act.SELF_HANDLE,
        (S.SUBMITTED,),
        S.ANSWERED,
        "cases.self_handle",
        Carry.CATEGORY,
        Carry.AREA,
        Carry.NOTE,
        Carry.BEFORE_PHOTO,
        Carry.AFTER_PHOTO,
        ends=_ALL,
    ),
    _move(Act.DECLINE, (S.SUBMITTED,), S.DECLINED, "cases.decline", Carry.REASON_CODE, Carry.REPLY, ends=_ALL),
    _move(Act.ASK_DECLINE, (S.SUBMITTED,), None, "cases.decline", Carry.REASON_CODE, Carry.REPLY),
    _move(Act.MERGE, (S.SUBMITTED, S.FILED), S.MERGED, "cases.merge", Carry.TARGET, Carry.NOTE, ends=_ALL),
    _move(
        Act.FILE,
        (S.SUBMITTED,),
        S.FILED,
        "cases.file",
        Carry.CATEGORY,
        Carry.AREA,
        Carry.OWNER_CLASS,
        begins=Stage.DISPATCH,
        ends=frozenset({Stage.ACCEPT}),
    ),
    _move(
        Act.DISPATCH,
        (S.FILED,),
        S.DISPATCHED,
        "cases.dispatch",
        Carry.UNIT,
        begins=Stage.SIGN,
        ends=frozenset({Stage.DISPATCH}),
    ),
    _move(
        Act.SIGN,
        (S.DISPATCHED,),
        S.IN_PROGRESS,
        "cases.sign",
        begins=Stage.HANDLE,
        ends=frozenset({Stage.SIGN}),
        resumes=Stage.HANDLE,
    ),
    _move(
        Act.REFUSE,
        (S.DISPATCHED, S.IN_PROGRESS),
        S.FILED,
        "cases.refuse",
        Carry.REASON_CODE,
        Carry.NOTE,
        Carry.PROPOSAL,
        begins=Stage.DISPATCH,
        ends=frozenset({Stage.SIGN}),
        pauses=Stage.HANDLE,
    ),
    _move(
        Act.ANSWER,
        (S.IN_PROGRESS,),
        S.ANSWERED,
        "cases.answer",
        Carry.NOTE,
        Carry.OUTCOME,
        ends=frozenset({Stage.HANDLE, Stage.SAFE}),
    ),
    _move(Act.REWORK, (S.ANSWERED,), S.IN_PROGRESS, "cases.rework", Carry.NOTE, begins=Stage.HANDLE, new_round=True),
    _move(Act.CHECK, (S.ANSWERED,), S.CHECKING, "cases.check", begins=Stage.CHECK),
    _move(
        Act.FAIL,
        (S.CHECKING,),
        S.IN_PROGRESS,
        "cases.fail",
        Carry.NOTE,
        begins=Stage.HANDLE,
        ends=frozenset({Stage.CHECK}),
        new_round=True,
    ),
    _move(Act.CLOSE, (S.CHECKING, S.ANSWERED), S.CLOSED, "cases.close", Carry.CRITERION, Carry.REPLY, ends=_ALL),
    _move(Act.REOPEN, (S.CLOSED,), S.IN_PROGRESS, "cases.reopen", Carry.NOTE, begins=Stage.HANDLE, new_round=True),
    _move(Act.APPEAL, (S.DECLINED,), S.SUBMITTED, "cases.reopen", Carry.NOTE, begins=Stage.ACCEPT),
    _move(Act.ASK_VOID, OPEN, None, "cases.void", Carry.NOTE),
    _move(Act.VOID, OPEN, S.VOID, "cases.void", ends=_ALL),
    _move(Act.ALERT, _AT_WORK, None, "cases.file", begins=Stage.SAFE),
    _move(Act.SECURE, _AT_WORK, None, "cases.answer", Carry.NOTE, ends=frozenset({Stage.SAFE})),
    _move(Act.RECLASSIFY, _AT_WORK, None, "cases.file", Carry.CATEGORY, Carry.NOTE),
    _move(Act.RELOCATE, OPEN, None, "cases.file", Carry.AREA),
    _move(Act.ASSIST, (S.DISPATCHED, S.IN_PROGRESS), None, "cases.dispatch", Carry.UNIT),
    _move(Act.FINISH, (*_AT_WORK, S.ANSWERED), None, "cases.answer", Carry.NOTE),
    _move(Act.RELEASE, (*_AT_WORK, S.ANSWERED), None, "cases.dispatch", Carry.NOTE),
    _move(Act.HOLD_ASK, (S.IN_PROGRESS,), None, "cases.hold", Carry.NOTE, Carry.UNTIL),
    _move(Act.HOLD, (S.IN_PROGRESS,), None, "cases.approve", pauses=Stage.HANDLE),
    _move(Act.HOLD_DENY, (S.IN_PROGRESS,), None, "cases.approve", Carry.NOTE),
    _move(Act.HOLD_END, (S.IN_PROGRESS,), None, "cases.hold", resumes=Stage.HANDLE),
    _move(Act.EXTEND_ASK, (S.IN_PROGRESS,), None, "cases.extend", Carry.NOTE),
    _move(Act.EXTEND, (S.IN_PROGRESS,), None, "cases.approve"),
    _move(Act.EXTEND_DENY, (S.IN_PROGRESS,), None, "cases.approve", Carry.NOTE),
    _move(Act.URGE, OPEN, None, "cases.urge"),
    _move(Act.SUPERVISE, OPEN, None, "cases.supervise", Carry.NOTE),
    _move(Act.NOTICE, (S.DISPATCHED, S.IN_PROGRESS, S.ANSWERED), None, "cases.supervise", Carry.NOTE, Carry.UNTIL),
    _move(Act.HEED, OPEN, None, "cases.answer", Carry.NOTE),
    _move(Act.ESCALATE, OPEN, None, "cases.supervise"),
    _move(Act.REVISIT, (S.CLOSED,), None, "cases.verify", Carry.FINDING, Carry.NOTE),
    _move(Act.WITNESS, (S.ANSWERED, S.CHECKING), None, "cases.check", Carry.FINDING),
    _move(Act.CALL_BACK, (S.CLOSED, S.DECLINED), None, "cases.call_back"),
    _move(Act.RATE, (S.CLOSED,), None, "cases.call_back"),
    _move(Act.REVEAL, STORED, None, "cases.reveal"),
    _move(Act.COMMENT, STORED, None, "cases.view", Carry.NOTE),
    _move(Act.EXEMPT_ASK, (S.CLOSED,), None, "cases.answer", Carry.NOTE),
    _move(Act.EXEMPT, (S.CLOSED,), None, "cases.exempt"),
)
"""Source: design/cases.md, transitions. Policy of a category may close rows, never add any."""

TABLE: dict[Act, Move] = {move.act: move for move in MOVES}

REPORTER_ACTS = frozenset({Act.SUBMIT, Act.REOPEN, Act.APPEAL, Act.URGE, Act.RATE, Act.WITNESS})
"""What people without an account may do: a reporter with the receipt, a steward with a link (only look on site)."""

SYSTEM_ACTS = frozenset({Act.ESCALATE, Act.HOLD_END})
"""What a job may do without a person."""

NEVER_CLOSED = frozenset({Act.SUBMIT, Act.VOID, Act.ASK_VOID, Act.COMMENT, Act.CLOSE, Act.FILE, Act.DISPATCH})
"""Rows no category may close, so that every state keeps an exit."""


def acts_from(state: State) -> list[Move]:
    """Return the rows that start in a state, in the table's order."""
    return [move for move in MOVES if state in move.starts]


def state_after(state: State, act: Act) -> State:
    """Return where an act leads; a record leads nowhere. Raises KeyError for an unknown act."""
    to = TABLE[act].to
    return state if to is None else to
