"""The light of a case: how it stands against its clocks. Source: domain/today.md 7.2, colours."""

from datetime import datetime

from linli.cases.terms import Light


def light(
    *,
    now: datetime,
    soon: datetime,
    due_at: datetime | None,
    is_slowed: bool,
    ended_at: datetime | None = None,
    overall_due_at: datetime | None = None,
) -> Light:
    """
    Return red past the expiry, yellow while on hold or extended, blue when it expires by `soon`, else green.

    An ended case is red if it ended after its whole-case expiry. soon: one working day from `now`.
    """
    if ended_at is not None:
        return Light.RED if overall_due_at is not None and ended_at > overall_due_at else Light.GREEN
    if due_at is not None and due_at < now:
        return Light.RED
    if is_slowed:
        return Light.YELLOW
    return Light.BLUE if due_at is not None and due_at <= soon else Light.GREEN
