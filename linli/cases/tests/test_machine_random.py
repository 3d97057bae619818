"""Random histories of the pure machine, compared act by act with the naive model."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cases.rules import clocks as timing
from linli.cases.rules import machine
from linli.cases.rules.clocks import is_running
from linli.cases.rules.desks import Desk, desk_for
from linli.cases.rules.guard import Attempt, Facts, judge
from linli.cases.rules.limits import Limit
from linli.cases.rules.table import Carry, acts_from
from linli.cases.terms import STORED, TERMINAL, Act, AdjustmentKind, OwnerClass, Stage, State
from linli.cases.tests.naive import EXCEPTIONS, NOON, ZONE, NaiveCase
from linli.values.worktime import WorkCalendar

CALENDAR = WorkCalendar(EXCEPTIONS, zone=ZONE)
LIMITS = {
    "accept": (1, "wh"),
    "verify": (1, "wd"),
    "dispatch": (30, "m"),
    "sign": (4, "wh"),
    "check": (2, "d"),
    "safe": (2, "h"),
}
HANDLES = [(5, "wd"), (3, "wh"), (36, "h"), (7, "d"), (90, "m"), (1, "wd")]
UNITS = ("roads", "housing", "gardens")
ACTS = 10_000


@dataclass(eq=False)
class PlainClock:
    stage: Stage
    limit: str
    started_at: datetime
    due_at: datetime
    unit: str = ""
    promised_at: datetime | None = None
    paused_at: datetime | None = None
    paused_ms: int = 0
    ended_at: datetime | None = None


@dataclass
class PlainCase:
    state: State = State.DRAFT
    round: int = 1
    limit: str = ""
    is_held: bool = False
    ended_at: datetime | None = None
    due_at: datetime | None = None
    overall_due_at: datetime | None = None
    unit: str = ""
    extensions: int = 0
    was_held: bool = False
    clocks: list[PlainClock] = field(default_factory=list)


class Play:
    """The machine and the naive model side by side."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.case, self.naive, self.now = PlainCase(), NaiveCase(limits=LIMITS), NOON
        self.done = 0
        self.pending: set[AdjustmentKind] = set()

    def start_again(self) -> None:
        self.case, self.naive = PlainCase(), NaiveCase(limits=LIMITS)
        self.pending = set()

    def facts(self) -> Facts:
        case = self.case
        return Facts(
            case.state,
            owner_class=OwnerClass.COMMUNITY,
            is_held=case.is_held,
            was_held=case.was_held,
            is_overdue=any(timing.is_breached(c, self.now) for c in case.clocks if c.ended_at is None),
            is_unsafe=any(clock.stage is Stage.SAFE for clock in self.open_clocks()),
            extensions=case.extensions,
            pending=frozenset(self.pending),
        )

    def turn(self) -> None:
        case = self.case
        if case.state in TERMINAL and self.rng.random() < 0.7:
            self.start_again()
            return
        self.now += timedelta(
            minutes=self.rng.choice([0, 1, 15, 60, 300, 1440, 4000]), milliseconds=self.rng.randint(0, 999)
        )
        moves = [move for move in acts_from(case.state) if not move.act.value.startswith("exempt")]
        act = self.rng.choice(moves).act
        if judge(self.facts(), Attempt(act, carried=frozenset(Carry))).allowed:
            self.do(act)
            self.done += 1
            self.compare()

    def do(self, act: Act) -> None:
        case, unit = self.case, ""
        if act in (Act.FILE, Act.SELF_HANDLE) or (act is Act.REOPEN and not case.limit):
            self.naive.handle = self.rng.choice(HANDLES)
            case.limit = f"{self.naive.handle[0]}{self.naive.handle[1]}"
            case.overall_due_at = self.now + timedelta(days=9)
        if act is Act.DISPATCH:
            unit = self.rng.choice(UNITS)
            self.hand_over(unit)
        if act is Act.RECLASSIFY:
            self.reclassify()
        if act is Act.EXTEND:
            case.extensions += 1
            for clock in self.open_clocks():
                if clock.stage is Stage.HANDLE and is_running(clock):
                    timing.extend(clock, CALENDAR)
        self.note_requests(act)
        machine.step(case, act, case.clocks, now=self.now, calendar=CALENDAR, begin=self.beginner(act))
        self.naive.act(act.value, self.now, unit)

    def hand_over(self, unit: str) -> None:
        resting = [c for c in self.open_clocks() if c.stage is Stage.HANDLE and c.paused_at is not None]
        if any(clock.unit != unit for clock in resting):
            machine.drop_superseded(resting, self.now)
        self.case.unit = unit

    def reclassify(self) -> None:
        limit = self.rng.choice(HANDLES)
        self.case.limit = f"{limit[0]}{limit[1]}"
        for clock in self.open_clocks():
            if clock.stage is Stage.HANDLE:
                timing.relimit(clock, Limit.parse(self.case.limit), CALENDAR)
        self.naive.relimit(limit)

    def note_requests(self, act: Act) -> None:
        asks = {
            Act.HOLD_ASK: AdjustmentKind.HOLD,
            Act.EXTEND_ASK: AdjustmentKind.EXTENSION,
            Act.ASK_VOID: AdjustmentKind.VOID,
            Act.ASK_DECLINE: AdjustmentKind.DECLINE,
        }
        ends = {
            Act.HOLD: AdjustmentKind.HOLD,
            Act.HOLD_DENY: AdjustmentKind.HOLD,
            Act.EXTEND: AdjustmentKind.EXTENSION,
            Act.EXTEND_DENY: AdjustmentKind.EXTENSION,
        }
        if act in asks:
            self.pending.add(asks[act])
        elif act in ends:
            self.pending.discard(ends[act])
        if act is Act.HOLD:
            self.case.was_held = True
        if machine.TABLE[act].to is not None:
            self.pending.clear()

    def beginner(self, act: Act):
        def begin(stage: Stage, now: datetime) -> PlainClock:
            again = act in (Act.REWORK, Act.FAIL)
            limit = (
                Limit.parse(self.case.limit)
                if stage is Stage.HANDLE
                else Limit.parse("{}{}".format(*LIMITS[stage.value]))
            )
            limit = limit.times(1, 2) if again and stage is Stage.HANDLE else limit
            clock = PlainClock(stage, str(limit), now, timing.due_after(limit, now, CALENDAR), unit=self.case.unit)
            self.case.clocks.append(clock)
            return clock

        return begin

    def open_clocks(self) -> list[PlainClock]:
        return [clock for clock in self.case.clocks if clock.ended_at is None]

    def compare(self) -> None:
        case, naive = self.case, self.naive
        assert case.state in STORED
        assert case.state.value == naive.state
        assert case.is_held == naive.held
        assert (case.ended_at is not None) == (case.state in TERMINAL)
        if case.state in TERMINAL:
            assert not self.open_clocks()
            assert case.due_at is None
        ours = [(c.stage.value, c.due_at, c.paused_at, c.ended_at) for c in case.clocks]
        theirs = [(c.stage, c.expiry(), c.stopped, c.ended) for c in naive.clocks]
        assert ours == theirs
        desk = desk_for(case.state, OwnerClass.COMMUNITY)
        assert (desk is Desk.UNIT) == (case.state in (State.DISPATCHED, State.IN_PROGRESS))
        assert sum(1 for c in self.open_clocks() if is_running(c) and c.stage is Stage.HANDLE) <= 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_thousand_random_acts_agree_with_the_naive_model(seed):
    play = Play(seed)

    while play.done < ACTS // 3 + 1:
        play.turn()


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=60, deadline=None)
def test_any_history_agrees_with_the_naive_model(seed):
    play = Play(seed)

    for _ in range(120):
        play.turn()
