"""What the escalation job must tell whom: expired clocks and unanswered notices that a level has not heard of yet."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from linli.cases.models import Case, Oversight, StageClock
from linli.cases.queries.policy import get_calendar, get_policy
from linli.cases.rules.clocks import due_after
from linli.cases.terms import Level, OversightKind

LADDER = (Level.SUBDISTRICT, Level.DISTRICT)


def list_escalations(*, now: datetime, limit: int = 500) -> list[tuple[int, int | None, Level]]:
    """
    Return (case, clock or None for the whole case, level) of everything to be told, at most `limit`.

    The subdistrict hears at the expiry, the district one working day later and of notices nobody answered.
    """
    found: list[tuple[int, int | None, Level]] = []
    for source in (_clocks(now), _cases(now), _notices(now)):
        for told in source:
            if told not in found:
                found.append(told)
            if len(found) >= limit:
                return found
    return found


def _clocks(now: datetime) -> Iterator[tuple[int, int | None, Level]]:
    expired = StageClock.objects.filter(ended_at__isnull=True, paused_at__isnull=True, due_at__lt=now)
    for level in LADDER:
        told = Oversight.objects.filter(clock=OuterRef("pk"), level=level, kind=OversightKind.ESCALATE)
        rows = expired.filter(~Exists(told)).order_by("due_at").values_list("event__case_id", "pk", "due_at")
        for case_id, clock_id, due_at in rows.iterator(chunk_size=500):
            if _level_reached(level, due_at, now):
                yield case_id, clock_id, level


def _cases(now: datetime) -> Iterator[tuple[int, int | None, Level]]:
    expired = Case.objects.filter(ended_at__isnull=True, is_held=False, due_at__lt=now, overall_due_at__lt=now)
    for level in LADDER:
        rows = expired.filter(~Exists(_told_of_case(level))).order_by("due_at").values_list("pk", "overall_due_at")
        for case_id, due_at in rows.iterator(chunk_size=500):
            if due_at is not None and _level_reached(level, due_at, now):
                yield case_id, None, level


def _notices(now: datetime) -> Iterator[tuple[int, int | None, Level]]:
    open_case = {"case__ended_at__isnull": True}
    unheeded = Oversight.objects.filter(kind=OversightKind.NOTICE, heeded_at__isnull=True, due_at__lt=now, **open_case)
    told = _told_of_case(Level.DISTRICT, "case_id")
    for case_id in unheeded.filter(~Exists(told)).values_list("case_id", flat=True).iterator(chunk_size=500):
        yield case_id, None, Level.DISTRICT


def _told_of_case(level: Level, key: str = "pk") -> QuerySet[Oversight]:
    return Oversight.objects.filter(case=OuterRef(key), clock__isnull=True, level=level, kind=OversightKind.ESCALATE)


def _level_reached(level: Level, due_at: datetime, now: datetime) -> bool:
    """Return whether it is time to tell a level."""
    return level is Level.SUBDISTRICT or due_after(get_policy(now).soon, due_at, get_calendar()) < now
