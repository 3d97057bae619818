"""When a closed case of a recurring kind is visited again. Source: rule 003-27; design/cases.md, recurring kinds."""

from datetime import datetime

from linli.cases.rules.clocks import Calendar, due_after
from linli.cases.rules.limits import Limit
from linli.values.worktime import LimitUnit


def span(closed_at: datetime, days: int, within: Limit, calendar: Calendar) -> tuple[datetime, datetime]:
    """
    Return from when and until when the re-visit is made.

    days: natural days after the closing, at least one; a re-visit before they are over would show nothing.
    """
    from_at = due_after(Limit(days, LimitUnit.DAYS), closed_at, calendar)
    return from_at, due_after(within, from_at, calendar)


def is_due(now: datetime, *, from_at: datetime, done_at: datetime | None) -> bool:
    """Return whether the re-visit waits to be made now; one that is late still waits."""
    return done_at is None and from_at <= now
