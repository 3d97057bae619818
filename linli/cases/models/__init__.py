"""Tables of the cases room: what was reported, the matter, the work, its history and its side records."""

from linli.cases.models.catalogue import CalendarVersion, Category, ResponsibilityRule
from linli.cases.models.history import Event, StageClock
from linli.cases.models.matter import Case, Evidence, Report, Task
from linli.cases.models.records import Adjustment, CallBack, Oversight, Revisit
from linli.cases.models.saved import SavedView

__all__ = [
    "Adjustment",
    "CalendarVersion",
    "CallBack",
    "Case",
    "Category",
    "Event",
    "Evidence",
    "Oversight",
    "Report",
    "ResponsibilityRule",
    "Revisit",
    "SavedView",
    "StageClock",
    "Task",
]
