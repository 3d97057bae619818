"""Tables of the foundation; one file a meaning, gathered here."""

from linli.foundation.models.audit import AuditLine
from linli.foundation.models.calendar import CalendarDay, CalendarYear
from linli.foundation.models.counters import Counter
from linli.foundation.models.imports import ImportRejection, ImportRun
from linli.foundation.models.jobs import Heartbeat

__all__ = ["AuditLine", "CalendarDay", "CalendarYear", "Counter", "Heartbeat", "ImportRejection", "ImportRun"]
