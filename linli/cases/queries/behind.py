"""
Which cases stand behind a figure of a span: one condition each, for counting and for the list that shows them.

Reports, filings and endings are told by the case itself; what happened on the way by its events; what reporters said by
their ratings. A span's days are days in the installation's time zone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from linli.cases.models import Adjustment, CallBack, Event, Report
from linli.cases.models.history import RARE
from linli.cases.terms import Act, AdjustmentKind, AdjustmentState, Channel, State
from linli.foundation.access import in_subtree
from linli.values import Span

HAPPENED: dict[str, tuple[Act, ...]] = {
    "rework": (Act.REWORK, Act.FAIL),
    "refusals": (Act.REFUSE,),
    "reopened": (Act.REOPEN,),
    "escalations": (Act.ESCALATE,),
}
"""Figures that count events, one for each time it happened."""
RATED = ("satisfaction", "ratings")
CLOSED = ("on_time_share", "hours_to_close")
"""Figures that are worked out from all closed cases."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The first moment of a span and the first after it."""

    first: datetime
    end: datetime

    def hold(self, column: str) -> Q:
        """Return the condition that a moment lies in the span."""
        return Q(**{f"{column}__gte": self.first, f"{column}__lt": self.end})


def moments_of(span: Span) -> Moments:
    """Return when a span begins and ends, by the clock of the installation."""
    return Moments(_midnight(span.first), _midnight(span.end))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _closed(span: Moments) -> Q:
    return Q(state=State.CLOSED) & span.hold("ended_at")


def _late(span: Moments) -> Q:
    """Ended after its expiry and not exempted (design/cases.md, appeal of overdue)."""
    return _closed(span) & Q(overall_due_at__isnull=False, ended_at__gt=F("overall_due_at")) & ~_exempted()


def _in_time(span: Moments) -> Q:
    punctual = Q(overall_due_at__isnull=True) | Q(ended_at__lte=F("overall_due_at"))
    return _closed(span) & (punctual | _exempted())


def _exempted() -> Q:
    granted = Adjustment.objects.filter(kind=AdjustmentKind.EXEMPTION, state=AdjustmentState.GRANTED)
    return Q(pk__in=granted.values("case_id"))


def _open(span: Moments) -> Q:
    return Q(reported_at__lt=span.end) & (Q(ended_at__isnull=True) | Q(ended_at__gte=span.end))


def _from_inspections(span: Moments) -> Q:
    found = Report.objects.filter(case=OuterRef("pk"), channel=Channel.CAMPAIGN)
    return span.hold("reported_at") & Q(Exists(found))


CONDITIONS: dict[str, Callable[[Moments], Q]] = {
    "reported": lambda span: span.hold("reported_at"),
    "filed": lambda span: span.hold("filed_at"),
    "closed": _closed,
    "in_time": _in_time,
    "late": _late,
    "declined": lambda span: Q(state=State.DECLINED) & span.hold("ended_at"),
    "open": _open,
    "overdue": lambda span: _open(span) & Q(overall_due_at__lt=span.end),
    "inspections": _from_inspections,
    "relapses": lambda span: span.hold("reported_at") & Q(relapse_of__isnull=False),
}
"""Figures that count cases, each once."""


class _IsRare(Func):
    """Whether an act is one of the rare ones, written out: SQLite knows its partial index by the very words alone."""

    template = "%(expressions)s IN ({})".format(", ".join(f"'{act.value}'" for act in RARE))
    output_field = BooleanField()


def rare_events(span: Moments) -> QuerySet[Event]:
    """Return the events of a span that figures count, from their index."""
    return Event.objects.filter(_IsRare("act"), span.hold("at"))


def touched(span: Moments) -> Q:
    """Return the condition of every case that any of the conditions can hold of; an index answers most of it."""
    return (Q(ended_at__isnull=True) | Q(ended_at__gte=span.first)) & Q(reported_at__lt=span.end)


def events_in(span: Moments, acts: tuple[Act, ...], unit_path: str = "") -> Q:
    """Return the condition that one of the acts happened in the span, to a unit of a subtree if one is given."""
    happened = rare_events(span).filter(act__in=acts)
    if unit_path:
        happened = happened.filter(in_subtree("receiver__path", unit_path))
    return Q(pk__in=happened.values("case_id"))


def rated_in(span: Moments) -> Q:
    """Return the condition that a reporter rated the result in the span."""
    rated = CallBack.objects.filter(span.hold("rated_at"), stars__isnull=False)
    return Q(pk__in=rated.values("report__case_id"))


def cases_behind(figure: str, span: Span, *, unit_path: str = "") -> Q:
    """
    Return the condition of the cases behind a figure, named without its room. Raises KeyError for another name.

    unit_path: the responsible units of a subtree alone, or those to which it happened.
    """
    moments = moments_of(span)
    if figure in HAPPENED:
        return events_in(moments, HAPPENED[figure], unit_path)
    of_units = in_subtree("unit__path", unit_path) if unit_path else Q()
    if figure in RATED:
        return of_units & rated_in(moments)
    return of_units & touched(moments) & CONDITIONS["closed" if figure in CLOSED else figure](moments)
