"""Tells what became of one report, act by act, until it is closed or the present moment is reached."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.cases import queries
from linli.cases.bulk import Life, acts, working_hours
from linli.cases.terms import DeclineReason, Lasting, Level, OwnerClass, RefusalReason, Solved, Stage, Urgency
from linli.values.worktime import LimitUnit
from linli.web.demo.speech import Speech, Where


class NotYet(Exception):
    """The next act would lie in the future; the case stands where it stands."""


@dataclass(frozen=True)
class Cast:
    """Who acts in one case."""

    acceptor: Any
    dispatcher: Any
    checker: Any
    worker: Any
    unit: Any
    handler: Any
    other_unit: Any
    commander: Any


@dataclass
class Story:
    """
    One case being told; `photo(kind)` stores a picture and returns its file, or nothing.

    slow: how much longer than usual the unit takes; until: where the case got stuck, if it did;
    disputed: nobody takes it, so that the district must decide.
    """

    life: Life
    cast: Cast
    kind: str
    where: Where
    category: Any
    speech: Speech
    random: Random
    now: datetime
    photo: Callable[[str], list[str]]
    slow: float = 1.0
    until: datetime | None = None
    disputed: bool = False

    def tell(self) -> None:
        """Tell the story as far as the present moment."""
        try:
            self._accept()
        except NotYet:
            return

    def _accept(self) -> None:
        """The report waits, and is declined, solved on the spot, or filed."""
        chance = self.random.random()
        if chance < 0.035:
            self._do(self._short(), self.cast.acceptor)
            reason, reply = self.speech.say("declines")
            return acts.decline(self.life, DeclineReason(reason), reply)
        if chance < 0.5 and self.category.owner_class == OwnerClass.COMMUNITY:
            return self._on_the_spot()
        if self.random.random() < 0.07:
            self._verify()
        self._do(self._short(), self.cast.acceptor)
        urgency = Urgency.URGENT if self.random.random() < 0.05 else Urgency.NORMAL
        acts.file_case(self.life, self.category, urgency=urgency, summary=self._summary())
        self._secure()
        self._dispatch()
        return self._work()

    def _secure(self) -> None:
        """Somebody of the community makes a dangerous place safe before anything else, now and then too late."""
        if self.category.safe_limit:
            self._do(self.random.uniform(0.05, 0.6), self.cast.worker)
            acts.secure(self.life, self.speech.say("secured"), self.photo("during"))

    def _on_the_spot(self) -> None:
        """A community worker solves it at once; another office checks."""
        self._do(self._short() + 1, self.cast.worker)
        before, after = self.photo("before"), self.photo("after")
        acts.self_handle(
            self.life, self.category, self.speech.result(self.kind, self.where), before=before, after=after
        )
        self._judge(first=True)

    def _verify(self) -> None:
        """Somebody looks at the place before it is filed."""
        self._do(self._short(), self.cast.acceptor)
        acts.send_verify(self.life, "请到现场核实位置和情况。")
        self._do(self.random.uniform(1, 6), self.cast.worker)
        acts.report_verified(self.life, "现场核实，情况属实。", self.photo("before"))

    def _dispatch(self) -> None:
        """The dispatcher sends it to the unit; some units refuse once, few twice."""
        self._do(self._short(), self.cast.dispatcher)
        acts.dispatch(self.life, self.cast.unit)
        refusals = 2 if self.random.random() < 0.007 else 1 if self.random.random() < 0.06 else 0
        for count in range(3 if self.disputed else refusals):
            self._do(self.random.uniform(0.5, 4), self.cast.handler)
            reason = self.random.choice(list(RefusalReason))
            acts.refuse(self.life, reason, self.speech.say("refusals"), self.cast.other_unit.short_name)
            if count == 2:
                raise NotYet
            self._do(self.random.uniform(0.5, 3), self.cast.commander if count else self.cast.dispatcher)
            acts.dispatch(self.life, self.cast.unit, note=self.speech.say("refusal_answers"))
        self._do(self.random.uniform(0.2, 4.5), self.cast.handler)
        acts.sign(self.life)

    def _work(self) -> None:
        """The unit works, now and then with a hold or an extension, and answers; then others judge."""
        hours = self._handling_hours()
        if self.random.random() < 0.02:
            self._hold()
        elif hours > self._limit_hours() and self.random.random() < 0.35:
            self._extend()
        self._wait(hours)
        self._do(0.01, self.cast.handler)
        acts.answer(self.life, self.speech.result(self.kind, self.where), photos=self.photo("after"))
        self._judge(first=True)

    def _wait(self, hours: float) -> None:
        """Let the handling time pass; who waits too long is urged, and the next level hears of it."""
        clock = next((one for one in reversed(self.life.clocks) if one.stage is Stage.HANDLE), None)
        done = self._later(hours)
        if clock is not None and done > clock.due_at:
            told = clock.due_at + timedelta(minutes=self.random.randint(1, 9))
            self._at(told, None)
            acts.escalate(self.life, Level.SUBDISTRICT, clock)
            if self.random.random() < 0.3:
                self._do(self.random.uniform(1, 8), self.cast.dispatcher)
                acts.supervise(self.life, self.speech.say("notices"))
            elif self.random.random() < 0.4:
                self._at(self.life.now + timedelta(hours=self.random.uniform(2, 30)), None, by_reporter=True)
                acts.urge(self.life, self.speech.say("urges"))
        if done > (self.until or self.now):
            raise NotYet
        self._at(max(done, self.life.now), self.cast.handler)

    def _hold(self) -> None:
        """The work must wait for something; the clock stands still meanwhile."""
        self._do(self.random.uniform(1, 5), self.cast.handler)
        until = self.life.now + timedelta(days=self.random.randint(5, 40))
        acts.ask_hold(self.life, self.speech.say("holds"), until)
        self._do(self.random.uniform(1, 6), self.cast.dispatcher)
        acts.grant_hold(self.life)
        self._at(until, None)
        acts.end_hold(self.life)

    def _extend(self) -> None:
        """The unit asks for its limit once more in good time."""
        self._do(self._limit_hours() * self.random.uniform(0.3, 0.7), self.cast.handler)
        acts.ask_extension(self.life, self.speech.say("holds"))
        self._do(self.random.uniform(0.3, 2), self.cast.dispatcher)
        acts.grant_extension(self.life)

    def _judge(self, *, first: bool) -> None:
        """The answer is sent to check; it fails now and then, and is closed in the end; some kinds need it if drawn."""
        if self.category.desk_check and not queries.is_drawn(self.life.case):
            self._do(self.random.uniform(0.5, 6), self.cast.acceptor)
            acts.close(self.life, self.speech.say("replies"))
            return self._afterwards(first)
        self._do(self.random.uniform(0.3, 4), self.cast.dispatcher)
        acts.send_check(self.life)
        self._do(self.random.uniform(1, 7), self.cast.checker)
        if first and self.random.random() < 0.075:
            acts.fail(self.life, self.speech.say("checks_failed"), self.photo("check"))
            self._wait(self._handling_hours() * 0.5)
            self._do(0.01, self.cast.handler)
            acts.answer(self.life, self.speech.result(self.kind, self.where), photos=self.photo("after"))
            return self._judge(first=False)
        acts.close(self.life, self.speech.say("replies"), self.photo("check"))
        return self._afterwards(first)

    def _afterwards(self, first: bool) -> None:
        """The reporter rates, is called, or has the case reopened."""
        late = self.life.case.overall_due_at is not None and self.life.now > self.life.case.overall_due_at
        chance = self.random.random()
        if first and chance < 0.025:
            self._at(self.life.now + timedelta(days=self.random.uniform(1, 9)), None, by_reporter=True)
            acts.reopen(self.life, self.speech.say("reopens"))
            self._wait(self._handling_hours() * 0.7)
            self._do(0.01, self.cast.handler)
            acts.answer(self.life, self.speech.result(self.kind, self.where), photos=self.photo("after"))
            return self._judge(first=False)
        stars = self.random.choices((5, 4, 3, 2, 1), (30, 30, 20, 12, 8) if late else (55, 27, 10, 5, 3))[0]
        solved = Solved.YES if stars >= 4 else Solved.PARTLY if stars >= 2 else Solved.NO
        if chance < 0.25:
            self._at(self.life.now + timedelta(hours=self.random.uniform(0.5, 60)), None, by_reporter=True)
            words = self.speech.say("comments_good" if stars >= 4 else "comments_bad")
            acts.rate(self.life, stars, solved, words if self.random.random() < 0.4 else "")
        elif chance < 0.45 and self.life.report.contact_digest is not None:
            self._do(self.random.uniform(1, 9), self.cast.acceptor)
            reached = self.random.random() < 0.85
            acts.call_back(
                self.life, reached=reached, stars=stars if reached else None, solved=solved if reached else None
            )
        return self._revisit()

    def _revisit(self) -> None:
        """Recurring kinds are visited again, most of them in time; what came back begins a history of its own."""
        planned = next((one for one in self.life.revisits if one.done_at is None), None)
        if planned is None or self.random.random() < 0.06:
            return
        self._at(planned.from_at, None)
        self._do(self.random.uniform(0.5, 22), self.cast.worker)
        if self.random.random() < 0.83:
            acts.revisit(self.life, Lasting.HOLDS, self.speech.say("revisits_good"), self.photo("check"))
            return
        again = acts.revisit(self.life, Lasting.RELAPSED, self.speech.say("revisits_bad"), self.photo("check"))
        if again is not None:
            replace(self, life=again).tell()

    # Time

    def _do(self, hours: float, actor: Any) -> None:
        """Let office hours pass and give somebody the floor."""
        self._at(self._later(hours), actor)

    def _at(self, moment: datetime, actor: Any, *, by_reporter: bool = False) -> None:
        """Move on to a moment, never back (a hold may be granted only after it should have ended)."""
        moment = max(moment, self.life.now)
        if moment > (self.until or self.now):
            raise NotYet
        self.life.at(moment, actor, by_reporter=by_reporter)

    def _later(self, hours: float) -> datetime:
        """Return the moment so many office hours from here, never the same second twice."""
        moved: datetime = self.life.calendar.add(self.life.now, hours, LimitUnit.WORKING_HOURS)
        return moved + timedelta(seconds=self.random.randint(1, 50))

    def _short(self) -> float:
        """Return the hours an office takes for a decision: mostly under its limit of one hour."""
        return self.random.uniform(0.05, 0.9) if self.random.random() < 0.9 else self.random.uniform(1, 5)

    def _limit_hours(self) -> float:
        """Return the handling limit in office hours."""
        return working_hours(self.life.case.limit)

    def _handling_hours(self) -> float:
        """Return how long the unit takes: mostly within its limit, some well over it."""
        share = self.random.betavariate(2, 3) if self.random.random() < 0.88 else 1 + self.random.expovariate(2)
        return max(0.2, self._limit_hours() * share * self.slow)

    def _summary(self) -> str:
        """Return the short title that an acceptor writes now and then; without one the report speaks for itself."""
        return f"{self.where.address}{self.category.name}" if self.random.random() < 0.15 else ""
