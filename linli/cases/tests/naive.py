"""
An independent, slow model of clocks: it walks over days and knows nothing of the rules under test.

It keeps for every clock what happened to it and computes its expiry anew each time it is asked.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
SPANS = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
FREE = {date(2026, 10, day) for day in range(1, 8)}
WORKED = {date(2026, 9, 27), date(2026, 10, 10)}
EXCEPTIONS = {**dict.fromkeys(FREE, False), **dict.fromkeys(WORKED, True)}


def is_workday(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in FREE)


def _spans(day: date) -> list[tuple[datetime, datetime]]:
    if not is_workday(day):
        return []
    return [(datetime.combine(day, a, ZONE), datetime.combine(day, b, ZONE)) for a, b in SPANS]


def work_between(start: datetime, end: datetime) -> timedelta:
    total, day = timedelta(), start.astimezone(ZONE).date()
    while day <= end.astimezone(ZONE).date():
        for opens, closes in _spans(day):
            total += max(timedelta(), min(closes, end) - max(opens, start))
        day += timedelta(days=1)
    return total


def after_work(start: datetime, work: timedelta) -> datetime:
    day = start.astimezone(ZONE).date()
    while True:
        for opens, closes in _spans(day):
            begins = max(opens, start)
            if begins < closes:
                if work <= closes - begins:
                    return begins + work
                work -= closes - begins
        day += timedelta(days=1)


def close_of(day: date) -> datetime:
    return datetime.combine(day, SPANS[-1][1], ZONE)


def due(start: datetime, amount: int, unit: str) -> datetime:
    if unit == "m":
        return start + timedelta(minutes=amount)
    if unit == "h":
        return start + timedelta(hours=amount)
    if unit == "wh":
        return after_work(start, timedelta(hours=amount))
    day = start.astimezone(ZONE).date()
    if unit == "d":
        return datetime.combine(day + timedelta(days=amount), time(23, 59, 59, 999000), ZONE)
    while not is_workday(day) or close_of(day) <= start:
        start, day = datetime.combine(day + timedelta(days=1), time(), ZONE), day + timedelta(days=1)
    for _ in range(amount):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return close_of(day)


def moved(expiry: datetime, stopped: datetime, resumed: datetime, unit: str) -> datetime:
    if expiry <= stopped or resumed <= stopped:
        return expiry
    if unit in ("m", "h", "d"):
        later = expiry + (resumed - stopped)
        day = later.astimezone(ZONE).date()
        return datetime.combine(day, time(23, 59, 59, 999000), ZONE) if unit == "d" else later
    left = work_between(stopped, expiry)
    later = after_work(resumed, left) if left else resumed
    if unit == "wh":
        return later
    day = later.astimezone(ZONE).date()
    while not is_workday(day) or close_of(day) < later:
        day += timedelta(days=1)
    return close_of(day)


@dataclass
class NaiveClock:
    stage: str
    start: datetime
    limit: tuple[int, str]
    unit: str = ""
    log: list[tuple] = field(default_factory=list)
    stopped: datetime | None = None
    ended: datetime | None = None

    def expiry(self) -> datetime:
        limit, found, lost = self.limit, due(self.start, *self.limit), timedelta()
        for entry in self.log:
            if entry[0] == "pause":
                found = moved(found, entry[1], entry[2], limit[1])
                lost += entry[2] - entry[1]
            elif entry[0] == "extend":
                found = due(found - timedelta(milliseconds=limit[1] == "wd"), *limit)
            else:
                limit = entry[1]
                found = moved(due(self.start, *limit), self.start, self.start + lost, limit[1])
        return found

    def stop(self, now: datetime) -> None:
        self.stopped = self.stopped or now

    def run_on(self, now: datetime) -> None:
        if self.stopped is not None:
            self.log.append(("pause", self.stopped, now))
            self.stopped = None

    def end(self, now: datetime) -> None:
        self.ended, self.stopped = self.stopped or now, None


@dataclass
class NaiveCase:
    """A second opinion on states and clocks, written as plain ifs."""

    state: str = "draft"
    unit: str = ""
    held: bool = False
    handle: tuple[int, str] = (5, "wd")
    clocks: list[NaiveClock] = field(default_factory=list)
    limits: dict[str, tuple[int, str]] = field(default_factory=dict)

    def open_clocks(self) -> list[NaiveClock]:
        return [clock for clock in self.clocks if clock.ended is None]

    def _begin(self, stage: str, now: datetime, limit: tuple[int, str] | None = None) -> None:
        self.clocks.append(NaiveClock(stage, now, limit or self.limits[stage], unit=self.unit))

    def _end(self, stage: str, now: datetime) -> None:
        for clock in self.open_clocks():
            if clock.stage == stage and clock.stopped is None:
                clock.end(now)

    def _handle(self, now: datetime, part: int = 1) -> None:
        self._begin("handle", now, (-(-self.handle[0] // part), self.handle[1]))

    def _unhold(self, now: datetime) -> None:
        if self.held:
            self.held = False
            for clock in self.open_clocks():
                if clock.stage == "handle":
                    clock.run_on(now)

    def act(self, act: str, now: datetime, unit: str = "") -> None:
        if act in ("refuse", "answer", "void", "hold_end"):
            self._unhold(now)
        getattr(self, f"_{act}", self._nothing)(now, unit)
        if self.state in ("closed", "declined", "merged", "void"):
            for clock in self.open_clocks():
                clock.end(now)

    def _nothing(self, now: datetime, unit: str) -> None: ...

    def _submit(self, now: datetime, unit: str) -> None:
        self.state = "submitted"
        self._begin("accept", now)

    _appeal = _submit

    def _verify(self, now: datetime, unit: str) -> None:
        self.state = "verifying"
        for clock in self.open_clocks():
            clock.stop(now)
        self._begin("verify", now)

    def _verified(self, now: datetime, unit: str) -> None:
        self.state = "submitted"
        self._end("verify", now)
        for clock in self.open_clocks():
            clock.run_on(now)

    def _self_handle(self, now: datetime, unit: str) -> None:
        self.state = "answered"
        self._end("accept", now)

    def _decline(self, now: datetime, unit: str) -> None:
        self.state = "declined"

    def _merge(self, now: datetime, unit: str) -> None:
        self.state = "merged"

    def _void(self, now: datetime, unit: str) -> None:
        self.state = "void"

    def _close(self, now: datetime, unit: str) -> None:
        self.state = "closed"

    def _file(self, now: datetime, unit: str) -> None:
        self.state = "filed"
        self._end("accept", now)
        self._begin("dispatch", now)

    def _dispatch(self, now: datetime, unit: str) -> None:
        self.state, self.unit = "dispatched", unit
        self._end("dispatch", now)
        for clock in self.open_clocks():
            if clock.stage == "handle" and clock.unit != unit:
                clock.end(now)
        self._begin("sign", now)

    def _sign(self, now: datetime, unit: str) -> None:
        self.state = "in_progress"
        self._end("sign", now)
        resting = [clock for clock in self.open_clocks() if clock.stage == "handle"]
        for clock in resting:
            clock.run_on(now)
        if not resting:
            self._handle(now)

    def _refuse(self, now: datetime, unit: str) -> None:
        self.state = "filed"
        self._end("sign", now)
        for clock in self.open_clocks():
            if clock.stage == "handle":
                clock.stop(now)
        self._begin("dispatch", now)

    def _answer(self, now: datetime, unit: str) -> None:
        self.state = "answered"
        self._end("handle", now)
        self._end("safe", now)

    def _alert(self, now: datetime, unit: str) -> None:
        self._begin("safe", now)

    def _secure(self, now: datetime, unit: str) -> None:
        self._end("safe", now)

    def _rework(self, now: datetime, unit: str) -> None:
        self.state = "in_progress"
        self._handle(now, part=2)

    def _check(self, now: datetime, unit: str) -> None:
        self.state = "checking"
        self._begin("check", now)

    def _fail(self, now: datetime, unit: str) -> None:
        self.state = "in_progress"
        self._end("check", now)
        self._handle(now, part=2)

    def _reopen(self, now: datetime, unit: str) -> None:
        self.state = "in_progress"
        self._handle(now)

    def _hold(self, now: datetime, unit: str) -> None:
        self.held = True
        for clock in self.open_clocks():
            if clock.stage == "handle":
                clock.stop(now)

    def _extend(self, now: datetime, unit: str) -> None:
        for clock in self.open_clocks():
            if clock.stage == "handle" and clock.stopped is None:
                clock.log.append(("extend",))

    def relimit(self, limit: tuple[int, str]) -> None:
        self.handle = limit
        for clock in self.open_clocks():
            if clock.stage == "handle":
                clock.log.append(("relimit", limit))


NOON = datetime(2026, 9, 25, 4, 0, tzinfo=UTC)
