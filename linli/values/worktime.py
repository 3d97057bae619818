"""
Working time: when a limit ends that runs in office hours, working days or natural time.

Five units, two kinds. *Continuous* units (minutes, hours, natural days) ask no calendar;
*working* units (working hours, working days) run only on working days, within office hours.
For each unit, `add(start, amount)` is the first moment at which `elapsed(start, moment)` reaches
the amount. Worked examples stand in docs/decisions/0013-working-time.md. Source of the units:
domain/today.md 1.3 and 1.4; of the last day counting as in time: rule 003-22.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from linli.values.term import Term, noop

MILLISECOND = timedelta(milliseconds=1)
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
FIRST, LAST = date(1970, 1, 1).toordinal(), date(2120, 1, 1).toordinal()


class LimitUnit(Term):
    """What a time limit is counted in."""

    MINUTES = "minutes", noop("minutes")
    HOURS = "hours", noop("hours")
    DAYS = "days", noop("days")
    WORKING_HOURS = "working_hours", noop("working hours")
    WORKING_DAYS = "working_days", noop("working days")


OFFICE_HOURS = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
CONTINUOUS_MS = {LimitUnit.MINUTES: 60_000, LimitUnit.HOURS: HOUR_MS}


class WorkCalendar:
    """
    Which days are worked and at what hours, and the sums over them.

    exceptions: day -> is it worked, for every day that is not "Monday to Friday are worked".
    hours: office hours of a working day, ascending and apart. zone: where the office stands.
    version: a short name of this state of the calendar, to be kept beside what was computed.
    Moments go in and come out aware; the answer is in `zone`. Years 1970 to 2119.
    """

    def __init__(
        self,
        exceptions: Mapping[date, bool],
        *,
        zone: tzinfo,
        hours: Sequence[tuple[time, time]] = OFFICE_HOURS,
        version: str = "",
    ) -> None:
        """Prepare the sums, so that each question is then answered in constant time."""
        self.zone, self.hours, self.version = zone, tuple(hours), version
        self._spans = _spans(hours)
        self._day_ms = sum(end - begin for begin, end in self._spans)
        self._closes = self._spans[-1][1]
        # _before[d]: how many working days lie before day d; _workdays[n]: the n-th working day.
        self._before, self._workdays = _count(exceptions)

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked."""
        index = day.toordinal() - FIRST
        return self._before[index + 1] > self._before[index]

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the office is open at the moment."""
        index, into_day = self._local(moment)
        works = self._before[index + 1] > self._before[index]
        return works and any(begin <= into_day < end for begin, end in self._spans)

    def count_workdays(self, first: date, last: date) -> int:
        """Return how many days from `first` to `last`, both included, are worked."""
        return max(0, self._before[last.toordinal() - FIRST + 1] - self._before[first.toordinal() - FIRST])

    def add(self, start: datetime, amount: float, unit: LimitUnit) -> datetime:
        """
        Return the last moment that counts as in time for a limit that starts at `start`.

        minutes, hours: that much later. days: end (23:59:59.999) of the n-th day after the start's.
        working_hours: when that much office time has passed. working_days: close of office on the
        n-th working day after day 0; day 0 is the start's day, or the next working day if the
        start's is not worked or its office had already closed.
        amount: not negative; days of either kind are whole. Raises ValueError otherwise.
        """
        if amount < 0:
            raise ValueError(f"A limit cannot be negative: {amount}")
        if unit in CONTINUOUS_MS:
            later = timedelta(milliseconds=round(amount * CONTINUOUS_MS[unit]))
            return (start.astimezone(UTC) + later).astimezone(self.zone)
        if unit is LimitUnit.WORKING_HOURS:
            work = round(amount * HOUR_MS)
            return self._at_work(self._work_before(start) + work) if work else start.astimezone(self.zone)
        if amount != int(amount):
            raise ValueError(f"A limit in days must be whole: {amount}")
        if unit is LimitUnit.DAYS:
            return self._moment(self._local(start)[0] + int(amount), DAY_MS - 1)
        return self._moment(self._workdays[self._day_zero(start) + int(amount)], self._closes)

    def elapsed(self, start: datetime, end: datetime, unit: LimitUnit) -> float:
        """
        Return how much of a limit has run from `start` to `end`; 0 if `end` is not later.

        Hours and minutes with fractions; days as completed days: a working day is completed when
        its office closes, a natural day at its last millisecond; the start's own day never counts.
        """
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return 0
        if unit in CONTINUOUS_MS:
            return (end - start) / timedelta(milliseconds=CONTINUOUS_MS[unit])
        if unit is LimitUnit.WORKING_HOURS:
            return (self._work_before(end) - self._work_before(start)) / HOUR_MS
        index, into_day = self._local(end)
        if unit is LimitUnit.DAYS:
            return max(0, index - self._local(start)[0] - (into_day < DAY_MS - 1))
        return max(0, self._closed_before(index, into_day) - self._day_zero(start) - 1)

    def after_pause(self, due: datetime, paused_at: datetime, resumed_at: datetime, unit: LimitUnit) -> datetime:
        """
        Return the new end of a limit that stood still from `paused_at` to `resumed_at`.

        What was left at the pause is left at the resumption: as natural time for continuous
        units, as office time for working units. Limits in days are then rounded up to the end of
        the day reached. A limit that was over at the pause stays over: `due` returns unchanged.
        """
        # In UTC, because two moments of one zone are compared by their wall clocks.
        due, paused_at, resumed_at = (each.astimezone(UTC) for each in (due, paused_at, resumed_at))
        if due <= paused_at or resumed_at <= paused_at:
            return due.astimezone(self.zone)
        if unit in (LimitUnit.WORKING_HOURS, LimitUnit.WORKING_DAYS):
            left = self._work_before(due) - self._work_before(paused_at)
            shifted = self._at_work(self._work_before(resumed_at) + left) if left else resumed_at
        else:
            shifted = resumed_at + (due - paused_at)
        shifted = shifted.astimezone(self.zone)
        if unit is LimitUnit.WORKING_DAYS:
            return self._moment(self._workdays[self._day_zero(shifted, late=True)], self._closes)
        return self._moment(self._local(shifted)[0], DAY_MS - 1) if unit is LimitUnit.DAYS else shifted

    def _local(self, moment: datetime) -> tuple[int, int]:
        """Return the day's index and the milliseconds of wall clock into the day."""
        if moment.tzinfo is None:
            raise ValueError(f"A moment needs a time zone: {moment!r}")
        wall = moment.astimezone(self.zone)
        into_day = (wall.hour * 60 + wall.minute) * 60_000 + wall.second * 1000 + wall.microsecond // 1000
        return wall.toordinal() - FIRST, into_day

    def _moment(self, index: int, into_day: int) -> datetime:
        """Return the moment at which the wall clock of a day shows so many milliseconds."""
        midnight = datetime.fromordinal(index + FIRST)
        return (midnight + into_day * MILLISECOND).replace(tzinfo=self.zone)

    def _work_before(self, moment: datetime) -> int:
        """Return the office time, in milliseconds, between the calendar's beginning and the moment."""
        index, into_day = self._local(moment)
        work = self._before[index] * self._day_ms
        if self._before[index + 1] > self._before[index]:
            work += sum(min(into_day, end) - begin for begin, end in self._spans if begin < into_day)
        return work

    def _at_work(self, work: int) -> datetime:
        """Return the first moment with so much office time before it; `work` is at least 1."""
        nth, rest = divmod(work - 1, self._day_ms)
        rest += 1
        for begin, end in self._spans:
            if rest <= end - begin:
                return self._moment(self._workdays[nth], begin + rest)
            rest -= end - begin
        raise AssertionError("office time beyond the office day")

    def _day_zero(self, start: datetime, *, late: bool = False) -> int:
        """Return which working day is day 0; `late`: the moment of closing itself still belongs to its day."""
        index, into_day = self._local(start)
        return self._closed_before(index, into_day - late)

    def _closed_before(self, index: int, into_day: int) -> int:
        """Return how many working days have closed by then."""
        works = self._before[index + 1] > self._before[index]
        return self._before[index] + (works and into_day >= self._closes)


def _spans(hours: Sequence[tuple[time, time]]) -> list[tuple[int, int]]:
    """Return office hours as milliseconds into the day; raises ValueError if they overlap or are none."""
    spans = [((a.hour * 60 + a.minute) * 60_000, (b.hour * 60 + b.minute) * 60_000) for a, b in hours]
    edges = [edge for span in spans for edge in span]
    if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
        raise ValueError(f"Office hours must follow each other: {hours}")
    return spans


def _count(exceptions: Mapping[date, bool]) -> "tuple[array[int], array[int]]":
    """Return the running count of working days before each day, and the list of working days."""
    special = {day.toordinal() - FIRST: works for day, works in exceptions.items()}
    before: array[int] = array("l", [0])
    workdays: array[int] = array("l")
    for index, works in enumerate(_plain_week(special)):
        if works:
            workdays.append(index)
        before.append(len(workdays))
    return before, workdays


def _plain_week(special: Mapping[int, bool]) -> Iterable[bool]:
    """Yield for each day whether it is worked: Monday to Friday, unless an exception says otherwise."""
    for index in range(LAST - FIRST):
        weekday = (index + FIRST - 1) % 7
        yield special.get(index, weekday < 5)
