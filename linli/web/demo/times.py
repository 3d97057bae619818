"""Days and moments of the demo, counted in months from the present one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from linli.values import Span, SpanKind


def first_of(today: date, months: int) -> date:
    """Return the first day of the month so many months from the present one."""
    count = today.year * 12 + today.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def month_of(today: date, months: int) -> Span:
    """Return the month so many months from the present one."""
    return Span.of(SpanKind.MONTH, first_of(today, months))


def moment(day: date, hour: float, zone: Any) -> datetime:
    """Return a moment of a day."""
    return datetime.combine(day, time(), zone) + timedelta(hours=hour)
