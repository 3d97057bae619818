"""A second, slow and simple answer to every question of worktime, to compare the quick one with."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.values.worktime import OFFICE_HOURS, LimitUnit

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class SlowCalendar:
    """Walks minute by minute and day by day; knows nothing of sums."""

    def __init__(self, exceptions: dict[date, bool]) -> None:
        self.exceptions = exceptions

    def is_workday(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() < 5)

    def is_open(self, moment: datetime) -> bool:
        wall = moment.astimezone(SHANGHAI)
        return self.is_workday(wall.date()) and any(begin <= wall.time() < end for begin, end in OFFICE_HOURS)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Count the open minutes of the half-open span; both on whole minutes."""
        count, moment = 0, start
        while moment < end:
            count += self.is_open(moment)
            moment += MINUTE
        return count

    def after_minutes(self, start: datetime, minutes: int) -> datetime:
        moment = start
        while minutes:
            minutes -= self.is_open(moment)
            moment += MINUTE
        return moment

    def day_zero(self, start: datetime) -> date:
        wall = start.astimezone(SHANGHAI)
        day = wall.date() if wall.time() < OFFICE_HOURS[-1][1] else wall.date() + DAY
        while not self.is_workday(day):
            day += DAY
        return day

    def after_workdays(self, start: datetime, days: int) -> datetime:
        day = self.day_zero(start)
        while days:
            day += DAY
            days -= self.is_workday(day)
        return datetime.combine(day, OFFICE_HOURS[-1][1], SHANGHAI)

    def add(self, start: datetime, amount: int, unit: LimitUnit) -> datetime:
        match unit:
            case LimitUnit.MINUTES:
                return start + amount * MINUTE
            case LimitUnit.HOURS:
                return start + amount * 60 * MINUTE
            case LimitUnit.WORKING_HOURS:
                return self.after_minutes(start, amount * 60)
            case LimitUnit.WORKING_DAYS:
                return self.after_workdays(start, amount)
        last = start.astimezone(SHANGHAI).date() + amount * DAY
        return datetime.combine(last, time(23, 59, 59, 999000), SHANGHAI)
